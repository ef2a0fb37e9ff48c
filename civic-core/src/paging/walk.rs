//! The walk: a list as a stream that knows whether it is complete.

mod erased;
mod open_page;

use std::collections::HashSet;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{FusedStream, Stream};
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::erased::{ErasedPage, ErasedSource, Source};
use self::open_page::{OpenPage, Row};
use super::checkpoint::Checkpoint;
use super::key::Key;
use super::list::List;
use super::monitor::Monitor;
use super::pages::Pages;
use super::progress::Progress;
use super::report::Report;
use super::rows::RowPolicy;
use super::source::{Next, PageSource, Proof};
use super::verdict::{Condition, Gap, Verdict};
use crate::{Error, ErrorKind};

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
#[must_use = "a walk sends nothing until it is polled"]
pub struct Walk<T> {
    source: Arc<dyn ErasedSource<T>>,
    progress: Progress,
    policy: RowPolicy,
    items_left: Option<u64>,
    pages_left: Option<u64>,
    seen: HashSet<Key>,
    visited: HashSet<Key>,
    cursor: Option<Value>,
    pending: Option<BoxFuture<'static, Result<ErasedPage, Error>>>,
    page: Option<OpenPage>,
    refused: Option<Error>,
    failures: u32,
    circles: u32,
    ended: bool,
}

/// What a walk does in one step.
pub(super) enum Step<T> {
    Item(Key, T),
    PageEnd,
}

impl<T: Send + 'static> Walk<T> {
    /// A walk through this source from its beginning. Nothing is sent until it is polled.
    pub fn new<S>(source: S) -> Self
    where
        S: PageSource,
        S::List: List<Item = T>,
        T: DeserializeOwned,
    {
        let source: Arc<dyn ErasedSource<T>> = Arc::new(Source(source));
        let progress = Progress::new(source.noun(), source.identity());
        Self {
            source,
            progress,
            policy: RowPolicy::default(),
            items_left: None,
            pages_left: None,
            seen: HashSet::new(),
            visited: HashSet::new(),
            cursor: None,
            pending: None,
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
        checkpoint.must_belong_to(&self.source.identity())?;
        self.source.must_read(checkpoint.cursor.as_ref())?;
        self.cursor.clone_from(&checkpoint.cursor);
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
        if let Some(error) = self.refused.take() {
            return Poll::Ready(Some(Err(self.interrupt(error))));
        }
        loop {
            if let Some(page) = &self.page {
                if self.items_left == Some(0) && !page.is_last_row() {
                    self.end(Verdict::Limited);
                    return Poll::Ready(None);
                }
                return Poll::Ready(match self.next_row() {
                    Some(Ok((key, item))) => Some(Ok(Step::Item(key, item))),
                    Some(Err(error)) => Some(Err(error)),
                    None => Some(Ok(Step::PageEnd)),
                });
            }
            if self.ended {
                return Poll::Ready(None);
            }
            if self.items_left == Some(0) || self.pages_left == Some(0) {
                self.end(Verdict::Limited);
                return Poll::Ready(None);
            }
            let fetch = self
                .pending
                .get_or_insert_with(|| Arc::clone(&self.source).fetch(self.cursor.clone()));
            let result = ready!(fetch.as_mut().poll(cx));
            self.pending = None;
            if let Err(error) = result.and_then(|page| self.open(page)) {
                return Poll::Ready(Some(Err(self.failed(error))));
            }
        }
    }

    /// The next good row of the open page; `None` closes the page.
    fn next_row(&mut self) -> Option<Result<(Key, T), Error>> {
        let page = self.page.as_mut()?;
        loop {
            let Some(row) = page.next(&*self.source, &mut self.seen, &self.progress) else {
                let page = self.page.take()?;
                self.close(page);
                return None;
            };
            match row {
                Row::Item(key, item) => {
                    if let Some(left) = &mut self.items_left {
                        *left = left.saturating_sub(1);
                    }
                    return Some(Ok((key, item)));
                }
                Row::Malformed(error) if self.policy == RowPolicy::Strict => {
                    return Some(Err(error));
                }
                Row::Malformed(_) | Row::Dropped => {}
            }
        }
    }

    /// Takes a page in.
    fn open(&mut self, page: ErasedPage) -> Result<(), Error> {
        let at = Key::of([page.cursor.to_string()]);
        if !self.visited.insert(at) {
            return Err(Error::protocol(format!(
                "the server points back to a page of the {} that was read before",
                self.source.noun()
            )));
        }
        self.failures = 0;
        let mut shared = self.progress.lock();
        shared.checkpoint.cursor = Some(page.cursor.clone());
        shared.checkpoint.counts = shared.report.counts();
        let report = &mut shared.report;
        report.pages += 1;
        report.requests += u64::from(page.receipt.attempts);
        report.retries += u64::from(page.receipt.attempts.saturating_sub(1));
        report.throttled += page.receipt.throttled;
        if let Some(count) = page.server_count {
            report.server_count_at_start.get_or_insert(count);
            report.server_count_at_end = Some(count);
        }
        let number = report.pages;
        drop(shared);
        self.cursor = Some(page.cursor);
        self.page = Some(OpenPage::new(number, page.rows, page.next));
        Ok(())
    }

    /// Goes on behind a page whose rows are all read.
    fn close(&mut self, page: OpenPage) {
        if let Some(left) = &mut self.pages_left {
            *left = left.saturating_sub(1);
        }
        self.circles = if page.brought_anything() { 0 } else { self.circles + 1 };
        match page.into_next() {
            Next::Page(cursor) if self.circles < CIRCLES => self.cursor = Some(cursor),
            Next::Page(_) => {
                self.refused =
                    Some(Error::protocol(format!("{CIRCLES} pages in a row brought no new row")));
            }
            Next::End(proof) => {
                let verdict = self.verdict(proof);
                self.end(verdict);
            }
        }
    }

    fn verdict(&self, proof: Proof) -> Verdict {
        let report = self.progress.report();
        let mut gaps = Vec::new();
        if report.malformed > 0 {
            gaps.push(Gap::Malformed { rows: report.malformed });
        }
        let provided = match proof {
            Proof::Sound => None,
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
                Some(Condition::ListUnchanged)
            }
            Proof::Gaps(found) => {
                gaps.extend(found);
                None
            }
        };
        if gaps.is_empty() { Verdict::Complete { provided } } else { Verdict::PossibleGap { gaps } }
    }

    /// Counts a failure on the current page, and ends the walk where trying again is no use.
    fn failed(&mut self, error: Error) -> Error {
        self.failures += 1;
        {
            let mut shared = self.progress.lock();
            shared.report.requests += u64::from(error.attempts());
            shared.report.retries += u64::from(error.attempts().saturating_sub(1));
        }
        if error.is_temporary() && self.failures < PATIENCE { error } else { self.interrupt(error) }
    }

    fn interrupt(&mut self, error: Error) -> Error {
        self.end(Verdict::Interrupted { because: error.to_string() });
        error
    }

    fn end(&mut self, verdict: Verdict) {
        self.ended = true;
        self.page = None;
        self.pending = None;
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

/// The error of a cursor that is not this source's.
fn foreign_cursor(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::Checkpoint, "its place in the list is unreadable").with_source(error)
}

#[cfg(test)]
mod tests;
