//! The records of one kind in one component.

use std::marker::PhantomData;

use serde_json::{Map, Value};

use super::list::ContentList;
use super::single_record;
use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::id::Id;
use crate::graphql::records::{Content, ContentKind};

/// The records of one component: [`list`](Self::list) for all of them, [`get`](Self::get) for one.
///
/// ```no_run
/// # use decidim_client::graphql::Client;
/// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
/// let proposal = site.proposals(39).get(35).await?;
/// println!("{:?}", proposal.title.text(["ca", "es"]));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Contents<T> {
    pub(in crate::graphql) client: Client,
    pub(in crate::graphql) component: Id,
    content: PhantomData<fn() -> T>,
}

impl<T: Content> Contents<T> {
    pub(in crate::graphql) fn new(client: &Client, component: impl Into<Id>) -> Self {
        Self { client: client.clone(), component: component.into(), content: PhantomData }
    }

    /// All of them, narrowed and sorted by the methods of the list that this begins.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let most_voted = site.proposals(39).list().by_vote_count(Sort::Desc);
    /// let mut ten = most_voted.stream().limit_items(10);
    /// while let Some(proposal) = ten.try_next().await? {
    ///     println!("{:?} {:?}", proposal.vote_count, proposal.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> ContentList<T> {
        ContentList::new(self.client.clone(), self.component)
    }

    /// The record with this id.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::ErrorKind;
    ///
    /// match site.proposals(39).get(35).await {
    ///     Ok(proposal) => println!("{:?}", proposal.title.text(["ca", "es"])),
    ///     Err(error) if error.kind() == ErrorKind::NotFound => println!("there is no such record, or it is hidden"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self, id: impl Into<Id>) -> Get<T> {
        let (component, id) = (self.component, id.into());
        Get::new(&self.client, move |client| async move {
            let kind = ContentKind::of::<T>();
            let answer = single_record::ask_for(kind, &client, component, id).await?;
            answer.record_at(&single_record::path(kind), kind.one, id)
        })
    }

    /// The variables of a query for what belongs to the record with this id.
    pub(in crate::graphql) fn variables_of(&self, id: Id) -> Map<String, Value> {
        single_record::variables_of(self.component, id)
    }
}
