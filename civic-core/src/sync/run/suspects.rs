//! Rows that may be gone: each is asked for by itself before it is reported.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use super::ledger::Ledger;
use super::left_out::LeftOut;
use super::wanted::Wanted;
use crate::sync::key::Key;
use crate::sync::mode::{Evidence, Mode};
use crate::sync::roster::{Roster, Row};
use crate::sync::threshold::{Part, allowed};
use crate::{Error, ErrorKind};

/// Failures in a row after which no more rows are asked for in this run: those that may pass, and those
/// of rows that this caller may not see, which say little of the others.
const PATIENCE: u32 = 3;
const REFUSALS: u32 = 12;

/// Rows that are asked for to see whether a 404 means anything.
const WITNESSES: usize = 3;

/// The rows that may be gone, and what was found out.
#[derive(Default)]
pub(super) struct Asking {
    suspects: VecDeque<Key>,
    /// Those that were not found.
    not_found: Vec<Key>,
    gone: Vec<(Key, Evidence)>,
    /// Whether a row that is listed was found by itself. Without it a 404 means nothing.
    is_witnessed: bool,
    /// Rows that are listed, to be asked for where no other was found.
    witnesses: Option<VecDeque<Key>>,
    /// Whether one is needed although no row that may be gone was not found.
    needs_witness: bool,
    /// Whether there was no such row: each row of the copy may be gone.
    has_nobody: bool,
    failures: u32,
    left_out: LeftOut,
}

impl Asking {
    /// Asks for all rows that may be gone. Each run begins with another one, so that some that cannot be
    /// asked for do not keep the others waiting for ever.
    pub(super) fn of_suspects(ledger: &Ledger) -> Self {
        let mut suspects = ledger.state.roster.keys(|row| row.marks.is_suspect);
        let moment = ledger.watermark.map_or(0, Timestamp::as_second);
        let turn = usize::try_from(moment).unwrap_or_default();
        let first = turn.checked_rem(suspects.len()).unwrap_or_default();
        suspects.rotate_left(first);
        Self { suspects: suspects.into(), ..Self::default() }
    }

    /// Asks for none: these are known to be gone.
    pub(super) fn of_gone(gone: Vec<(Key, Evidence)>) -> Self {
        Self { gone, ..Self::default() }
    }

    /// The same where the list can be read once more, if it left out too many rows that are there.
    pub(super) fn with_another_reading(self) -> Self {
        Self { left_out: LeftOut::with_another_reading(), ..self }
    }

    /// Takes in what rows answered that a scan named.
    pub(super) fn after(&mut self, wanted: &Wanted) {
        self.is_witnessed |= wanted.are_witnessed();
        self.needs_witness = wanted.need_a_witness();
    }

    /// Whether rows that are listed answered that they are not there, and no other row says that this means
    /// something.
    pub(super) fn has_no_witness(&self) -> bool {
        self.needs_witness && !self.is_witnessed
    }

    /// Whether the list must be read once more before anything else is asked for or judged.
    pub(super) fn doubts_the_list(&self) -> bool {
        self.left_out.doubts_the_list()
    }

    /// Goes on after the list was read once more: with those rows that it left out again.
    pub(super) fn go_on(&mut self, roster: &Roster) {
        let is_missing = |key: &Key| roster.get(key).is_some_and(|row| row.pass == 0);
        self.suspects.retain(is_missing);
        self.not_found.retain(is_missing);
        self.gone.retain(|(key, _)| is_missing(key));
        self.left_out.confirm(roster);
    }

    fn has_given_up(&self) -> bool {
        self.failures >= REFUSALS
    }

    /// The next row to ask for.
    pub(super) fn next(&mut self, roster: &Roster) -> Option<Key> {
        if self.has_given_up() || self.doubts_the_list() {
            return None;
        }
        if let Some(key) = self.suspects.pop_front() {
            return Some(key);
        }
        if self.is_witnessed || self.not_found.is_empty() && !self.needs_witness {
            return None;
        }
        let has_nobody = &mut self.has_nobody;
        let witnesses = self.witnesses.get_or_insert_with(|| {
            let mut keys = roster.keys(|row| row.pass > 0 && !row.marks.is_suspect);
            if keys.is_empty() {
                keys = roster.keys(|row| !row.marks.is_suspect);
            }
            *has_nobody = keys.is_empty();
            keys.truncate(WITNESSES);
            keys.into()
        });
        witnesses.pop_front()
    }

