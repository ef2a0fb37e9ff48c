//! What a run knows: the rows of the copy, and what was read of them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::Error;
use crate::list::{self, Monitor};
use crate::sync::key::Key;
use crate::sync::mode::{Mode, Why};
use crate::sync::report::Report;
use crate::sync::roster::{Marks, Row, hash_of};
use crate::sync::source::Origin;
use crate::sync::state::{Pass, State};

/// The books of a run. Together with the changes that were returned, [`snapshot`](Self::snapshot) is true at
/// any time.
pub(super) struct Ledger {
    /// The state, with the rows that were told so far.
    pub(super) state: State,
    pub(super) report: Option<Report>,
    /// The watermark that this run will end with.
    pub(super) watermark: Option<Timestamp>,
    /// Rows updated since then are recent for the next run.
    overlap_from: Option<Timestamp>,
    /// The pass of this run, from 1.
    pub(super) pass: u32,
    /// Rows of this pass, and those of them that the pass before it did not have.
    pub(super) rows_in_pass: u64,
    pub(super) new_in_pass: u64,
    /// Shows where the full run stands, if a later run can go on with it.
    pub(super) monitor: Option<Monitor>,
    /// What a run that replaces the copy falls back to.
    before: Option<State>,
    /// Requests that were made before there was a report.
    requests: u64,
}

/// A row that was read, compared with the copy.
pub(super) enum Compared {
    /// It is new or has changed.
    Upsert,
    /// It is as it was.
    Unchanged,
}

/// A row that was read, without its content.
pub(super) struct Seen {
    pub(super) key: Option<Key>,
    pub(super) group: String,
    pub(super) content: Value,
    pub(super) updated_at: Option<Timestamp>,
}

impl Ledger {
    pub(super) fn new(state: State) -> Self {
        Self {
            state,
            report: None,
            watermark: None,
            overlap_from: None,
            pass: 1,
            rows_in_pass: 0,
            new_in_pass: 0,
            monitor: None,
            before: None,
            requests: 0,
        }
    }

    /// The server has answered, and the run reads in this way.
    pub(super) fn begin(
        &mut self,
        origin: Origin,
        (mode, why): (Mode, Why),
        watermark: Timestamp,
        lag: Duration,
    ) {
        self.watermark = Some(watermark);
        self.overlap_from = Some(earlier(watermark, lag));
        self.report = Some(Report::new(mode, why));
        match mode {
            Mode::Incremental { .. } | Mode::Scan { .. } => {}
            Mode::Full => self.state.owed = Some(why),
            Mode::Replace => {
                let before = std::mem::take(&mut self.state);
                self.before = Some(before);
            }
        }
        if self.state.pass.take().is_none() {
            forget_the_pass(&mut self.state);
        }
        for row in self.state.roster.rows_mut() {
            row.pass = u32::from(row.marks.is_seen);
            self.rows_in_pass += u64::from(row.marks.is_seen);
        }
        self.state.origin = Some(origin);
    }

    /// Takes in a row that was read: in the list, or by itself where `is_listed` is false.
    pub(super) fn take(&mut self, row: Seen, is_listed: bool) -> Compared {
        let replaces = self.before.is_some();
        let Some(key) = row.key else {
            self.rows_in_pass += 1;
            if !replaces {
                // Nothing could ever delete it.
                self.count(|report| report.without_key += 1);
                return Compared::Unchanged;
            }
            self.count(|report| report.upserts += 1);
            return Compared::Upsert;
        };
        let hash = hash_of(&row.content);
        let is_recent = row.updated_at.zip(self.overlap_from).is_some_and(|(at, from)| at >= from);
        let group = self.state.roster.group(&row.group);
        let known = self.state.roster.get(&key).copied();
        let pass = if is_listed { self.pass } else { known.map_or(0, |row| row.pass) };
        let before = known.map_or(0, |row| row.pass);
        if is_listed && before != self.pass {
            self.rows_in_pass += 1;
            self.new_in_pass += u64::from(before + 1 != self.pass);
        }
        let marks = known.map(|row| row.marks).unwrap_or_default();
        let marks = Marks {
            is_recent: marks.is_recent,
            will_be_recent: is_recent,
            is_seen: marks.is_seen || is_listed,
            is_left_out: marks.is_left_out && !is_listed,
            ..Marks::default()
        };
        let is_same = known.is_some_and(|row| row.hash == hash);
        self.state.roster.insert(key, Row { hash, group, marks, pass });
        if is_same && !replaces {
            self.count(|report| report.unchanged += 1);
            return Compared::Unchanged;
        }
        self.count(|report| report.upserts += 1);
        Compared::Upsert
    }

    /// A row of this key was in the list and did not decode: it is there.
    pub(super) fn take_undecodable(&mut self, key: &Key) {
        if let Some(row) = self.list(key) {
            // Nobody knows when it was updated.
            row.marks.will_be_recent = false;
        }
    }

