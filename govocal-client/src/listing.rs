//! Reading a list: filters, languages, and the walk through its pages.

mod dates;
mod filter;
mod pages;

use std::fmt;

use civic_core::list::{Localized, Paginator, Translations};
use civic_core::{DateRange, Error};

use self::dates::DateFilter;
pub(crate) use self::dates::{Days, day_of, days_around, invalid_years};
pub(crate) use self::filter::Filter;
use self::pages::ListPages;
use crate::client::Client;
use crate::endpoint::{Dated, Resource};

/// The most rows that the platform puts on a page; it cuts larger sizes without a word.
const LARGEST_PAGE: u16 = 100;

/// A list of the platform with its filters. [`stream`](Self::stream) reads it.
///
/// Filters combine: a record must pass them all. Setting a filter again replaces it, also where it
/// takes several values: `topic_ids([a]).topic_ids([b])` asks for `b` alone, and `topic_ids([])`
/// takes the filter away.
///
/// The platform ignores some filters in silence, by
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
    filters: Vec<Filter<T>>,
    dates: Vec<DateFilter<T>>,
    locale: Option<String>,
    page_size: u16,
    /// Why a platform may not have it.
    not_everywhere: Option<&'static str>,
}

impl<T: Resource> List<T> {
    pub(crate) fn new(client: Client, path: String) -> Self {
        let locale = client.locale().map(str::to_owned);
        Self {
            client,
            path,
            filters: Vec::new(),
            dates: Vec::new(),
            locale,
            page_size: LARGEST_PAGE,
            not_everywhere: T::NOT_EVERYWHERE,
        }
    }

    /// The locale to read texts in, such as `nl-BE`. A blank one makes the stream fail before anything
    /// is sent, as a blank value of a filter does.
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.locale = Some(locale.into());
        self
    }

    /// Rows per page, 1 to 100; default 100. The platform may give fewer. Any other number makes
    /// the walk fail before anything is sent.
    pub fn page_size(mut self, rows: u16) -> Self {
        self.page_size = rows;
        self
    }

    /// Reads the list as a stream of records, most recently created first (associations in the
    /// platform's own order).
    ///
    /// No record can slip through, whatever changes meanwhile: see [`Paginator::gap_free`]. The few
    /// lists that are in no order are read in passes: see [`Paginator::in_passes`].
    pub fn stream(self) -> Paginator<T> {
        let invalid = self.invalid();
        let ordered = T::NEWEST_FIRST && !self.is_search();
        let pages = ListPages::new(self);
        let walk = if ordered { Paginator::gap_free(pages) } else { Paginator::in_passes(pages) };
        walk.refused(invalid)
    }

    /// Reads page after page by number, as a loop written by hand does. A little cheaper than
    /// [`stream`](Self::stream), and complete only if the list did not change meanwhile.
    pub fn stream_by_page_number(self) -> Paginator<T> {
        let invalid = self.invalid();
        Paginator::by_page_number(ListPages::by_number(self)).refused(invalid)
    }

    /// Reads the list once per locale and joins the readings by key, for records whose texts come
    /// in one language at a time. The first locale leads. At least one is needed; without, the
    /// stream fails before anything is sent.
    ///
    /// Name the platform's own first locale first. Where a text is not translated, the platform
    /// answers in another language and does not say so; that is recognised by its being the same
    /// as the text of an *earlier* locale here, and marked as a possible fallback.
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

    /// Sets a filter that every row shows: rows that do not pass are dropped and reported.
    pub(crate) fn filter(
        self,
        name: &'static str,
        value: impl fmt::Display,
        passes: impl Fn(&T) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        self.set(Filter::one(name, value).shown(passes))
    }

    /// Sets a filter, instead of the one of this name.
    pub(crate) fn set(mut self, filter: Filter<T>) -> Self {
        self.filters.retain(|other| other.name() != filter.name());
        if filter.is_set() {
            self.filters.push(filter);
        }
        self
    }

    /// Sets a range of days, instead of the one of this name.
    pub(crate) fn dates(self, name: &'static str, range: DateRange, days: Days<T>) -> Self {
        self.set_dates(DateFilter::new(name, range, days))
    }

    /// Sets a range of days of a moment that the server may take for another day than its own.
    pub(crate) fn about(self, name: &'static str, range: DateRange, days: Days<T>) -> Self {
        self.set_dates(DateFilter::about(name, range, days))
    }

    fn set_dates(mut self, filter: DateFilter<T>) -> Self {
        self.dates.retain(|other| other.name() != filter.name());
        if !filter.is_all() {
            self.dates.push(filter);
        }
        self
    }

    /// Why a platform may not have it, where the resource itself has nothing to say.
    pub(crate) fn not_everywhere(mut self, why: Option<&'static str>) -> Self {
        self.not_everywhere = why.or(self.not_everywhere);
        self
    }

    /// Whether the platform sorts by relevance.
    fn is_search(&self) -> bool {
        self.filters.iter().any(Filter::searches)
    }

    /// What cannot be asked as it stands.
    fn invalid(&self) -> Option<Error> {
        if !(1..=LARGEST_PAGE).contains(&self.page_size) {
            let rows = self.page_size;
            let message = format!("page_size must be 1 to {LARGEST_PAGE}, not {rows}");
            return Some(Error::invalid_input(message));
        }
        let filters = self.filters.iter().find_map(Filter::invalid);
        filters
            .or_else(|| self.dates.iter().find_map(DateFilter::invalid))
            .or_else(|| blank_locale(self.locale.as_deref()))
    }
}

/// A blank locale is none to the platform, which would answer in its first without saying so.
pub(crate) fn blank_locale(locale: Option<&str>) -> Option<Error> {
    let is_blank = locale.is_some_and(|locale| locale.trim().is_empty());
    is_blank.then(|| Error::invalid_input("the locale is blank"))
}

impl<T: Dated> List<T> {
    /// Only records created in this range of days, UTC.
    pub fn created_at(self, range: DateRange) -> Self {
        self.dates("created_at", range, |row| Some(day_of(row.created_at())))
    }

    /// Only records updated in this range of days, UTC. Side effects such as a counter move it
    /// too: read it as "possibly changed".
    pub fn updated_at(self, range: DateRange) -> Self {
        self.dates("updated_at", range, |row| Some(day_of(row.updated_at())))
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            path: self.path.clone(),
            filters: self.filters.clone(),
            dates: self.dates.clone(),
            locale: self.locale.clone(),
            page_size: self.page_size,
            not_everywhere: self.not_everywhere,
        }
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let filters: Vec<_> = self.filters.iter().flat_map(Filter::parameters).collect();
        f.debug_struct("List")
            .field("path", &self.path)
            .field("filters", &filters)
            .field("dates", &self.dates)
            .field("locale", &self.locale)
            .field("page_size", &self.page_size)
            .finish_non_exhaustive()
    }
}
