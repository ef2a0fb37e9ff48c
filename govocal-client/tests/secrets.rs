//! No secret and no token reaches Debug, Display, a log, a span or an error.

use std::fmt::Write as _;

use civic_sandbox::{Fault, FaultRule, GoVocal};

use crate::logged::logged;
use crate::support::{Bench, platform};

#[test]
fn no_secret_or_token_is_shown_anywhere() {
    let mut shown = String::new();
    let bench = Bench::new(platform());
    let log = logged(|| {
        write!(shown, "{:?}", bench.client).unwrap();
        for fault in [
            None,
            Some(Fault::Unauthorized),
            Some(Fault::Reset),
            Some(Fault::Truncate),
            Some(Fault::HtmlOk),
            Some(Fault::Status(500)),
            Some(Fault::Redirect("https://elsewhere.example.org/?token=abcdefgh".to_owned())),
        ] {
            bench.platform.clear_faults();
            bench.platform.revoke_tokens();
            if let Some(fault) = fault {
                bench.platform.inject(FaultRule::new(fault).on("/api/v2/ideas"));
            }
            let mut reading = bench.client.ideas().list().stream();
            write!(shown, "{reading:?}").unwrap();
            for error in bench.read(&mut reading).1 {
                write!(shown, "{error} {error:?} {:?} {:?}", error.headers(), error.body())
                    .unwrap();
            }
            write!(shown, "{} {:?}", reading.report(), reading.checkpoint()).unwrap();
        }
        // The token request itself fails, in every way.
        for fault in [Fault::Status(500), Fault::Reset, Fault::HtmlOk, Fault::WrongEnvelope] {
            bench.platform.clear_faults();
            bench.platform.revoke_tokens();
            bench.platform.inject(FaultRule::new(fault).on("/api/v2/authenticate"));
            bench.clock.advance(std::time::Duration::from_secs(60));
            let first = bench.run(bench.client.ideas().list().stream().next());
            if let Some(Err(error)) = first {
                write!(shown, "{error} {error:?} {:?} {:?}", error.headers(), error.body())
                    .unwrap();
            }
        }
    });
    shown += &log;

    // It was a real test: there was much to log, and secrets did go over the wire.
    assert!(shown.contains("civic.request") && shown.contains("attempt failed"), "{shown}");
    let requests = bench.platform.requests();
    let token_of = |value: &http::HeaderValue| value.to_str().unwrap().replace("Bearer ", "");
    let tokens: Vec<String> =
        requests.iter().filter_map(|r| r.headers.get("authorization")).map(token_of).collect();
    assert!(tokens.len() > 10);
    for token in tokens {
        assert!(token.len() > 20 && !shown.contains(&token), "a token is shown");
    }
    assert!(!shown.contains(GoVocal::CLIENT_SECRET), "the client secret is shown");
    assert!(!shown.contains("abcdefgh"), "a redirect's token is shown");
}
