//! What a campaign saw, so that nobody takes calm weather for a passed test.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use super::trouble::Trouble;

/// Counts over many runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) runs: u64,
    pub(crate) requests: u64,
    pub(crate) struck: BTreeMap<Trouble, u64>,
    pub(crate) skewed: u64,
    pub(crate) rows: u64,
    pub(crate) complete: u64,
    /// Of these, those under a condition that held.
    pub(crate) conditional: u64,
    pub(crate) gaps: u64,
    pub(crate) interrupted: u64,
    pub(crate) resumed: u64,
    pub(crate) malformed: u64,
    /// Runs that brought a copy up to date.
    pub(crate) copied: u64,
    pub(crate) read: u64,
    pub(crate) read_errors: u64,
    pub(crate) written: u64,
    pub(crate) write_errors: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        for (trouble, times) in more.struck {
            *self.struck.entry(trouble).or_default() += times;
        }
        self.runs += more.runs;
        self.requests += more.requests;
        self.skewed += more.skewed;
        self.rows += more.rows;
        self.complete += more.complete;
        self.conditional += more.conditional;
        self.gaps += more.gaps;
        self.interrupted += more.interrupted;
        self.resumed += more.resumed;
        self.malformed += more.malformed;
        self.copied += more.copied;
        self.read += more.read;
        self.read_errors += more.read_errors;
        self.written += more.written;
        self.write_errors += more.write_errors;
    }
}
