//! Whether a server goes in circles: gives page after page without a new row.

use std::collections::HashSet;

use super::{Occurrence, Row};
use crate::Error;
use crate::list::key::Key;

/// How many pages in a row may bring nothing new.
const PATIENCE: u64 = 100;

/// Counts pages in a row that brought nothing new.
///
/// The strategy says what is new: a row that was not read yet, or in a second pass a row that this pass
/// has not read yet.
#[derive(Debug, Default)]
pub(super) struct Circles {
    in_a_row: u64,
    good: u64,
    /// The keys of rows that did not decode.
    malformed: HashSet<Key>,
}

impl Circles {
    /// Whether one of these rows, which are marked if they came before, is new.
    pub(super) fn has_new_rows<T>(&mut self, rows: &[Row<T>]) -> bool {
        let is_new = |row: &Row<T>| match row.key() {
            Some(_) => row.occurrence == Occurrence::New,
            None => self.malformed.insert(row.likeness()),
        };
        rows.iter().map(is_new).fold(false, |any, is_new| any | is_new)
    }

    /// Counts a page.
    pub(super) fn note(&mut self, is_further: bool) {
        if is_further {
            self.in_a_row = 0;
            self.good += 1;
        } else {
            self.in_a_row += 1;
        }
    }

    /// # Errors
    /// [`Protocol`](crate::ErrorKind::Protocol) after a hundred pages in a row without anything new.
    pub(super) fn must_not_close(&self) -> Result<(), Error> {
        self.within(PATIENCE)
    }

    /// The same for a list that may be read a second time from its beginning.
    ///
    /// # Errors
    /// [`Protocol`](crate::ErrorKind::Protocol) after a hundred more pages in a row without anything new
    /// than there were pages with something new.
    pub(super) fn must_not_close_twice(&self) -> Result<(), Error> {
        self.within(PATIENCE + self.good)
    }

    fn within(&self, patience: u64) -> Result<(), Error> {
        if self.in_a_row < patience {
            return Ok(());
        }
        Err(Error::protocol(format!("{} pages in a row brought no new row", self.in_a_row)))
    }
}
