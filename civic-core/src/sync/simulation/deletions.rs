//! How many deletions are told, and when.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::DAY;
use super::history::id_of;
use super::kind::{Kind, SimList};
use super::server::{Server, Trouble};
use crate::clock::Clock;
use crate::sync::{Change, Evidence, Mode, Report, State, SyncRun};
use crate::testing::VirtualClock;

/// A server whose list is copied.
struct Bench {
    server: Server,
    clock: VirtualClock,
    parts: u64,
    state: State,
}

/// What a run told.
#[derive(Default)]
struct Told {
    upserts: usize,
    gone: BTreeSet<u64>,
    evidence: BTreeSet<&'static str>,
    withheld: usize,
    report: Option<Report>,
    is_complete: bool,
}

impl Bench {
    fn new(kind: Kind, rows: u64, parts: u64) -> Self {
        let clock = VirtualClock::new();
        let server = Server::with_rows(kind, rows, clock.clone());
        let mut bench = Self { server, clock, parts, state: State::new() };
        assert_eq!(bench.run(|run| run).upserts as u64, rows);
        bench.server.pass_time(DAY);
        bench
    }

    fn run(
        &mut self,
        settings: impl FnOnce(SyncRun<super::server::Item>) -> SyncRun<super::server::Item>,
    ) -> Told {
        let clock: Arc<dyn Clock> = Arc::new(self.clock.clone());
        let mut list = SimList::new(self.server.clone(), clock);
        list.parts = self.parts;
        let mut run = settings(SyncRun::new(list, self.state.clone()));
        let mut told = Told::default();
        self.clock
            .clone()
            .run(async {
                while let Some(change) = run.try_next().await.unwrap() {
                    match change {
                        Change::Upsert { .. } => told.upserts += 1,
                        Change::Gone { key, evidence } => {
                            told.gone.insert(id_of(&key));
                            told.evidence.insert(match evidence {
                                Evidence::NotFound => "not found",
                                Evidence::AbsentTwice => "absent twice",
                                Evidence::FeedAndNotFound => "feed",
                                Evidence::NoLongerMatches => "no longer matches",
                            });
                        }
                        Change::Withheld { keys } => told.withheld = keys,
                        Change::Synced { state, report } => {
                            self.state = state;
                            told.report = Some(report);
                            told.is_complete = true;
                        }
                        Change::Incomplete { report, .. } => told.report = Some(report),
                        Change::Began { .. } => {}
                    }
                }
            })
            .unwrap();
        told
    }

    fn delete(&self, ids: impl IntoIterator<Item = u64>, leaves_trace: bool) {
        let inner = &mut *self.server.lock();
        ids.into_iter().for_each(|id| inner.delete(id, leaves_trace));
    }
}

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
    let before = bench.state.clone();
    let told = bench.run(SyncRun::full);
    assert!(!told.is_complete && told.gone.is_empty() && told.withheld == 0);
    let report = told.report.unwrap();
    assert!(report.left_out == 11 && report.single_reads == 11, "{report}");
    assert_eq!(bench.state, before);
}

#[test]
fn a_lag_of_zero_reads_the_whole_day() {
    let mut bench = Bench::new(Kind::Updated, 30, 1);
    let told = bench.run(|run| run.lag(std::time::Duration::ZERO));
    let Mode::Incremental { since } = told.report.unwrap().mode else { panic!("a full run") };
    assert_eq!(since.to_string(), "2026-03-01T00:00:00Z");
}
