//! The API key reaches no error, log, span, Debug or redirect, and no person reaches Debug.

use std::fmt::Write as _;

use civic_core::http::HttpConfig;
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_sandbox::{Fault, FaultRule, Petitions};
use petitions_client::resources::petitions::NewSignature;
use petitions_client::{Client, Error};

use crate::logged::logged;
use crate::support::Bench;

fn show(error: &Error) -> String {
    let body = error.body().map(|body| String::from_utf8_lossy(body).into_owned());
    format!("{error} {error:?} {:?} {body:?} {:?}", error.headers(), error.url())
}

#[test]
fn no_key_is_shown_anywhere() {
    let mut shown = String::new();
    let bench = Bench::new(Petitions::builder().petitions(3).signatures(5).no_rate_limit());
    let log = logged(|| {
        let builder = Client::builder("https://x.example.org").api_key(Petitions::FULL_KEY);
        write!(shown, "{:?} {builder:?}", bench.client).unwrap();
        for fault in [
            None,
            Some(Fault::Unauthorized),
            Some(Fault::Reset),
            Some(Fault::Truncate),
            Some(Fault::HtmlOk),
            Some(Fault::Status(500)),
            Some(Fault::Redirect("https://elsewhere.example.org/?api_key=abcdefgh".to_owned())),
        ] {
            bench.platform.clear_faults();
            if let Some(fault) = fault {
                bench.platform.inject(FaultRule::new(fault));
            }
            let list = bench.client.signatures().list().petitions([101]);
            write!(shown, "{list:?} {:?}", bench.client.petitions().get(101)).unwrap();
            let mut reading = list.stream();
            for error in bench.read(&mut reading).1 {
                shown += &show(&error);
            }
            let checkpoint = serde_json::to_string(&reading.checkpoint()).unwrap();
            write!(shown, "{reading:?} {} {checkpoint}", reading.report()).unwrap();
        }
    });
    assert!(log.contains("civic.request") && log.contains("attempt failed"), "{log}");
    assert!(log.contains("api_key=***"), "{log}");
    let sent = bench.platform.requests();
    assert!(sent.len() > 10 && sent.iter().all(|it| it.query.contains(Petitions::FULL_KEY)));
    shown += &log;
    assert!(!shown.contains(Petitions::FULL_KEY), "the key is shown");
    assert!(!shown.contains("abcdefgh"), "a redirect's key is shown");
}

/// A server that says back what it was asked: in its body, in its headers, where it points.
fn echoing(status: u16, key: &str, body: fn(&str) -> String) -> (VirtualClock, Client) {
    let clock = VirtualClock::new();
    let transport = FakeTransport::new(move |request| async move {
        let (asked, sent) = (request.uri().to_string(), request.body().clone());
        let said = format!("{} {}", body(&asked), String::from_utf8_lossy(&sent));
        let said = if status == 200 { body(&asked) } else { said };
        let mut answer = http::Response::new(FakeBody::from(said));
        *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
        let location = http::HeaderValue::from_str(&format!("{asked}&again={asked}")).unwrap();
        answer.headers_mut().insert("location", location.clone());
        answer.headers_mut().insert("x-asked", location);
        Ok(answer)
    });
    let http = HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = Client::builder("https://petitions.example.org").api_key(key).http(http).build();
    (clock, client.unwrap())
}

#[test]
fn a_key_that_the_server_echoes_is_struck_out() {
    // Five letters are too few to look for anywhere; named as the key they are found.
    for key in ["s3cr3t/key&+", "k3yyy"] {
        let encoded = key.replace('/', "%2F").replace('&', "%26").replace('+', "%2B");
        for status in [200, 301, 302, 400, 401, 403, 404, 422, 429, 500] {
            let (clock, client) = echoing(status, key, |asked| format!("you asked {asked}"));
            let mut shown = String::new();
            let log = logged(|| {
                let get = client.petitions().get(1);
                shown += &show(&clock.run(get).unwrap().unwrap_err());
                let signature = NewSignature::new("Ada Example", "ada@example.org", "Utrecht");
                write!(shown, "{signature:?}").unwrap();
                let sign = client.petitions().sign(1, signature);
                write!(shown, "{sign:?}").unwrap();
                match clock.run(sign).unwrap() {
                    // An answer in plain words is taken for the server's sentence.
                    Ok(signed) => write!(shown, "{status} {signed:?}").unwrap(),
                    Err(error) => shown += &show(&error),
                }
            });
            shown += &log;
            assert!(shown.contains("***"), "{shown}");
            for secret in [key, &encoded, "Ada Example", "ada@example.org"] {
                assert!(!shown.contains(secret), "{status}: {secret} in {shown}");
            }
        }
    }
}

#[test]
fn a_short_key_is_struck_out_wherever_it_is_named() {
    for said in [
        r#"{"error": "wrong key", "params": {"api_key": "k3y", "id": "1"}}"#,
        r#"{"error":"wrong key","api_key":"k3y"}"#,
        r#"Parameters: {"api_key"=>"k3y", "id"=>"1"}"#,
        "<pre>{&quot;api_key&quot;=&gt;&quot;k3y&quot;}</pre>",
        "<error><api_key>k3y</api_key></error>",
        "api_key: k3y",
        "no such page: /api/v1/petitions/1?language=nl&amp;api_key=k3y",
    ] {
        for status in [200, 400, 401, 404, 500] {
            let (clock, client) = crate::support::answering(status, said, "k3y");
            let log = logged(|| {
                let get = client.petitions().get(1);
                let error = clock.run(get).unwrap().unwrap_err();
                let shown = show(&error);
                assert!(shown.contains("***") && !shown.contains("k3y"), "{shown}");
            });
            assert!(!log.contains("k3y"), "{log}");
        }
    }
}

#[test]
fn an_echoed_key_costs_no_typed_error() {
    let said = r#"{"error":"wrong","fields":["name"],"api_key":"s3cr3t-key"}"#;
    let (clock, client) = crate::support::answering(400, said, "s3cr3t-key");
    let error = clock.run(client.petitions().get(1)).unwrap().unwrap_err();
    let Some(petitions_client::ServerError::Fields(refused)) =
        petitions_client::ServerError::of(&error)
    else {
        panic!("{error}")
    };
    assert_eq!(
        (refused.fields.as_slice(), &refused.extra["api_key"]),
        (&["name".to_owned()][..], &"***".into())
    );
}

#[test]
fn a_key_within_a_row_that_cannot_be_read_is_struck_out() {
    let key = "s3cr3t-key";
    let (clock, client) =
        echoing(200, key, |asked| format!(r#"[{{"asked": "{asked}"}}, "{asked}"]"#));
    let mut shown = String::new();
    let log = logged(|| {
        let mut reading = client.petitions().list().stream();
        while let Some(Err(error)) = clock.run(reading.next()).unwrap() {
            shown += &show(&error);
        }
        let report = reading.report();
        assert_eq!(report.malformed_rows.len(), 2, "{report}");
        shown += &serde_json::to_string(&report).unwrap();
    });
    shown += &log;
    assert!(log.contains("a row could not be read"), "{log}");
    assert!(shown.contains("***") && !shown.contains(key), "{shown}");
}
