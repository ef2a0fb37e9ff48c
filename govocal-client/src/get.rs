//! Reading one record.

use std::future::IntoFuture;
use std::marker::PhantomData;

use civic_core::Error;
use civic_core::http::{Request, Response};
use futures_util::future::BoxFuture;

use crate::absent;
use crate::client::Client;
use crate::endpoint::Readable;
use crate::listing::blank_locale;

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
/// [`InvalidInput`](civic_core::ErrorKind::InvalidInput): a blank locale.
/// [`NotFound`](civic_core::ErrorKind::NotFound) where the platform has no such record.
/// [`Unsupported`](civic_core::ErrorKind::Unsupported) where it has no such records at all; the
/// error's hint says since or until when platforms do. One more request tells these apart.
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
        if let Some(error) = blank_locale(self.locale.as_deref()) {
            return Err(error);
        }
        let mut request = Request::get(format!("/api/v2/{}", self.path));
        if let Some(locale) = &self.locale {
            request = request.query("locale", locale);
        }
        match self.client.request(request).await {
            Ok(response) => Ok((response.json_under(T::ROW)?, response)),
            Err(error) => {
                Err(absent::explained(&self.client, T::PATH, T::NOT_EVERYWHERE, error).await)
            }
        }
    }
}

impl<T: Readable> IntoFuture for Get<T> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.with_response().await.map(|(record, _)| record) })
    }
}
