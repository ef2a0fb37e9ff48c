//! The log of deletions, which the deleted feeds show.

use uuid::Uuid;

use super::era::Era;
use super::resource::{Resource, all};

/// An entry of the log.
#[derive(Clone, Debug)]
pub(super) struct Deletion {
    pub(super) id: Uuid,
    pub(super) table: &'static str,
    pub(super) kind: Option<String>,
    /// To the whole second: that is how the job is told.
    pub(super) deleted: i64,
    /// When the background job has written the entry. Jobs overtake each other.
    pub(super) recorded: i64,
    /// Deleted by a caller, not part of the generated past.
    pub(super) witnessed: bool,
}

impl Deletion {
    /// Whether it is about a row of this resource.
    pub(super) fn is_of(&self, resource: &Resource) -> bool {
        self.table == resource.table
            && resource.kind.is_none_or(|kind| self.kind.as_deref() == Some(kind))
    }

    /// What the log calls the row: by its own model, also in the feed of the merged topics.
    pub(super) fn type_name(&self, feed: &Resource, era: Era) -> Option<&'static str> {
        let is_own =
            |other: &&Resource| other.table == self.table && other.kind == self.kind.as_deref();
        all(era).find(is_own).map_or(feed.deleted, |own| own.deleted)
    }
}
