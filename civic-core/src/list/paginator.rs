//! A list as a stream that knows whether it was read completely.

mod steps;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{FusedStream, Stream};
use futures_util::{StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;
use tracing::warn;

use super::checkpoint::Checkpoint;
use super::completeness::Level;
use super::key::Key;
use super::prefetch::{Arrival, Fetching, Prefetcher};
use super::progress::{Monitor, Shared};
use super::report::{KEPT_ROWS, Report};
use super::rows::RawRow;
use super::source::{ListSpec, NumberedList, PageSource, RowFilter};
use super::strategy::{ByCursor, ByNumber, GapFree, InPasses, Occurrence, Row, Strategy};
use crate::Error;
use crate::http::Waits;
use crate::json::Misfit;

/// Failures in a row on one page after which the stream ends.
const PATIENCE: u32 = 3;

/// A list of a platform, read page by page, as a [`Stream`] of its items.
///
/// **Items.** Each is a `Result`. After an error the next poll tries the same page again. The stream
/// ends after an error that waiting cannot mend, and after the third error in a row on one page.
/// Dropping a `next()` future loses nothing and repeats nothing: its work is kept in the paginator.
///
/// **Completeness.** [`report`](Self::report) says at any time what was read, what was dropped and
/// whether anything is missing. Where a stream adaptor has taken the paginator, ask a
/// [`monitor`](Self::monitor).
///
/// **Resuming.** A [`checkpoint`](Self::checkpoint) taken after an item [resumes](Self::resume) at
/// that item's page, at-least-once: [`Checkpoint`] says which rows may come again.
///
/// **Slow readers.** Each poll moves all requests under way, also one that only yields a row that is
/// there already. While nobody polls, nothing moves: after a pause longer than one attempt may take
/// (30 s) a request under way is tried again, which counts as a retry; after one longer than a whole
/// request may take (300 s) it is an error item, and the next poll asks for that page again. Nothing
/// is lost. At concurrency 1 no request is under way while the rows of a page are yielded.
///
/// **Order.** Rows come in the list's own order.
#[doc(alias("pagination", "pager", "paging", "cursor", "stream", "iterator"))]
#[must_use = "a paginator sends nothing until it is polled"]
pub struct Paginator<T> {
    fetching: Box<dyn Fetching<T>>,
    progress: Monitor,
    items_left: u64,
    pages_left: u64,
    page: Option<OpenPage<T>>,
    refused: Option<Error>,
    failures: u32,
    ended: bool,
}

/// What a paginator does in one step.
pub(super) enum Step<T> {
    Item(Key, T),
    PageEnd,
}

impl<T: DeserializeOwned + Send + 'static> Paginator<T> {
    /// Reads a newest-first list without missing a row, whatever changes meanwhile.
    ///
    /// Pages overlap by a few rows, and each must begin where the one before it ended, by the moment
    /// that the list is sorted by ([`ListSpec::position`]). The result is
    /// [`Proven`](super::Completeness::Proven). Only where more rows have the same moment than fit on a
    /// page it is consistent, if [`MomentUnchanged`](super::Condition::MomentUnchanged) or, at the end
    /// of the list, [`ShortAnswerWhole`](super::Condition::ShortAnswerWhole). It takes about a sixth
    /// more requests than reading page by page; pages have at least 25 rows.
    pub fn gap_free<L: NumberedList<Item = T>>(list: L) -> Self {
        Self::along(GapFree::new(list))
    }

    /// Reads a list that has no order: once between two counts of its rows, and again where the counts
    /// and the rows that were read do not agree. Where they agree at once, the list is consistent, if it
    /// did not change; after more passes it is [`Agreed`](super::Completeness::Agreed) at best. A list
    /// that fits on one short page is proven.
    ///
    /// A checkpoint of such a list holds no place, since what a pass proves depends on all rows of the
    /// passes before it. Resumed, the list is read from its beginning: all rows come again, and the
    /// report counts from zero and is not marked as resumed.
    pub fn in_passes<L: NumberedList<Item = T>>(list: L) -> Self {
        Self::along(InPasses::new(list))
    }

    /// Reads page after page by number, as a loop written by hand does. The result is consistent at
    /// best, if the list did not change meanwhile; not every change can be seen. A list that fits on one
    /// short page is proven.
    pub fn by_page_number<L: NumberedList<Item = T>>(list: L) -> Self {
        Self::along(ByNumber::new(list))
    }

    /// Reads a list in which each page says where the next one is.
    pub fn by_cursor<S>(source: S) -> Self
    where
        S: PageSource,
        S::List: ListSpec<Item = T>,
    {
        Self::along(ByCursor::new(source))
    }
}

