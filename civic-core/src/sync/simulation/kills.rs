//! Runs that are killed at any place where they wait.

use super::history::{Ended, History, Kill};
use super::kind::Kind;
use super::records::Trouble;
use super::server::Server;
use super::{DAY, Duration};
use crate::sync::{Mode, SyncRun};

const KINDS: [Kind; 5] =
    [Kind::Updated, Kind::WithoutSingleReads, Kind::Ordered, Kind::Scanned, Kind::Unordered];

/// A copy of a server that has changed since, in every way.
fn stale_copy(kind: Kind) -> History {
    let mut history = History::new(kind, 3);
    history.server = Server::with_rows(kind, 60, history.clock.clone());
    let ended = history.run(Trouble::default(), None, |run| run).unwrap();
    assert!(matches!(ended, Ended::Complete(_)));
    history.server.pass_time(DAY);
    let server = history.server.clone();
    let inner = &mut *server.lock();
    let now = inner.now();
    inner.insert(now);
    inner.edit(7, now);
    inner.delete(11, true);
    inner.delete(59, false);
    inner.touch(20, |record| record.item.likes += 1);
    history
}

/// A scan is killed after each number of polls, and the next one finds what there is to find.
#[test]
fn a_scan_that_is_killed_anywhere_costs_nothing() {
    let mut polls = 0;
    loop {
        let mut history = stale_copy(Kind::Scanned);
        history.part = Some(1);
        let scan = |run: SyncRun<_>| run.lag(Duration::ZERO);
        let kill = Some(Kill::AfterPolls(polls));
        let is_whole =
            matches!(history.run(Trouble::default(), kill, scan).unwrap(), Ended::Complete(_));
        let ended = history.run(Trouble::default(), None, scan).unwrap();
        let Ended::Complete(report) = ended else { panic!("after {polls} polls") };
        assert!(matches!(report.mode, Mode::Scan { .. }), "after {polls} polls: {report}");
        let mut shown = history.server.lock().shown();
        shown.entry(20).and_modify(|item| item.likes -= 1);
        assert_eq!(*history.rows(), shown, "after {polls} polls");
        if is_whole {
            assert!(polls > 8, "{polls}");
            return;
        }
        polls += 1;
    }
}

/// Kills a run after each number of polls, and each time looks whether the next one repairs the copy.
fn is_repaired_wherever_it_was_killed(kind: Kind, part: usize) {
    let mut polls = 0;
    loop {
        let mut history = stale_copy(kind);
        history.part = Some(part);
        let ended =
            history.run(Trouble::default(), Some(Kill::AfterPolls(polls)), SyncRun::full).unwrap();
        let is_whole = matches!(ended, Ended::Complete(_));
        for _ in 0..2 {
            let ended = history.run(Trouble::default(), None, SyncRun::full).unwrap();
            assert!(matches!(ended, Ended::Complete(_)), "after {polls} polls");
        }
        let shown = history.server.lock().shown();
        assert_eq!(*history.rows(), shown, "{kind:?} after {polls} polls, parts of {part}");
        if is_whole {
            assert!(polls > 8, "{polls}");
            return;
        }
        polls += 1;
    }
}

#[test]
fn a_run_that_is_killed_anywhere_costs_nothing() {
    for kind in KINDS {
        is_repaired_wherever_it_was_killed(kind, usize::MAX);
        is_repaired_wherever_it_was_killed(kind, 1);
    }
}

/// Rows were deleted since, so that the next run goes back to the top; and there the answer is empty, once.
#[test]
fn one_empty_answer_does_not_end_a_pass_that_goes_on() {
    for (kind, request) in [Kind::Updated, Kind::Ordered]
        .into_iter()
        .flat_map(|kind| (1..6).map(move |request| (kind, request)))
    {
        let mut history = History::new(kind, 0);
        history.server = Server::with_rows(kind, 200, history.clock.clone());
        history.part = Some(1);
        history.run(Trouble::default(), Some(Kill::AfterPolls(6)), |run| run).unwrap();
        let read = history.rows().len() as u64;
        assert!(read > 25 && read < 150, "{read}");
        for id in 200 - read..200 {
            history.server.lock().delete(id, false);
        }
        let trouble = Trouble { empty: Some(request), ..Trouble::default() };
        let ended = history.run(trouble, None, |run| run).unwrap();
        let Ended::Complete(report) = ended else { panic!("{kind:?}, request {request}") };
        let before = history.server.lock().shown();
        let has_all = before.keys().all(|id| history.rows().contains_key(id));
        assert!(has_all && report.resumed, "{kind:?}, request {request}: {report}");
    }
}

/// What was seen of the first page does not count in the run that reads it again.
#[test]
fn a_run_that_was_killed_within_its_first_page_begins_again() {
    for kind in [Kind::Updated, Kind::Ordered] {
        let mut history = History::new(kind, 0);
        history.server = Server::with_rows(kind, 100, history.clock.clone());
        history.part = Some(1);
        history.run(Trouble::default(), None, |run| run).unwrap();
        for id in 0..100 {
            history.server.lock().touch(id, |record| record.item.likes += 1);
        }
        let mut polls = 0;
        while history.rows()[&99].likes == 0 {
            polls += 1;
            let kill = Some(Kill::AfterPolls(polls));
            history.run(Trouble::default(), kill, SyncRun::full).unwrap();
        }
        history.server.lock().delete(99, false);
        let ended = history.run(Trouble::default(), None, SyncRun::full).unwrap();
        let Ended::Complete(report) = ended else { panic!("{kind:?}") };
        assert!(!report.resumed, "{kind:?}, {polls} polls: {report}");
        assert_eq!(*history.rows(), history.server.lock().shown(), "{kind:?}");
    }
}

/// Of 400 rows each run reads two or three pages of 25 before it is killed. One that does not get beyond
/// the page on which the run before it began makes no progress.
#[test]
fn early_kills_do_not_keep_a_full_pass_from_ending() {
    for kind in [Kind::Updated, Kind::Ordered] {
        let mut history = History::new(kind, 0);
        history.server = Server::with_rows(kind, 400, history.clock.clone());
        history.part = Some(1);
        let mut runs = 0;
        loop {
            runs += 1;
            assert!(runs < 25, "{kind:?}: {} rows after {runs} runs", history.rows().len());
            let kill = Some(Kill::AfterPolls(6));
            match history.run(Trouble::default(), kill, |run| run).unwrap() {
                Ended::Complete(report) => {
                    assert!(report.resumed && report.complete, "{report}");
                    break;
                }
                Ended::Killed => history.server.pass_time(DAY / 24),
                Ended::Incomplete(report) => panic!("{report}"),
            }
        }
        assert!(runs > 4, "{runs}");
        assert_eq!(*history.rows(), history.server.lock().shown());
    }
}
