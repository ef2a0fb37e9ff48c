//! A copy that is kept through many runs, and what must be true of it after each.

use std::collections::BTreeMap;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::{self, Either};
use jiff::{SignedDuration, Timestamp};

use super::kind::{Kind, SimList, SkewedClock};
use super::records::{Item, Record, Trouble};
use super::server::{LAG, Server};
use crate::Error;
use crate::clock::Clock;
use crate::sync::{Change, Evidence, Key, Mode, Report, State, SyncRun, Why};
use crate::testing::VirtualClock;

/// What runs did, to see that everything was met.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) runs: u64,
    pub(super) incremental: u64,
    pub(super) scans: u64,
    /// Full runs since a scan found too much.
    pub(super) much_changed: u64,
    /// Scans in which the server did not change.
    pub(super) settled_scans: u64,
    pub(super) full: u64,
    pub(super) killed: u64,
    pub(super) incomplete: u64,
    pub(super) settled: u64,
    pub(super) gone: u64,
    pub(super) withheld: u64,
    pub(super) resumed: u64,
    pub(super) left_out: u64,
    /// Runs that withheld rows which the list left out, and rows of them that were told as gone.
    pub(super) unlisted: u64,
    pub(super) unlisted_gone: u64,
    /// What the reports of finished runs count.
    pub(super) requests: u64,
    pub(super) single_reads: u64,
    pub(super) passes: u64,
    pub(super) upserts: u64,
    pub(super) unchanged: u64,
    pub(super) unanswered: u64,
    /// The letters of these reports.
    pub(super) said: u64,
}

impl Tally {
    fn note(&mut self, report: &Report) {
        self.requests += report.requests;
        self.single_reads += report.single_reads;
        self.passes += u64::from(report.passes);
        self.upserts += report.upserts;
        self.unchanged += report.unchanged;
        self.unanswered += report.unanswered;
        self.said += report.to_string().len() as u64;
    }

    pub(super) fn add(&mut self, more: &Self) {
        self.runs += more.runs;
        self.incremental += more.incremental;
        self.scans += more.scans;
        self.much_changed += more.much_changed;
        self.settled_scans += more.settled_scans;
        self.full += more.full;
        self.killed += more.killed;
        self.incomplete += more.incomplete;
        self.settled += more.settled;
        self.gone += more.gone;
        self.withheld += more.withheld;
        self.resumed += more.resumed;
        self.left_out += more.left_out;
        self.unlisted += more.unlisted;
        self.unlisted_gone += more.unlisted_gone;
        self.requests += more.requests;
        self.single_reads += more.single_reads;
        self.passes += more.passes;
        self.upserts += more.upserts;
        self.unchanged += more.unchanged;
        self.unanswered += more.unanswered;
        self.said += more.said;
    }
}

/// A copy, and the state that it was stored with.
#[derive(Clone, Default)]
struct Copy {
    rows: BTreeMap<u64, Item>,
    state: State,
}

pub(super) struct History {
    pub(super) server: Server,
    pub(super) clock: VirtualClock,
    copy: Copy,
    pub(super) accepted: usize,
    /// After how many changes a run that will be killed is stored; by chance without it.
    pub(super) part: Option<usize>,
    /// Into how many parts the list falls.
    pub(super) parts: u64,
    pub(super) tally: Tally,
}

/// When a run is killed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kill {
    After(Duration),
    /// After so many polls: at any place where it waits.
    AfterPolls(u64),
}

/// A future that is polled so often, and then dropped.
struct Killed<F> {
    future: F,
    polls_left: u64,
}

impl<F: Future<Output = bool> + Unpin> Future for Killed<F> {
    type Output = bool;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        if self.polls_left == 0 {
            return Poll::Ready(false);
        }
        self.polls_left -= 1;
        Pin::new(&mut self.future).poll(cx)
    }
}

/// How a run ended.
pub(super) enum Ended {
    Killed,
    Complete(Report),
    Incomplete(Report),
}

pub(super) fn id_of(key: &Key) -> u64 {
    key.to_string().parse().unwrap()
}

/// What a run yielded, and the copy that follows it.
#[derive(Default)]
struct Outcome {
    copy: Copy,
    changes: usize,
    mode: Option<Mode>,
    ended: Option<Ended>,
    problem: Option<String>,
    /// The rows of a copy that is being replaced.
    replaced: Option<BTreeMap<u64, Item>>,
    gone: u64,
    unlisted_gone: u64,
    withheld: Option<usize>,
}