    /// A row was found, although it may be gone. Returns whether the list should have had it, so that the
    /// run is not complete.
    pub(super) fn found(
        &mut self,
        ledger: &mut Ledger,
        key: Key,
        updated_at: Option<Timestamp>,
    ) -> bool {
        self.failures = 0;
        self.is_witnessed = true;
        self.is_left_out(ledger, key, updated_at)
    }

    /// Counts a row that is there although the list did not have it. Returns whether the run is not complete
    /// for that.
    fn is_left_out(
        &mut self,
        ledger: &mut Ledger,
        key: Key,
        updated_at: Option<Timestamp>,
    ) -> bool {
        let Some(mode) = ledger.report.as_ref().map(|report| report.mode) else { return false };
        let Some(row) = ledger.state.roster.get_mut(&key) else { return false };
        if row.pass > 0 {
            return false;
        }
        if let Mode::Incremental { since } = mode {
            let was_read = ledger.state.overlap_from.is_some_and(|from| since <= from);
            let must_be_listed =
                was_read && row.marks.is_recent && updated_at.is_some_and(|at| at >= since);
            if must_be_listed {
                self.left_out.add(&ledger.state.roster, key);
            }
            return must_be_listed;
        }
        // A list that leaves it out now need not have it in the next run.
        row.marks.will_be_recent = false;
        let is_too_many = self.left_out.add(&ledger.state.roster, key);
        let left_out = self.left_out.len() as u64;
        ledger.count(|report| report.left_out = left_out);
        if is_too_many {
            // The list cannot be believed, so that nothing is to be asked.
            self.suspects.clear();
        }
        is_too_many
    }

    /// A row was found, and no longer passes the filters.
    pub(super) fn no_longer_matches(&mut self, key: Key) {
        self.failures = 0;
        self.is_witnessed = true;
        self.gone.push((key, Evidence::NoLongerMatches));
    }

    /// A row could not be read.
    ///
    /// Returns whether the list should have had it, so that the run is not complete.
    pub(super) fn failed(&mut self, ledger: &mut Ledger, key: Key, error: &Error) -> bool {
        let row = ledger.state.roster.get_mut(&key);
        match error.kind() {
            ErrorKind::NotFound => {
                self.failures = 0;
                match row {
                    // One that is listed, and was asked for as a witness.
                    Some(row) if !row.marks.is_suspect => row.marks.is_suspect = true,
                    _ => self.not_found.push(key),
                }
            }
            ErrorKind::Decode => {
                // It is there; but what cannot be read may be any page, so it proves nothing.
                self.failures = 0;
                if let Some(row) = row {
                    row.marks.clear_suspicion();
                }
                return self.is_left_out(ledger, key, None);
            }
            _ => {
                self.failures += if error.is_temporary() { REFUSALS / PATIENCE } else { 1 };
                let because = error.to_string();
                ledger.count(|report| report.unanswered_because = Some(because));
            }
        }
        false
    }