impl<T: Send + 'static> Paginator<T> {
    fn along<R: Strategy<Item = T>>(strategy: R) -> Self {
        let waits = Waits::default();
        let progress = Monitor::new(strategy.resource_name(), strategy.identity(), waits.clone());
        Self {
            fetching: Box::new(Prefetcher::new(strategy, waits)),
            progress,
            items_left: u64::MAX,
            pages_left: u64::MAX,
            page: None,
            refused: None,
            failures: 0,
            ended: false,
        }
    }

    /// The same list, but it yields this error and ends without sending anything: for an argument that
    /// was found to be invalid while the list was built.
    pub fn refused(mut self, error: Option<Error>) -> Self {
        self.refused = error.or(self.refused);
        self
    }

    /// Fetches up to so many pages at the same time, at least 1; default 1. More is faster and asks more
    /// of the server: the number is halved when the server answers 429 or 503, slowly raised again, and
    /// the rate limit holds in any case. Above 1, pages are fetched while you read the one before, and
    /// at most so many are held in memory besides that one. A list whose pages each say where the next
    /// one is cannot be fetched ahead. A recording that is replayed (feature `cassette`) sets the number to
    /// the recorded one. With 0 the list fails before anything is sent.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// let mut list = list.concurrency(4);
    /// while let Some(item) = list.try_next().await? {
    ///     println!("{item:?}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("prefetch", "parallel", "buffered"))]
    pub fn concurrency(mut self, pages: usize) -> Self {
        if pages == 0 {
            return self.refused(Some(Error::invalid_input("concurrency must be at least 1")));
        }
        self.fetching.set_concurrency(pages);
        self
    }

    /// Ends after this many items, counted from now. A checkpoint taken then resumes at the page of the
    /// last item, so a job that reads a list in portions should limit pages instead.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// let newest = list.limit_items(10).collect_consistent().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn limit_items(mut self, limit: u64) -> Self {
        self.items_left = limit;
        self
    }

    /// Ends after this many pages, counted from now. Pages that brought no new row do not count.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// let mut list = list.limit_pages(20);
    /// while let Some(item) = list.try_next().await? {
    ///     println!("{item:?}");
    /// }
    /// let tomorrow = list.checkpoint(); // goes on behind page 20
    /// # Ok(())
    /// # }
    /// ```
    pub fn limit_pages(mut self, limit: u64) -> Self {
        self.pages_left = limit;
        self
    }

    /// Goes on from a checkpoint instead of the beginning, at-least-once: see [`Checkpoint`].
    ///
    /// The report goes on counting from there. Each row counts once, except rows that did not decode
    /// and, of more than 64 rows of one moment, the earlier ones: these may count again. So may rows of a
    /// list by page number that moved to a page behind the checkpoint meanwhile, unless they were among the
    /// last 64 of the page before it, and the first rows of a list by cursor whose pages overlap.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// let kept = std::fs::read("place.json").ok();
    /// let list = match kept.and_then(|json| serde_json::from_slice(&json).ok()) {
    ///     Some(checkpoint) => list.resume(checkpoint)?,
    ///     None => list,
    /// };
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Checkpoint`](crate::ErrorKind::Checkpoint) where it belongs to another query, client or
    /// version, or was changed or damaged.
    pub fn resume(mut self, checkpoint: Checkpoint) -> Result<Self, Error> {
        checkpoint.must_belong_to(&self.progress.lock().checkpoint.query)?;
        if let Some(place) = &checkpoint.place {
            self.fetching.resume(place)?;
        }
        self.progress.lock().go_on_from(checkpoint);
        Ok(self)
    }

    /// The next item. `None` at the end.
    ///
    /// It is the method of the same name of `futures::StreamExt`, so that no other crate is needed.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// while let Some(item) = list.next().await {
    ///     match item {
    ///         Ok(item) => println!("{item:?}"),
    ///         Err(error) => eprintln!("{error}"), // the next call goes on
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[expect(clippy::should_implement_trait, reason = "it is the method of a stream")]
    pub fn next(&mut self) -> impl Future<Output = Option<Result<T, Error>>> + Unpin {
        StreamExt::next(self)
    }

    /// The next item. `Ok(None)` at the end.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// while let Some(item) = list.try_next().await? {
    ///     println!("{item:?}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The error that reading met. The list goes on: call it again.
    pub fn try_next(&mut self) -> impl Future<Output = Result<Option<T>, Error>> + Unpin {
        TryStreamExt::try_next(self)
    }

    /// What was read so far.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// while let Some(item) = list.try_next().await? {
    ///     println!("{item:?}");
    /// }
    /// println!("{}", list.report()); // proven complete: 10 412 ideas, 122 pages, 0 gaps
    /// # Ok(())
    /// # }
    /// ```
    pub fn report(&self) -> Report {
        self.progress.report()
    }

    /// Where to resume. Taken after an item, it resumes at that item's page.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// if let Some(item) = list.try_next().await? {
    ///     println!("{item:?}");
    /// }
    /// let json = serde_json::to_string(&list.checkpoint());
    /// # Ok(())
    /// # }
    /// ```
    pub fn checkpoint(&self) -> Checkpoint {
        self.progress.checkpoint()
    }

    /// A handle to report and checkpoint, for when a stream adaptor takes the paginator.
    ///
    /// ```no_run
    /// use futures::TryStreamExt;
    ///
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// let monitor = list.monitor();
    /// let texts: Vec<String> = list.map_ok(|item| format!("{item:?}")).try_collect().await?;
    /// println!("{}", monitor.report());
    /// # Ok(())
    /// # }
    /// ```
    pub fn monitor(&self) -> Monitor {
        self.progress.clone()
    }

    /// All items, if it is proven that none is missing. If a limit of the caller's ended the list
    /// ([`limit_items`](Self::limit_items), [`limit_pages`](Self::limit_pages)): those up to there, if
    /// none of them is missing.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// match list.collect_proven().await {
    ///     Ok(items) => println!("all {} of them", items.len()),
    ///     Err(incomplete) => eprintln!("{incomplete}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Incomplete`], where completeness is below [`Level::Proven`]. Only newest-first lists, cursor
    /// lists of some platforms, and lists that fit on one page can be proven; up to a limit, newest-first
    /// lists, and others if it is on the first page. For the rest there is
    /// [`collect_consistent`](Self::collect_consistent).
    pub async fn collect_proven(self) -> Result<Vec<T>, Incomplete<T>> {
        self.read_to_the_end(Level::Proven).await
    }

    /// All items, if they are at least consistent: nothing is missing under the condition that the
    /// report names, or passes over the list agree, or the limit that was set was reached and nothing
    /// is known to be missing up to there.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// match list.collect_consistent().await {
    ///     Ok(items) => println!("{} items", items.len()),
    ///     Err(incomplete) => eprintln!("only {}: {}", incomplete.items.len(), incomplete.report),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Incomplete`] otherwise, with the items that were read.
    pub async fn collect_consistent(self) -> Result<Vec<T>, Incomplete<T>> {
        self.read_to_the_end(Level::Consistent).await
    }

    async fn read_to_the_end(mut self, wanted: Level) -> Result<Vec<T>, Incomplete<T>> {
        let (mut items, mut error) = (Vec::new(), None);
        while let Some(item) = self.next().await {
            match item {
                Ok(item) => items.push(item),
                Err(failure) => error = Some(failure),
            }
        }
        let report = self.report();
        let is_enough = report.completeness.level() >= wanted;
        if is_enough { Ok(items) } else { Err(Incomplete { items, report, error }) }
    }

    /// Asks again for the pages that are under way.
    #[cfg(feature = "blocking")]
    pub(super) fn ask_anew(&mut self) {
        self.fetching.ask_anew();
    }

    /// Rows held in memory.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.fetching.held() + self.page.as_ref().map_or(0, |page| page.arrival.rows.len())
    }
}

