//! Reading a list: filters, languages, and its pages on the wire.

pub(crate) mod all_of;
mod sync;

use std::fmt;

use civic_core::http::{CallOptions, Request};
use civic_core::list::Paginator;
use civic_core::list::query::{Days, Filter, Query, day_of, widened};
use civic_core::list::source::{
    Key, ListSpec, NumberedList, NumberedPage, Position, RowFilter, rows_and,
};
use civic_core::list::translations::{Localized, Translations};
use civic_core::{DateRange, Error};
use futures_util::future::BoxFuture;
use serde::Deserialize;

use crate::client::Client;
use crate::locale::{LOCALE, in_locale};
use crate::not_found;
use crate::platform::SEARCH;
use crate::resource::{Dated, Resource};

/// The most rows that the platform puts on a page; it cuts larger sizes without a word.
const LARGEST_PAGE: u16 = 100;

/// No server is known to cut pages below this: the default of 2023 (CitizenLab's API document).
const SMALLEST_CUT: u64 = 12;

/// The next size that servers are known to cut at: the maximum of 2023 by the same document, which
/// later ones name as well. From here on hosts are trusted with no size at all.
const NEXT_CUT: u64 = 24;

/// A list of the platform with its filters. [`stream`](Self::stream) reads it.
///
/// Filters combine: a record must pass them all. Setting a filter again replaces it, also where it
/// takes several values: `topic_ids([a]).topic_ids([b])` asks only for `b`, and `topic_ids([])`
/// takes the filter away.
///
/// Platforms ignore some filters without an error, depending on their version. So each filter is checked
/// on the rows too, and the report names those that were ignored.
///
/// ```no_run
/// # use govocal_client::{Client, DateRange, jiff::civil::date};
/// # async fn example(city: Client) -> Result<(), govocal_client::Error> {
/// let mut ideas = city.ideas().list().updated_at(DateRange::since(date(2026, 1, 1))).stream();
/// while let Some(idea) = ideas.try_next().await? {
///     println!("{} {}", idea.id, idea.title.unwrap_or_default());
/// }
/// println!("{}", ideas.report());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a list sends nothing until it is streamed"]
pub struct List<T> {
    client: Client,
    path: String,
    /// What reports call the rows.
    name: String,
    query: Query<T>,
    page_size: u16,
    options: CallOptions,
    /// Why a platform may not have it.
    not_everywhere: Option<&'static str>,
}

impl<T: Resource> List<T> {
    civic_core::call_options!(
        options,
        "govocal_client",
        "city: govocal_client::Client",
        "city.ideas().list()"
    );

    pub(crate) fn new(client: Client, path: String) -> Self {
        let (query, name) = (in_locale(&client), path.replace('_', " "));
        let (page_size, options) = (LARGEST_PAGE, CallOptions::new());
        Self { client, path, name, query, page_size, options, not_everywhere: T::NOT_EVERYWHERE }
    }