    /// A scan named a row of this key in a part of the list: it is there. Returns whether the copy has it.
    pub(super) fn take_named(&mut self, key: &Key, group: &str) -> bool {
        let group = self.state.roster.group(group);
        let row = self.list(key).map(|row| row.group = group);
        self.rows_in_pass += u64::from(row.is_none());
        row.is_some()
    }

    /// Notes that the list has a row of this key, if the copy has it.
    fn list(&mut self, key: &Key) -> Option<&mut Row> {
        let pass = self.pass;
        let row = self.state.roster.get_mut(key)?;
        if row.pass != pass {
            self.rows_in_pass += 1;
            self.new_in_pass += u64::from(row.pass + 1 != pass);
        }
        row.pass = pass;
        row.marks.is_seen = true;
        row.marks.is_left_out = false;
        row.marks.clear_suspicion();
        Some(row)
    }

    /// Counts requests that were made before the list was read.
    pub(super) fn requests_before(&mut self, requests: u64) {
        self.requests += requests;
    }

    /// Forgets what was read so far, but not what it took.
    pub(super) fn begin_anew(&mut self) {
        let report = self.report.take();
        self.requests += report.map_or(0, |report| report.requests);
        (self.pass, self.rows_in_pass, self.new_in_pass) = (1, 0, 0);
    }

    /// Begins another reading of the same rows.
    pub(super) fn next_pass(&mut self) {
        self.pass += 1;
        self.rows_in_pass = 0;
        self.new_in_pass = 0;
        self.monitor = None;
    }

    pub(super) fn count(&mut self, count: impl FnOnce(&mut Report)) {
        if let Some(report) = &mut self.report {
            count(report);
        }
    }

    /// A row was reported as deleted.
    pub(super) fn remove(&mut self, key: &Key) {
        self.state.roster.remove(key);
        self.count(|report| report.gone += 1);
    }

    /// Counts a request for a single row, and the error that it met.
    pub(super) fn count_single_read(&mut self, error: Option<&Error>) {
        self.count(|report| {
            report.single_reads += 1;
            report.requests += error.map_or(1, |error| error.attempts().max(1).into());
        });
    }

    /// Whether a copy that is to be replaced would lose more than half of its rows, and more than the caller
    /// accepts. Then they are counted as withheld.
    pub(super) fn withhold_a_collapse(&mut self, accepted: usize) -> bool {
        let before =
            self.before.as_ref().map_or(0, |state| state.replaced.max(state.rows() as u64));
        self.state.replaced = self.rows_in_pass;
        let lost = before.saturating_sub(self.rows_in_pass);
        let is_collapse = lost * 2 > before && lost > accepted as u64;
        if is_collapse {
            self.count(|report| report.withheld = lost);
        }
        is_collapse
    }

    /// Counts the requests that reading a list took.
    pub(super) fn requests_of(&mut self, list: &list::Report) {
        self.requests += list.requests;
        let requests = self.requests;
        self.count(|report| report.requests += requests);
        if self.report.is_some() {
            self.requests = 0;
        }
    }

    /// Ends the run, and returns the state in which the next one begins.
    pub(super) fn end(&mut self, is_complete: bool) -> State {
        if !is_complete {
            return self.snapshot();
        }
        let mode = self.report.as_ref().map(|report| report.mode);
        self.before = None;
        self.monitor = None;
        let state = &mut self.state;
        for row in state.roster.rows_mut() {
            row.marks.is_recent = row.marks.will_be_recent;
        }
        forget_the_pass(state);
        state.watermark = self.watermark;
        state.overlap_from = self.overlap_from;
        if mode.is_none_or(Mode::reads_all) {
            state.full_at = self.watermark;
            state.owed = None;
        }
        state.clone()
    }

    /// The state that belongs to the changes told so far.
    pub(super) fn snapshot(&self) -> State {
        if let Some(before) = &self.before {
            return before.clone();
        }
        let mut state = self.state.clone();
        if self.report.is_none() {
            return state;
        }
        match self.watermark.zip(self.monitor.as_ref()) {
            Some((watermark, monitor)) => {
                state.pass = Some(Pass { watermark, checkpoint: monitor.checkpoint() });
                state.roster.rows_mut().for_each(|row| row.pass = 0);
            }
            None => forget_the_pass(&mut state),
        }
        state
    }
}

/// Nothing was seen in a pass that a later run goes on with.
fn forget_the_pass(state: &mut State) {
    state.pass = None;
    for row in state.roster.rows_mut() {
        row.pass = 0;
        row.marks.is_seen = false;
        row.marks.will_be_recent = false;
    }
}

/// So long before a moment.
pub(super) fn earlier(moment: Timestamp, by: Duration) -> Timestamp {
    let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
    moment.saturating_sub(by).unwrap_or(Timestamp::MIN)
}

/// So long after a moment.
pub(super) fn later(moment: Timestamp, by: Duration) -> Timestamp {
    let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
    moment.saturating_add(by).unwrap_or(Timestamp::MAX)
}