impl<T: Send + 'static> Stream for Paginator<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_keyed(cx).map(|item| item.map(|item| item.map(|(_, item)| item)))
    }
}

impl<T: Send + 'static> FusedStream for Paginator<T> {
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

// Nothing in it is pinned in place; requests under way are boxed.
impl<T> Unpin for Paginator<T> {}

impl<T> fmt::Debug for Paginator<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paginator").field("report", &self.progress.report()).finish_non_exhaustive()
    }
}

/// The page whose rows are being yielded.
struct OpenPage<T> {
    index: usize,
    brought_anything: bool,
    /// The page without the rows that were yielded.
    arrival: Arrival<T>,
}

impl<T> OpenPage<T> {
    /// The next row to yield. All before it are counted.
    fn next_item(&mut self, fetching: &dyn Fetching<T>, shared: &mut Shared) -> Option<(Key, T)> {
        loop {
            let row = self.arrival.rows.pop_front()?;
            self.index += 1;
            match row.content {
                Ok((key, item)) => {
                    self.brought_anything |= row.occurrence == Occurrence::New;
                    let filter = || fetching.row_filter(&item);
                    if shared.row_counts.add(row.occurrence, filter) {
                        return Some((key, item));
                    }
                }
                Err((raw, misfit)) => self.report(raw, misfit, shared),
            }
        }
    }

