//! Creating and changing records.

use civic_core::Error;
use civic_core::http::platform::Sending;
use civic_core::http::{CallOptions, Request, Response};
use http::Method;
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::absent;
use crate::client::Client;
use crate::get::asked_for;
use crate::locale::in_locale;
use crate::resource::Readable;

const DONE: &str =
    "the platform may have done it, though its answer is not the record: look before sending again";

/// A record under its name, as the platform takes it.
struct Envelope<'a, R> {
    name: &'static str,
    record: &'a R,
}

impl<R: Serialize> Serialize for Envelope<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.name, self.record)])
    }
}

/// A write, sent when it is awaited. It returns the record as the platform now has it.
///
/// It is sent once: after a failure in which the platform may have received it, the error's
/// [`was_sent`](civic_core::Error::was_sent) says so, and nothing is sent again. The platform has
/// no way to recognise a repeated write.
///
/// # Errors
/// [`InvalidInput`](civic_core::ErrorKind::InvalidInput), and nothing was sent, for what no
/// platform would take: a change of nothing, a blank text where one is needed.
/// [`Rejected`](civic_core::ErrorKind::Rejected) where the platform finds it invalid;
/// [`ServerError::of`](crate::ServerError::of) tells why, field by field.
/// [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such record.
/// [`Unsupported`](civic_core::ErrorKind::Unsupported) where the platform does not take the write;
/// the error's hint says since when platforms do. One more request tells these apart.
/// [`Decode`](civic_core::ErrorKind::Decode) where the platform accepted it and the answer is not
/// the record: the hint says to look before sending again; and so does that of
/// [`Protocol`](civic_core::ErrorKind::Protocol) where the answer is another record.
#[derive(Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Save<T> {
    client: Client,
    request: Request,
    /// The record to change; a new one has none yet.
    id: Option<Uuid>,
    since: Option<&'static str>,
    invalid: Option<&'static str>,
    options: CallOptions,
    sending: Sending<T>,
}

/// What is sent to create or to change a record.
pub(crate) trait Write: Serialize {
    /// Why no platform would take it.
    fn problem(&self) -> Option<&'static str>;
}

impl<T: Readable> Save<T> {
    civic_core::call_options!(options);

    pub(crate) fn create(client: &Client, new: &impl Write) -> Self {
        Self::new(client, Method::POST, None, new)
    }

    pub(crate) fn update(client: &Client, id: Uuid, change: &impl Write) -> Self {
        Self::new(client, Method::PATCH, Some(id), change)
    }

    fn new(client: &Client, method: Method, id: Option<Uuid>, record: &impl Write) -> Self {
        let path = format!("/api/v2/{}", path::<T>(id));
        let request = Request::new(method, path).json(&Envelope { name: T::ROW, record });
        let request = in_locale::<T>(client).added_to(request);
        let invalid = record.problem();
        let (options, sending) = (CallOptions::new(), Sending::default());
        Self { client: client.clone(), request, id, since: None, invalid, options, sending }
    }

    /// Since when the platform takes such a write, where it has the records for longer.
    pub(crate) fn since(mut self, since: &'static str) -> Self {
        self.since = Some(since);
        self
    }

    /// The record and the answer it came in.
    pub async fn with_response(self) -> Result<(T, Response), Error> {
        if let Some(problem) = self.invalid {
            return Err(Error::invalid_input(problem));
        }
        let client = &self.client;
        let options = self.options.started(&**client.clock());
        match client.request(self.request.options(options.clone())).await {
            Ok(response) => {
                let record = match self.id {
                    Some(id) => asked_for(id, &response),
                    None => response.json_under(T::ROW),
                };
                Ok((record.map_err(|error| error.with_hint(DONE))?, response))
            }
            Err(error) => Err(match self.since {
                Some(since) => {
                    absent::explained_write(client, &path::<T>(self.id), since, &options, error)
                        .await
                }
                None => {
                    absent::explained(client, T::PATH, T::NOT_EVERYWHERE, &options, error).await
                }
            }),
        }
    }
}

/// The path of the record, or of the list where it has no id yet.
fn path<T: Readable>(id: Option<Uuid>) -> String {
    id.map_or_else(|| T::PATH.to_owned(), |id| format!("{}/{id}", T::PATH))
}

civic_core::sent_when_polled!(Save<T> [Readable] => T, |save| async {
    save.with_response().await.map(|(record, _)| record)
});

impl<T> Clone for Save<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            request: self.request.clone(),
            options: self.options.clone(),
            sending: Sending::default(),
            ..*self
        }
    }
}
