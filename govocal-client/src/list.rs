//! Reading a list: filters, languages, and the walk through its pages.

mod dates;
mod pages;

use std::fmt;
use std::sync::Arc;

use civic_core::paging::{Localized, Translations, Walk};
use civic_core::{DateRange, Error};

use self::dates::{DateFilter, Stamp};
use self::pages::ListPages;
use crate::client::Client;
use crate::endpoint::{Dated, Resource};

/// The most rows that the platform puts on a page; it cuts larger sizes without a word.
const LARGEST_PAGE: u16 = 100;

/// A list of the platform with its filters. [`stream`](Self::stream) reads it.
///
/// Filters combine: a record must pass them all. The platform ignores some filters in silence, by
/// version; each filter is therefore checked on the rows too, and the walk's report names those
/// that were ignored.
///
/// ```no_run
/// # use govocal_client::{Client, DateRange, jiff::civil::date};
/// # async fn example(city: Client) -> Result<(), govocal_client::Error> {
/// use futures::TryStreamExt;
///
/// let mut ideas = city.ideas().list().updated_at(DateRange::since(date(2026, 1, 1))).stream();
/// while let Some(idea) = ideas.try_next().await? {
///     println!("{} {}", idea.id, idea.title.unwrap_or_default());
/// }
/// println!("{}", ideas.report());
/// # Ok(())
/// # }
/// ```
#[must_use = "a list sends nothing until it is streamed"]
pub struct List<T> {
    client: Client,
    path: String,
    query: Vec<(&'static str, String)>,
    locale: Option<String>,
    page_size: u16,
    class: Option<&'static str>,
    dates: Vec<DateFilter<T>>,
    /// Whether a filter is set that the server answers from a second table. Dates beside such a
    /// one are an ambiguous column to it, and a 500; they are then applied to the rows only.
    joined: bool,
    checks: Vec<Check<T>>,
    /// Whether the platform sorts by something else than creation.
    by_relevance: bool,
    invalid: Option<Error>,
}

/// A filter as seen on a row: `None` where the row does not carry the field.
type Passes<T> = Arc<dyn Fn(&T) -> Option<bool> + Send + Sync>;

struct Check<T> {
    filter: &'static str,
    passes: Passes<T>,
}

impl<T: Resource> List<T> {
    pub(crate) fn new(client: Client, path: String) -> Self {
        let locale = client.locale().map(str::to_owned);
        Self {
            client,
            path,
            query: Vec::new(),
            locale,
            page_size: LARGEST_PAGE,
            class: None,
            dates: Vec::new(),
            joined: false,
            checks: Vec::new(),
            by_relevance: false,
            invalid: None,
        }
    }

    /// The locale to read texts in, as `nl-BE`.
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.locale = Some(locale.into());
        self
    }

    /// Rows per page, 1 to 100; default 100. The platform may give fewer. Any other number makes
    /// the walk fail before anything is sent.
    pub fn page_size(mut self, rows: u16) -> Self {
        if !(1..=LARGEST_PAGE).contains(&rows) {
            self.invalid = Some(Error::invalid_input(format!(
                "page_size must be 1 to {LARGEST_PAGE}, not {rows}"
            )));
        }
        self.page_size = rows;
        self
    }

    /// Reads the list as a stream of records, most recently created first (associations in the
    /// platform's own order).
    ///
    /// No record can slip through, whatever changes meanwhile: see [`Walk::gap_free`]. The few
    /// lists that are in no order are read in passes: see [`Walk::in_passes`].
    pub fn stream(self) -> Walk<T> {
        let invalid = self.invalid.clone();
        let ordered = T::NEWEST_FIRST && !self.by_relevance;
        let pages = ListPages::new(self);
        let walk = if ordered { Walk::gap_free(pages) } else { Walk::in_passes(pages) };
        walk.refused(invalid)
    }

    /// Reads page after page by number, as a loop written by hand does. A little cheaper than
    /// [`stream`](Self::stream), and complete only if the list did not change meanwhile.
    pub fn stream_by_page_number(self) -> Walk<T> {
        let invalid = self.invalid.clone();
        Walk::by_page_number(ListPages::new(self)).refused(invalid)
    }

    /// Reads the list once per locale and joins the readings by key, for records whose texts come
    /// in one language at a time. The first locale leads. At least one is needed; without, the
    /// stream fails before anything is sent.
    pub fn locales<L: Into<String>>(self, locales: impl IntoIterator<Item = L>) -> Translations<T>
    where
        T: Localized,
    {
        let mut locales = locales.into_iter().map(Into::into);
        let reading = |locale: String| (locale.clone(), self.clone().locale(locale).stream());
        let Some(first) = locales.next() else {
            let none = Some(Error::invalid_input("at least one locale is needed"));
            return Translations::new((String::new(), self.clone().stream().refused(none)), []);
        };
        Translations::new(reading(first), locales.map(reading))
    }

    /// Adds a filter that every row shows: rows that do not pass are dropped and reported.
    pub(crate) fn filter(
        mut self,
        name: &'static str,
        value: impl fmt::Display,
        passes: impl Fn(&T) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        self.query.push((name, value.to_string()));
        self.checks.push(Check { filter: name, passes: Arc::new(passes) });
        self
    }

    /// Adds a filter that rows do not show.
    pub(crate) fn hidden_filter(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// Adds a filter by several values; `name` ends in `[]`, without which the server ignores it.
    pub(crate) fn hidden_filters<V: fmt::Display>(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        values.into_iter().fold(self, |list, value| list.hidden_filter(name, value))
    }

    /// Checks rows by what the path asks for.
    pub(crate) fn checked(
        mut self,
        filter: &'static str,
        passes: impl Fn(&T) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        self.checks.push(Check { filter, passes: Arc::new(passes) });
        self
    }

    /// Marks a filter that the server answers from a second table.
    pub(crate) fn joining(mut self) -> Self {
        self.joined = true;
        self
    }

    /// Marks the list as sorted by relevance.
    pub(crate) fn by_relevance(mut self) -> Self {
        self.by_relevance = true;
        self
    }

    /// Counts the requests in a rate-limit class.
    pub(crate) fn class(mut self, class: &'static str) -> Self {
        self.class = Some(class);
        self
    }

    /// Adds a range of days.
    pub(crate) fn dates(mut self, name: &'static str, range: DateRange, stamp: Stamp<T>) -> Self {
        self.dates.retain(|dates| dates.name != name);
        if !range.is_all() {
            self.dates.push(DateFilter { name, range, stamp });
        }
        self
    }
}

impl<T: Dated> List<T> {
    /// Only records created in this range of days, UTC.
    pub fn created_at(self, range: DateRange) -> Self {
        self.dates("created_at", range, |row| Some(row.created_at()))
    }

    /// Only records updated in this range of days, UTC. Side effects such as a counter move it
    /// too: read it as "possibly changed".
    pub fn updated_at(self, range: DateRange) -> Self {
        self.dates("updated_at", range, |row| Some(row.updated_at()))
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        let check = |check: &Check<T>| Check { filter: check.filter, passes: check.passes.clone() };
        Self {
            client: self.client.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            locale: self.locale.clone(),
            page_size: self.page_size,
            class: self.class,
            dates: self.dates.clone(),
            joined: self.joined,
            checks: self.checks.iter().map(check).collect(),
            by_relevance: self.by_relevance,
            invalid: self.invalid.clone(),
        }
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("path", &self.path)
            .field("query", &self.query)
            .field("locale", &self.locale)
            .field("page_size", &self.page_size)
            .finish_non_exhaustive()
    }
}
