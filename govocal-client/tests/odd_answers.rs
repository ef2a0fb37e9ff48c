//! What proxies, CDNs and a token service in trouble send in place of an answer, as a reader of a
//! list meets it.

use std::time::Duration;

use crate::support::{Bench, platform};
use civic_core::clock::Clock;
use civic_core::http::Request;
use civic_sandbox::{Fault, FaultRule, RetryAfterForm};
use govocal_client::resources::ideas::IdeaChange;
use govocal_client::{ErrorKind, Multiloc, Sent};
use serde_json::Value;

const IDEAS: &str = "/api/v2/ideas";
const TOKENS: &str = "/api/v2/authenticate";

/// Reads all 60 ideas in pages of 10 although this happens once in the middle, and says how often a
/// page was asked for.
fn reads_on(fault: &Fault) -> usize {
    let bench = Bench::new(platform());
    bench.platform.inject(FaultRule::new(fault.clone()).on(IDEAS).skip(2).once());
    let mut ideas = bench.client.ideas().list().page_size(10).stream_by_page_number();
    let (rows, errors) = bench.read(&mut ideas);
    assert!(errors.is_empty(), "{fault:?}: {errors:?}");
    assert_eq!(rows.len(), 60, "{fault:?}");
    assert!(ideas.report().is_consistent(), "{fault:?}: {}", ideas.report());
    bench.requests(IDEAS)
}

#[test]
fn a_list_is_read_on_after_a_page_that_was_none() {
    let requests = reads_on(&Fault::Latency(Duration::ZERO));
    for fault in [
        Fault::EmptyOk,
        Fault::HtmlOk,
        Fault::BrokenJson,
        Fault::EmptyError(520),
        Fault::HtmlError(522),
        Fault::EmptyError(530),
        Fault::ComeBack { status: 403, retry_after: RetryAfterForm::Tenths(15) },
        Fault::ComeBack { status: 502, retry_after: RetryAfterForm::Seconds(3) },
        Fault::ComeBack { status: 504, retry_after: RetryAfterForm::Date(9) },
    ] {
        assert_eq!(reads_on(&fault), requests + 1, "{fault:?}");
    }
    assert_eq!(reads_on(&Fault::Marked), requests);
}

#[test]
fn a_token_is_asked_for_again_where_the_answer_was_none() {
    for fault in [Fault::EmptyOk, Fault::HtmlOk, Fault::BrokenJson, Fault::EmptyError(521)] {
        let bench = Bench::new(platform());
        bench.platform.inject(FaultRule::new(fault.clone()).on(TOKENS).once());
        let (rows, errors) = bench.read(&mut bench.client.ideas().list().stream());
        assert!(errors.is_empty() && rows.len() == 60, "{fault:?}: {errors:?}");
        assert_eq!(bench.requests(TOKENS), 2, "{fault:?}");
    }
    // Always: a typed error that says that the call itself was not sent, and shows no token.
    for fault in [Fault::EmptyOk, Fault::HtmlOk, Fault::BrokenJson] {
        let bench = Bench::new(platform());
        bench.platform.inject(FaultRule::new(fault.clone()).on(TOKENS));
        let call = bench.client.request(Request::post("/api/v2/ideas"));
        let error = bench.run(call).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 4), "{error}");
        assert_eq!(error.was_sent(), govocal_client::Sent::No, "{error}");
        let shown = format!("{error} {error:?} {:?}", error.body());
        assert!(!shown.contains("eyJ"), "{shown}");
        assert_eq!(bench.requests(TOKENS), 4);
    }
}

