//! A resource of one platform, as a client opens it.

use std::fmt;
use std::marker::PhantomData;

use uuid::Uuid;

use crate::client::Client;
use crate::get::Get;
use crate::listing::List;
use crate::resource::{LogsDeletions, Readable, Resource};
use crate::resources::deleted::DeletedItem;

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
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut projects = city.projects().list().stream();
    /// while let Some(project) = projects.try_next().await? {
    ///     println!("{}", project.title.unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> List<T> {
        List::new(self.client.clone(), T::PATH.to_owned())
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}

impl<T: Readable> Endpoint<T> {
    /// The record with this id.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let idea = city.ideas().get(id).await?;
    /// println!("{}", idea.title.unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("find", "by_id"))]
    pub fn get(&self, id: Uuid) -> Get<T> {
        Get::new(self.client.clone(), id)
    }
}

impl<T: LogsDeletions> Endpoint<T> {
    /// The records that the platform says were deleted, roughly the latest first. A background job
    /// writes this feed, so entries may come late and out of order; it is read in passes.
    ///
    /// The feed is not complete: records that were deleted together with their parent are not in it,
    /// entries come late, and for some resources it is always empty although records are deleted. Only
    /// reading the list again shows for certain what is gone.
    ///
    /// ```no_run
    /// use govocal_client::{DateRange, jiff::civil::date};
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let since = DateRange::since(date(2026, 3, 1));
    /// let mut deleted = city.ideas().deleted().deleted_at(since).stream();
    /// while let Some(idea) = deleted.try_next().await? {
    ///     println!("{} was deleted at {}", idea.id, idea.deleted_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("delete", "removed", "tombstones", "sync"))]
    pub fn deleted(&self) -> List<DeletedItem> {
        List::deleted::<T>(self.client.clone())
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
