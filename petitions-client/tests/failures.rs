//! What an error says, and how a reading ends that meets one.

use crate::support::{Bench, answering};
use civic_sandbox::{Fault, FaultRule, Petitions};
use petitions_client::list::{Completeness, Gap};
use petitions_client::resources::petitions::NewSignature;
use petitions_client::{ErrorKind, ServerError};

fn server() -> civic_sandbox::petitions::PetitionsBuilder {
    Petitions::builder().petitions(12).signatures(10).no_rate_limit()
}

fn ada() -> NewSignature {
    NewSignature::new("Ada Example", "ada@example.org", "Utrecht")
}

#[test]
fn each_refusal_has_its_kind_and_its_words() {
    let wrong = |status| {
        let server = server().refused_key(http::StatusCode::from_u16(status).unwrap());
        let bench = Bench::with_key(server, "nobodys-key");
        let error = bench.run(bench.client.petitions().get(1)).unwrap_err();
        (error.kind(), error.to_string())
    };
    for status in [401, 403] {
        let (kind, line) = wrong(status);
        assert_eq!(kind, ErrorKind::Credentials);
        assert!(line.contains("the API key is not accepted"), "{line}");
        assert!(line.contains("API key not accepted") && !line.contains("nobodys"), "{line}");
    }
    let bench = Bench::new(server());
    let error = bench.run(bench.client.petitions().get(5)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(ServerError::of(&error), Some(ServerError::Message("Not found".to_owned())));

    for (status, body, kind) in [
        (400, r#"{"error":"x","fields":["a,b"]}"#, ErrorKind::Rejected),
        (422, r#"{"email":["is taken"]}"#, ErrorKind::Rejected),
        (418, "tea", ErrorKind::Status),
        (500, "<html>oops</html>", ErrorKind::Server),
        (429, "Retry later\n", ErrorKind::RateLimited),
    ] {
        let (clock, client) = answering(status, body, "some-key");
        let error = clock.run(client.petitions().sign(1, ada())).unwrap().unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (kind, 1), "{error}");
        let typed = ServerError::of(&error);
        assert_eq!(typed.is_some(), matches!(status, 400 | 422), "{typed:?}");
        if status == 400 {
            assert!(error.to_string().contains("x (a, b)"), "{error}");
        }
    }
}

#[test]
fn a_throttled_reading_goes_on_where_it_was() {
    let bench = Bench::new(server());
    let retry_after = Some(civic_sandbox::RetryAfterForm::Seconds(20));
    bench.platform.inject(FaultRule::new(Fault::RateLimit { retry_after }).skip(1).once());
    let id = bench.platform.petition_ids()[0];
    let mut reading = bench.client.signatures().list().petitions([id]).stream();
    let (rows, errors) = bench.read(&mut reading);
    assert_eq!((rows.len(), errors.len()), (10, 0));
    assert_eq!(
        (reading.report().retries, reading.report().waited_for_rate_limit.as_secs()),
        (1, 20)
    );

    // Without a time to wait and without a limit of its own, the client waits for its backoff only.
    bench.platform.inject(FaultRule::new(Fault::RateLimit { retry_after: None }).once());
    let mut reading = bench.client.signatures().list().petitions([id]).stream();
    let (rows, errors) = bench.read(&mut reading);
    assert_eq!((rows.len(), errors.len()), (10, 0));
    let report = reading.report();
    assert!(report.is_consistent() && report.waited_for_rate_limit.as_millis() <= 500, "{report}");

    // With the platform's limit it waits for the window, which is more than a call waits on its
    // own: the error says how long.
    let (clock, client) = answering(429, "Retry later\n", Petitions::FULL_KEY);
    let error = clock.run(client.petitions().get(1)).unwrap().unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 1));
    let wait = error.retry_after().unwrap().as_secs();
    assert!((200..=300).contains(&wait), "{error}");
}

#[test]
fn a_dead_server_and_answers_that_are_none_end_a_reading_with_a_report() {
    for fault in [
        Fault::Reset,
        Fault::Truncate,
        Fault::HtmlOk,
        Fault::HtmlError(502),
        Fault::EmptyError(500),
        Fault::WrongEnvelope,
        Fault::Redirect("https://elsewhere.example.org/".to_owned()),
    ] {
        let bench = Bench::new(server());
        bench.platform.inject(FaultRule::new(fault.clone()).on("/api/v1/signatures").skip(1));
        let id = bench.platform.petition_ids()[0];
        let mut reading = bench.client.signatures().list().petitions([id]).stream();
        let (rows, errors) = bench.read(&mut reading);
        assert_eq!(rows.len(), 10, "{fault:?}");
        assert!(!errors.is_empty(), "{fault:?}");
        let Completeness::Interrupted { .. } = reading.report().completeness else {
            panic!("{fault:?}: {}", reading.report())
        };
        // It goes on where it was interrupted.
        bench.platform.clear_faults();
        let again = bench
            .client
            .signatures()
            .list()
            .petitions([id])
            .stream()
            .resume(reading.checkpoint())
            .unwrap();
        bench.run(again.collect_consistent()).unwrap();
    }
    let bench = Bench::new(server());
    bench.platform.inject(FaultRule::new(Fault::Reset).times(2));
    bench.run(bench.client.organisations().list().stream().collect_consistent()).unwrap();
}

#[test]
fn a_row_that_cannot_be_read_is_reported_once_and_costs_no_other() {
    let body = r#"[{"timestamp": "2026-01-02T10:00:00Z"}, {"nothing": 1}, {"timestamp": "soon"}]"#;
    let (clock, client) = answering(200, body, "some-key");
    let mut reading = client.signatures().list().stream();
    let rows = clock
        .run(async {
            let mut rows = 0;
            while let Some(row) = futures::StreamExt::next(&mut reading).await {
                row.unwrap();
                rows += 1;
            }
            rows
        })
        .unwrap();
    let report = reading.report();
    assert_eq!((rows, report.malformed), (2, 1), "{report}");
    let Completeness::Incomplete { gaps } = &report.completeness else { panic!("{report}") };
    assert!(gaps.contains(&Gap::Malformed { rows: 1 }), "{report}");
}
