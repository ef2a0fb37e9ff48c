//! A walk page by page.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::Stream;

use super::checkpoint::Checkpoint;
use super::monitor::Monitor;
use super::report::Report;
use super::walk::{Step, Walk};
use crate::Error;

/// One page of a walk.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PageOf<T> {
    /// Its items, without duplicates and rows that did not decode. May be empty.
    pub items: Vec<T>,
    /// Where to go on once this page has been dealt with: behind it. (As completed: at the oldest
    /// page that has not come yet.)
    pub checkpoint: Checkpoint,
}

/// A [`Walk`] as a stream of pages: the same state machine seen another way, with the same
/// contract for errors, cancellation and the end.
#[derive(Debug)]
#[must_use = "a walk sends nothing until it is polled"]
pub struct Pages<T> {
    walk: Walk<T>,
    items: Vec<T>,
}

impl<T: Send + 'static> Pages<T> {
    pub(super) fn new(walk: Walk<T>) -> Self {
        Self { walk, items: Vec::new() }
    }

    /// The walk's account so far.
    pub fn report(&self) -> Report {
        self.walk.report()
    }

    /// Where the walk can be taken up again.
    pub fn checkpoint(&self) -> Checkpoint {
        self.walk.checkpoint()
    }

    /// A handle to report and checkpoint that stays when an adaptor takes the stream.
    pub fn monitor(&self) -> Monitor {
        self.walk.monitor()
    }

    fn page(&mut self) -> PageOf<T> {
        PageOf { items: std::mem::take(&mut self.items), checkpoint: self.walk.checkpoint() }
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<PageOf<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.walk.poll_step(cx)) {
                Some(Ok(Step::Item(_, item))) => self.items.push(item),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None if self.items.is_empty() => return Poll::Ready(None),
                // A limit may end the walk within a page.
                Some(Ok(Step::PageEnd)) | None => return Poll::Ready(Some(Ok(self.page()))),
            }
        }
    }
}

impl<T> Unpin for Pages<T> {}
