//! Deleting records.

use std::fmt;
use std::marker::PhantomData;

use civic_core::http::platform::Sending;
use civic_core::http::{CallOptions, Request};
use civic_core::{Error, ErrorKind};
use http::{Method, StatusCode};
use uuid::Uuid;

use crate::absent;
use crate::client::Client;
use crate::resource::Readable;

/// Without content: a page of a proxy's, which has some, is no confirmation.
const CONFIRMS: [StatusCode; 2] = [StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT];

pub(crate) const UNCONFIRMED: &str = "it may be deleted or not: read it to learn which";

/// The deletion of a record, sent when it is awaited, and sent once: see [`Save`](crate::Save).
///
/// # Errors
/// [`NotFound`](ErrorKind::NotFound) where the platform has no such record (any more).
/// [`Unsupported`](ErrorKind::Unsupported) where it has no such records at all.
/// [`Protocol`](ErrorKind::Protocol) where the answer is a success but not the platform's, which is a
/// 204: whether the record is gone, only reading it tells.
#[must_use = "a request is sent when it is awaited"]
pub struct Delete<T> {
    client: Client,
    id: Uuid,
    options: CallOptions,
    sending: Sending<()>,
    record: PhantomData<fn() -> T>,
}

impl<T: Readable> Delete<T> {
    civic_core::call_options!(options);

    pub(crate) fn new(client: &Client, id: Uuid) -> Self {
        let (options, sending) = (CallOptions::new(), Sending::default());
        Self { client: client.clone(), id, options, sending, record: PhantomData }
    }

    async fn done(self) -> Result<(), Error> {
        let client = &self.client;
        let options = self.options.started(&**client.clock());
        let request = Request::new(Method::DELETE, format!("/api/v2/{}/{}", T::PATH, self.id));
        match client.request(request.options(options.clone())).await {
            Ok(response) if CONFIRMS.contains(&response.status()) => Ok(()),
            Ok(response) => {
                let error = Error::new(ErrorKind::Protocol, "no answer of a platform's to DELETE");
                Err(response.blame(error.with_hint(UNCONFIRMED)))
            }
            Err(error) => {
                Err(absent::explained(client, T::PATH, T::NOT_EVERYWHERE, &options, error).await)
            }
        }
    }
}

civic_core::sent_when_polled!(Delete<T> [Readable] => (), |delete| delete.done());

impl<T> Clone for Delete<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            id: self.id,
            options: self.options.clone(),
            sending: Sending::default(),
            record: PhantomData,
        }
    }
}

impl<T: Readable> fmt::Debug for Delete<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delete")
            .field("path", &T::PATH)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
