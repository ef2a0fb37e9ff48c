//! What a simulated server has, and what goes wrong with it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::kind::Kind;

/// A row as the server shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Item {
    pub(super) id: u64,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    /// Counts the changes that move `updated_at`.
    pub(super) version: u64,
    /// Moves without `updated_at`.
    pub(super) likes: u64,
    pub(super) matches: bool,
    /// A field that came with an upgrade of the site.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) newer: Option<u64>,
}

/// What the server knows of a row.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) item: Item,
    pub(super) is_hidden: bool,
    /// Whether it was hidden and shown again since its last change.
    pub(super) is_restored: bool,
    /// Whether it does not decode.
    pub(super) is_broken: bool,
    /// Whether the list leaves it out, although it is there by itself.
    pub(super) is_unlisted: bool,
    /// Where it stands in a list without order.
    pub(super) place: u64,
    /// The newest version that became visible within the lag, if there is one.
    pub(super) in_time: Option<u64>,
}

/// An entry of the feed of deleted rows.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Deletion {
    pub(super) id: u64,
    pub(super) deleted_at: Timestamp,
    pub(super) logged_at: Timestamp,
}

impl Record {
    /// Whether the list shows it.
    pub(super) fn is_listed(&self, kind: Kind) -> bool {
        !self.is_hidden && !self.is_unlisted && (self.item.matches || !kind.has_filter())
    }
}

/// What goes wrong within a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Trouble {
    /// In so many of a hundred requests something changes.
    pub(super) churn: u8,
    /// So many rows of a list in no order move before each request.
    pub(super) hot: u8,
    /// Before each request a row is added.
    pub(super) inserts: bool,
    /// So many of a hundred requests fail.
    pub(super) failures: u8,
    /// The answer to this request, counted from the run's first, is empty.
    pub(super) empty: Option<u64>,
    /// All single reads answer 404.
    pub(super) blind: bool,
    /// All single reads fail.
    pub(super) mute: bool,
    /// At this request, the list has all rows again that it left out, and all hidden ones.
    pub(super) relisted: Option<u64>,
    /// All answers of lists from this request on are empty.
    pub(super) empty_since: Option<u64>,
}
