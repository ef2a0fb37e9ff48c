//! Reading a list: filters, places, languages, and its pages on the wire: rows in the body,
//! everything else in headers.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

use civic_core::Error;
use civic_core::http::CallOptions;
use civic_core::list::Paginator;
use civic_core::list::query::{Filter, Query};
use civic_core::list::source::{Key, ListSpec, NumberedList, NumberedPage, RowFilter, rows};
use futures_util::future::BoxFuture;

use super::api_request::ApiRequest;
use super::auth::scope::Needs;
use super::auth::{Actor, Machine};
use super::id::Id;
use super::page_count::{number_in, pages_told};
use super::predicate::Condition;
use super::required_release::Since;
use super::resource::{Placed, Resource};
use super::resources::space_kind::SpaceManifest;
use super::session::Session;
use super::space_filters::{self, place_filters};

/// Rows per page, unless a call says otherwise. Servers set no limit, hosts may.
const PAGE_SIZE: u16 = 100;

/// How many rows servers give by default. No server is known to give fewer when more are asked for.
const SMALLEST_CUT: u64 = 25;

/// The parameter for the languages to read texts in.
pub(super) const LOCALES: &str = "locales";

/// The parameter for the language to read texts in, where servers take one only.
pub(super) const LOCALE: &str = "locale";

/// A list of a site with its filters. [`stream`](Self::stream) reads it.
///
/// Conditions combine: a record must fulfil them all. One set again on the same field with the
/// same predicate replaces the first.
///
/// Servers ignore conditions that they do not know, without an error. So a condition is checked on the
/// rows too, where they have the field, and the report names those that were ignored.
///
/// ```no_run
/// # use decidim_client::rest::Client;
/// # use decidim_client::rest::filters::TextFilter;
/// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
/// let mut accepted = site.proposals().list().state("accepted").locales(["en", "fr"]).stream();
/// while let Some(proposal) = accepted.try_next().await? {
///     println!("{}", proposal.id);
/// }
/// println!("{}", accepted.report());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a list sends nothing until it is streamed"]
pub struct List<T, A = Machine> {
    pub(super) session: Arc<Session>,
    pub(super) path: Cow<'static, str>,
    /// From which releases on there is what it asks for.
    since: Vec<Since>,
    pub(super) query: Query<T>,
    /// The languages of texts that the query names.
    pub(super) locales: Vec<String>,
    needs: Needs,
    page_size: u16,
    pub(super) options: CallOptions,
    actor: PhantomData<fn() -> A>,
}

/// The direction of a list that is in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    OldestFirst,
    NewestFirst,
}

impl<T: Resource, A: Actor> List<T, A> {
    civic_core::call_options!(options);

    pub(crate) fn new(session: Arc<Session>) -> Self {
        let mut query = Query::new();
        let mut locales = Vec::new();
        for (name, value) in T::ALWAYS {
            query.set(Filter::one(name, value));
        }
        if T::TRANSLATED {
            locales = session.locales().to_vec();
            query.set_or_remove(Filter::several(LOCALES, &locales));
        }
        if let Some(locale) = session.locales().first().filter(|_| T::IN_ONE_LOCALE) {
            query.set(Filter::one(LOCALE, locale));
        }
        Self {
            session,
            path: T::PATH.into(),
            since: Vec::from_iter(T::SINCE),
            query,
            locales,
            needs: T::NEEDS,
            page_size: PAGE_SIZE,
            options: CallOptions::new(),
            actor: PhantomData,
        }
    }

    /// The rows at another path than that of all of them.
    pub(crate) fn at(mut self, path: String, since: Since) -> Self {
        self.path = path.into();
        self.since(since)
    }

    /// Refuses to ask a site that is known not to have this.
    pub(crate) fn since(mut self, since: Since) -> Self {
        self.since.push(since);
        self
    }

