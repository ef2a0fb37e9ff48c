//! Reading a list: filters, places, languages, and its pages on the wire: rows in the body,
//! everything else in headers.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use civic_core::Error;
use civic_core::http::CallOptions;
use civic_core::list::Paginator;
use civic_core::list::query::{Filter, Query};
use civic_core::list::source::{Key, ListSpec, NumberedList, NumberedPage, RowFilter, rows};
use futures_util::future::BoxFuture;

use super::actor::{Actor, Machine};
use super::call::Call;
use super::condition::Condition;
use super::id::Id;
use super::page_count::{number_in, pages_told};
use super::place;
use super::resource::{Placed, Resource};
use super::resources::space_kind::SpaceManifest;
use super::scope::Needs;
use super::session::Session;

/// Rows per page, unless a call says otherwise. Servers set no limit, hosts may.
const PAGE_SIZE: u16 = 100;

/// What a server gives when it is not asked for a size, and therefore gives when it is.
const SMALLEST_CUT: u64 = 25;

/// The parameter for the languages to read texts in.
pub(super) const LOCALES: &str = "locales";

/// A list of a site with its filters. [`stream`](Self::stream) reads it.
///
/// Conditions combine: a record must fulfil them all. One set again on the same field with the
/// same predicate replaces the first.
///
/// Servers ignore in silence what they do not understand; conditions are therefore checked on the
/// rows too where these show the field, and the walk's report names those that were ignored.
///
/// ```no_run
/// # use decidim_client::rest::{Client, TextFilter};
/// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
/// use futures::TryStreamExt;
///
/// let mut accepted = site.proposals().list().state("accepted").locales(["en", "fr"]).stream();
/// while let Some(proposal) = accepted.try_next().await? {
///     println!("{}", proposal.id);
/// }
/// println!("{}", accepted.report());
/// # Ok(())
/// # }
/// ```
#[must_use = "a list sends nothing until it is streamed"]
pub struct List<T, A = Machine> {
    session: Arc<Session>,
    query: Query<T>,
    needs: Needs,
    page_size: u16,
    options: CallOptions,
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
        for (name, value) in T::ALWAYS {
            query.set(Filter::one(name, value));
        }
        if T::TRANSLATED {
            query.set_or_remove(Filter::several(LOCALES, session.locales()));
        }
        let (page_size, options) = (PAGE_SIZE, CallOptions::new());
        Self { session, query, needs: T::NEEDS, page_size, options, actor: PhantomData }
    }

    /// The locales to read texts in, such as `pt-BR`; none of them means all of the site's. Servers
    /// refuse locales that they do not have.
    pub fn locales<L: Into<String>>(mut self, locales: impl IntoIterator<Item = L>) -> Self {
        let locales = locales.into_iter().map(Into::<String>::into);
        self.query.set_or_remove(Filter::several(LOCALES, locales));
        self
    }

    /// Rows per page, from 1; default 100. A host may give fewer. 0 makes the walk fail before
    /// anything is sent.
    pub fn page_size(mut self, rows: u16) -> Self {
        self.page_size = rows;
        self
    }

    /// Reads the list as a stream of records.
    ///
    /// Most of these lists are in no order, and the others break no ties, so a row may move to a
    /// page that was read already. The list is therefore read in passes between two counts: see
    /// [`Paginator::in_passes`].
    pub fn stream(self) -> Paginator<T> {
        let invalid = self.invalid();
        Paginator::in_passes(ListPages { list: self, by_number: false }).refused(invalid)
    }

    /// Reads page after page by number, as a loop written by hand does. Cheaper than
    /// [`stream`](Self::stream), and complete only if the list did not change meanwhile and the
    /// server kept its order.
    pub fn stream_by_page_number(self) -> Paginator<T> {
        let invalid = self.invalid();
        Paginator::by_page_number(ListPages { list: self, by_number: true }).refused(invalid)
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
    /// Only records of such spaces.
    pub fn in_spaces(mut self, manifest: SpaceManifest) -> Self {
        place::in_spaces(&mut self.query, manifest);
        self
    }

    /// Only records of this space: an id is unique only among the spaces of one manifest.
    pub fn in_space(mut self, manifest: SpaceManifest, id: impl Into<Id>) -> Self {
        place::in_space(&mut self.query, manifest, id.into());
        self
    }

    /// Only records of this component.
    pub fn in_component(mut self, id: impl Into<Id>) -> Self {
        place::in_component(&mut self.query, id.into());
        self
    }
}

impl<T, A> Clone for List<T, A> {
    fn clone(&self) -> Self {
        Self {
            session: Arc::clone(&self.session),
            query: self.query.clone(),
            needs: self.needs.clone(),
            page_size: self.page_size,
            options: self.options.clone(),
            actor: PhantomData,
        }
    }
}

impl<T, A> fmt::Debug for List<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("query", &self.query)
            .field("page_size", &self.page_size)
            .finish_non_exhaustive()
    }
}

/// The pages of a list on the wire.
struct ListPages<T, A> {
    list: List<T, A>,
    /// Whether a page's number is what a walk goes by, and so means another place where pages
    /// have another size.
    by_number: bool,
}

impl<T: Resource, A: Actor> ListSpec for ListPages<T, A> {
    type Item = T;

    fn resource_name(&self) -> &str {
        T::RESOURCE_NAME
    }

    /// The API's version is no part of it, so that a walk outlives an update of the server.
    fn identity(&self) -> String {
        let List { session, query, page_size, .. } = &self.list;
        let base = session.site.http.base().as_str().trim_end_matches('/');
        let who = session.in_whose_name;
        let size = [("per_page", u64::from(*page_size))];
        let more = if self.by_number { &size[..] } else { &[] };
        query.identity(format_args!("decidim-client/1 rest as {who} {base}/{}", T::PATH), more)
    }

    fn key(&self, item: &T) -> Key {
        item.key()
    }

    fn copies(&self, item: &T) -> u32 {
        item.copies()
    }

    fn row_filter(&self, item: &T) -> RowFilter {
        self.list.query.judge(item)
    }
}

impl<T: Resource, A: Actor> NumberedList for ListPages<T, A> {
    /// The header `Total` counts rows.
    fn counts_rows(&self) -> bool {
        true
    }

    fn page_size(&self) -> u64 {
        self.list.page_size.into()
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
            let List { session, query, needs, options, .. } = &self.list;
            let call = Call::get(T::PATH, needs.clone()).asking(query).options(options.clone());
            let call = call.query("per_page", size).query("page", number);
            let response = session.send(call).await?;
            let rows = rows(&response, "data")?;
            let total_pages = pages_told(&response, number, size, rows.len() as u64);
            let total_rows = number_in(&response, "total");
            let stats = response.stats();
            Ok(NumberedPage { rows, number: None, total_pages, total_rows, stats })
        })
    }
}
