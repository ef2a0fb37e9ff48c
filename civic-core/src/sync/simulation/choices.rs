//! How a run reads a list, what it keeps of one that breaks off, and how often it asks.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt};

use super::probe::{Probe, Row};
use crate::ErrorKind;
use crate::sync::store::Memory;
use crate::sync::{Change, Mode, Report, State, SyncRun};

fn forty() -> Probe {
    Probe::with((1..=40).map(|id| (id, 1)))
}

/// The state and the report that a run ends with.
fn run(
    list: &Probe,
    state: State,
    set: impl FnOnce(SyncRun<Row>) -> SyncRun<Row>,
) -> (State, Report) {
    let changes = set(SyncRun::new(list.clone(), state)).collect::<Vec<_>>();
    for change in changes.now_or_never().unwrap() {
        if let Ok(Change::Synced { state, report } | Change::Incomplete { state, report }) = change
        {
            return (state, report);
        }
    }
    panic!("the run has no end");
}

#[test]
fn a_list_is_scanned_only_if_it_is_in_order_and_its_rows_can_be_read_by_themselves() {
    for (unordered, no_single, is_scanned) in
        [(false, false, true), (true, false, false), (false, true, false)]
    {
        let list = forty();
        let inner = || list.lock();
        (inner().scans, inner().unordered, inner().no_single) = (true, unordered, no_single);
        let (state, _) = run(&list, State::new(), |run| run);
        let (_, report) = run(&list, state, |run| run);
        let is_scan = matches!(report.mode, Mode::Scan { .. });
        assert_eq!(is_scan, is_scanned, "unordered {unordered}, no single reads {no_single}");
    }
}

#[test]
fn rows_without_a_key_are_counted_by_scans_as_by_full_runs() {
    let list = Probe::with([(1, 1), (2, 1), (201, 1), (3, 1), (202, 1)]);
    list.lock().scans = true;
    let (state, full) = run(&list, State::new(), |run| run);
    let (_, scan) = run(&list, state, |run| run);
    assert!(matches!(scan.mode, Mode::Scan { .. }), "{scan}");
    assert_eq!((full.without_key, scan.without_key), (2, 2));
}

#[test]
fn a_feed_that_the_server_does_not_have_is_not_told_as_read() {
    for (kind, is_told) in [(ErrorKind::Unsupported, false), (ErrorKind::Server, true)] {
        let list = forty();
        list.lock().incremental = true;
        let (state, _) = run(&list, State::new(), |run| run);
        list.lock().feed_fails = Some(kind);
        let (_, report) = run(&list, state, |run| run);
        assert!(matches!(report.mode, Mode::Incremental { .. }), "{report}");
        assert_eq!((report.feed.is_some(), report.complete), (is_told, !is_told), "{kind:?}");
    }
}

#[test]
fn a_run_that_got_no_answer_does_not_ask_for_all_rows_in_place_of_the_changes() {
    let list = forty();
    list.lock().incremental = true;
    let (state, _) = run(&list, State::new(), |run| run);
    list.lock().fails = [(0, ErrorKind::Server)].into();
    // All rows would be due.
    let (_, report) = run(&list, state, |run| run.full_every(Duration::ZERO));
    assert!(matches!(report.mode, Mode::Incremental { .. }), "{report:?}");
    assert!(!report.complete);
}

/// The place of any other list is of no use to the run that comes next.
#[test]
fn only_a_full_run_over_a_list_in_order_leaves_a_place_to_go_on_from() {
    for (incremental, unordered, leaves_one) in
        [(false, false, true), (false, true, false), (true, false, false)]
    {
        let list = forty();
        (list.lock().incremental, list.lock().unordered) = (incremental, unordered);
        let (state, _) = run(&list, State::new(), |run| run);
        list.lock().rows.iter_mut().for_each(|row| row.1 = 2);
        list.lock().fails = [(10, ErrorKind::Server)].into();
        let (state, report) = run(&list, state, |run| run);
        assert!(!report.complete);
        assert_eq!(state.pass.is_some(), leaves_one, "{}", report.mode);
    }
}

#[test]
fn a_run_whose_place_is_refused_reads_the_list_from_its_beginning() {
    let list = forty();
    list.lock().fails = [(10, ErrorKind::Server)].into();
    let (state, _) = run(&list, State::new(), |run| run);
    assert!(state.pass.is_some());
    list.lock().fails.clear();
    let (_, goes_on) = run(&list, state.clone(), |run| run);
    list.lock().identity = Some("another list");
    let (_, anew) = run(&list, state, |run| run);
    assert_eq!((goes_on.resumed, goes_on.complete), (true, true));
    assert_eq!((anew.resumed, anew.complete), (false, true));
}

#[test]
fn three_failures_that_may_pass_or_twelve_refusals_in_a_row_end_the_asking_for_rows() {
    for (kind, asked) in
        [(ErrorKind::Timeout, 3), (ErrorKind::Connect, 3), (ErrorKind::Forbidden, 12)]
    {
        let list = forty();
        let mut copy = Memory::new();
        list.sync(&mut copy).unwrap();
        list.lock().rows.truncate(20);
        list.lock().single_fails = (1..=40).map(|id| (id, kind)).collect();
        list.sync(&mut copy).unwrap();
        assert_eq!(list.lock().asked.len(), asked, "{kind:?}");
    }
}
