//! Reading one record.

use std::sync::Arc;

use civic_core::http::platform::Sending;
use civic_core::http::types::Method;
use civic_core::http::{CallOptions, Request, Response};
use civic_core::list::query::{Filter, Query};
use civic_core::list::source::RowFilter;
use civic_core::{Error, ErrorKind};

use super::api_request::ApiRequest;
use super::id::Id;
use super::list::{LOCALE, LOCALES};
use super::resource::{Placed, Resource, Single};
use super::resources::space_kind::SpaceManifest;
use super::session::Session;
use super::space_filters::{self, place_filters};

/// A read of one record, sent when it is awaited.
///
/// There are no filters: servers ignore them here, or fail.
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
/// record. (An id that is not a number, such as a slug, is not compared.)
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Get<T> {
    session: Arc<Session>,
    call: ApiRequest,
    id: Id,
    query: Query<T>,
    sending: Sending<T>,
}

impl<T: Resource> Get<T> {
    civic_core::call_options!(call.options);

    pub(crate) fn new(session: &Arc<Session>, id: &Id) -> Self {
        Self::at(session, T::PATH, id)
    }

    /// A read below another path than the list's.
    pub(crate) fn at(session: &Arc<Session>, collection: &str, id: &Id) -> Self {
        let mut query = Query::new();
        if T::TRANSLATED {
            query.set_or_remove(Filter::several(LOCALES, session.locales()));
        }
        if let Some(locale) = session.locales().first().filter(|_| T::IN_ONE_LOCALE) {
            query.set(Filter::one(LOCALE, locale));
        }
        Self {
            session: Arc::clone(session),
            call: ApiRequest::on(Method::GET, collection, id, "", T::NEEDS).since(T::SINCE),
            id: id.clone(),
            query,
            sending: Sending::default(),
        }
    }

    /// A read of a record by itself.
    pub(crate) fn single(session: &Arc<Session>, single: &Single) -> Self {
        let get = Self::at(session, &single.collection, &single.id);
        match &single.within {
            Some(id) => get.naming(id),
            None => get,
        }
    }

    /// Sets more of the request than its path.
    pub(super) fn with(mut self, set: impl FnOnce(Request) -> Request) -> Self {
        self.call = self.call.with(set);
        self
    }

    /// Sets a parameter.
    pub(super) fn set(mut self, filter: Filter<T>) -> Self {
        self.query.set(filter);
        self
    }

    /// The same with these options of the call.
    pub(super) fn with_options(mut self, options: CallOptions) -> Self {
        self.call = self.call.options(options);
        self
    }

    /// Refuses an id in the path besides the record's own.
    pub(crate) fn naming(mut self, id: &Id) -> Self {
        self.call = self.call.naming(id);
        self
    }

    /// The locales to read its texts in; none of them means all of the site's.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let proposal = site.proposals().get(5499).locales(["ca"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn locales<L: Into<String>>(mut self, locales: impl IntoIterator<Item = L>) -> Self {
        let locales = locales.into_iter().map(Into::<String>::into);
        self.query.set_or_remove(Filter::several(LOCALES, locales));
        self
    }

    /// The record and the answer it came in.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let (proposal, response) = site.proposals().get(5499).with_response().await?;
    /// println!("{:?} took {:?}", proposal.attributes.title.text("ca"), response.stats().elapsed);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn with_response(self) -> Result<(T, Response), Error> {
        let response = self.session.send(self.call.asking(&self.query)).await?;
        let record: T = response.json_under("data")?;
        if self.id.rules_out(record.id()) {
            let message = format!(
                "the record in the answer has the id {}, and {} was asked for",
                record.id(),
                self.id
            );
            return Err(response.blame(Error::protocol(message)));
        }
        if let RowFilter::Ignored(condition) = self.query.judge(&record) {
            let message = format!(
                "the server ignored the condition on {condition}: the record is somewhere else"
            );
            return Err(response.blame(Error::new(ErrorKind::NotFound, message)));
        }
        Ok((record, response))
    }
}

impl<T: Placed> Get<T> {
    place_filters!();
}

civic_core::sent_when_polled!(Get<T> [Resource] => T, |get| async {
    get.with_response().await.map(|(record, _)| record)
});
