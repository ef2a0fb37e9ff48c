//! Creating and changing records.

use std::future::IntoFuture;
use std::marker::PhantomData;

use civic_core::Error;
use civic_core::http::{Request, Response};
use futures_util::future::BoxFuture;
use http::{Method, StatusCode};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Readable;

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
/// [`Rejected`](civic_core::ErrorKind::Rejected) where the platform finds it invalid;
/// [`ServerError::of`](crate::ServerError::of) tells why, field by field.
/// [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such record, or where the
/// platform is too old to take the write; the error's hint says since when platforms do.
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Save<T> {
    client: Client,
    request: Request,
    since: Option<&'static str>,
    record: PhantomData<fn() -> T>,
}

impl<T: Readable> Save<T> {
    pub(crate) fn create(client: &Client, new: &impl Serialize) -> Self {
        Self::new(client, Method::POST, T::PATH, new)
    }

    pub(crate) fn update(client: &Client, id: Uuid, change: &impl Serialize) -> Self {
        Self::new(client, Method::PATCH, &format!("{}/{id}", T::PATH), change)
    }

    fn new(client: &Client, method: Method, path: &str, record: &impl Serialize) -> Self {
        let mut request = Request::new(method, format!("/api/v2/{path}"))
            .json(&Envelope { name: T::ROW, record });
        if let Some(locale) = client.locale() {
            request = request.query("locale", locale);
        }
        Self { client: client.clone(), request, since: T::NOT_EVERYWHERE, record: PhantomData }
    }

    /// Since when the platform takes such a write, where it has the records for longer.
    pub(crate) fn since(mut self, since: &'static str) -> Self {
        self.since = Some(since);
        self
    }

    /// The record and the answer it came in.
    pub async fn with_response(self) -> Result<(T, Response), Error> {
        let response =
            self.client.request(self.request).await.map_err(|error| match self.since {
                Some(since) if error.status() == Some(StatusCode::NOT_FOUND) => {
                    error.with_hint(since)
                }
                _ => error,
            })?;
        Ok((response.json_under(T::ROW)?, response))
    }
}

impl<T: Readable> IntoFuture for Save<T> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.with_response().await.map(|(record, _)| record) })
    }
}
