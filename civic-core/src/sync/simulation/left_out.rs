//! Rows that are there by themselves, and that the list has no longer.

use super::DAY;
use super::bench::Bench;
use super::kind::Kind;
use super::records::{Deletion, Trouble};
use crate::sync::{Mode, SyncRun, Why};

const KINDS: [Kind; 3] = [Kind::Updated, Kind::Ordered, Kind::Unordered];

#[test]
fn rows_that_two_readings_leave_out_are_withheld_and_stop_nothing_else() {
    for kind in KINDS {
        let mut bench = Bench::new(kind, 100, 1);
        bench.server.lock().unlist(0..20);
        let now = bench.server.lock().now();
        (95..100).for_each(|id| bench.server.lock().edit(id, now));
        let before = bench.state.watermark();
        let told = bench.run(SyncRun::full);
        let report = told.report.unwrap();
        assert!(told.is_complete && bench.state.watermark() > before, "{kind:?}: {report}");
        assert_eq!((told.upserts, told.withheld, told.gone.len()), (5, 20, 0), "{kind:?}");
        assert_eq!((report.unlisted, report.left_out), (20, 0), "{report}");
        assert!(report.to_string().contains("20 deletions held back (`accept_gone(20)` lets them happen; 20 of these rows are there and only no longer listed)"));
        assert_eq!(bench.state.open_suspicions(), 20);
        // An incremental run goes on saying so, and asks for none of them.
        bench.server.pass_time(DAY);
        let told = bench.run(|run| run);
        let report = told.report.unwrap();
        assert_eq!((told.is_complete, told.withheld, report.unlisted), (true, 20, 20), "{report}");
        let is_incremental = matches!(report.mode, Mode::Incremental { .. });
        assert_eq!(is_incremental && report.single_reads == 0, kind == Kind::Updated, "{report}");
        // They are told only where the caller accepts as many, by a run that reads all rows.
        let told = bench.run(|run| run.accept_gone(19));
        assert_eq!((told.withheld, told.gone.len()), (20, 0), "{kind:?}");
        let told = bench.run(|run| run.accept_gone(20));
        let report = told.report.unwrap();
        assert_eq!((report.mode, report.withheld, report.unlisted), (Mode::Full, 0, 0), "{report}");
        assert_eq!((told.withheld, told.gone), (0, (0..20).collect()));
        assert_eq!(told.evidence, ["no longer matches"].into());
        assert_eq!((bench.state.open_suspicions(), bench.state.rows()), (0, 80));
    }
}

#[test]
fn rows_that_come_again_in_the_second_reading_are_told_and_not_withheld() {
    for kind in KINDS {
        let mut bench = Bench::new(kind, 100, 1);
        bench.server.lock().unlist(0..20);
        (0..3).for_each(|id| bench.server.lock().touch(id, |record| record.item.likes += 1));
        let calm = bench.run(SyncRun::full);
        assert_eq!((calm.upserts, calm.withheld), (3, 20), "each is read by itself");
        // Within the last request for a single row, they come back.
        (0..20).for_each(|id| bench.server.lock().touch(id, |record| record.item.likes += 1));
        bench.server.lock().delete(50, false);
        let pages = calm.report.unwrap().list.pages;
        let relisted = Some(if kind == Kind::Unordered { 2 * pages + 8 } else { pages + 8 });
        bench.server.watch(Trouble { relisted, ..Trouble::default() });
        let told = bench.run(|run| run.full().accept_gone(100));
        let report = told.report.unwrap();
        assert_eq!(
            (told.upserts, told.withheld, report.left_out),
            (20, 0, 0),
            "{kind:?}: {report}"
        );
        assert_eq!((told.gone, told.is_complete), ([50].into(), true));
        // Those that came again are not asked for any more.
        assert!(report.single_reads <= 13, "{kind:?}: {report}");
        assert_eq!((bench.state.open_suspicions(), bench.state.rows()), (0, 99));
    }
}

#[test]
fn a_row_that_was_not_found_and_comes_in_the_second_reading_is_not_gone() {
    let mut bench = Bench::new(Kind::Updated, 100, 1);
    let pages = bench.run(SyncRun::full).report.unwrap().list.pages;
    bench.server.lock().unlist((0..40).filter(|id| id % 2 == 0));
    for id in (0..40).filter(|id| id % 2 == 1) {
        bench.server.lock().touch(id, |record| record.is_hidden = true);
    }
    let relisted = Some(pages + 15);
    bench.server.watch(Trouble { relisted, ..Trouble::default() });
    let told = bench.run(|run| run.full().accept_gone(100));
    let report = told.report.unwrap();
    assert!(told.is_complete && told.gone.is_empty(), "{report}");
    assert!(report.passes == 2 && report.single_reads > 12, "{report}");
    assert_eq!((bench.state.open_suspicions(), bench.state.rows()), (0, 100));
}

#[test]
fn a_row_that_did_not_match_and_matches_in_the_second_reading_is_not_gone() {
    let mut bench = Bench::new(Kind::Filtered, 100, 1);
    let pages = bench.run(SyncRun::full).report.unwrap().list.pages;
    for id in 0..40 {
        bench.server.lock().touch(id, |record| {
            (record.is_unlisted, record.item.matches) = (id % 2 == 0, id % 2 == 0);
        });
    }
    bench.server.watch(Trouble { relisted: Some(pages + 15), ..Trouble::default() });
    let told = bench.run(|run| run.accept_gone(100));
    let report = told.report.unwrap();
    assert!(told.is_complete && told.gone.is_empty(), "{report}");
    assert!(report.passes == 2 && report.single_reads > 12, "{report}");
    assert_eq!((bench.state.open_suspicions(), bench.state.rows()), (0, 100));
}