    /// Judges what was found out: the rows that are reported as deleted. Too many of them are withheld, unless
    /// the caller accepts so many.
    pub(super) fn judge(self, ledger: &mut Ledger, accepted: usize) -> VecDeque<(Key, Evidence)> {
        let lists_all = ledger.report.as_ref().is_some_and(|report| report.mode.lists_all());
        let roster = &mut ledger.state.roster;
        let Self { mut gone, not_found, is_witnessed, mut left_out, .. } = self;
        // A 404 is believed if another row is found, or if there is no other that could be: then all
        // rows are gone, which is told only if the caller accepts it.
        if is_witnessed || self.has_nobody {
            for key in not_found {
                let is_in_feed = roster.get(&key).is_some_and(|row| row.marks.is_in_feed);
                let evidence =
                    if is_in_feed { Evidence::FeedAndNotFound } else { Evidence::NotFound };
                gone.push((key, evidence));
            }
        }
        let is_missing = |evidence: Evidence| match evidence {
            Evidence::AbsentTwice => true,
            Evidence::NotFound | Evidence::FeedAndNotFound => !is_witnessed,
            Evidence::NoLongerMatches => false,
        };
        let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
        for (_, row) in roster.iter() {
            parts.entry(row.group).or_default().rows += 1;
        }
        for (key, evidence) in &gone {
            let Some(row) = roster.get_mut(key) else { continue };
            row.marks.is_suspect = true;
            let part = parts.entry(row.group).or_default();
            *(if is_missing(*evidence) { &mut part.missing } else { &mut part.seen }) += 1;
        }
        let allowed = allowed(&parts);
        let is_allowed = |(key, evidence): &(Key, Evidence)| {
            let allowed = roster.get(key).and_then(|row| allowed.get(&row.group));
            allowed.is_some_and(|it| if is_missing(*evidence) { it.missing } else { it.seen })
        };
        let (mut told, mut withheld): (Vec<_>, Vec<_>) = gone.into_iter().partition(is_allowed);
        let suspects = roster.keys(|row| row.marks.is_suspect).len();
        let unanswered = suspects.saturating_sub(told.len() + withheld.len());
        if lists_all {
            // Only this run knows which rows the list leaves out now.
            roster.rows_mut().for_each(|row| row.marks.is_left_out = false);
            for key in left_out.withheld(roster) {
                if let Some(row) = roster.get_mut(&key) {
                    row.marks.is_left_out = true;
                }
                withheld.push((key, Evidence::NoLongerMatches));
            }
        }
        if withheld.len() <= accepted {
            told.append(&mut withheld);
        }
        // Those that an earlier run withheld, as long as no full run says otherwise.
        let is_unlisted = |row: &Row| row.marks.is_left_out && !row.marks.is_suspect;
        let unlisted = roster.keys(is_unlisted).len();
        let is_told = lists_all && withheld.is_empty();
        let unlisted = if is_told { 0 } else { unlisted };
        let others = if lists_all { 0 } else { unlisted };
        ledger.count(|report| {
            report.withheld = (withheld.len() + others) as u64;
            report.unlisted = unlisted as u64;
            report.unanswered = unanswered as u64;
            report.left_out = left_out.len() as u64;
        });
        told.into()
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::sync::mode::Why;
    use crate::sync::roster::Marks;
    use crate::sync::source::Origin;
    use crate::sync::state::State;

    /// Whether an incremental run takes a row that is there for one that the list should have had.
    fn is_left_out(read_before: bool, is_recent: bool, updated_at: Option<Timestamp>) -> bool {
        let since: Timestamp = "2026-03-05T00:00:00Z".parse().unwrap();
        let hour = SignedDuration::from_hours(1);
        let mut state = State::new();
        state.overlap_from = Some(if read_before { since } else { since - hour });
        let group = state.roster.group("");
        let marks = Marks { is_recent, is_suspect: true, ..Marks::default() };
        state.roster.insert(Key::new("7"), Row { hash: 0, group, marks, pass: 0 });
        let mut ledger = Ledger::new(state);
        let origin = Origin::new("test/1", "https://a.example.org", "rows");
        let day = std::time::Duration::from_secs(86_400);
        ledger.begin(origin, (Mode::Incremental { since }, Why::Usual), since + 24 * hour, day);
        Asking::default().found(&mut ledger, Key::new("7"), updated_at)
    }

    #[test]
    fn a_list_of_changes_should_have_what_it_was_asked_for_and_had_before() {
        let since: Timestamp = "2026-03-05T00:00:00Z".parse().unwrap();
        let before = since - SignedDuration::from_secs(1);
        assert!(is_left_out(true, true, Some(since)));
        assert!(!is_left_out(true, true, Some(before)), "it was not asked for so old a row");
        assert!(!is_left_out(true, true, None), "nobody knows when the row was updated");
        assert!(!is_left_out(true, false, Some(since)), "the run before saw no change of it");
        assert!(!is_left_out(false, true, Some(since)), "it was not asked for all that was seen");
        assert!(!is_left_out(false, false, Some(since)));
    }
}
