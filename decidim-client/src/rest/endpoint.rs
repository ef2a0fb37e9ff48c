//! A kind of record of one site, as a client opens it.

use std::marker::PhantomData;
use std::sync::Arc;

use super::auth::{Actor, Machine};
use super::client::Client;
use super::get::Get;
use super::id::Id;
use super::list::List;
use super::resource::{Listed, Readable};
use super::session::Session;

/// A kind of record of one site, as the methods of [`Client`] return it. What the API does not have
/// does not compile: drafts, for one, have no list.
///
/// ```compile_fail,E0277
/// # fn example(ana: decidim_client::rest::UserClient) {
/// let drafts = ana.draft_proposals().list();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Endpoint<T, A = Machine> {
    client: Client<A>,
    record: PhantomData<fn() -> T>,
}

impl<T, A: Actor> Endpoint<T, A> {
    /// All records that the actor may see, narrowed by the filters of the [`List`] that this begins.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut proposals = site.proposals().list().in_component(12).stream();
    /// while let Some(proposal) = proposals.try_next().await? {
    ///     println!("{} {:?}", proposal.id, proposal.attributes.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> List<T, A>
    where
        T: Listed,
    {
        List::new(Arc::clone(self.session()))
    }

    /// The record with this id.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::ErrorKind;
    ///
    /// match site.proposals().get(5499).await {
    ///     Ok(proposal) => println!("{:?}", proposal.state()),
    ///     Err(error) if error.kind() == ErrorKind::NotFound => println!("there is none for this client"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("find", "by_id"))]
    pub fn get(&self, id: impl Into<Id>) -> Get<T>
    where
        T: Readable,
    {
        Get::new(self.session(), &id.into())
    }

    pub(super) fn new(client: &Client<A>) -> Self {
        Self { client: client.clone(), record: PhantomData }
    }

    pub(super) fn session(&self) -> &Arc<Session> {
        &self.client.session
    }
}