#[test]
fn what_waiting_for_a_token_service_would_mend_is_no_wrong_secret() {
    let bench = Bench::new(platform());
    let later = Fault::ComeBack { status: 403, retry_after: RetryAfterForm::Seconds(3600) };
    bench.platform.inject(FaultRule::new(later).on(TOKENS));
    let error = bench.run(bench.client.request(Request::get(IDEAS))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited, "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
}

#[test]
fn a_hung_token_service_delays_nothing_while_the_token_lives() {
    for fault in [Fault::NoAnswer, Fault::Stall, Fault::SlowHead(Duration::from_secs(25))] {
        let bench =
            Bench::new(platform().no_rate_limit().token_lifetime(Duration::from_secs(3600)));
        assert_eq!(bench.read(&mut bench.client.ideas().list().stream()).0.len(), 60);
        // Each call takes a moment, in which the refresh goes on.
        bench.platform.inject(FaultRule::new(Fault::Latency(Duration::from_millis(100))).on(IDEAS));
        bench.platform.inject(FaultRule::new(fault.clone()).on(TOKENS));
        bench.clock.advance(Duration::from_secs(3400));
        for _ in 0..90 {
            let answer = bench.run(bench.client.request(Request::get(IDEAS))).unwrap();
            assert_eq!(answer.stats().elapsed, Duration::from_millis(100), "{fault:?}");
        }
        assert_eq!(bench.requests(TOKENS), 2, "{fault:?}");
    }
}

#[test]
fn impatient_calls_cause_no_token_request_each() {
    let bench = Bench::new(platform().no_rate_limit());
    bench.platform.inject(FaultRule::new(Fault::NoAnswer).on(TOKENS));
    let began = bench.clock.elapsed();
    for _ in 0..100 {
        let call = Request::get(IDEAS).deadline(Duration::from_secs(1));
        let error = bench.run(bench.client.request(call)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert_eq!(error.was_sent(), govocal_client::Sent::No);
        bench.clock.advance(Duration::from_millis(50));
    }
    let passed = bench.clock.elapsed().saturating_sub(began).as_secs();
    let asked = bench.requests(TOKENS);
    assert!(asked as u64 <= passed / 5, "{asked} token requests in {passed} s");
}

#[test]
fn what_no_patience_mends_is_named() {
    let said = |fault: Fault| {
        let bench = Bench::new(platform());
        bench.platform.inject(FaultRule::new(fault).on(IDEAS));
        let (_, errors) = bench.read(&mut bench.client.ideas().list().stream());
        errors[0].to_string()
    };
    let line = said(Fault::Coded("br"));
    assert!(line.contains("packed as \"br\", which was not asked for"), "{line}");
    let line = said(Fault::Redirect("https://elsewhere.example.org/participación".to_owned()));
    assert!(line.contains("to https://elsewhere.example.org/participaci%C3%B3n"), "{line}");
    let line = said(Fault::HtmlOk);
    assert!(line.contains("an HTML page where JSON was expected, titled \"200 OK\""), "{line}");
}

const OTHER: &str = "00000000-0000-4000-8000-00000000beef";

fn another(body: &mut Value) {
    if let Some(idea) = body.get_mut("idea") {
        idea["id"] = OTHER.into();
    }
}

fn shouted(body: &mut Value) {
    if let Some(idea) = body.get_mut("idea") {
        idea["id"] = idea["id"].as_str().unwrap().to_uppercase().into();
    }
}

/// A cache or a server in disorder may answer another record than the one that was asked for.
#[test]
fn another_record_than_the_one_asked_for_is_an_error() {
    let bench = Bench::edited(platform(), another);
    let id = bench.platform.ids("ideas")[0];
    let error = bench.run(bench.client.ideas().get(id)).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Protocol, Sent::Yes), "{error}");
    assert!(error.to_string().contains(&id.to_string()), "{error}");
    // Of a write it may have been done all the same.
    let change = IdeaChange::new().title(Multiloc::single("en", "Benches"));
    let error = bench.run(bench.client.ideas().update(id, &change)).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Protocol, Sent::Yes), "{error}");
    assert!(error.hint().unwrap().contains("look before sending again"), "{error}");

    // A UUID is the same in capital letters (RFC 9562, section 4).
    let bench = Bench::edited(platform(), shouted);
    let id = bench.platform.ids("ideas")[0];
    assert_eq!(bench.run(bench.client.ideas().get(id)).unwrap().id, id);
}