#[test]
fn a_row_stays_withheld_until_it_is_listed_again_whether_or_not_it_decodes() {
    let mut bench = Bench::new(Kind::Updated, 100, 1);
    bench.server.lock().unlist(0..20);
    assert_eq!(bench.run(SyncRun::full).withheld, 20);
    // The feed says that one was deleted, and it answers.
    let now = bench.server.lock().now();
    bench.server.lock().feed.push(Deletion { id: 3, deleted_at: now, logged_at: now });
    let told = bench.run(|run| run);
    let report = told.report.unwrap();
    assert_eq!((report.single_reads, report.unlisted, told.withheld), (1, 20, 20), "{report}");
    // All of the last day are in the list, and one of them does not decode.
    {
        let inner = &mut *bench.server.lock();
        inner.list_all();
        (0..20).for_each(|id| inner.edit(id, now));
        inner.touch(7, |record| record.is_broken = true);
    }
    let told = bench.run(|run| run);
    let report = told.report.unwrap();
    assert!(matches!(report.mode, Mode::Incremental { .. }), "{report}");
    assert_eq!((report.unlisted, told.withheld, bench.state.open_suspicions()), (0, 0, 0));
}

#[test]
fn up_to_ten_stay_in_the_copy_and_take_no_second_reading() {
    let mut bench = Bench::new(Kind::Updated, 100, 1);
    bench.server.lock().unlist(0..10);
    let told = bench.run(SyncRun::full);
    let report = told.report.unwrap();
    assert!(told.is_complete && told.withheld == 0 && told.gone.is_empty(), "{report}");
    assert_eq!((report.passes, report.left_out, bench.state.rows()), (1, 10, 100), "{report}");
    bench.server.lock().unlist([10]);
    let report = bench.run(SyncRun::full).report.unwrap();
    assert_eq!((report.passes, report.left_out, report.withheld), (2, 0, 11), "{report}");
}

#[test]
fn a_part_of_the_list_is_counted_by_itself() {
    let mut bench = Bench::new(Kind::Updated, 600, 20);
    // 11 of part 3, and one of each other.
    let ids = (0..600).filter(|id| id % 20 == 3).take(11).chain((0..20).filter(|id| *id != 3));
    bench.server.lock().unlist(ids);
    let report = bench.run(SyncRun::full).report.unwrap();
    assert_eq!((report.withheld, report.left_out), (11, 19), "{report}");
    // Of a large part a twentieth, which is more than ten.
    let mut bench = Bench::new(Kind::Updated, 600, 2);
    bench.server.lock().unlist((0..600).filter(|id| id % 2 == 1).take(15));
    let report = bench.run(SyncRun::full).report.unwrap();
    assert_eq!((report.passes, report.withheld, report.left_out), (1, 0, 15), "{report}");
    bench.server.lock().unlist([599]);
    let report = bench.run(SyncRun::full).report.unwrap();
    assert_eq!((report.withheld, report.left_out), (16, 0), "{report}");
    // Of the whole list at most a twentieth.
    let mut bench = Bench::new(Kind::Updated, 600, 20);
    bench.server.lock().unlist(0..30);
    let report = bench.run(SyncRun::full).report.unwrap();
    assert_eq!((report.withheld, report.left_out), (0, 30), "{report}");
    bench.server.lock().unlist([30]);
    let report = bench.run(SyncRun::full).report.unwrap();
    assert_eq!((report.withheld, report.left_out), (31, 0), "{report}");
}

#[test]
fn a_second_reading_that_is_empty_makes_the_run_incomplete() {
    for kind in KINDS {
        let mut bench = Bench::new(kind, 100, 1);
        bench.server.lock().unlist(0..20);
        let pages = bench.run(SyncRun::full).report.unwrap().list.pages;
        let before = bench.state.watermark();
        bench.server.pass_time(DAY);
        let first = if kind == Kind::Unordered { 2 * pages } else { pages };
        let empty_since = Some(first + 12);
        bench.server.watch(Trouble { empty_since, ..Trouble::default() });
        let told = bench.run(|run| run.full().accept_gone(100));
        let report = told.report.unwrap();
        assert!(!told.is_complete && told.gone.is_empty(), "{kind:?}: {report}");
        assert_eq!((report.left_out, report.single_reads), (11, 11), "{kind:?}: {report}");
        assert_eq!((bench.state.watermark(), bench.state.rows()), (before, 100));
        bench.server.watch(Trouble::default());
        assert_eq!(bench.run(SyncRun::full).withheld, 20);
    }
}

/// One that was edited and then left the list would have to come again within the overlap.
#[test]
fn a_row_that_a_full_run_did_not_list_need_not_come_in_the_next_run() {
    let mut bench = Bench::new(Kind::Updated, 100, 1);
    let now = bench.server.lock().now();
    bench.server.lock().edit(7, now);
    bench.server.lock().unlist([7]);
    let told = bench.run(SyncRun::full);
    assert_eq!((told.upserts, told.is_complete), (1, true));
    let told = bench.run(|run| run);
    let report = told.report.unwrap();
    assert!(told.is_complete && matches!(report.mode, Mode::Incremental { .. }), "{report}");
    assert_ne!(report.why, Why::AskedFor);
}