impl Outcome {
    fn take(&mut self, change: Result<Change<Item>, Error>, server: &Server) {
        self.changes += 1;
        match change {
            Err(_) => {}
            Ok(Change::Began { mode, .. }) => {
                self.mode = Some(mode);
                if mode == Mode::Replace {
                    self.replaced = Some(std::mem::take(&mut self.copy.rows));
                }
            }
            Ok(Change::Upsert { key, row }) => {
                let has_keys = self.mode != Some(Mode::Replace);
                assert_eq!(key.map(|key| id_of(&key)), has_keys.then_some(row.id));
                self.copy.rows.insert(row.id, row);
            }
            Ok(Change::Gone { key, evidence }) => {
                let id = id_of(&key);
                if server.lock().was_there_throughout(id) {
                    let why = format!("{id} was told gone ({evidence}), and was there");
                    self.problem.get_or_insert(why);
                }
                self.copy.rows.remove(&id);
                self.gone += 1;
                let record = server.lock().records.get(&id).cloned();
                let is_unlisted = record.is_some_and(|record| record.is_unlisted);
                let leaves = evidence == Evidence::NoLongerMatches && is_unlisted;
                self.unlisted_gone += u64::from(leaves);
            }
            Ok(Change::Withheld { keys }) => self.withheld = Some(keys),
            Ok(Change::Synced { state, report }) => {
                self.copy.state = state;
                self.ended = Some(Ended::Complete(report));
            }
            Ok(Change::Incomplete { state, report }) => {
                self.copy.state = state;
                if let Some(rows) = self.replaced.take() {
                    self.copy.rows = rows;
                }
                self.ended = Some(Ended::Incomplete(report));
            }
        }
    }
}

impl History {
    pub(super) fn new(kind: Kind, seed: u64) -> Self {
        let clock = VirtualClock::new();
        let server = Server::new(kind, seed, clock.clone());
        let (copy, tally) = (Copy::default(), Tally::default());
        Self { server, clock, copy, accepted: 0, part: None, parts: 1, tally }
    }

    pub(super) fn rows(&self) -> &BTreeMap<u64, Item> {
        &self.copy.rows
    }

    pub(super) fn state(&self) -> &State {
        &self.copy.state
    }

    fn list(&self) -> SimList {
        let skew = self.server.lock().client_skew;
        let clock: Arc<dyn Clock> = Arc::new(SkewedClock(self.clock.clone(), skew));
        let mut list = SimList::new(self.server.clone(), clock);
        list.parts = self.parts;
        list
    }

    /// A state as it comes back from where it was kept.
    fn kept(&self) -> State {
        let json = serde_json::to_string(&self.copy.state).unwrap();
        serde_json::from_str(&json).unwrap()
    }

    /// Makes a run, which is killed after some time, and judges it.
    pub(super) fn run(
        &mut self,
        trouble: Trouble,
        kill: Option<Kill>,
        settings: impl FnOnce(SyncRun<Item>) -> SyncRun<Item>,
    ) -> Result<Ended, String> {
        let before = Snapshot::take(&self.server, &self.copy.state);
        self.server.watch(trouble);
        self.tally.runs += 1;
        let run = SyncRun::new(self.list(), self.kept()).accept_gone(self.accepted);
        let mut run = settings(run);
        let (clock, server) = (self.clock.clone(), self.server.clone());
        let part = self.part.unwrap_or_else(|| server.lock().rng.usize(1..30));
        let (polls_left, mut timer) = match kill {
            None => (u64::MAX, None),
            Some(Kill::AfterPolls(polls)) => (polls, None),
            Some(Kill::After(time)) => (u64::MAX, Some(clock.sleep(time))),
        };
        let mut told = Outcome { copy: self.copy.clone(), ..Outcome::default() };
        let future = Box::pin(async {
            loop {
                let change = {
                    let next = pin!(run.next());
                    match &mut timer {
                        None => next.await,
                        Some(timer) => match future::select(next, timer).await {
                            Either::Left((change, _)) => change,
                            Either::Right(_) => return false,
                        },
                    }
                };
                let Some(change) = change else { return true };
                told.take(change, &server);
                // A long run may be stored in parts.
                let is_part = kill.is_some() && told.changes.is_multiple_of(part);
                if is_part && told.ended.is_none() && told.replaced.is_none() {
                    told.copy.state = run.state();
                    self.copy = told.copy.clone();
                }
            }
        });
        let finished = clock.run(Killed { future, polls_left });
        if std::env::var("CIVIC_SYNC_SEED").is_ok() {
            println!("{trouble:?}, kill {kill:?}: {:?}", run.report());
        }
        let Outcome { copy: staged, mode, ended, problem, gone, unlisted_gone, withheld, .. } =
            told;
        if let Some(problem) = problem {
            return Err(problem);
        }
        self.tally.gone += gone;
        self.tally.unlisted_gone += unlisted_gone;
        if let Some(keys) = withheld {
            self.tally.withheld += 1;
            self.accepted = keys;
        }
        match mode {
            Some(Mode::Incremental { .. }) => self.tally.incremental += 1,
            Some(Mode::Scan { .. }) => self.tally.scans += 1,
            _ => self.tally.full += 1,
        }
        if !finished.map_err(|stuck| stuck.to_string())? {
            self.tally.killed += 1;
            if self.copy.state.watermark() != before.watermark {
                return Err("a killed run moved the watermark".to_owned());
            }
            return Ok(Ended::Killed);
        }
        let ended = ended.ok_or("the run ended without saying how")?;
        self.copy = staged;
        match &ended {
            Ended::Killed => {}
            Ended::Incomplete(report) => {
                self.tally.note(report);
                self.tally.incomplete += 1;
                self.tally.left_out += report.left_out;
                if self.copy.state.watermark() != before.watermark {
                    return Err("an incomplete run moved the watermark".to_owned());
                }
            }
            Ended::Complete(report) => {
                self.tally.note(report);
                self.judge(report, &before)?;
            }
        }
        Ok(ended)
    }