    /// Reports a row that did not decode. Read twice, it is reported once.
    fn report(&mut self, raw: RawRow, misfit: Misfit, shared: &mut Shared) {
        if !shared.row_counts.add_malformed(raw.id_key()) {
            return;
        }
        self.brought_anything = true;
        let report = &mut shared.report;
        let row = raw.into_malformed(misfit, shared.row_counts.counts.pages, self.index - 1);
        warn!(resource_name = report.resource_name, %row, "a row could not be read");
        if report.malformed_rows.len() < KEPT_ROWS {
            report.malformed_rows.push(row);
        }
    }

    /// Whether the list ends with this page, and no row that is left on it would be yielded.
    fn is_at_the_end(&self, fetching: &dyn Fetching<T>) -> bool {
        let is_yielded = |row: &Row<T>| match &row.content {
            Ok((_, item)) => {
                row.occurrence == Occurrence::New && fetching.row_filter(item) == RowFilter::Keep
            }
            Err(_) => true,
        };
        self.arrival.end.is_some() && !self.arrival.rows.iter().any(is_yielded)
    }
}

/// A list that was not read as completely as the caller wanted.
///
/// `Debug` tells how many items there are, and leaves out their content.
#[derive(thiserror::Error)]
#[error("{report}")]
#[non_exhaustive]
pub struct Incomplete<T> {
    /// The items that were read.
    pub items: Vec<T>,
    /// What is missing, and why.
    pub report: Report,
    /// The last error that reading the list met. `None` where there was none.
    #[source]
    pub error: Option<Error>,
}

impl<T> fmt::Debug for Incomplete<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incomplete({} items; {}", self.items.len(), self.report)?;
        self.error.as_ref().map_or(Ok(()), |error| write!(f, "; {error}"))?;
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests;
