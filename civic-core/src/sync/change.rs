//! What a run returns.

use super::key::Key;
use super::mode::{Evidence, Mode, Why};
use super::report::Report;
use super::state::State;

/// Something that a copy must take in, in the order in which it comes.
///
/// A run begins with [`Began`](Self::Began) and ends with [`Synced`](Self::Synced) or
/// [`Incomplete`](Self::Incomplete).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Change<T> {
    /// The run has begun: the server has answered.
    Began {
        /// How the list is read.
        mode: Mode,
        /// Why in this way.
        why: Why,
    },
    /// A row that is new or has changed. With [`Mode::Replace`] it is every row. Insert it, or put it in
    /// the place of the row with the same key.
    Upsert {
        /// Its key. `None` only with [`Mode::Replace`], for a row without an id.
        key: Option<Key>,
        /// The row.
        row: T,
    },
    /// A row that is no longer in the list. Delete it.
    Gone {
        /// Its key.
        key: Key,
        /// How that is known.
        evidence: Evidence,
    },
    /// So many rows seem to be gone that it looks like a fault of the server. They are kept, and looked
    /// for again, until [`accept_gone`](super::SyncRun::accept_gone) takes them. Each part of a list, such as a
    /// component of a site, is counted by itself. Withheld are
    ///
    /// * more than half of its rows, if they are more than three, or if no other row says that a 404 means
    ///   something. Small parts that lose more than half may lose no more than 10 rows together, or 5 % of the
    ///   whole list;
    /// * more than 10 rows, and more than 5 %, that two readings missed and that cannot be asked for;
    /// * the same number of rows that are there by themselves and that two full readings did not have, such as
    ///   those that were moved to another project ([`unlisted`](Report::unlisted)).
    Withheld {
        /// How many.
        keys: usize,
    },
    /// The run is complete. Store the state together with the changes. With [`Mode::Replace`], drop the
    /// rows that did not come.
    Synced {
        /// Where the next run begins.
        state: State,
        /// What was read.
        report: Report,
    },
    /// The run is not complete: the report says why. The changes that it returned are true: store them
    /// together with the state, or none of both. The next run reads the same time again. With
    /// [`Mode::Replace`], keep the old copy.
    Incomplete {
        /// Where the next run begins.
        state: State,
        /// What was read, and what is missing.
        report: Report,
    },
}

impl<T> Change<T> {
    /// The same change with its row in another form.
    ///
    /// # Errors
    /// That of the conversion.
    pub fn try_map<U, E>(self, convert: impl FnOnce(T) -> Result<U, E>) -> Result<Change<U>, E> {
        Ok(match self {
            Self::Began { mode, why } => Change::Began { mode, why },
            Self::Upsert { key, row } => Change::Upsert { key, row: convert(row)? },
            Self::Gone { key, evidence } => Change::Gone { key, evidence },
            Self::Withheld { keys } => Change::Withheld { keys },
            Self::Synced { state, report } => Change::Synced { state, report },
            Self::Incomplete { state, report } => Change::Incomplete { state, report },
        })
    }
}
