//! What the tool logs.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use civic_sandbox::{Fault, FaultRule, RetryAfterForm};

use crate::city::City;
use crate::tool::ran;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_as_long_as_it_is_asked_for_and_holds_no_secret() {
    let city = City::start().await;
    let log = |level: &str| {
        let mut export = city.exporter(&["-o", "ideas.csv"]);
        let (code, _, err) = ran(export.env("RUST_LOG", level).output().unwrap());
        assert_eq!(code, 0, "{err}");
        assert!(!err.contains(city.platform.client_secret()), "{err}");
        // A token, as it is sent and as it is answered.
        assert!(!err.contains("Bearer ey") && !err.contains("eyJ"), "{err}");
        assert!(!err.contains('\u{1b}'), "{err}");
        err
    };
    assert!(!log("info").contains("DEBUG"));
    assert!(log("debug").contains("DEBUG"));
    let _ = log("trace");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_wait_is_told_where_no_line_of_progress_is_shown() {
    let city = City::start().await;
    let long = Fault::RateLimit { retry_after: Some(RetryAfterForm::Seconds(30)) };
    city.platform.inject(FaultRule::new(long).on("/api/v2/ideas").once());
    let mut export = city.exporter(&["-o", "ideas.csv"]);
    let mut export = export.stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(export.stderr.take().unwrap()).lines();
    let told = lines.map(Result::unwrap).find(|line| line.starts_with("waiting "));
    export.kill().unwrap();
    export.wait().unwrap();
    assert!(told.is_some_and(|line| line.ends_with(" s for the rate limit")));
}
