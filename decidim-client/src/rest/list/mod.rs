//! Reading a list: filters, places, languages, and the walk through its pages.

mod condition;
mod filter;
mod pages;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use civic_core::Error;
use civic_core::list::Paginator;

pub(crate) use self::condition::Condition;
pub(crate) use self::filter::Filter;
pub use self::filter::{IdFilter, TextFilter, WeightFilter};
use self::pages::ListPages;
use crate::rest::actor::{Actor, Machine};
use crate::rest::id::Id;
use crate::rest::place::Place;
use crate::rest::resource::{Placed, Resource, Whereabouts};
use crate::rest::resources::spaces::SpaceManifest;
use crate::rest::session::Session;

/// Rows per page, unless a call says otherwise. Servers set no limit, hosts may.
const PAGE_SIZE: u16 = 100;

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
    filters: Vec<Filter<T>>,
    place: Place,
    /// Where a row shows that it is; set with a place.
    whereabouts: Option<for<'a> fn(&'a T) -> Whereabouts<'a>>,
    locales: Vec<String>,
    direction: Option<Direction>,
    page_size: u16,
    actor: PhantomData<fn() -> A>,
}

/// The direction of a list that is in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    OldestFirst,
    NewestFirst,
}

impl Direction {
    fn parameter(self) -> &'static str {
        match self {
            Self::OldestFirst => "asc",
            Self::NewestFirst => "desc",
        }
    }
}

impl<T: Resource, A: Actor> List<T, A> {
    pub(crate) fn new(session: Arc<Session>) -> Self {
        let locales = if T::TRANSLATED { session.locales().to_vec() } else { Vec::new() };
        Self {
            session,
            filters: Vec::new(),
            place: Place::default(),
            whereabouts: None,
            locales,
            direction: None,
            page_size: PAGE_SIZE,
            actor: PhantomData,
        }
    }

    /// The locales to read texts in, as `pt-BR`; none of them means all of the site's. Servers
    /// refuse locales that they do not have.
    pub fn locales<L: Into<String>>(mut self, locales: impl IntoIterator<Item = L>) -> Self {
        self.locales = locales.into_iter().map(Into::into).collect();
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
        Paginator::in_passes(ListPages::new(self)).refused(invalid)
    }

    /// Reads page after page by number, as a loop written by hand does. Cheaper than
    /// [`stream`](Self::stream), and complete only if the list did not change meanwhile and the
    /// server kept its order.
    pub fn stream_by_page_number(self) -> Paginator<T> {
        let invalid = self.invalid();
        Paginator::by_page_number(ListPages::by_number(self)).refused(invalid)
    }

    /// Sets a condition, instead of the one on the same field with the same predicate.
    pub(crate) fn set(mut self, filter: Filter<T>) -> Self {
        self.filters.retain(|other| !filter.replaces(other));
        self.filters.push(filter);
        self
    }

    /// Sets a condition on a field that rows show.
    pub(crate) fn on(
        self,
        field: &'static str,
        condition: Condition,
        shown: impl Fn(&T) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.set(Filter::new(field, condition).shown(shown))
    }

    pub(crate) fn direction(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// What cannot be asked as it stands.
    fn invalid(&self) -> Option<Error> {
        if self.page_size == 0 {
            return Some(Error::invalid_input("page_size must be at least 1"));
        }
        self.filters.iter().find_map(Filter::invalid).or_else(|| self.place.invalid())
    }

    /// The condition that a row does not fulfil, where the server let it through.
    fn refuses(&self, row: &T) -> Option<&'static str> {
        let filter = self.filters.iter().find(|filter| filter.refuses(row)).map(Filter::field);
        filter.or_else(|| self.place.refuses(&self.whereabouts?(row)))
    }

    /// The query's parameters without those that turn pages.
    fn parameters(&self) -> Vec<(String, String)> {
        let always =
            T::ALWAYS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut parameters: Vec<_> = always.collect();
        parameters.extend(
            self.direction
                .map(|direction| ("order_direction".to_owned(), direction.parameter().to_owned())),
        );
        parameters.extend(self.place.parameters());
        parameters.extend(self.filters.iter().flat_map(Filter::parameters));
        let locales = self.locales.iter();
        parameters.extend(locales.map(|locale| ("locales[]".to_owned(), locale.clone())));
        parameters
    }
}

impl<T: Placed, A: Actor> List<T, A> {
    /// Only records of such spaces.
    pub fn in_spaces(mut self, manifest: SpaceManifest) -> Self {
        self.place.spaces(manifest);
        self.whereabouts = Some(T::whereabouts);
        self
    }

    /// Only records of this space: an id is unique only among the spaces of one manifest.
    pub fn in_space(mut self, manifest: SpaceManifest, id: impl Into<Id>) -> Self {
        self.place.space(manifest, id.into());
        self.whereabouts = Some(T::whereabouts);
        self
    }

    /// Only records of this component.
    pub fn in_component(mut self, id: impl Into<Id>) -> Self {
        self.place.component(id.into());
        self.whereabouts = Some(T::whereabouts);
        self
    }
}

impl<T, A> Clone for List<T, A> {
    fn clone(&self) -> Self {
        Self {
            session: Arc::clone(&self.session),
            filters: self.filters.clone(),
            place: self.place.clone(),
            whereabouts: self.whereabouts,
            locales: self.locales.clone(),
            direction: self.direction,
            page_size: self.page_size,
            actor: PhantomData,
        }
    }
}

impl<T, A> fmt::Debug for List<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("filters", &self.filters)
            .field("place", &self.place)
            .field("locales", &self.locales)
            .field("page_size", &self.page_size)
            .finish_non_exhaustive()
    }
}
