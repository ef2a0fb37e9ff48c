//! Whether a server gives page after page without a new record, where one call reads several pages. The
//! pages of other calls are watched by the paginator.

use std::collections::BTreeSet;

use civic_core::Error;

use crate::graphql::id::Id;

/// How many pages in a row may bring nothing new.
const PATIENCE: u32 = 100;

/// The pages of one list that were read in one call.
#[derive(Default)]
pub(in crate::graphql) struct EndlessGuard {
    seen: BTreeSet<Id>,
    visited: BTreeSet<String>,
    in_a_row: u32,
}

impl EndlessGuard {
    /// Notes a page: its ids, whether it has records that the caller may not see, and where the next one
    /// begins.
    ///
    /// # Errors
    /// [`Protocol`](civic_core::ErrorKind::Protocol) where the next page was read before, and after a hundred
    /// pages in a row without a new record.
    pub(in crate::graphql) fn note(
        &mut self,
        ids: impl IntoIterator<Item = Id>,
        has_hidden: bool,
        next: String,
        resource_name: &str,
    ) -> Result<(), Error> {
        let known = self.seen.len();
        self.seen.extend(ids);
        let is_further = has_hidden || self.seen.len() > known;
        self.in_a_row = if is_further { 0 } else { self.in_a_row + 1 };
        if !self.visited.insert(next) {
            return Err(Error::protocol(format!(
                "the server points back to a page of the {resource_name} that was read before"
            )));
        }
        if self.in_a_row >= PATIENCE {
            let pages = self.in_a_row;
            return Err(Error::protocol(format!(
                "{pages} pages of the {resource_name} in a row brought no new record"
            )));
        }
        Ok(())
    }
}
