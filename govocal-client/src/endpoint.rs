//! A resource of one platform, as a client opens it.

use std::fmt;
use std::marker::PhantomData;

use civic_core::http::Call;
use uuid::Uuid;

use crate::client::Client;
use crate::deleted::DeletedItem;
use crate::get::Get;
use crate::listing::List;
use crate::resource::{Changeable, Creatable, Deletable, LogsDeletions, Readable, Resource};
use crate::write::{Write, delete};

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
    pub fn get(&self, id: Uuid) -> Get<T>
    where
        T: Readable,
    {
        Get::new(self.client.clone(), id)
    }

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
    pub fn deleted(&self) -> List<DeletedItem>
    where
        T: LogsDeletions,
    {
        List::deleted::<T>(self.client.clone())
    }

    /// Creates a record. Since 2025 or 2026. It has no author: the platform takes none by API.
    ///
    /// ```no_run
    /// use govocal_client::Multiloc;
    /// use govocal_client::resources::ideas::NewIdea;
    ///
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// # let project_id = id;
    /// let title = Multiloc::from([("en", "More benches"), ("nl-BE", "Meer banken")]);
    /// let body = Multiloc::single("en", "<p>Along the river.</p>");
    /// let posted = city.ideas().create(&NewIdea::new(project_id, title, body)).await?;
    /// println!("{}", posted.id);
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(&self, new: &T::New) -> Write<T>
    where
        T: Creatable,
    {
        Write::create(&self.client, new)
    }

    /// Changes a record: what is not set stays as it is. Since 2025 or 2026.
    ///
    /// ```no_run
    /// use govocal_client::resources::ideas::IdeaChange;
    ///
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// # let (manager, done) = (id, id);
    /// let change = IdeaChange::new().assignee_id(manager).idea_status_id(done);
    /// let idea = city.ideas().update(id, &change).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update(&self, id: Uuid, change: &T::Change) -> Write<T>
    where
        T: Changeable,
    {
        Write::update(&self.client, id, change)
    }

    /// Deletes a record. Since 2025 or 2026. It is sent once, as a [`Write`] is.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// city.files().delete(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where the platform has no such record (any more).
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported) where it has none of its kind at all.
    /// [`Protocol`](civic_core::ErrorKind::Protocol) where the answer is a success but not the
    /// platform's own, which is a 204: read the record to learn whether it is gone.
    #[doc(alias("remove", "destroy"))]
    pub fn delete(&self, id: Uuid) -> Call<()>
    where
        T: Deletable,
    {
        delete::<T>(&self.client, id)
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
