//! A list page by page.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::{Stream, StreamExt, TryStreamExt};

use super::checkpoint::Checkpoint;
use super::paginator::{Paginator, Step};
use super::progress::Monitor;
use super::report::Report;
use crate::Error;

/// One page of a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PageOf<T> {
    /// Its items, without duplicates and rows that did not decode. May be empty.
    pub items: Vec<T>,
    /// Where to go on once this page has been dealt with: behind it.
    pub checkpoint: Checkpoint,
}

/// A [`Paginator`] as a stream of pages, with the same contract for errors, cancellation and the end.
#[doc(alias("pagination", "chunks"))]
#[derive(Debug)]
#[must_use = "a paginator sends nothing until it is polled"]
pub struct Pages<T> {
    pub(super) paginator: Paginator<T>,
    items: Vec<T>,
}

impl<T: Send + 'static> Paginator<T> {
    /// The same list, page by page.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// let mut pages = list.pages();
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{} items, and go on behind them by {:?}", page.items.len(), page.checkpoint);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self) -> Pages<T> {
        Pages { paginator: self, items: Vec::new() }
    }
}

impl<T: Send + 'static> Pages<T> {
    /// The next page. `None` at the end.
    ///
    /// It is the method of the same name of `futures::StreamExt`, so that no other crate is needed.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Pages};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut pages: Pages<T>) -> Result<(), Error> {
    /// while let Some(page) = pages.next().await {
    ///     match page {
    ///         Ok(page) => println!("{:?}", page.items),
    ///         Err(error) => eprintln!("{error}"), // the next call goes on
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[expect(clippy::should_implement_trait, reason = "it is the method of a stream")]
    pub fn next(&mut self) -> impl Future<Output = Option<Result<PageOf<T>, Error>>> + Unpin {
        StreamExt::next(self)
    }

    /// The next page. `Ok(None)` at the end.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Pages};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut pages: Pages<T>) -> Result<(), Error> {
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{:?}", page.items);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The error that reading met. The list goes on: call it again.
    pub fn try_next(&mut self) -> impl Future<Output = Result<Option<PageOf<T>>, Error>> + Unpin {
        TryStreamExt::try_next(self)
    }

    /// What was read so far.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Pages};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut pages: Pages<T>) -> Result<(), Error> {
    /// while pages.try_next().await?.is_some() {}
    /// println!("{}", pages.report());
    /// # Ok(())
    /// # }
    /// ```
    pub fn report(&self) -> Report {
        self.paginator.report()
    }

    /// Where to resume: behind the last page that was yielded.
    pub fn checkpoint(&self) -> Checkpoint {
        self.paginator.checkpoint()
    }

    /// A handle to report and checkpoint that stays when an adaptor takes the stream.
    pub fn monitor(&self) -> Monitor {
        self.paginator.monitor()
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<PageOf<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.paginator.poll_step(cx)?) {
                Some(Step::Item(_, item)) => self.items.push(item),
                None if self.items.is_empty() => return Poll::Ready(None),
                // A limit may end the list within a page.
                Some(Step::PageEnd) | None => break,
            }
        }
        let (items, checkpoint) = (std::mem::take(&mut self.items), self.paginator.checkpoint());
        Poll::Ready(Some(Ok(PageOf { items, checkpoint })))
    }
}

impl<T> Unpin for Pages<T> {}
