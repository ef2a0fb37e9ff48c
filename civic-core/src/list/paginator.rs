//! The walk: a list as a stream that knows whether it is complete.

mod incomplete;
mod open_page;
mod steps;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::StreamExt;
use futures_util::stream::{FusedStream, Stream};
use serde::de::DeserializeOwned;

pub use self::incomplete::Incomplete;
use self::open_page::OpenPage;
use super::checkpoint::Checkpoint;
use super::completeness::Level;
use super::key::Key;
use super::monitor::Monitor;
use super::numbered::NumberedList;
use super::page_source::PageSource;
use super::prefetch::{Fetching, Prefetcher};
use super::progress::Progress;
use super::report::Report;
use super::spec::ListSpec;
use super::strategy::{ByCursor, ByNumber, GapFree, Passes, Strategy};
use crate::Error;

/// Failures in a row on one page after which a walk ends.
const PATIENCE: u32 = 3;

/// A list of a platform, read page by page, as a [`Stream`] of its items.
///
/// **Items.** Each is a `Result`. After an error the next poll tries the same page again; after
/// an error that waiting cannot mend, or the third in a row on one page, the stream ends. Dropping
/// a `next()` future loses nothing and repeats nothing: the work under way stays in the walk.
///
/// **Completeness.** [`report`](Self::report) says at any time what came, what was dropped and
/// whether anything is missing; [`monitor`](Self::monitor) does so when an adaptor has swallowed
/// the walk.
///
/// **Resuming.** A [`checkpoint`](Self::checkpoint) taken after an item
/// [resumes](Self::resume) at that item's page, at-least-once. [`Checkpoint`] says what may come again.
///
/// **Slow readers.** Each poll sees to all fetches under way, also one that hands out a row at
/// hand. While nobody polls, nothing goes on: after a pause longer than an attempt may take (30 s)
/// a fetch that was under way is tried again and counts as a retry; after one longer than a whole
/// request may take (60 s) it is an error item, and the next poll asks for that page again. Nothing
/// is lost. At concurrency 1 nothing is under way while the rows of a page are handed out.
///
/// **Order.** Rows come in the list's own order.
#[doc(alias("pagination", "pager", "paging", "cursor"))]
#[must_use = "a paginator sends nothing until it is polled"]
pub struct Paginator<T> {
    fetching: Box<dyn Fetching<T>>,
    progress: Progress,
    items_left: Option<u64>,
    pages_left: Option<u64>,
    page: Option<OpenPage<T>>,
    refused: Option<Error>,
    failures: u32,
    ended: bool,
}

/// What a walk does in one step.
pub(super) enum Step<T> {
    Item(Key, T),
    PageEnd,
}

