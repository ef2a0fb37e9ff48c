//! Runs that scan the keys of all rows, and read whole what is new or was updated.

use jiff::SignedDuration;

use super::DAY;
use super::bench::{Bench, Outcome};
use super::kind::Kind;
use super::probe::Probe;
use super::records::Trouble;
use crate::ErrorKind;
use crate::sync::store::Memory;
use crate::sync::{Key, Mode, SyncRun, Why};

/// A copy of a list none of whose rows was updated lately.
fn quiet(rows: u64) -> Bench {
    let mut bench = Bench::new(Kind::Scanned, rows, 1);
    bench.server.pass_time(DAY * 2);
    assert!(bench.run(SyncRun::full).is_complete);
    bench.server.pass_time(DAY);
    bench.server.watch(Trouble::default());
    bench
}

fn is_scan(told: &Outcome) -> bool {
    told.is_complete && matches!(told.began[..], [(Mode::Scan { .. }, Why::Usual)])
}

#[test]
fn a_quiet_scan_reads_no_row_whole() {
    let mut bench = quiet(300);
    let before = bench.state.watermark();
    let told = bench.run(|run| run);
    assert!(is_scan(&told) && bench.state.watermark() > before);
    let report = told.report.unwrap();
    assert_eq!((told.upserts, told.gone.len(), report.single_reads), (0, 0, 0), "{report}");
    let inner = bench.server.lock();
    assert_eq!((inner.whole_rows, inner.requests), (0, report.requests), "{report}");
}

#[test]
fn a_scan_sees_edits_new_rows_and_deletions_and_no_counter() {
    let mut bench = quiet(300);
    {
        let inner = &mut *bench.server.lock();
        let now = inner.now();
        inner.edit(7, now);
        inner.insert(now - SignedDuration::from_hours(20));
        // One that was hidden since before the first run.
        inner.insert(now - SignedDuration::from_hours(24 * 40));
        inner.delete(11, false);
        inner.touch(20, |record| record.item.likes += 1);
        inner.records.values_mut().for_each(|record| record.is_broken = false);
    }
    let told = bench.run(|run| run);
    assert!(is_scan(&told));
    assert_eq!((told.upserts, &told.gone), (3, &[11].into()));
    assert_eq!(told.evidence, ["not found"].into());
    // A row that was read says that the 404 means something.
    assert_eq!((told.report.unwrap().single_reads, bench.server.lock().whole_rows), (4, 4));
    let told = bench.run(SyncRun::full);
    assert_eq!((told.upserts, told.gone.len()), (1, 0), "the counter");
}

#[test]
fn a_counter_waits_for_the_full_run_that_is_due_in_a_week() {
    let mut bench = quiet(300);
    bench.server.lock().touch(20, |record| record.item.likes += 1);
    let mut nights = 0;
    let told = loop {
        let told = bench.run(|run| run);
        if !is_scan(&told) {
            break told;
        }
        assert_eq!(told.upserts, 0);
        nights += 1;
        assert!(nights < 10, "no full run");
        bench.server.pass_time(DAY);
    };
    assert_eq!((nights, told.upserts), (6, 1));
    assert_eq!(told.began, [(Mode::Full, Why::Due)]);
}

#[test]
fn a_change_is_seen_if_it_became_visible_within_the_lag() {
    for (late, lag, upserts) in [(49, 1, 0), (49, 2, 1), (47, 1, 1)] {
        let mut bench = quiet(300);
        let stamp = bench.server.lock().now() - SignedDuration::from_hours(late);
        bench.server.lock().edit(7, stamp);
        let told = bench.run(|run| run.lag(DAY * lag));
        assert!(is_scan(&told));
        assert_eq!(told.upserts, upserts, "{late} hours late, a lag of {lag} days");
        assert_eq!(bench.run(SyncRun::full).upserts, 1 - upserts);
    }
}

/// 300 rows are 30 pages of ten.
#[test]
fn where_more_changed_than_reading_all_takes_pages_all_rows_are_read_and_told_once() {
    let mut bench = quiet(300);
    let pages = bench.run(|run| run).report.unwrap().list.pages;
    assert!(pages < 30, "{pages}");
    let now = bench.server.lock().now();
    (0..30).for_each(|id| bench.server.lock().edit(id, now));
    bench.server.lock().touch(200, |record| record.item.likes += 1);
    let told = bench.run(|run| run.lag(DAY / 2));
    assert!(is_scan(&told), "as many as pages are read one by one");
    assert_eq!(told.upserts, 30);
    (0..31).for_each(|id| bench.server.lock().edit(id, now));
    bench.server.watch(Trouble::default());
    let full_at = bench.state.full_at();
    let told = bench.run(|run| run.lag(DAY / 2));
    assert_eq!(told.began, [(Mode::Full, Why::MuchChanged)]);
    assert!(told.is_complete && bench.state.full_at() > full_at);
    assert_eq!(told.upserts, 32, "the counter too");
    let report = told.report.unwrap();
    assert_eq!((report.single_reads, report.passes), (0, 1), "{report}");
    assert_eq!(report.requests, pages + report.list.pages, "{report}");
    assert_eq!(report.requests, bench.server.lock().requests);
}

#[test]
fn an_empty_answer_to_a_scan_empties_no_copy() {
    let mut bench = quiet(100);
    bench.server.watch(Trouble { empty: Some(1), ..Trouble::default() });
    let told = bench.run(|run| run);
    assert!(is_scan(&told) && told.gone.is_empty());
    bench.server.lock().is_list_empty = true;
    let before = bench.state.watermark();
    let told = bench.run(|run| run);
    assert!(!told.is_complete && told.gone.is_empty() && told.withheld == 0);
    assert_eq!((bench.state.watermark(), bench.state.rows()), (before, 100));
}