    /// The locale to read texts in, such as `nl-BE`. A blank one makes the stream fail before
    /// anything is sent, as a blank value of a filter does.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut events = city.events().list().locale("fr-BE").stream();
    /// while let Some(event) = events.try_next().await? {
    ///     println!("{}", event.title.unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn locale(self, locale: impl Into<String>) -> Self {
        self.set(Filter::one(LOCALE, locale.into()))
    }

    /// Rows per page, 1 to 100; default 100. The platform may give fewer. Any other number makes the
    /// stream fail before anything is sent.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let newest = city.ideas().list().page_size(10).stream().try_next().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("limit", "per_page"))]
    pub fn page_size(mut self, rows: u16) -> Self {
        self.page_size = rows;
        self
    }

    /// Reads the list as a stream of records, most recently created first (associations in the
    /// platform's own order).
    ///
    /// No record is missed, whatever changes meanwhile: see [`Paginator::gap_free`]. The few lists that are
    /// in no order are read in passes: see [`Paginator::in_passes`].
    ///
    /// A list of up to 11 rows, or of 13 to 23, takes one request, and one of up to 100 rows two:
    /// platforms of 2023 cut pages to 12 or 24 rows without saying so (by their documents), so an answer
    /// of exactly 12 rows, or of 24 or more, does not show that it is the last.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut ideas = city.ideas().list().stream().concurrency(4);
    /// while let Some(idea) = ideas.try_next().await? {
    ///     println!("{} {}", idea.id, idea.title.unwrap_or_default());
    /// }
    /// println!("{}", ideas.report()); // proven complete: 10 412 ideas, 122 pages, 0 gaps
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("pagination", "all", "iterate"))]
    pub fn stream(self) -> Paginator<T> {
        let invalid = self.invalid();
        // A search is sorted by relevance.
        let ordered = T::NEWEST_FIRST && !self.query.has(SEARCH);
        let pages = if ordered { Paginator::gap_free(self) } else { Paginator::in_passes(self) };
        pages.refused(invalid)
    }

    /// Reads page after page by number, as a loop written by hand does. A little cheaper than
    /// [`stream`](Self::stream), and consistent at best: nothing is missing only if the list did not
    /// change meanwhile.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut ideas = city.ideas().list().stream_by_page_number();
    /// while let Some(idea) = ideas.try_next().await? {
    ///     println!("{}", idea.id);
    /// }
    /// println!("{}", ideas.report()); // consistent, if the list did not change: 10 412 ideas, …
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream_by_page_number(self) -> Paginator<T> {
        let invalid = self.invalid();
        Paginator::by_page_number(self).refused(invalid)
    }

    /// Reads the list once for each locale and joins the results by key, for records whose texts come in
    /// one language at a time. The rows are those of the first locale. At least one locale is needed:
    /// without one, the stream fails before anything is sent.
    ///
    /// Name the platform's own first locale first. Where a text is not translated, the platform answers in
    /// another language and does not say so. A text that is the same as that of an *earlier* locale here
    /// is marked as a possible fallback.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut events = city.events().list().locales(["nl-BE", "fr-BE"]);
    /// while let Some(event) = events.try_next().await? {
    ///     let title = event.text("title").and_then(|title| title.choose(["fr", "nl"]));
    ///     println!("{}", title.map_or("", |title| title.text));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("translations", "languages"))]
    pub fn locales<L: Into<String>>(self, locales: impl IntoIterator<Item = L>) -> Translations<T>
    where
        T: Localized,
    {
        Translations::in_each(locales, |locale| match locale {
            Some(locale) => self.clone().locale(locale).stream(),
            None => self.clone().stream(),
        })
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

    /// Sets a filter, instead of the one of this name. One of no values takes it away.
    pub(crate) fn set(mut self, filter: Filter<T>) -> Self {
        self.query.set_or_remove(filter);
        self
    }

    /// Sets a range of days. `margin`: how many days the server may take a row's moment for
    /// earlier or later.
    ///
    /// The server reads a date as its midnight, UTC, both ends included. So the day after the last
    /// is sent as the end, and a row of exactly that midnight is dropped. The newest servers
    /// may read the end as the whole day; rows of that day are dropped all the same. Together with a
    /// filter on a second table, a date is an ambiguous column to the server, which answers 500.
    pub(crate) fn dates(
        mut self,
        name: &'static str,
        range: DateRange,
        days: Days<T>,
        margin: i32,
    ) -> Self {
        self.query.remove(name);
        if range.is_all() {
            return self;
        }
        self.set(Filter::days(name, both_ends(range, margin), range, days, margin).omittable())
    }

    /// A feed of this resource, which the platform may lack for the same reason.
    pub(crate) fn deleted<R: Resource>(client: Client) -> Self {
        let list = Self::new(client, format!("{}/deleted", R::PATH));
        let name = format!("deleted {}", R::PATH.replace('_', " "));
        Self { name, not_everywhere: R::NOT_EVERYWHERE.or(list.not_everywhere), ..list }
    }

    /// What cannot be asked as it stands.
    fn invalid(&self) -> Option<Error> {
        if !(1..=LARGEST_PAGE).contains(&self.page_size) {
            let rows = self.page_size;
            let message = format!("page_size must be 1 to {LARGEST_PAGE}, not {rows}");
            return Some(Error::invalid_input(message));
        }
        self.query.invalid()
    }
}

/// Both ends are always sent: servers before 2024 end an open range in 2017 or tomorrow.
fn both_ends(range: DateRange, margin: i32) -> String {
    let (from, to) = widened(range, margin);
    let from = from.map_or("1970-01-01".to_owned(), |day| day.to_string());
    let to = to.map_or("2999-12-31".to_owned(), |day| day.to_string());
    format!("{from},{to}")
}

