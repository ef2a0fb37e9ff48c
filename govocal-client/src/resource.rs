//! What the platform has, and what can be asked of it.

use std::fmt;

use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use serde::de::DeserializeOwned;

/// A record that the platform lists. Each file in [`resources`](crate::resources) implements
/// this for its model.
pub trait Resource: Clone + fmt::Debug + DeserializeOwned + Send + Sync + 'static {
    /// The path below `/api/v2/`, which also names the rows in reports.
    const PATH: &'static str;

    /// The name under which a page has its rows.
    const ROWS: &'static str;

    /// Why a platform may not have this resource. It is told where the whole resource answers 404,
    /// whatever was asked of it.
    const NOT_EVERYWHERE: Option<&'static str> = None;

    /// What makes a record the same record: its id, or what it associates.
    fn key(&self) -> Key;

    /// Whether the list comes newest first, by [`position`](Self::position). The others are in no
    /// order that a client can see, and are read in passes.
    const NEWEST_FIRST: bool = true;

    /// The moment by which the platform sorts the list. `None` where it has no such order.
    fn position(&self) -> Option<Position> {
        None
    }
}

/// A record that can be read by its id, which is its [`key`](Resource::key).
pub trait Readable: Resource {
    /// The name under which a single answer has the record.
    const ROW: &'static str;
}

/// A record whose list can be narrowed by when it was created or updated.
pub trait Dated: Resource {
    /// When it was created.
    fn created_at(&self) -> Timestamp;

    /// When it, or something that belongs to it, was last changed.
    fn updated_at(&self) -> Timestamp;
}

/// A record whose deletions the platform lists, by its documents.
pub trait LogsDeletions: Resource {}
