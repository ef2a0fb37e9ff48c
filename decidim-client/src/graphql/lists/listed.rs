//! What is read as a list alone, without filters.

use std::fmt;
use std::sync::Arc;

use civic_core::list::Paginator;

use crate::graphql::client::Client;

/// Records that come as a list alone: those that belong to one record, such as the versions of a
/// proposal, and those of all components of a site.
pub struct Listed<T>(List<T>);

/// A list without filters. [`stream`](Self::stream) reads it.
///
/// ```no_run
/// # use decidim_client::graphql::Client;
/// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
/// use futures::TryStreamExt;
///
/// let mut proposals = site.all_proposals().list().header("x-request-id", "7f3a").stream();
/// while let Some(proposal) = proposals.try_next().await? {
///     println!("{} {:?}", proposal.id, proposal.title.choose("ca"));
/// }
/// println!("{}", proposals.report());
/// # Ok(())
/// # }
/// ```
#[must_use = "a list sends nothing until it is streamed"]
pub struct List<T> {
    client: Client,
    open: Open<T>,
}

type Open<T> = Arc<dyn Fn(Client) -> Paginator<T> + Send + Sync>;

impl<T> Listed<T> {
    /// Records that are read like this, by a client with the options of the call.
    pub(in crate::graphql) fn new(
        client: &Client,
        open: impl Fn(Client) -> Paginator<T> + Send + Sync + 'static,
    ) -> Self {
        Self(List { client: client.clone(), open: Arc::new(open) })
    }

    /// All of them.
    pub fn list(&self) -> List<T> {
        self.0.clone()
    }

    pub(in crate::graphql) fn client(&self) -> &Client {
        &self.0.client
    }
}

impl<T> List<T> {
    civic_core::call_options!(client.options);

    /// Reads the list.
    #[doc(alias("pagination", "paginate", "cursor"))]
    pub fn stream(self) -> Paginator<T> {
        (self.open)(self.client)
    }
}

impl<T> Clone for Listed<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), open: Arc::clone(&self.open) }
    }
}

impl<T> fmt::Debug for Listed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listed").field("client", self.client()).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").field("client", &self.client).finish_non_exhaustive()
    }
}