impl<T: DeserializeOwned + Send + 'static> Paginator<T> {
    /// Reads a newest-first list so that no row can slip through, whatever changes meanwhile.
    ///
    /// Pages overlap by a few rows, and each must join on to the one before it by the moment that
    /// the list is sorted by ([`ListSpec::position`]). What is read is
    /// [`Proven`](super::Completeness::Proven), except among more rows of one moment than a page can
    /// show at once: there it is consistent, if [`MomentUnchanged`](super::Condition::MomentUnchanged)
    /// or, at the end of the list, [`ShortAnswerWhole`](super::Condition::ShortAnswerWhole). Costs about a
    /// sixth more requests than reading page by page; pages have at least 25 rows.
    pub fn gap_free<L: NumberedList<Item = T>>(list: L) -> Self {
        Self::along(GapFree::new(list))
    }

    /// Reads a list that is in no order: a pass between two counts, and more passes where they do
    /// not agree. Where they tally at once, the list is consistent if it did not change; after more
    /// passes it is [`Agreed`](super::Completeness::Agreed) at best. A list that one short page
    /// holds is proven.
    ///
    /// Such lists are short, and what a pass proves rests on all rows of the passes before it. So a
    /// checkpoint of such a walk holds no place: resumed, it begins anew, all rows come again, and
    /// the report counts from the beginning and says that it is not resumed.
    pub fn in_passes<L: NumberedList<Item = T>>(list: L) -> Self {
        Self::along(Passes::new(list))
    }

    /// Reads page after page by number, as a loop written by hand does: consistent at best, if the
    /// list did not change meanwhile, which cannot be told for certain.
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
        let fetching = Prefetcher::new(strategy);
        let progress = Progress::new(fetching.resource_name(), fetching.identity());
        Self {
            fetching: Box::new(fetching),
            progress,
            items_left: None,
            pages_left: None,
            page: None,
            refused: None,
            failures: 0,
            ended: false,
        }
    }

    /// The same walk, that yields this error and ends without sending anything: for an argument
    /// that was found wrong while the walk was built.
    pub fn refused(mut self, error: Option<Error>) -> Self {
        self.refused = error.or(self.refused);
        self
    }

    /// Fetches up to so many pages at a time, at least 1; default 1. More is faster and asks more
    /// of the server: halved when it pushes back (429, 503), slowly raised again, and never above
    /// the rate limit. Above 1, pages come while you read the one before: at most so many are held
    /// in memory besides that one. Lists whose pages point to the next cannot be read ahead. 0 makes
    /// the walk fail before anything is sent.
    pub fn concurrency(mut self, pages: usize) -> Self {
        if pages == 0 {
            return self.refused(Some(Error::invalid_input("concurrency must be at least 1")));
        }
        self.fetching.set_concurrency(pages);
        self
    }

    /// Ends after this many items, counted from here on. A checkpoint taken then resumes at the
    /// page of the last item, so a job in portions should count pages instead.
    pub fn limit_items(mut self, limit: u64) -> Self {
        self.items_left = Some(limit);
        self
    }

    /// Ends after this many pages that brought a row, counted from here on. Pages that only repeat
    /// what is known, to prove that nothing lies in between, do not count.
    pub fn limit_pages(mut self, limit: u64) -> Self {
        self.pages_left = Some(limit);
        self
    }

    /// Goes on from a checkpoint instead of the beginning, at-least-once: see [`Checkpoint`].
    ///
    /// The report goes on counting there, and each row counts once. (Not so rows of one moment beyond the 64
    /// that a checkpoint knows, and rows that did not decode: those may count again.)
    ///
    /// # Errors
    /// [`Checkpoint`](crate::ErrorKind::Checkpoint) where it belongs to another query, client or
    /// version.
    pub fn resume(mut self, checkpoint: Checkpoint) -> Result<Self, Error> {
        checkpoint.must_belong_to(&self.fetching.identity())?;
        if let Some(place) = &checkpoint.place {
            self.fetching.resume(place)?;
        }
        self.progress.lock().go_on_from(checkpoint);
        Ok(self)
    }

    /// What was read so far.
    pub fn report(&self) -> Report {
        self.progress.report()
    }

    /// Where the walk can be taken up again.
    pub fn checkpoint(&self) -> Checkpoint {
        self.progress.checkpoint()
    }

    /// A handle to report and checkpoint that stays when an adaptor takes the walk.
    pub fn monitor(&self) -> Monitor {
        Monitor(self.progress.clone())
    }

    /// All items, if it is proven that none is missing; otherwise what there is, with the report.
    ///
    /// # Errors
    /// [`Incomplete`], where completeness is below [`Level::Proven`]. Lists without an order can be
    /// [consistent](Self::collect_consistent) at best.
    pub async fn collect_proven(self) -> Result<Vec<T>, Incomplete<T>> {
        self.collect(Level::Proven).await
    }

    /// All items, if they are at least consistent: nothing is missing under the condition that the
    /// report names, or passes over the list agree, or the limit that was set was reached.
    ///
    /// # Errors
    /// [`Incomplete`] otherwise, with what there is.
    pub async fn collect_consistent(self) -> Result<Vec<T>, Incomplete<T>> {
        self.collect(Level::Consistent).await
    }

    async fn collect(mut self, wanted: Level) -> Result<Vec<T>, Incomplete<T>> {
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

    /// Rows held in memory.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.fetching.held() + self.page.as_ref().map_or(0, |page| page.rows.len())
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

// Nothing in a walk is pinned in place; the fetch under way is boxed.
impl<T> Unpin for Paginator<T> {}

impl<T> fmt::Debug for Paginator<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paginator").field("report", &self.progress.report()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
