//! Whether a server leads a walk in circles.

use std::collections::HashSet;

use super::{Occurrence, Row};
use crate::Error;
use crate::list::key::Key;

/// Pages in a row that may bring a walk no further.
const PATIENCE: u64 = 100;

/// Counts pages in a row that brought a walk no further.
///
/// What brings it further, the strategy says: a row that nobody has seen, or in a second pass one
/// that this pass has not.
#[derive(Debug, Default)]
pub(super) struct Circles {
    in_a_row: u64,
    good: u64,
    /// What rows that did not decode are known by.
    malformed: HashSet<Key>,
}

impl Circles {
    /// Whether one of these rows, whose fates are settled, has not come before.
    pub(super) fn is_news<T>(&mut self, rows: &[Row<T>]) -> bool {
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
    /// [`Protocol`](crate::ErrorKind::Protocol) after a hundred pages that led nowhere.
    pub(super) fn must_not_close(&self) -> Result<(), Error> {
        self.within(PATIENCE)
    }

    /// The same where the server, or whoever reads from it, may go through all pages a second time.
    ///
    /// # Errors
    /// [`Protocol`](crate::ErrorKind::Protocol) after a hundred more pages that led nowhere than
    /// those that did not.
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
