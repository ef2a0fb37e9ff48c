//! What follows when a list was read: it is read once more, or rows are asked for by themselves, or the run ends.

use std::collections::VecDeque;

use super::super::ledger::Ledger;
use super::super::plan::whole_pages;
use super::super::reading::Reading;
use super::super::suspects::Asking;
use super::super::undecodable::Undecodable;
use super::{PASSES, Phase, Steps};
use crate::list::{Completeness, Gap};
use crate::sync::key::Key;
use crate::sync::mode::{Evidence, Mode};
use crate::sync::source::SyncSource;
use crate::sync::state::State;

impl<S: SyncSource> Steps<S> {
    /// The list was read to its end, or as far as it could be.
    pub(super) fn after_reading(&mut self, mut reading: Box<Reading<S::Item>>) -> Phase<S::Item> {
        let ledger = &mut *self.shared.lock();
        let list = reading.rows.report();
        ledger.requests_of(&list);
        let is_interrupted = matches!(list.completeness, Completeness::Interrupted { .. });
        let undecodable = Undecodable::of(&list);
        let mode = reading.plan.mode;
        let is_scan = matches!(mode, Mode::Scan { .. });
        let whole_pages = if is_scan { whole_pages(&self.source, &list) } else { 0 };
        let (passes, list_pages) = (ledger.pass, list.pages);
        ledger.count(|report| {
            report.list = list;
            report.passes = passes;
        });
        let Some(undecodable) = undecodable else {
            self.is_incomplete = true;
            // A run that did not get further than the one before it would never end.
            let got_further = reading.resumed.is_none_or(|(_, pages)| list_pages > pages);
            self.goes_on = is_interrupted && got_further;
            return Phase::End;
        };
        take_undecodable(ledger, &mut reading, &undecodable);
        let is_empty = ledger.rows_in_pass == 0 && undecodable.keys.is_empty();
        // One empty answer proves nothing.
        if is_empty && !reading.asked_again {
            reading.asked_again = true;
            reading.rows = reading.plan.open(&self.source, &self.settings, &ledger.state);
            ledger.monitor = ledger.monitor.as_ref().and_then(|_| reading.rows.monitor());
            return Phase::Reading(reading);
        }
        let is_much = reading.wanted.are_more_than(whole_pages) || !undecodable.names_all;
        if is_scan && is_much && self.began.is_some() {
            reading.full(&self.source, &self.settings, ledger);
            return Phase::Reading(reading);
        }
        if mode == Mode::Replace {
            // Those of a list without ids cannot be known by their ids.
            self.is_incomplete |= !undecodable.names_all && !self.source.has_keys();
            self.is_incomplete |= ledger.withhold_a_collapse(self.settings.accepted);
            return Phase::Telling(VecDeque::new());
        }
        let unseen = unseen(&ledger.state, mode);
        let has_single_reads = self.source.has_single_reads();
        let is_open = !unseen.is_empty() || !undecodable.names_all;
        let again = if mode == Mode::Full && !self.source.is_ordered() {
            let is_as_before = ledger.rows_in_pass == reading.rows_before;
            passes == 1 || ledger.new_in_pass > 0 || !is_as_before
        } else {
            !has_single_reads && passes == 1 && is_open
        };
        let most = if reading.asked.is_some() { 2 * PASSES } else { PASSES };
        if again && passes < most {
            return self.read_again(ledger, reading);
        }
        if again {
            self.is_incomplete = true;
            let gaps = vec![Gap::PassesDiffer { passes }];
            ledger.count(|report| report.list.completeness = Completeness::Incomplete { gaps });
            return Phase::End;
        }
        if !undecodable.names_all && !has_single_reads {
            // Those that are missing may be among the rows that did not decode.
            self.is_incomplete = true;
            return Phase::End;
        }
        if reading.asked.is_some() {
            // A list without any row cannot be believed while its rows answer.
            self.is_incomplete |= is_empty;
            return if is_empty { Phase::End } else { Self::after_list(ledger, reading) };
        }
        ledger.state.roster.suspect(&unseen);
        if has_single_reads {
            return Self::after_list(ledger, reading);
        }
        // What two readings of a part of the list miss may be in another part: it waits for a full run.
        let gone = if mode == Mode::Full { unseen } else { Vec::new() };
        let gone = gone.into_iter().map(|key| (key, Evidence::AbsentTwice)).collect();
        Phase::Asking(Box::new(Asking::of_gone(gone)), None)
    }

    /// What comes after the list, where rows can be read by themselves.
    pub(super) fn after_list(
        ledger: &Ledger,
        mut reading: Box<Reading<S::Item>>,
    ) -> Phase<S::Item> {
        if matches!(reading.plan.mode, Mode::Incremental { .. }) {
            return Phase::Feed;
        }
        if reading.wanted.are_more_than(0) {
            return Phase::Fetching(reading);
        }
        if let Some(mut asking) = reading.asked.take() {
            asking.go_on(&ledger.state.roster);
            asking.after(&reading.wanted);
            return Phase::Asking(asking, None);
        }
        let mut asking = Asking::of_suspects(ledger).with_another_reading();
        asking.after(&reading.wanted);
        Phase::Asking(Box::new(asking), Some(reading))
    }

    /// Reads the same rows once more.
    pub(super) fn read_again(
        &self,
        ledger: &mut Ledger,
        mut reading: Box<Reading<S::Item>>,
    ) -> Phase<S::Item> {
        reading.again(&self.source, &self.settings, ledger);
        Phase::Reading(reading)
    }
}

/// Counts the rows that did not decode. In a scan, those of them that are copied are asked for by themselves.
fn take_undecodable<T>(ledger: &mut Ledger, reading: &mut Reading<T>, undecodable: &Undecodable) {
    for key in &undecodable.keys {
        ledger.take_undecodable(key);
        let is_copied = ledger.state.roster.get(key).is_some();
        if let (Mode::Scan { since }, true) = (reading.plan.mode, is_copied) {
            let group = ledger.state.roster.group_of(key).to_owned();
            reading.wanted.name(ledger, key.clone(), group, (None, since));
        }
    }
}

/// The copied rows that a reading did not show, of those that it should have shown.
fn unseen(state: &State, mode: Mode) -> Vec<Key> {
    match mode {
        Mode::Full | Mode::Scan { .. } => state.roster.keys(|row| row.pass == 0),
        // It showed what changed, and of the rest nothing but what the run before it had seen change.
        Mode::Incremental { since } if state.overlap_from.is_some_and(|from| since <= from) => {
            state.roster.keys(|row| row.pass == 0 && row.marks.is_recent)
        }
        Mode::Incremental { .. } | Mode::Replace => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::sync::roster::{Marks, Row};

    #[test]
    fn a_list_of_changes_shows_what_the_run_before_saw_change_if_it_reaches_back_so_far() {
        let from: Timestamp = "2026-03-05T00:00:00Z".parse().unwrap();
        let second = SignedDuration::from_secs(1);
        let mut state = State::new();
        state.overlap_from = Some(from);
        let group = state.roster.group("");
        for (key, is_recent, pass) in [("recent", true, 0), ("old", false, 0), ("listed", true, 1)]
        {
            let marks = Marks { is_recent, ..Marks::default() };
            state.roster.insert(Key::new(key), Row { hash: 0, group, marks, pass });
        }
        let unseen = |since| unseen(&state, Mode::Incremental { since });
        assert_eq!(unseen(from), [Key::new("recent")]);
        assert_eq!(unseen(from - second), [Key::new("recent")]);
        assert_eq!(unseen(from + second), []);
    }
}