impl<T: Resource> List<T> {
    /// Only records created in this range of days, UTC.
    ///
    /// ```no_run
    /// use govocal_client::DateRange;
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let january = city.ideas().list().created_at(DateRange::month(2026, 1)?);
    /// let ideas = january.stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("since", "from", "to"))]
    pub fn created_at(self, range: DateRange) -> Self
    where
        T: Dated,
    {
        self.dates("created_at", range, |row| Some(day_of(row.created_at())), 0)
    }

    /// Only records updated in this range of days, UTC. A change of a counter counts as an update, too:
    /// read it as "possibly changed".
    ///
    /// ```no_run
    /// use govocal_client::{DateRange, jiff::civil::date};
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let changed = city.users().list().updated_at(DateRange::since(date(2026, 3, 1)));
    /// let users = changed.stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("incremental", "updated_since", "modified_since", "sync", "since"))]
    pub fn updated_at(self, range: DateRange) -> Self
    where
        T: Dated,
    {
        self.dates("updated_at", range, |row| Some(day_of(row.updated_at())), 0)
    }
}

#[derive(Deserialize)]
struct Meta {
    current_page: Option<u64>,
    total_pages: u64,
}

impl<T: Resource> ListSpec for List<T> {
    type Item = T;

    fn resource_name(&self) -> &str {
        &self.name
    }

    fn identity(&self) -> String {
        let Self { client, path, query, .. } = self;
        let base = client.base_url().trim_end_matches('/');
        query.identity(format_args!("govocal-client/1 {base}/api/v2/{path}"))
    }

    fn key(&self, item: &T) -> Key {
        item.key()
    }

    fn position(&self, item: &T) -> Option<Position> {
        item.position()
    }

    fn row_filter(&self, item: &T) -> RowFilter {
        self.query.judge(item)
    }
}

impl<T: Resource> NumberedList for List<T> {
    fn page_size(&self) -> u64 {
        self.page_size.into()
    }

    fn honoured_size(&self) -> u64 {
        SMALLEST_CUT
    }

    fn may_be_cut(&self, rows: u64) -> bool {
        rows == SMALLEST_CUT || rows >= NEXT_CUT
    }

    fn page(
        &self,
        number: u64,
        size: u64,
    ) -> BoxFuture<'_, Result<NumberedPage<Self::Item>, Error>> {
        Box::pin(async move {
            let Self { client, path, query, options, not_everywhere, .. } = self;
            let request = query.added_to(Request::get(format!("/api/v2/{path}")));
            let request = if query.has(SEARCH) { request.class(SEARCH) } else { request };
            let request = request.query("page_size", size).query("page_number", number);
            // A page may be missing for other reasons, also the first of a later reading.
            let (options, why) = (options.clone(), *not_everywhere);
            let response = not_found::send(client, request, options, path, why).await?;
            let (rows, meta) = rows_and::<T, Meta>(&response, T::ROWS, "meta")?;
            Ok(NumberedPage {
                rows,
                number: meta.current_page,
                total_pages: meta.total_pages,
                total_rows: None,
                stats: response.stats(),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use civic_core::jiff::civil::date;

    use crate::client::client_of;

    /// By the documents of 2023 servers cut pages to 12 rows by default, and to 24 at most. What they cut
    /// to beyond that nobody says.
    #[test]
    fn a_page_may_be_cut_at_the_sizes_of_old_servers_and_from_the_larger_on() {
        let client = client_of("https://demo.example.org");
        let ideas = client.ideas().list();
        let sizes = [0, 1, 11, 12, 13, 23, 24, 25, 100];
        let suspect = sizes.into_iter().filter(|rows| ideas.may_be_cut(*rows));
        assert_eq!(suspect.collect::<Vec<_>>(), [12, 24, 25, 100]);
    }

    #[test]
    fn both_ends_are_always_sent() {
        let january = DateRange::month(2026, 1).unwrap();
        assert_eq!(both_ends(january, 0), "2026-01-01,2026-02-01");
        assert_eq!(both_ends(january, 1), "2025-12-31,2026-02-02");
        assert_eq!(both_ends(DateRange::since(date(2026, 1, 1)), 0), "2026-01-01,2999-12-31");
        assert_eq!(both_ends(DateRange::until(date(2026, 1, 1)), 0), "1970-01-01,2026-01-01");
    }
}
