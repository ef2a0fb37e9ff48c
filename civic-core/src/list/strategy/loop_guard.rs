//! Whether a server goes in circles: gives page after page without a new row.

use std::collections::HashSet;

use super::{Fetched, Occurrence};
use crate::Error;
use crate::list::key::Key;

/// How many pages in a row may bring nothing new.
const PATIENCE: u64 = 100;

/// Counts pages in a row that brought nothing new.
///
/// The strategy says what is new: a row that was not read yet, or in a second pass a row that this pass
/// has not read yet.
#[derive(Debug, Default)]
pub(super) struct LoopGuard {
    in_a_row: u64,
    good: u64,
    /// Whether the list may be read a second time from its beginning.
    of_two_readings: bool,
    /// The keys of rows that did not decode.
    malformed: HashSet<Key>,
}

impl LoopGuard {
    /// For a list that may be read a second time from its beginning.
    pub(super) fn of_two_readings() -> Self {
        Self { of_two_readings: true, ..Self::default() }
    }

    /// Counts a page, of which the rows are marked that came before. Rows that the caller may not see are
    /// a part of the list too.
    pub(super) fn note<T, A>(&mut self, page: &Fetched<T, A>) {
        let mut is_further = page.omitted.hidden > 0;
        for row in &page.rows {
            is_further |= match &row.content {
                Ok(_) => row.occurrence == Occurrence::New,
                Err((raw, _)) => self.malformed.insert(raw.likeness()),
            };
        }
        if is_further {
            self.in_a_row = 0;
            self.good += 1;
        } else {
            self.in_a_row += 1;
        }
    }

    /// Counts a page that is of no use.
    pub(super) fn note_in_vain(&mut self) {
        self.in_a_row += 1;
    }

    /// # Errors
    /// [`Protocol`](crate::ErrorKind::Protocol) after a hundred pages in a row without anything new; where
    /// a list may be read a second time from its beginning, after a hundred more of them than there were
    /// pages with something new.
    pub(super) fn check(&self) -> Result<(), Error> {
        let patience = PATIENCE + if self.of_two_readings { self.good } else { 0 };
        if self.in_a_row < patience {
            return Ok(());
        }
        Err(Error::protocol(format!("{} pages in a row brought no new row", self.in_a_row)))
    }
}
