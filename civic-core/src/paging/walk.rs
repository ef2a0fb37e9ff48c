//! The walk: a list as a stream that knows whether it is complete.

mod open_page;

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::StreamExt;
use futures_util::stream::{FusedStream, Stream};
use serde::de::DeserializeOwned;

use self::open_page::Handed;
use super::checkpoint::Checkpoint;
use super::engine::{Arrival, Engine, Fetching};
use super::key::Key;
use super::list::List;
use super::monitor::Monitor;
use super::numbered::NumberedList;
use super::pages::Pages;
use super::progress::Progress;
use super::report::Report;
use super::route::{ByCursor, ByNumber, GapFree, Passes, Route, Row};
use super::rows::RowPolicy;
use super::source::{PageSource, Proof};
use super::verdict::{Condition, Gap, Verdict};
use crate::Error;

/// Failures in a row on one page after which a walk ends.
const PATIENCE: u32 = 3;

/// Pages in a row without a single new row after which a walk ends: the server goes in circles.
const CIRCLES: u32 = 100;

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
/// [resumes](Self::resume) at that item's page, at-least-once.
///
/// **Order.** Rows come in the list's own order, unless [`as_completed`](Self::as_completed) asks
/// for speed instead.
#[must_use = "a walk sends nothing until it is polled"]
pub struct Walk<T> {
    fetching: Box<dyn Fetching<T>>,
    progress: Progress,
    policy: RowPolicy,
    patience: u32,
    items_left: Option<u64>,
    pages_left: Option<u64>,
    page: Option<OpenPage<T>>,
    refused: Option<Error>,
    failures: u32,
    circles: u32,
    ended: bool,
}

/// What has arrived and is being handed out.
struct OpenPage<T> {
    number: u64,
    index: usize,
    rows: VecDeque<Row<T>>,
    /// Whether it was a page in its turn, and not one taken apart before.
    is_page: bool,
    brought_anything: bool,
    end: Option<Proof>,
}

/// What a walk does in one step.
pub(super) enum Step<T> {
    Item(Key, T),
    PageEnd,
}

impl<T: DeserializeOwned + Send + 'static> Walk<T> {
    /// Reads a newest-first list so that no row can slip through, whatever changes meanwhile.
    ///
    /// Pages overlap by a few rows, and each must join on to the one before it by the moment that
    /// the list is sorted by ([`List::position`]). The verdict is [`Complete`](Verdict::Complete)
    /// without a condition, except among more rows of one moment than a page holds. Costs about a
    /// tenth more requests than reading page by page.
    pub fn gap_free<L: NumberedList<Item = T>>(list: L) -> Self {
        Self::along(GapFree::new(list))
    }

    /// Reads a list that is in no order: a pass between two counts, and more passes where they do
    /// not agree. The verdict is [`Agreed`](Verdict::Agreed) at best, unless one page holds all.
    pub fn in_passes<L: NumberedList<Item = T>>(list: L) -> Self {
        Self::along(Passes::new(list))
    }

    /// Reads page after page by number, as a loop written by hand does. The verdict is complete
    /// only if the list did not change meanwhile, which such a walk cannot tell for certain.
    pub fn by_page_number<L: NumberedList<Item = T>>(list: L) -> Self {
        Self::along(ByNumber::new(list))
    }

    /// Reads a list in which each page says where the next one is.
    pub fn by_cursor<S>(source: S) -> Self
    where
        S: PageSource,
        S::List: List<Item = T>,
    {
        Self::along(ByCursor::new(source))
    }
}

