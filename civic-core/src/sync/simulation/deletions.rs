//! How many deletions are told, and when.

use super::DAY;
use super::bench::Bench;
use super::kind::Kind;
use super::records::Trouble;
use crate::list::{Completeness, Gap};
use crate::sync::{Mode, SyncRun};

#[test]
fn more_than_half_is_withheld_and_stops_nothing_else() {
    let mut bench = Bench::new(Kind::Updated, 100, 1);
    bench.delete(0..60, false);
    let now = bench.server.lock().now();
    (95..100).for_each(|id| bench.server.lock().edit(id, now));
    let before = bench.state.watermark();
    let told = bench.run(SyncRun::full);
    assert_eq!((told.upserts, told.withheld, told.gone.len()), (5, 60, 0));
    assert!(told.is_complete && bench.state.watermark() > before);
    assert_eq!(bench.state.open_suspicions(), 60);
    // They are looked for again, and told only where the caller accepts as many.
    bench.server.pass_time(DAY);
    let told = bench.run(|run| run.accept_gone(59));
    assert_eq!((told.withheld, told.gone.len()), (60, 0));
    let told = bench.run(|run| run.accept_gone(60));
    assert_eq!((told.withheld, told.gone), (0, (0..60).collect()));
    assert_eq!((bench.state.open_suspicions(), bench.state.rows()), (0, 40));
}

#[test]
fn of_a_list_without_single_reads_ten_or_a_twentieth_is_told() {
    let mut bench = Bench::new(Kind::WithoutSingleReads, 100, 1);
    bench.delete(0..10, false);
    let told = bench.run(SyncRun::full);
    assert_eq!((told.gone.len(), told.evidence), (10, ["absent twice"].into()));
    bench.delete(10..21, false);
    let told = bench.run(SyncRun::full);
    assert_eq!((told.withheld, told.gone.len()), (11, 0));
    // An incremental run does not read them again: with an acceptance it is a full one.
    let told = bench.run(|run| run.accept_gone(11));
    assert_eq!(told.gone.len(), 11);
    assert_eq!(told.report.unwrap().mode, Mode::Full);
}

#[test]
fn each_part_of_a_list_is_counted_by_itself() {
    let odd = || (0..100).filter(|id| id % 2 == 1).take(40);
    let mut bench = Bench::new(Kind::Updated, 100, 1);
    bench.delete(odd(), false);
    assert_eq!(bench.run(SyncRun::full).gone.len(), 40);
    let mut bench = Bench::new(Kind::Updated, 100, 2);
    bench.delete(odd(), false);
    bench.delete([0, 2], false);
    let told = bench.run(SyncRun::full);
    assert_eq!((told.withheld, told.gone), (40, [0, 2].into()));
}

#[test]
fn a_404_means_nothing_where_every_row_answers_it() {
    let mut bench = Bench::new(Kind::Updated, 100, 1);
    bench.delete([3, 4], false);
    bench.server.watch(Trouble { blind: true, ..Trouble::default() });
    let told = bench.run(SyncRun::full);
    assert!(told.is_complete && told.gone.is_empty());
    let report = told.report.unwrap();
    assert!(report.unanswered >= 2 && report.withheld == 0, "{report}");
    bench.server.watch(Trouble::default());
    assert_eq!(bench.run(|run| run).gone, [3, 4].into());
}

#[test]
fn a_feed_tells_what_an_incremental_run_does_not_see() {
    let mut bench = Bench::new(Kind::Updated, 100, 1);
    bench.delete([3], true);
    bench.delete([4], false);
    bench.server.pass_time(DAY * 6);
    bench.state.full_at = bench.state.full_at.map(|_| bench.server.lock().now());
    let told = bench.run(|run| run);
    assert_eq!((told.gone, told.evidence), ([3].into(), ["feed"].into()));
    assert_eq!(bench.run(SyncRun::full).gone, [4].into());
}

#[test]
fn a_row_that_leaves_the_filter_is_gone_for_that_reason() {
    let mut bench = Bench::new(Kind::Filtered, 50, 1);
    bench.server.lock().touch(8, |record| record.item.matches = false);
    let told = bench.run(|run| run);
    assert_eq!((told.gone, told.evidence), ([8].into(), ["no longer matches"].into()));
}

#[test]
fn a_list_that_leaves_out_what_is_there_makes_the_run_incomplete() {
    let mut bench = Bench::new(Kind::Updated, 100, 1);
    // The list is empty twice, and each row answers.
    bench.server.lock().is_list_empty = true;
    let before = bench.state.watermark();
    let told = bench.run(SyncRun::full);
    assert!(!told.is_complete && told.gone.is_empty() && told.withheld == 0);
    let report = told.report.unwrap();
    assert!(report.left_out == 11 && report.single_reads == 11, "{report}");
    assert_eq!(bench.state.watermark(), before);
}

/// One reading may miss a row that moves, and every row of a list that says it has none.
#[test]
fn a_list_in_no_order_is_read_until_two_readings_agree() {
    let mut bench = Bench::new(Kind::Unordered, 60, 1);
    let quiet = bench.run(|run| run).report.unwrap();
    assert_eq!((quiet.passes, quiet.unchanged), (2, 120), "{quiet}");
    // A new row in each reading: no two of them agree.
    let before = bench.state.watermark();
    bench.server.watch(Trouble { inserts: true, ..Trouble::default() });
    let told = bench.run(|run| run);
    let report = told.report.unwrap();
    assert!(!told.is_complete && told.upserts > 0 && told.gone.is_empty(), "{report}");
    assert_eq!(bench.state.watermark(), before);
    let Completeness::Incomplete { gaps } = &report.list.completeness else { panic!("{report}") };
    assert!(
        gaps.iter().any(|gap| matches!(gap, Gap::PassesDiffer { .. } | Gap::Short { .. })),
        "{report}"
    );
}

/// What was updated within the overlap must come again, or be explained.
#[test]
fn a_row_of_the_overlap_that_does_not_come_again_is_asked_for() {
    let mut bench = Bench::new(Kind::Updated, 100, 1);
    let now = bench.server.lock().now();
    (0..3).for_each(|id| bench.server.lock().edit(id, now));
    assert_eq!(bench.run(|run| run).upserts, 3);
    bench.delete([1], false);
    let told = bench.run(|run| run);
    assert_eq!((told.gone, told.evidence), ([1].into(), ["not found"].into()));
    // The list leaves out rows that are there: the run proves nothing.
    bench.server.lock().is_list_empty = true;
    let before = bench.state.watermark();
    let told = bench.run(|run| run);
    let report = told.report.unwrap();
    assert!(!told.is_complete && told.gone.is_empty() && report.left_out >= 2, "{report}");
    assert_eq!(bench.state.watermark(), before);
    bench.server.lock().is_list_empty = false;
    assert!(bench.run(|run| run).is_complete);
}