    /// What must be true after a complete run.
    fn judge(&mut self, report: &Report, before: &Snapshot) -> Result<(), String> {
        let inner = &*self.server.lock();
        if report.withheld == 0 {
            self.accepted = 0;
        }
        self.tally.resumed += u64::from(report.resumed);
        self.tally.unlisted += u64::from(report.unlisted > 0);
        let is_undecodable = inner.records.values().any(|record| record.is_broken);
        let is_open = self.copy.state.open_suspicions() > 0;
        self.tally.much_changed += u64::from(report.why == Why::MuchChanged);
        if report.mode.reads_all() {
            // One that goes on with an earlier run spans the changes since that one began.
            let is_settled = inner.changes == 0 && !report.resumed;
            if is_settled && !is_undecodable && !is_open && report.left_out == 0 {
                self.tally.settled += 1;
                if self.copy.rows != inner.shown() {
                    return Err(differs(&self.copy.rows, &inner.shown()));
                }
            }
            return Ok(());
        }
        for (id, version) in &before.promised {
            let Some(record) = inner.records.get(id) else { continue };
            let is_exempt = record.is_restored || record.is_broken || inner.was_absent.contains(id);
            if is_exempt {
                continue;
            }
            let copied = self.copy.rows.get(id).map(|item| item.version);
            if copied.is_none_or(|copied| copied < *version) {
                return Err(format!(
                    "{id} is copied as version {copied:?}; {version} was visible before the run"
                ));
            }
        }
        let is_scan = matches!(report.mode, Mode::Scan { .. });
        if is_scan && inner.changes == 0 && !is_undecodable && !is_open && report.left_out == 0 {
            self.tally.settled_scans += 1;
            if !self.copy.rows.keys().eq(inner.shown().keys()) {
                return Err(differs(&self.copy.rows, &inner.shown()));
            }
        }
        for id in &before.deleted {
            // A feed that once answers nothing is read back by the next run.
            let is_suspect = is_open || report.withheld > 0 || inner.trouble.empty.is_some();
            if self.copy.rows.contains_key(id) && !is_suspect {
                return Err(format!("{id} was deleted by the feed, and is in the copy"));
            }
        }
        Ok(())
    }
}

fn differs(copy: &BTreeMap<u64, Item>, server: &BTreeMap<u64, Item>) -> String {
    let missing: Vec<_> = server.keys().filter(|id| !copy.contains_key(id)).collect();
    let left: Vec<_> = copy.keys().filter(|id| !server.contains_key(id)).collect();
    let stale: Vec<_> =
        copy.iter().filter(|(id, item)| server.get(id).is_some_and(|it| it != *item)).collect();
    format!("after a settled full run: missing {missing:?}, left {left:?}, stale {stale:?}")
}

/// What was true when a run began.
struct Snapshot {
    watermark: Option<Timestamp>,
    /// The versions that an incremental run promises.
    promised: BTreeMap<u64, u64>,
    /// The rows that it promises to delete.
    deleted: Vec<u64>,
}

impl Snapshot {
    fn take(server: &Server, state: &State) -> Self {
        let inner = &*server.lock();
        let watermark = state.watermark();
        let records = inner.records.values();
        // One that does not decode or was shown again untouched waits for a full run, also if it is edited
        // within this one.
        let is_promised = |record: &&Record| {
            record.is_listed(inner.kind) && !record.is_restored && !record.is_broken
        };
        let listed = records.filter(is_promised);
        let promised =
            listed.filter_map(|record| Some((record.item.id, record.in_time?))).collect();
        let now = inner.now();
        let feed_lag = SignedDuration::from_hours(7 * 24);
        let is_told =
            |deleted_at: Timestamp| watermark.is_some_and(|mark| deleted_at >= mark - feed_lag);
        let has_feed = inner.kind == Kind::Updated;
        let feed = inner.feed.iter().filter(|it| has_feed && it.logged_at <= now);
        let deleted = feed.filter(|it| is_told(it.deleted_at)).map(|it| it.id).collect();
        Self { watermark, promised, deleted }
    }
}

/// The time that the slowest transaction takes is within the lag.
pub(super) const fn lag() -> Duration {
    LAG
}
