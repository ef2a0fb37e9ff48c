//! Servers that fail, and rows that cannot be read.

use std::sync::atomic::{AtomicU64, Ordering};

use civic_sandbox::{Fault, FaultRule, Malformation};
use govocal_client::sync::{Evidence, Mode, State};
use govocal_client::{ErrorKind, jiff};
use serde_json::{Value, json};

use super::copy::{Copy, DAY, HOUR, ideas};
use crate::support::{Bench, platform};

const IDEAS: &str = "/api/v2/ideas";

#[test]
fn a_run_that_met_a_dead_page_moves_nothing_and_the_next_one_reads_it() {
    let (bench, mut copy, ids) = ideas();
    let begun = copy.state().watermark();
    for id in ids.iter().step_by(2) {
        assert!(bench.platform.update("ideas", *id, json!({"title": "Another title"})));
    }
    let dead = FaultRule::new(Fault::Status(503)).on(IDEAS).when_query("page_number=2");
    bench.platform.inject(dead);
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list()));
    assert!(!outcome.report.complete && !outcome.errors.is_empty(), "{}", outcome.report);
    assert!(
        !outcome.upserts.is_empty() && outcome.upserts.len() < 120,
        "{}",
        outcome.upserts.len()
    );
    assert_eq!(copy.state().watermark(), begun);
    bench.platform.clear_faults();
    bench.clock.advance(HOUR);
    let first = outcome.upserts.len();
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    assert_eq!(outcome.upserts.len() + first, 120, "what was told is told no more");
    assert!(copy.state().watermark() > begun);
    copy.must_equal(&bench);
}

#[test]
fn a_feed_that_fails_makes_the_run_incomplete_and_is_read_again() {
    let (bench, mut copy, ids) = ideas();
    let begun = copy.state().watermark();
    assert!(bench.platform.delete("ideas", ids[3]));
    assert!(bench.platform.update("ideas", ids[4], json!({"title": "Another title"})));
    bench.clock.advance(HOUR);
    bench.platform.inject(FaultRule::new(Fault::Status(500)).on(format!("{IDEAS}/deleted")));
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list()));
    assert!(!outcome.report.complete && outcome.gone.is_empty(), "{}", outcome.report);
    outcome.must_upsert(&[ids[4]]);
    assert_eq!(copy.state().watermark(), begun);
    bench.platform.clear_faults();
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    outcome.must_lose(&[ids[3]], Evidence::FeedAndNotFound);
    copy.must_equal(&bench);
}

#[test]
fn a_suspicion_without_an_answer_is_kept() {
    let (bench, mut copy, ids) = ideas();
    assert!(bench.platform.delete("ideas", ids[3]));
    bench.clock.advance(HOUR);
    bench.platform.inject(FaultRule::new(Fault::Status(500)).on(format!("{IDEAS}/{}", ids[3])));
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list()));
    assert!(outcome.gone.is_empty() && outcome.report.complete, "{}", outcome.report);
    assert_eq!((outcome.report.unanswered, copy.state().open_suspicions()), (1, 1));
    assert!(outcome.report.unanswered_because.unwrap().contains("500"));
    bench.platform.clear_faults();
    // Long after the feed was read back for it.
    bench.clock.advance(DAY * 30);
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    assert!(matches!(outcome.mode, Mode::Incremental { .. }));
    assert_eq!(outcome.gone.len(), 1);
    copy.must_equal(&bench);
}

#[test]
fn a_row_that_cannot_be_read_is_there() {
    for how in [Malformation::WrongType, Malformation::MissingId] {
        let (bench, mut copy, ids) = ideas();
        let broken = Fault::MalformedRow { index: 3, how };
        let first = FaultRule::new(broken).on(IDEAS).when_query("page_number=1");
        bench.platform.inject(first);
        let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list()).full());
        assert!(outcome.gone.is_empty(), "{}", outcome.report);
        assert_eq!(outcome.report.list.malformed, 1, "{}", outcome.report);
        assert_eq!(outcome.report.complete, how == Malformation::WrongType, "{}", outcome.report);
        assert!(copy.has(ids[3]));
        bench.platform.clear_faults();
        copy.run(&bench, copy.sync(bench.client.ideas().list()).full()).must_be_complete();
        copy.must_equal(&bench);
    }
}

/// An answer of another record must not pass for the one that was asked for.
#[test]
fn another_record_in_the_answer_is_no_evidence() {
    let (bench, mut copy, ids) = ideas();
    assert!(bench.platform.delete("ideas", ids[3]));
    bench.clock.advance(HOUR);
    bench.platform.inject(FaultRule::new(Fault::WrongEnvelope).on(format!("{IDEAS}/{}", ids[2])));
    bench.platform.inject(FaultRule::new(Fault::HtmlOk).on(format!("{IDEAS}/{}", ids[3])));
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list()));
    assert!(outcome.gone.is_empty(), "{}", outcome.report);
    bench.platform.clear_faults();
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    outcome.must_lose(&[ids[3]], Evidence::FeedAndNotFound);
}

static SIGNED: AtomicU64 = AtomicU64::new(0);

/// Signs the addresses of images anew in each answer, as S3 does.
fn sign(body: &mut Value) {
    for row in body.get_mut("ideas").and_then(Value::as_array_mut).into_iter().flatten() {
        let signature = SIGNED.fetch_add(1, Ordering::Relaxed);
        let address = format!("https://img.example.org/a.jpg?X-Amz-Signature={signature}");
        row["images"] = json!([{"small": address}]);
    }
}

#[test]
fn an_address_that_is_signed_anew_is_no_change() {
    let bench = Bench::edited(platform().ideas(60).only(["ideas"]), sign);
    bench.clock.advance(DAY * 10);
    let mut copy = Copy::of(&bench, bench.client.ideas().list());
    let outcome =
        copy.run(&bench, copy.sync(bench.client.ideas().list()).full()).must_be_complete();
    assert_eq!((outcome.upserts.len(), outcome.report.unchanged), (0, 60));
}

#[test]
fn a_resource_that_a_platform_lacks_is_an_error() {
    let bench = Bench::new(platform().era(civic_sandbox::Era::Y2023));
    let mut run = bench.client.internal_comments().list().sync(State::new());
    let error = bench.run(run.try_next()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.hint().is_some_and(|hint| hint.contains("2025")), "{error}");
}

/// `created_at` of the row decides its place, `updated_at` whether it is read: both at midnight.
#[test]
fn a_row_of_exactly_midnight_is_read() {
    let (bench, mut copy, ids) = ideas();
    let watermark = copy.state().watermark().unwrap();
    let second = watermark.as_second();
    let midnight = jiff::Timestamp::from_second(second - second % 86_400).unwrap().to_string();
    let fields = json!({"title": "At midnight", "updated_at": midnight});
    assert!(bench.platform.update("ideas", ids[8], fields));
    let run = copy.sync(bench.client.ideas().list()).lag(std::time::Duration::ZERO);
    copy.run(&bench, run).must_be_complete().must_upsert(&[ids[8]]);
    copy.must_equal(&bench);
}
