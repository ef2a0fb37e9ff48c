//! What the platform has, and what can be asked of it.

use std::fmt;

use civic_core::jiff::Timestamp;
use civic_core::list::query::{Days, day_of};
use civic_core::list::source::{Key, Position};
use civic_core::sync;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::sync_support::{SyncSupport, Updates};

/// A record that the platform lists. Each file in [`resources`](crate::resources) implements
/// this for its model.
pub trait Resource:
    Clone + fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// The path below `/api/v2/`, which also names the rows in reports.
    const PATH: &'static str;

    /// The name under which a page has its rows.
    const ROWS: &'static str;

    /// Why a platform may not have this resource. It is the hint where the whole resource answers 404,
    /// whatever was asked of it.
    const NOT_EVERYWHERE: Option<&'static str> = None;

    /// How a copy of the list is kept true by [`List::sync`](crate::List::sync).
    const SYNC: SyncSupport<Self>;

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
#[diagnostic::on_unimplemented(
    message = "Go Vocal only lists `{Self}`: none can be read by its id",
    label = "there is only `list()`"
)]
pub trait Readable: Resource {
    /// The name under which a single answer has the record.
    const ROW: &'static str;
}

/// A record whose list can be narrowed by when it was created or updated.
#[diagnostic::on_unimplemented(
    message = "Go Vocal does not narrow a list of `{Self}` by when they were created or updated",
    label = "there is no such filter",
    note = "`list().sync(..)` tells what has changed since the last run, of every list"
)]
pub trait Dated: Resource {
    /// When it was created.
    fn created_at(&self) -> Timestamp;

    /// When it, or something that belongs to it, was last changed. What it shows of other records may change
    /// without that: [`List::sync`](crate::List::sync) says which.
    fn updated_at(&self) -> Timestamp;
}

/// A record whose deletions the platform lists, by its documents.
#[diagnostic::on_unimplemented(
    message = "Go Vocal does not list which `{Self}` were deleted",
    label = "there is no such list",
    note = "`list().sync(..)` finds out what is gone, of every list"
)]
pub trait LogsDeletions: Resource {}

/// What is sent to create or to change a record.
pub trait Payload: Serialize {
    /// Why no platform would take it.
    #[doc(hidden)]
    fn problem(&self) -> Option<&'static str>;

    /// What it names that the platform looks up. A 404 may mean that this does not exist, and not
    /// that the platform lacks the write.
    #[doc(hidden)]
    fn looked_up(&self) -> Option<&'static str> {
        None
    }
}

/// A record that can be created.
#[diagnostic::on_unimplemented(
    message = "Go Vocal cannot create `{Self}` by its API",
    label = "ideas, internal comments and files can be created"
)]
pub trait Creatable: Readable {
    /// What is sent.
    type New: Payload;

    /// Since when platforms take it, where they have the records for longer.
    const SINCE: Option<&'static str> = None;
}

/// A record that can be changed.
#[diagnostic::on_unimplemented(
    message = "Go Vocal cannot change `{Self}` by its API",
    label = "ideas and files can be changed"
)]
pub trait Changeable: Readable {
    /// What is sent.
    type Change: Payload;

    /// Since when platforms take it, where they have the records for longer.
    const SINCE: Option<&'static str> = None;
}

/// A record that can be deleted.
#[diagnostic::on_unimplemented(
    message = "Go Vocal cannot delete `{Self}` by its API",
    label = "files can be deleted"
)]
pub trait Deletable: Readable {}

impl<T: Resource> SyncSupport<T> {
    /// The records have no id: every run replaces the copy.
    pub const fn replaced() -> Self {
        Self { key: None, row: None, updates: None, logs_deletions: false }
    }

    /// The records have this id.
    pub const fn by_id(key: fn(&T) -> sync::Key) -> Self {
        Self { key: Some(key), ..Self::replaced() }
    }

    /// They can be read one by one.
    #[must_use]
    pub const fn readable(self) -> Self
    where
        T: Readable,
    {
        Self { row: Some(T::ROW), ..self }
    }

    /// They say when they were updated, and the list can be narrowed by it.
    #[must_use]
    pub const fn dated(self) -> Self
    where
        T: Dated,
    {
        let on: Days<T> = |row| Some(day_of(row.updated_at()));
        Self { updates: Some(Updates { at: T::updated_at, on }), ..self }
    }

    /// Their deletions are listed.
    #[must_use]
    pub const fn logs_deletions(self) -> Self
    where
        T: LogsDeletions,
    {
        Self { logs_deletions: true, ..self }
    }
}
