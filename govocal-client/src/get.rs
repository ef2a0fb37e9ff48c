//! Reading one record.

use civic_core::Error;
use civic_core::http::platform::Sending;
use civic_core::http::{CallOptions, Request, Response};
use civic_core::list::query::{Filter, Query};
use civic_core::list::source::Key;
use uuid::Uuid;

use crate::client::Client;
use crate::locale::{LOCALE, in_locale};
use crate::not_found;
use crate::resource::{Readable, Resource};

/// A read of one record, sent when it is awaited.
///
/// ```no_run
/// # async fn example(city: govocal_client::Client, id: govocal_client::uuid::Uuid) -> Result<(), govocal_client::Error> {
/// let idea = city.ideas().get(id).locale("nl-BE").await?;
///
/// // Several at once: a read is a future as it stands.
/// let ids = [id];
/// let ideas = futures::future::try_join_all(ids.map(|id| city.ideas().get(id))).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`InvalidInput`](civic_core::ErrorKind::InvalidInput): a blank locale.
/// [`NotFound`](civic_core::ErrorKind::NotFound) where the platform has no such record.
/// [`Unsupported`](civic_core::ErrorKind::Unsupported) where it has no such records at all; the
/// error's hint says since or until when platforms do. One more request finds out which it is.
/// [`Protocol`](civic_core::ErrorKind::Protocol) where the answer is another record.
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Get<T> {
    client: Client,
    id: Uuid,
    query: Query<T>,
    options: CallOptions,
    sending: Sending<T>,
}

impl<T: Readable> Get<T> {
    civic_core::call_options!(
        options,
        "govocal_client",
        "city: govocal_client::Client, id: govocal_client::uuid::Uuid",
        "city.ideas().get(id)"
    );

    pub(crate) fn new(client: Client, id: Uuid) -> Self {
        let query = in_locale(&client);
        Self { client, id, query, options: CallOptions::new(), sending: Sending::default() }
    }

    /// The locale to read its texts in.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let idea = city.ideas().get(id).locale("fr-BE").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.query.set(Filter::one(LOCALE, locale.into()));
        self
    }

    /// The record and the answer it came in.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let (idea, answer) = city.ideas().get(id).with_response().await?;
    /// println!("{:?} in {:?}", idea.title, answer.stats().elapsed);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn with_response(self) -> Result<(T, Response), Error> {
        if let Some(error) = self.query.invalid() {
            return Err(error);
        }
        let Self { client, id, query, options, .. } = self;
        let sent = sent::<T>(&client, id, &query, options, T::NOT_EVERYWHERE).await?;
        Ok((asked_for(id, &sent)?, sent))
    }
}

/// Reads one record of a resource that is known to be there, of whatever kind: `row` is its
/// [`Readable::ROW`].
pub(crate) async fn read_one<T: Resource>(
    client: &Client,
    id: Uuid,
    row: &'static str,
    query: &Query<T>,
    options: CallOptions,
) -> Result<T, Error> {
    record_of(id, row, &sent(client, id, query, options, None).await?)
}

async fn sent<T: Resource>(
    client: &Client,
    id: Uuid,
    query: &Query<T>,
    options: CallOptions,
    not_everywhere: Option<&'static str>,
) -> Result<Response, Error> {
    let request = query.added_to(Request::get(format!("/api/v2/{}/{id}", T::PATH)));
    not_found::send(client, request, options, T::PATH, not_everywhere).await
}

/// The record of an answer, which must be the one with this id: a server or a cache on the way may
/// answer another.
pub(crate) fn asked_for<T: Readable>(id: Uuid, response: &Response) -> Result<T, Error> {
    record_of(id, T::ROW, response)
}

fn record_of<T: Resource>(id: Uuid, row: &str, response: &Response) -> Result<T, Error> {
    let record: T = response.json_under(row)?;
    if record.key() == Key::from(id) {
        return Ok(record);
    }
    let message = format!("the {row} in the answer has another id than {id}, which was asked for");
    Err(response.blame(Error::protocol(message)))
}

civic_core::sent_when_polled!(Get<T> [Readable] => T, |get| async {
    get.with_response().await.map(|(record, _)| record)
});
