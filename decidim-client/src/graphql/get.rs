//! A single read.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use civic_core::Error;
use civic_core::http::platform::Sending;
use futures_util::future::BoxFuture;

use super::client::Client;

/// A read of one thing, sent when it is awaited.
///
/// ```no_run
/// # use decidim_client::graphql::Client;
/// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
/// use std::time::Duration;
///
/// let proposal = site.proposals(39).get(35).deadline(Duration::from_secs(5)).await?;
///
/// // Several at once: a read is a future as it stands.
/// let reads = [35, 36].map(|id| site.proposals(39).get(id));
/// let proposals = futures::future::try_join_all(reads).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such record, or none that this
/// caller may see. [`Unsupported`](civic_core::ErrorKind::Unsupported) where the site's version has
/// no such records. [`Protocol`](civic_core::ErrorKind::Protocol) where the answer is another record.
#[must_use = "a request is sent when it is awaited"]
pub struct Get<T> {
    client: Client,
    read: Read<T>,
    sending: Sending<T>,
}

type Read<T> = Arc<dyn Fn(Client) -> BoxFuture<'static, Result<T, Error>> + Send + Sync>;

impl<T> Get<T> {
    civic_core::call_options!(client.options);

    /// A read by a client with the options of this call.
    pub(super) fn new<F>(
        client: &Client,
        read: impl Fn(Client) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Self {
            client: client.clone(),
            read: Arc::new(move |client| Box::pin(read(client))),
            sending: Sending::default(),
        }
    }
}

civic_core::sent_when_polled!(Get<T> [Send + 'static] => T, |get| (get.read)(get.client));

impl<T> Clone for Get<T> {
    fn clone(&self) -> Self {
        let read = Arc::clone(&self.read);
        Self { client: self.client.clone(), read, sending: Sending::default() }
    }
}

impl<T> fmt::Debug for Get<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Get").field("client", &self.client).finish_non_exhaustive()
    }
}
