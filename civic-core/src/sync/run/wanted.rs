//! The rows that a scan named and that are to be read whole.

use std::collections::{BTreeSet, VecDeque};

use jiff::Timestamp;

use super::ledger::Ledger;
use crate::sync::key::Key;
use crate::{Error, ErrorKind};

/// Failures in a row after which no more rows are read.
const PATIENCE: u32 = 3;

/// The rows that a scan named and that are to be read whole: those that the copy does not have, and those
/// that were updated since the last run, or nobody knows when.
#[derive(Default)]
pub(super) struct Wanted {
    /// Each with the part of the list that it belongs to.
    due: VecDeque<(Key, String)>,
    /// All of them, also those that were read.
    known: BTreeSet<Key>,
    failures: u32,
    /// Whether one of them was read, so that a 404 of another means something.
    has_found: bool,
    /// Whether one of them answered that it is not there.
    has_lost: bool,
}

impl Wanted {
    /// A scan named this row.
    pub(super) fn name(
        &mut self,
        ledger: &mut Ledger,
        key: Key,
        group: String,
        (updated_at, since): (Option<Timestamp>, Timestamp),
    ) {
        let is_copied = ledger.take_named(&key, &group);
        let is_due = !is_copied || updated_at.is_none_or(|at| at >= since);
        if is_due && self.known.insert(key.clone()) {
            self.due.push_back((key, group));
        }
    }

    /// Whether they are more than the pages that reading all rows takes: then that takes no more requests.
    pub(super) fn are_more_than(&self, pages: u64) -> bool {
        self.due.len() as u64 > pages
    }

    /// The next row to read, and the part of the list that it belongs to.
    pub(super) fn next(&mut self) -> Option<(Key, String)> {
        self.due.pop_front()
    }

    /// A row was read.
    pub(super) fn found(&mut self) {
        self.failures = 0;
        self.has_found = true;
    }

    /// A row could not be read. Returns whether the run is not complete for that. One that is not there any
    /// more will be missing in the next scan.
    pub(super) fn failed(&mut self, ledger: &mut Ledger, error: &Error) -> bool {
        if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Decode) {
            self.failures = 0;
            self.has_lost |= error.kind() == ErrorKind::NotFound;
            ledger.count(|report| report.unread += 1);
            return false;
        }
        self.failures += 1;
        if self.failures >= PATIENCE {
            self.due.clear();
        }
        true
    }

    /// Whether rows answered that they are not there, and no other row says that this means something.
    pub(super) fn need_a_witness(&self) -> bool {
        self.has_lost && !self.has_found
    }

    /// Whether a row that is listed was found by itself.
    pub(super) fn are_witnessed(&self) -> bool {
        self.has_found
    }
}
