//! A resource of the platform, and what can be asked of it.

use std::fmt;
use std::marker::PhantomData;

use civic_core::jiff::Timestamp;
use civic_core::list::{Key, Position};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::client::Client;
use crate::deleted::DeletedItem;
use crate::get::Get;
use crate::listing::List;

/// A record that the platform lists. Each file in [`resources`](crate::resources) implements
/// this for its model.
pub trait Resource: DeserializeOwned + Send + Sync + 'static {
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

    /// When it, or something that hangs on it, was last changed.
    fn updated_at(&self) -> Timestamp;
}

/// A record whose deletion the platform logs, at least on paper.
pub trait LogsDeletions: Resource {}

/// A resource of one platform, as returned by [`Client`]'s methods.
pub struct Endpoint<T> {
    client: Client,
    resource: PhantomData<fn() -> T>,
}

impl<T: Resource> Endpoint<T> {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, resource: PhantomData }
    }

    /// All records, narrowed by the filters of the [`List`] that this begins.
    pub fn list(&self) -> List<T> {
        List::new(self.client.clone(), T::PATH.to_owned())
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}

impl<T: Readable> Endpoint<T> {
    /// The record with this id.
    pub fn get(&self, id: Uuid) -> Get<T> {
        Get::new(self.client.clone(), id)
    }
}

impl<T: LogsDeletions> Endpoint<T> {
    /// What was deleted, roughly the latest first, as far as the platform tells. A background job
    /// writes the feed, so entries may come late and out of order; it is read in passes.
    ///
    /// The feed is a hint, not a ledger: records that went with their parent are not in it, it
    /// lags behind, and for some resources it is always empty although records are deleted. Only
    /// reading the list again tells for certain.
    pub fn deleted(&self) -> List<DeletedItem> {
        List::new(self.client.clone(), format!("{}/deleted", T::PATH))
            .not_everywhere(T::NOT_EVERYWHERE)
    }
}

impl<T> Clone for Endpoint<T> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), resource: PhantomData }
    }
}

impl<T: Resource> fmt::Debug for Endpoint<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("path", &T::PATH).finish_non_exhaustive()
    }
}
