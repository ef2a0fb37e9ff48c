//! So many rows gone that it looks like a fault of the server, and servers that have such faults.

use civic_sandbox::{Fault, FaultRule};
use govocal_client::sync::Evidence;

use super::copy::{Copy, DAY, HOUR, ideas};
use crate::support::{Bench, platform};

const IDEAS: &str = "/api/v2/ideas";

#[test]
fn more_than_half_of_a_list_is_withheld_until_it_is_accepted() {
    let (bench, mut copy, ids) = ideas();
    let list = || bench.client.ideas().list();
    let (gone, kept) = ids.split_at(150);
    for id in gone {
        assert!(bench.platform.delete("ideas", *id));
    }
    assert!(bench.platform.update("ideas", kept[0], serde_json::json!({"title": "Still here"})));
    bench.clock.advance(HOUR);
    let begun = copy.state().watermark();
    let outcome = copy.run(&bench, copy.sync(list())).must_be_complete();
    assert_eq!((outcome.withheld, outcome.gone.len()), (150, 0), "{}", outcome.report);
    outcome.must_upsert(&[kept[0]]);
    assert!(copy.state().watermark() > begun, "the rest goes on");
    assert_eq!((copy.rows.len(), copy.state().open_suspicions()), (240, 150));

    let outcome = copy.run(&bench, copy.sync(list()).accept_gone(149)).must_be_complete();
    assert_eq!((outcome.withheld, outcome.gone.len()), (150, 0), "at most so many, or none");
    let outcome = copy.run(&bench, copy.sync(list()).accept_gone(150)).must_be_complete();
    outcome.must_lose(gone, Evidence::FeedAndNotFound);
    assert_eq!(outcome.withheld, 0);
    copy.must_equal(&bench);
}

#[test]
fn many_reactions_that_are_missing_are_withheld() {
    let bench = Bench::new(platform().ideas(100).only(["ideas", "reactions"]).no_rate_limit());
    bench.clock.advance(DAY * 10);
    let list = || bench.client.reactions().list();
    let mut copy = Copy::of(&bench, list());
    let ids = bench.platform.ids("reactions");
    assert_eq!(ids.len(), 200);
    for id in &ids[..11] {
        assert!(bench.platform.delete("reactions", *id));
    }
    let outcome = copy.run(&bench, copy.sync(list()).full()).must_be_complete();
    assert_eq!(
        (outcome.withheld, outcome.gone.len()),
        (11, 0),
        "more than ten, and than one in twenty"
    );
    let outcome = copy.run(&bench, copy.sync(list()).accept_gone(11)).must_be_complete();
    outcome.must_lose(&ids[..11], Evidence::AbsentTwice);
    copy.must_equal(&bench);
}

/// A server that was moved, or a proxy that lost its backend.
#[test]
fn a_server_that_answers_404_to_everything_deletes_nothing() {
    let (bench, mut copy, ids) = ideas();
    assert!(bench.platform.delete("ideas", ids[0]));
    bench.clock.advance(HOUR);
    let before = copy.state();
    for full in [false, true] {
        bench.platform.inject(FaultRule::new(Fault::Status(404)).on("/api/v2/ideas"));
        let run = copy.sync(bench.client.ideas().list());
        let outcome = copy.run(&bench, if full { run.full() } else { run });
        assert!(!outcome.report.complete && !outcome.errors.is_empty(), "{}", outcome.report);
        assert!(outcome.gone.is_empty() && outcome.upserts.is_empty() && outcome.withheld == 0);
        assert_eq!((copy.state().watermark(), copy.rows.len()), (before.watermark(), 240));
        bench.platform.clear_faults();
    }
    let outcome =
        copy.run(&bench, copy.sync(bench.client.ideas().list()).full()).must_be_complete();
    assert_eq!(outcome.gone.len(), 1);
    copy.must_equal(&bench);
}

/// Each single read answers 404, so that one of them means nothing.
#[test]
fn a_404_means_nothing_where_no_row_that_is_listed_is_found() {
    let (bench, mut copy, ids) = ideas();
    let list = || bench.client.ideas().list();
    assert!(bench.platform.delete("ideas", ids[0]));
    bench.clock.advance(HOUR);
    for id in &ids {
        bench.platform.inject(FaultRule::new(Fault::Status(404)).on(format!("{IDEAS}/{id}")));
    }
    for _ in 0..3 {
        let outcome = copy.run(&bench, copy.sync(list()));
        assert!(outcome.gone.is_empty(), "{}", outcome.report);
        assert!(outcome.report.unanswered > 0, "{}", outcome.report);
        assert_eq!(copy.rows.len(), 240);
    }
    bench.platform.clear_faults();
    let outcome = copy.run(&bench, copy.sync(list())).must_be_complete();
    outcome.must_lose(&[ids[0]], Evidence::FeedAndNotFound);
    copy.must_equal(&bench);
}

/// A replica that is being set up answers 200 and nothing.
#[test]
fn one_empty_answer_deletes_nothing() {
    let (bench, mut copy, ids) = ideas();
    let list = || bench.client.ideas().list();
    let empty = |skip: u64, times: u64| {
        let rule = FaultRule::new(Fault::EmptyList).on(IDEAS).when_query("page_number");
        bench.platform.inject(rule.skip(skip).times(times));
    };
    // Once at the beginning: the list is read again.
    empty(0, 1);
    let outcome = copy.run(&bench, copy.sync(list()).full()).must_be_complete();
    assert_eq!((outcome.gone.len(), outcome.withheld, outcome.report.unchanged), (0, 0, 240));
    // In the middle, for one page and for the rest of the run.
    for (skip, times) in [(1, 1), (2, 1), (1, 1000), (0, 1000)] {
        bench.platform.clear_faults();
        empty(skip, times);
        let outcome = copy.run(&bench, copy.sync(list()).full());
        assert_eq!(
            (outcome.gone.len(), outcome.withheld),
            (0, 0),
            "{skip} {times}: {}",
            outcome.report
        );
        assert_eq!(copy.rows.len(), 240);
        assert_eq!(outcome.report.complete, times == 1, "{skip} {times}: {}", outcome.report);
        assert!(times > 1 || outcome.report.unchanged == 240, "{}", outcome.report);
    }
    // For the incremental run, nothing new is nothing unusual, and what must come again is missed.
    bench.platform.clear_faults();
    copy.run(&bench, copy.sync(list())).must_be_complete();
    assert!(bench.platform.update("ideas", ids[9], serde_json::json!({"title": "Again"})));
    copy.run(&bench, copy.sync(list())).must_be_complete().must_upsert(&[ids[9]]);
    empty(0, 1000);
    let outcome = copy.run(&bench, copy.sync(list()));
    assert!(!outcome.report.complete && outcome.gone.is_empty(), "{}", outcome.report);
    bench.platform.clear_faults();
    copy.run(&bench, copy.sync(list()).full()).must_be_complete();
    copy.must_equal(&bench);
}

#[test]
fn an_empty_page_among_others_makes_the_run_incomplete() {
    let (bench, mut copy, _) = ideas();
    let page = FaultRule::new(Fault::EmptyPage).on(IDEAS).when_query("page_number=2");
    bench.platform.inject(page);
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list()).full());
    assert!(!outcome.report.complete && outcome.gone.is_empty(), "{}", outcome.report);
    assert_eq!(copy.rows.len(), 240);
}
