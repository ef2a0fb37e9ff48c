//! What a copy of a list can be kept true by.

use std::fmt;

use civic_core::jiff::Timestamp;
use civic_core::list::query::Days;
use civic_core::sync;

/// What the platform offers to keep a copy of a list true. It names the record's traits, so that a list
/// of any record can be synced.
pub struct SyncSupport<T> {
    pub(crate) key: Option<fn(&T) -> sync::Key>,
    /// The name under which a single answer has the record, if there are single reads.
    pub(crate) row: Option<&'static str>,
    pub(crate) updates: Option<Updates<T>>,
    pub(crate) logs_deletions: bool,
}

/// When a record was updated.
pub(crate) struct Updates<T> {
    pub(crate) at: fn(&T) -> Timestamp,
    pub(crate) on: Days<T>,
}

impl<T> Clone for SyncSupport<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for SyncSupport<T> {}

impl<T> Clone for Updates<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Updates<T> {}

impl<T> fmt::Debug for SyncSupport<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncSupport")
            .field("has_ids", &self.key.is_some())
            .field("is_readable", &self.row.is_some())
            .field("is_dated", &self.updates.is_some())
            .field("logs_deletions", &self.logs_deletions)
            .finish()
    }
}