#[test]
fn a_clock_that_was_set_back_makes_a_full_run_and_no_scan() {
    let mut bench = quiet(100);
    bench.server.lock().server_skew = SignedDuration::from_hours(-72);
    assert_eq!(bench.run(|run| run).began, [(Mode::Full, Why::Clock)]);
}

/// Rows that the list leaves out are there by themselves. Too many are looked for in a second scan.
#[test]
fn rows_that_two_scans_leave_out_are_withheld() {
    let mut bench = quiet(100);
    bench.server.lock().unlist(0..20);
    let now = bench.server.lock().now();
    bench.server.lock().edit(50, now);
    let told = bench.run(|run| run);
    let report = told.report.as_ref().unwrap();
    assert!(is_scan(&told) && report.passes == 2, "{report}");
    assert_eq!((told.upserts, told.withheld, report.unlisted), (1, 20, 20), "{report}");
    // What both scans name is read once, and each row that they leave out is asked for once.
    assert_eq!((told.gone.len(), report.single_reads), (0, 21), "{report}");
}

#[test]
fn rows_that_come_again_in_the_second_scan_are_read() {
    let mut bench = quiet(100);
    let pages = bench.run(|run| run).report.unwrap().list.pages;
    bench.server.lock().unlist(0..20);
    let now = bench.server.lock().now();
    (0..20).for_each(|id| bench.server.lock().edit(id, now));
    // While one of them is asked for, they come back.
    bench.server.watch(Trouble { relisted: Some(pages + 8), ..Trouble::default() });
    let told = bench.run(|run| run);
    let report = told.report.as_ref().unwrap();
    assert!(is_scan(&told) && report.passes == 2, "{report}");
    assert_eq!((told.upserts, told.withheld, report.left_out), (20, 0, 0), "{report}");
}

#[test]
fn a_scan_notes_the_part_of_the_list_that_a_row_has_moved_to() {
    let mut bench = quiet(100);
    assert_eq!(bench.state.roster.group_of(&Key::new("7")), "0");
    bench.parts = 2;
    assert!(is_scan(&bench.run(|run| run)));
    assert_eq!(bench.state.roster.group_of(&Key::new("7")), "1");
}

/// A copy of forty rows, of which one was changed, and what its next run says.
fn after(change: impl FnOnce(&Probe)) -> (Probe, Memory<(u8, u8)>, Result<String, String>) {
    let list = Probe::with((1..=40).map(|id| (id, 1)));
    list.lock().scans = true;
    let mut copy = Memory::new();
    list.sync(&mut copy).unwrap();
    list.lock().rows[6] = (7, 2);
    change(&list);
    let ended = list.sync(&mut copy).map(|report| {
        assert!(matches!(report.mode, Mode::Scan { .. }), "{report}");
        report.to_string()
    });
    (list, copy, ended)
}

#[test]
fn a_row_that_does_not_say_when_it_was_updated_or_does_not_decode_in_the_scan_is_read() {
    let (list, copy, ended) = after(|_| {});
    ended.unwrap();
    assert_eq!(
        (copy.rows()[&Key::new("7")], list.lock().asked.join(",")),
        ((7, 2), "7".to_owned())
    );
    let (list, copy, ended) = after(|list| {
        let inner = &mut *list.lock();
        inner.rows[6] = (7, 1);
        inner.rows[8] = (9, 2);
        inner.broken.insert(9);
    });
    ended.unwrap();
    assert_eq!(
        (copy.rows()[&Key::new("9")], list.lock().asked.join(",")),
        ((9, 2), "9".to_owned())
    );
}

#[test]
fn a_row_that_cannot_be_read_makes_the_scan_incomplete_unless_it_is_known_what_it_is() {
    for (kind, is_complete) in [
        (ErrorKind::Decode, true),
        (ErrorKind::NotFound, true),
        (ErrorKind::Forbidden, false),
        (ErrorKind::Server, false),
    ] {
        let (list, copy, ended) = after(|list| list.lock().single_fails = [(7, kind)].into());
        assert_eq!(ended.is_ok(), is_complete, "{kind:?}: {ended:?}");
        assert_eq!(copy.rows()[&Key::new("7")], (7, 1));
        let says = ended.unwrap_or_else(|why| why);
        assert_eq!(says.contains("1 named and not read"), is_complete, "{says}");
        // Only a 404 needs another row that answers.
        assert_eq!(list.lock().asked.len(), 1 + usize::from(kind == ErrorKind::NotFound));
    }
}

/// Where every row answers 404, it means nothing.
#[test]
fn a_named_row_that_is_not_there_needs_a_witness() {
    let is_blind = |list: &Probe| {
        list.lock().single_fails = (1..=40).map(|id| (id, ErrorKind::NotFound)).collect();
    };
    let (list, mut copy, ended) = after(is_blind);
    ended.unwrap_err();
    list.lock().single_fails.clear();
    list.sync(&mut copy).unwrap();
    assert_eq!((copy.rows()[&Key::new("7")], copy.rows().len()), ((7, 2), 40));
}

#[test]
fn three_failures_in_a_row_end_the_reading_of_rows() {
    let (list, ..) = after(|list| {
        let inner = &mut *list.lock();
        inner.rows.iter_mut().take(10).for_each(|row| row.1 = 2);
        inner.single_fails = (1..=10).map(|id| (id, ErrorKind::Server)).collect();
    });
    assert_eq!(*list.lock().asked, ["1", "2", "3"]);
}
