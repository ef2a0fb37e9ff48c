//! A resource of one platform, as a client opens it.

use std::fmt;
use std::marker::PhantomData;

use uuid::Uuid;

use crate::client::Client;
use crate::deleted::DeletedItem;
use crate::get::Get;
use crate::listing::List;
use crate::resource::{LogsDeletions, Readable, Resource};

impl Client {
    pub(crate) fn endpoint<T: Resource>(&self) -> Endpoint<T> {
        Endpoint { client: self.clone(), resource: PhantomData }
    }
}

/// A resource of one platform, as returned by [`Client`]'s methods.
pub struct Endpoint<T> {
    client: Client,
    resource: PhantomData<fn() -> T>,
}

impl<T: Resource> Endpoint<T> {
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
