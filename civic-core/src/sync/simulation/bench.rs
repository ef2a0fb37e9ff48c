//! One copy of one list, run by run.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::DAY;
use super::history::id_of;
use super::kind::{Kind, SimList, SkewedClock};
use super::records::Item;
use super::server::Server;
use crate::clock::Clock;
use crate::sync::{Change, Evidence, Mode, Report, State, SyncRun, Why};
use crate::testing::VirtualClock;

/// A server whose list is copied.
pub(super) struct Bench {
    pub(super) server: Server,
    pub(super) clock: VirtualClock,
    pub(super) parts: u64,
    pub(super) query: &'static str,
    pub(super) state: State,
}

/// What a run yielded.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) began: Vec<(Mode, Why)>,
    pub(super) upserts: usize,
    pub(super) gone: BTreeSet<u64>,
    pub(super) evidence: BTreeSet<&'static str>,
    pub(super) withheld: usize,
    pub(super) report: Option<Report>,
    pub(super) is_complete: bool,
}

impl Bench {
    pub(super) fn new(kind: Kind, rows: u64, parts: u64) -> Self {
        let clock = VirtualClock::new();
        let server = Server::with_rows(kind, rows, clock.clone());
        let mut bench = Self { server, clock, parts, query: "", state: State::new() };
        assert_eq!(bench.run(|run| run).upserts as u64, rows);
        bench.server.pass_time(DAY);
        bench
    }

    pub(super) fn run(&mut self, settings: impl FnOnce(SyncRun<Item>) -> SyncRun<Item>) -> Outcome {
        let skew = self.server.lock().client_skew;
        let clock: Arc<dyn Clock> = Arc::new(SkewedClock(self.clock.clone(), skew));
        let mut list = SimList::new(self.server.clone(), clock);
        (list.parts, list.query) = (self.parts, self.query);
        let mut run = settings(SyncRun::new(list, self.state.clone()));
        let mut told = Outcome::default();
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
                        Change::Incomplete { state, report } => {
                            self.state = state;
                            told.report = Some(report);
                        }
                        Change::Began { mode, why } => told.began.push((mode, why)),
                    }
                }
            })
            .unwrap();
        told
    }

    pub(super) fn delete(&self, ids: impl IntoIterator<Item = u64>, leaves_trace: bool) {
        let inner = &mut *self.server.lock();
        ids.into_iter().for_each(|id| inner.delete(id, leaves_trace));
    }
}