    /// The locales to read texts in, such as `pt-BR`; none of them means all of the site's. Servers
    /// refuse locales that they do not have.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let proposals = site.proposals().list().locales(["ca", "es"]).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn locales<L: Into<String>>(mut self, locales: impl IntoIterator<Item = L>) -> Self {
        self.locales = locales.into_iter().map(Into::into).collect();
        self.query.set_or_remove(Filter::several(LOCALES, &self.locales));
        self
    }

    /// Rows per page, from 1; default 100. A host may give fewer. 0 makes the stream fail before anything
    /// is sent. Where the API gives at most 100 rows a page (answers, attachments, jobs,
    /// questionnaires, roles), more are not asked for. Questions and their options come in one answer.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let proposals = site.proposals().list().page_size(25).stream();
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("limit", "per_page"))]
    pub fn page_size(mut self, rows: u16) -> Self {
        self.page_size = rows;
        self
    }

    /// Reads the list as a stream of records.
    ///
    /// Most of these lists are in no order, and the others do not order rows of the same moment, so a row
    /// may move to a page that was read already. So the list is read in passes between two counts: see
    /// [`Paginator::in_passes`].
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut proposals = site.proposals().list().in_component(12).stream().concurrency(4);
    /// while let Some(proposal) = proposals.try_next().await? {
    ///     println!("{} {:?}", proposal.id, proposal.state());
    /// }
    /// println!("{}", proposals.report()); // consistent: …
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("pagination", "all", "iterate"))]
    pub fn stream(self) -> Paginator<T> {
        let invalid = self.invalid();
        Paginator::in_passes(self).refused(invalid)
    }

    /// Reads page after page by number, as a loop written by hand does. Cheaper than
    /// [`stream`](Self::stream), and consistent at best: nothing is missing only if the list did not change
    /// meanwhile and the server kept its order.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let components = site.components().list().stream_by_page_number().collect_consistent().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream_by_page_number(self) -> Paginator<T> {
        let invalid = self.invalid();
        Paginator::by_page_number(self).refused(invalid)
    }

    /// Whether each of its conditions can be checked on a row.
    pub(super) fn is_checked(&self) -> bool {
        let always = T::ALWAYS.iter().map(|(name, _)| *name);
        let settings: Vec<_> = always.chain([LOCALES, "order_direction"]).collect();
        self.query.without(&settings).is_checked()
    }

    /// Sets a condition, instead of the one on the same field with the same predicate.
    pub(crate) fn set(mut self, filter: Filter<T>) -> Self {
        self.query.set(filter);
        self
    }

    /// Sets a condition on a field that rows show.
    pub(crate) fn on(
        self,
        field: &'static str,
        condition: Condition,
        shown: impl Fn(&T) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.set(condition.on_shown(field, shown))
    }

    /// Asks for more than the list's own permission.
    pub(crate) fn needing(mut self, needs: Needs) -> Self {
        self.needs = needs;
        self
    }

    pub(crate) fn direction(self, direction: Direction) -> Self {
        let value = match direction {
            Direction::OldestFirst => "asc",
            Direction::NewestFirst => "desc",
        };
        self.set(Filter::one("order_direction", value))
    }

    /// What cannot be asked as it stands.
    fn invalid(&self) -> Option<Error> {
        if self.page_size == 0 {
            return Some(Error::invalid_input("page_size must be at least 1"));
        }
        self.query.invalid()
    }
}

impl<T: Placed, A: Actor> List<T, A> {
    place_filters!();
}

impl<T: Resource, A: Actor> ListSpec for List<T, A> {
    type Item = T;

    fn resource_name(&self) -> &str {
        T::RESOURCE_NAME
    }

    /// The API's version is not part of it, so that a checkpoint outlives an update of the server.
    fn identity(&self) -> String {
        let Self { session, query, .. } = self;
        let base = session.site.http.base().as_str().trim_end_matches('/');
        let who = session.in_whose_name;
        query.identity(format_args!("decidim-client/1 rest as {who} {base}/{}", self.path))
    }

    fn key(&self, item: &T) -> Key {
        item.key()
    }

    fn copies(&self, item: &T) -> u32 {
        item.copies()
    }

    fn row_filter(&self, item: &T) -> RowFilter {
        self.query.judge(item)
    }
}

impl<T: Resource, A: Actor> NumberedList for List<T, A> {
    /// The header `Total` counts rows.
    fn counts_rows(&self) -> bool {
        T::IS_COUNTED || !T::IN_PAGES
    }

    /// A server whose pages are smaller than what it is asked for may give much smaller ones: 25 rows where
    /// it is asked for more than 100.
    fn page_size(&self) -> u64 {
        T::LARGEST_PAGE.map_or(self.page_size, |most| most.min(self.page_size)).into()
    }

    /// Only a count shows that a page which is not full is the last.
    fn may_be_cut(&self, rows: u64) -> bool {
        !T::IS_COUNTED || rows >= self.honoured_size()
    }

    fn honoured_size(&self) -> u64 {
        SMALLEST_CUT
    }

    fn page(
        &self,
        number: u64,
        size: u64,
    ) -> BoxFuture<'_, Result<NumberedPage<Self::Item>, Error>> {
        Box::pin(async move {
            let Self { session, path, since, query, needs, options, .. } = self;
            let request = ApiRequest::get(path.clone(), needs.clone()).asking(query);
            let request = request.since(since.iter().copied());
            let request = if T::IN_PAGES {
                request.with(|it| it.query("per_page", size).query("page", number))
            } else {
                request
            };
            let response = session.send(request.options(options.clone())).await?;
            let rows = rows(&response, "data")?;
            let in_all = rows.len() as u64;
            let (total_pages, total_rows) = if T::IN_PAGES {
                (pages_told(&response, number, size, in_all), number_in(&response, "total"))
            } else {
                (1, Some(in_all))
            };
            let stats = response.stats();
            Ok(NumberedPage { rows, number: None, total_pages, total_rows, stats })
        })
    }
}
