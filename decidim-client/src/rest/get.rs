//! Reading one record.

use std::future::IntoFuture;
use std::marker::PhantomData;
use std::sync::Arc;

use civic_core::http::{Method, Response};
use civic_core::{Error, ErrorKind};
use futures_util::future::BoxFuture;

use super::call::Call;
use super::id::Id;
use super::place::Place;
use super::resource::{Placed, Resource, Whereabouts};
use super::resources::spaces::SpaceManifest;
use super::session::Session;

/// A read of one record, sent when it is awaited.
///
/// Servers take filters here too, ignore them or fail on them; so there are none.
///
/// ```no_run
/// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
/// let proposal = site.proposals().get(5499).locales(["en"]).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such record, or it is not for
/// this actor to see. [`Protocol`](civic_core::ErrorKind::Protocol) where the answer is another
/// record: a text that is no number, as a slug, may stand for any.
#[derive(Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Get<T> {
    session: Arc<Session>,
    call: Call,
    id: Id,
    place: Place,
    /// Where the record shows that it is; set with a place.
    whereabouts: Option<for<'a> fn(&'a T) -> Whereabouts<'a>>,
    locales: Vec<String>,
    record: PhantomData<fn() -> T>,
}

impl<T: Resource> Get<T> {
    pub(crate) fn new(session: &Arc<Session>, id: &Id) -> Self {
        Self::at(session, T::PATH, id)
    }

    /// A read below another path than the list's.
    pub(crate) fn at(session: &Arc<Session>, collection: &str, id: &Id) -> Self {
        Self {
            session: Arc::clone(session),
            call: Call::on(Method::GET, collection, id, "", T::NEEDS),
            id: id.clone(),
            place: Place::default(),
            whereabouts: None,
            locales: if T::TRANSLATED { session.locales().to_vec() } else { Vec::new() },
            record: PhantomData,
        }
    }

    /// Refuses an id in the path besides the record's own.
    pub(crate) fn naming(mut self, id: &Id) -> Self {
        self.call = self.call.naming(id);
        self
    }

    /// The locales to read its texts in; none of them means all of the site's.
    pub fn locales<L: Into<String>>(mut self, locales: impl IntoIterator<Item = L>) -> Self {
        self.locales = locales.into_iter().map(Into::into).collect();
        self
    }

    /// The record and the answer it came in.
    pub async fn with_response(self) -> Result<(T, Response), Error> {
        let mut call = self.call.refused(self.place.invalid());
        for (name, value) in self.place.parameters() {
            call = call.query(name, value);
        }
        for locale in &self.locales {
            call = call.query("locales[]", locale);
        }
        let response = self.session.send(call).await?;
        let record: T = response.json_under("data")?;
        if self.id.rules_out(record.id()) {
            let message = format!(
                "the record in the answer has the id {}, and {} was asked for",
                record.id(),
                self.id
            );
            return Err(response.blame(Error::protocol(message)));
        }
        let elsewhere = self.whereabouts.and_then(|shown| self.place.refuses(&shown(&record)));
        if let Some(condition) = elsewhere {
            let message = format!(
                "the server ignored the condition on {condition}: the record is somewhere else"
            );
            return Err(response.blame(Error::new(ErrorKind::NotFound, message)));
        }
        Ok((record, response))
    }
}

impl<T: Placed> Get<T> {
    /// Only if it is in such a space.
    pub fn in_spaces(mut self, manifest: SpaceManifest) -> Self {
        self.place.spaces(manifest);
        self.whereabouts = Some(T::whereabouts);
        self
    }

    /// Only if it is in this space.
    pub fn in_space(mut self, manifest: SpaceManifest, id: impl Into<Id>) -> Self {
        self.place.space(manifest, id.into());
        self.whereabouts = Some(T::whereabouts);
        self
    }

    /// Only if it is in this component.
    pub fn in_component(mut self, id: impl Into<Id>) -> Self {
        self.place.component(id.into());
        self.whereabouts = Some(T::whereabouts);
        self
    }
}

impl<T> Clone for Get<T> {
    fn clone(&self) -> Self {
        Self {
            session: Arc::clone(&self.session),
            call: self.call.clone(),
            id: self.id.clone(),
            place: self.place.clone(),
            whereabouts: self.whereabouts,
            locales: self.locales.clone(),
            record: PhantomData,
        }
    }
}

impl<T: Resource> IntoFuture for Get<T> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.with_response().await.map(|(record, _)| record) })
    }
}
