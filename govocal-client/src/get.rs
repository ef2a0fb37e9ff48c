//! Reading one record.

use std::future::IntoFuture;
use std::marker::PhantomData;

use civic_core::Error;
use civic_core::http::{Request, Response};
use futures_util::future::BoxFuture;
use http::StatusCode;

use crate::client::Client;
use crate::endpoint::{Readable, Resource};

/// A read of one record, sent when it is awaited.
///
/// ```no_run
/// # async fn example(city: govocal_client::Client, id: govocal_client::uuid::Uuid) -> Result<(), govocal_client::Error> {
/// let idea = city.ideas().get(id).locale("nl-BE").await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`NotFound`](civic_core::ErrorKind::NotFound) where the platform has no such record. Where the
/// platform may have no such records at all, the error's hint says so.
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Get<T> {
    client: Client,
    path: String,
    locale: Option<String>,
    record: PhantomData<fn() -> T>,
}

impl<T: Readable> Get<T> {
    pub(crate) fn new(client: Client, path: String) -> Self {
        let locale = client.locale().map(str::to_owned);
        Self { client, path, locale, record: PhantomData }
    }

    /// The locale to read its texts in.
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.locale = Some(locale.into());
        self
    }

    /// The record and the answer it came in.
    pub async fn with_response(self) -> Result<(T, Response), Error> {
        let mut request = Request::get(format!("/api/v2/{}", self.path));
        if let Some(locale) = &self.locale {
            request = request.query("locale", locale);
        }
        let response = self.client.request(request).await.map_err(missing::<T>)?;
        Ok((response.json_under(T::ROW)?, response))
    }
}

/// A 404 may be about the record or about the platform.
pub(crate) fn missing<T: Resource>(error: Error) -> Error {
    match T::NOT_EVERYWHERE {
        Some(why) if error.status() == Some(StatusCode::NOT_FOUND) => error.with_hint(why),
        _ => error,
    }
}

impl<T: Readable> IntoFuture for Get<T> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.with_response().await.map(|(record, _)| record) })
    }
}