impl<T: Send + 'static> Walk<T> {
    fn along<R: Route<Item = T>>(route: R) -> Self {
        let fetching = Engine::new(route);
        let progress = Progress::new(fetching.noun(), fetching.identity());
        Self {
            fetching: Box::new(fetching),
            progress,
            policy: RowPolicy::default(),
            patience: PATIENCE,
            items_left: None,
            pages_left: None,
            page: None,
            refused: None,
            failures: 0,
            circles: 0,
            ended: false,
        }
    }

    /// The same walk, that yields this error and ends without sending anything: for an argument
    /// that was found wrong while the walk was built.
    pub fn refused(mut self, error: Option<Error>) -> Self {
        self.refused = error.or(self.refused);
        self
    }

    /// What becomes of rows that do not decode. Default [`RowPolicy::Report`].
    pub fn rows(mut self, policy: RowPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Ends at the first error instead of the third in a row on one page.
    pub fn stop_at_first_error(mut self) -> Self {
        self.patience = 1;
        self
    }

    /// Fetches up to so many pages at a time, at least 1; default 1. More is faster and asks more
    /// of the server: halved when it pushes back (429, 503), slowly raised again, and never above
    /// the rate limit. At most so many pages are held in memory. Lists whose pages point to the
    /// next cannot be read ahead. 0 makes the walk fail before anything is sent.
    pub fn concurrency(mut self, pages: usize) -> Self {
        if pages == 0 {
            return self.refused(Some(Error::invalid_input("concurrency must be at least 1")));
        }
        self.fetching.set_concurrency(pages);
        self
    }

    /// Hands out the rows of each page as it comes, in no particular order. Keys of all rows are
    /// kept in memory, 16 bytes each and the table around them.
    pub fn as_completed(mut self) -> Self {
        self.fetching.set_as_completed();
        self
    }

    /// Ends after this many items, counted from here on.
    pub fn limit_items(mut self, limit: u64) -> Self {
        self.items_left = Some(limit);
        self
    }

    /// Ends after this many pages, counted from here on.
    pub fn limit_pages(mut self, limit: u64) -> Self {
        self.pages_left = Some(limit);
        self
    }

    /// Goes on from a checkpoint instead of the beginning.
    ///
    /// # Errors
    /// [`Checkpoint`](ErrorKind::Checkpoint) where it belongs to another query, client or
    /// version.
    pub fn resume(mut self, checkpoint: Checkpoint) -> Result<Self, Error> {
        checkpoint.must_belong_to(&self.fetching.identity())?;
        if let Some(place) = &checkpoint.place {
            self.fetching.resume(place)?;
        }
        {
            let mut shared = self.progress.lock();
            shared.report.go_on_from(checkpoint.counts);
            shared.checkpoint = checkpoint;
        }
        Ok(self)
    }

    /// The walk's account so far.
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

    /// The same walk, page by page.
    pub fn pages(self) -> Pages<T> {
        Pages::new(self)
    }

    /// All items, if the verdict is complete; otherwise what there is, with the report.
    pub async fn collect_complete(mut self) -> Result<Vec<T>, Incomplete<T>> {
        let (mut items, mut error) = (Vec::new(), None);
        while let Some(item) = self.next().await {
            match item {
                Ok(item) => items.push(item),
                Err(failure) => error = Some(failure),
            }
        }
        let report = self.report();
        if report.is_complete() { Ok(items) } else { Err(Incomplete { items, report, error }) }
    }

    /// Rows held in memory.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.fetching.held() + self.page.as_ref().map_or(0, |page| page.rows.len())
    }

    /// The next item with its key.
    pub(super) fn poll_keyed(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<(Key, T), Error>>> {
        loop {
            match ready!(self.poll_step(cx)) {
                Some(Ok(Step::Item(key, item))) => return Poll::Ready(Some(Ok((key, item)))),
                Some(Ok(Step::PageEnd)) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    pub(super) fn poll_step(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Step<T>, Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        loop {
            if self.page.is_some() {
                if self.items_left == Some(0) && !self.is_at_the_end() {
                    self.end(Verdict::Limited);
                    return Poll::Ready(None);
                }
                match self.next_row() {
                    Some(Ok((key, item))) => return Poll::Ready(Some(Ok(Step::Item(key, item)))),
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None if self.close() => return Poll::Ready(Some(Ok(Step::PageEnd))),
                    None => {}
                }
            }
            if self.ended {
                return Poll::Ready(None);
            }
            if let Some(error) = self.refused.take() {
                return Poll::Ready(Some(Err(self.interrupt(error))));
            }
            if self.items_left == Some(0) || self.pages_left == Some(0) {
                self.end(Verdict::Limited);
                return Poll::Ready(None);
            }
            match ready!(self.fetching.poll_arrival(cx)) {
                Ok(arrival) => self.open(arrival),
                Err(error) => return Poll::Ready(Some(Err(self.failed(error)))),
            }
        }
    }

    /// Whether the open page is the last and has no row left.
    fn is_at_the_end(&self) -> bool {
        self.page.as_ref().is_some_and(|page| page.rows.is_empty() && page.end.is_some())
    }

    /// The next good row of the open page.
    fn next_row(&mut self) -> Option<Result<(Key, T), Error>> {
        let page = self.page.as_mut()?;
        loop {
            match page.hand_out(&*self.fetching, &self.progress)? {
                Handed::Item(key, item) => {
                    if let Some(left) = &mut self.items_left {
                        *left = left.saturating_sub(1);
                    }
                    return Some(Ok((key, item)));
                }
                Handed::Malformed(error) if self.policy == RowPolicy::Strict => {
                    return Some(Err(error));
                }
                Handed::Malformed(_) | Handed::Dropped => {}
            }
        }
    }

    /// Takes in what arrived.
    fn open(&mut self, arrival: Arrival<T>) {
        self.failures = 0;
        let mut shared = self.progress.lock();
        if let Some(place) = arrival.resume_at {
            shared.checkpoint.counts = shared.report.counts();
            shared.checkpoint.place = Some(place);
        }
        let report = &mut shared.report;
        if let Some(receipt) = arrival.receipt {
            report.pages += 1;
            report.requests += u64::from(receipt.attempts);
            report.retries += u64::from(receipt.attempts.saturating_sub(1));
            report.throttled += receipt.throttled;
        }
        if let Some(count) = arrival.server_count {
            report.server_count_at_start.get_or_insert(count);
            report.server_count_at_end = Some(count);
        }
        let number = report.pages;
        drop(shared);
        self.page = Some(OpenPage {
            number,
            index: 0,
            rows: arrival.rows,
            is_page: arrival.receipt.is_some(),
            brought_anything: false,
            end: arrival.end,
        });
    }

    /// Goes on behind a page whose rows are all read. Whether it was one that callers see.
    fn close(&mut self) -> bool {
        let Some(page) = self.page.take() else { return false };
        if let Some(proof) = page.end {
            let verdict = self.verdict(proof);
            self.end(verdict);
        }
        if !page.is_page {
            return false;
        }
        if let Some(left) = &mut self.pages_left {
            *left = left.saturating_sub(1);
        }
        self.circles = if page.brought_anything { 0 } else { self.circles + 1 };
        if self.circles >= CIRCLES && !self.ended {
            let circles = format!("{CIRCLES} pages in a row brought no new row");
            self.refused = Some(Error::protocol(circles));
        }
        true
    }

    fn verdict(&self, proof: Proof) -> Verdict {
        let report = self.progress.report();
        let mut gaps = Vec::new();
        if report.malformed > 0 {
            gaps.push(Gap::Malformed { rows: report.malformed });
        }
        let verdict = match proof {
            Proof::Sound => Verdict::Complete { provided: None },
            Proof::Agreed(passes) => Verdict::Agreed { passes },
            Proof::IfUnchanged => {
                if report.duplicates > 0 {
                    gaps.push(Gap::Shifted { duplicates: report.duplicates });
                }
                let counts = (report.server_count_at_start, report.server_count_at_end);
                if let (Some(from), Some(to)) = counts
                    && from != to
                {
                    gaps.push(Gap::CountMoved { from, to });
                }
                Verdict::Complete { provided: Some(Condition::ListUnchanged) }
            }
            Proof::Gaps(found) => {
                gaps.extend(found);
                Verdict::InProgress
            }
        };
        if gaps.is_empty() { verdict } else { Verdict::PossibleGap { gaps } }
    }

    /// Counts a failure on the current page, and ends the walk where trying again is no use.
    fn failed(&mut self, error: Error) -> Error {
        self.failures += 1;
        {
            let mut shared = self.progress.lock();
            shared.report.requests += u64::from(error.attempts());
            shared.report.retries += u64::from(error.attempts().saturating_sub(1));
        }
        let goes_on = error.is_temporary() && self.failures < self.patience;
        if goes_on { error } else { self.interrupt(error) }
    }

    fn interrupt(&mut self, error: Error) -> Error {
        self.end(Verdict::Interrupted { because: error.to_string() });
        error
    }

    fn end(&mut self, verdict: Verdict) {
        self.ended = true;
        self.page = None;
        self.progress.lock().report.verdict = verdict;
    }
}

impl<T: Send + 'static> Stream for Walk<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_keyed(cx).map(|item| item.map(|item| item.map(|(_, item)| item)))
    }
}

impl<T: Send + 'static> FusedStream for Walk<T> {
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

// Nothing in a walk is pinned in place; the fetch under way is boxed.
impl<T> Unpin for Walk<T> {}

impl<T> fmt::Debug for Walk<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk").field("report", &self.progress.report()).finish_non_exhaustive()
    }
}

/// A walk that did not end complete: its items, its report and the last error, if there was one.
#[derive(Debug)]
pub struct Incomplete<T> {
    /// What was read.
    pub items: Vec<T>,
    /// What is missing, and why.
    pub report: Report,
    /// The last error on the way.
    pub error: Option<Error>,
}

impl<T> fmt::Display for Incomplete<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.report)
    }
}

impl<T: fmt::Debug> std::error::Error for Incomplete<T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.as_ref().map(|error| error as &(dyn std::error::Error + 'static))
    }
}

#[cfg(test)]
mod tests;
