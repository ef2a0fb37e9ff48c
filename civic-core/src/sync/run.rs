//! A run of a sync, as a stream of changes.

mod ledger;
mod left_out;
mod plan;
mod reading;
mod settings;
mod shared;
mod steps;
mod suspects;
mod undecodable;
mod wanted;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream, FusedStream, Stream};

use self::settings::Settings;
use self::shared::Shared;
use self::steps::Steps;
use super::change::Change;
use super::report::Report;
use super::source::SyncSource;
use super::state::State;
use crate::Error;

/// A run of a sync: a stream of [`Change`]s that makes a copy equal to the list.
///
/// **Items.** Each is a `Result`. After an error that may pass, the next poll tries the same again, three
/// times at most, as a [`Paginator`](crate::list::Paginator) does; a run whose list cannot be read ends as
/// [`Change::Incomplete`], and one that could not begin just ends. A state of another list, and a setting that
/// makes no sense, are an error before anything is sent. Dropping a `next()` loses nothing and repeats nothing.
///
/// ```
/// use std::time::Duration;
///
/// use civic_core::sync::SyncRun;
/// use civic_core::sync::store::{JsonFile, SyncError};
///
/// # async fn keep<T: serde::Serialize + Send + 'static>(run: SyncRun<T>, mut copy: JsonFile) {
/// let run = run.lag(Duration::from_secs(3 * 24 * 60 * 60)).accept_gone(12);
/// match run.store_in(&mut copy).await {
///     Ok(report) => println!("{report}"),
///     Err(SyncError::Incomplete { report, .. }) => eprintln!("{report}"),
///     Err(error) => eprintln!("{error}"),
/// }
/// # }
/// ```
///
/// **Killed runs.** Changes that were not stored together with a state come again. A long full run can be
/// stored in parts: [`state`](Self::state), taken after a change, belongs to all changes up to it, and the
/// next run goes on from there where the list is ordered.
#[doc(alias("incremental", "replicate", "mirror", "cdc"))]
#[must_use = "a run sends nothing until it is polled"]
pub struct SyncRun<T> {
    start: Option<Box<dyn Start<T>>>,
    settings: Settings,
    shared: Shared,
    changes: Option<BoxStream<'static, Result<Change<T>, Error>>>,
    is_ended: bool,
}

/// Begins a run, whatever the type of its source.
trait Start<T>: Send {
    fn start(
        self: Box<Self>,
        settings: Settings,
        shared: Shared,
    ) -> BoxStream<'static, Result<Change<T>, Error>>;
}

impl<S: SyncSource> Start<S::Item> for S {
    fn start(
        self: Box<Self>,
        settings: Settings,
        shared: Shared,
    ) -> BoxStream<'static, Result<Change<S::Item>, Error>> {
        let steps = Steps::new(*self, settings, shared);
        stream::unfold(steps, |mut steps| async move {
            let change = steps.next().await?;
            Some((change, steps))
        })
        .boxed()
    }
}

impl<T: Send + 'static> SyncRun<T> {
    /// A run that begins where the run before it ended.
    pub fn new<S: SyncSource<Item = T>>(source: S, state: State) -> Self {
        Self {
            start: Some(Box::new(source)),
            settings: Settings::default(),
            shared: Shared::new(state),
            changes: None,
            is_ended: false,
        }
    }

    /// How far behind the last run an incremental run begins to read. It must cover the longest time
    /// between the `updated_at` of a row and the moment at which others see it. Default: 1 day. Where a
    /// platform filters by days, it is rounded up to the beginning of a day, UTC, so that zero still
    /// reads the whole day of the last run; [`Mode::Incremental`](super::Mode::Incremental) says since when
    /// was read.
    #[doc(alias("overlap", "lookback"))]
    pub fn lag(mut self, lag: Duration) -> Self {
        self.settings.lag = lag;
        self
    }

    /// How far behind the last run the feed of deleted rows is read: entries come late. Default: 7 days.
    pub fn feed_lag(mut self, lag: Duration) -> Self {
        self.settings.feed_lag = lag;
        self
    }

    /// How long after the last full run another one is made, by the server's time. Default: 7 days.
    /// With zero each run is a full one.
    pub fn full_every(mut self, time: Duration) -> Self {
        self.settings.full_every = time;
        self
    }

    /// Reads all rows now, whatever the state says.
    pub fn full(mut self) -> Self {
        self.settings.is_full = true;
        self
    }

    /// Reads all rows and returns all of them, for a copy that is written anew. At
    /// [`Change::Synced`] the rows that did not come are to be dropped.
    #[doc(alias("overwrite", "snapshot"))]
    pub fn replace(mut self) -> Self {
        self.settings.is_replace = true;
        self
    }

    /// Reports the rows that were [withheld](Change::Withheld) as deleted, if they are at most so many and
    /// still seem to be gone. If there are more, none is reported. Default: 0. Rows that are there and only
    /// [no longer listed](super::Report::unlisted) can be reported only by a full run, which is then made.
    pub fn accept_gone(mut self, rows: usize) -> Self {
        self.settings.accepted = rows;
        self
    }

    /// Fetches up to so many pages at the same time, as
    /// [`Paginator::concurrency`](crate::list::Paginator::concurrency). Default: 1.
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.settings.concurrency = pages;
        self
    }

    /// Lets [`store_in`](Self::store_in) commit after so many changes, and not only at the end: for
    /// lists so long that a run may be killed before it ends. Zero is taken for one. After a row without a
    /// key it commits at the end, and so it does with [`replace`](Self::replace).
    #[doc(alias("batch", "chunk"))]
    pub fn in_parts_of(mut self, changes: usize) -> Self {
        self.settings.part = Some(changes.max(1));
        self
    }

    pub(super) fn part(&self) -> Option<usize> {
        self.settings.part
    }

    /// The next change. `None` at the end.
    ///
    /// ```no_run
    /// use civic_core::sync::{Change, SyncRun};
    ///
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut run: SyncRun<T>) {
    /// while let Some(change) = run.next().await {
    ///     match change {
    ///         Ok(Change::Upsert { row, .. }) => println!("{row:?}"),
    ///         Ok(_) => {}
    ///         Err(error) => eprintln!("{error}"), // the next call goes on
    ///     }
    /// }
    /// # }
    /// ```
    pub async fn next(&mut self) -> Option<Result<Change<T>, Error>> {
        StreamExt::next(self).await
    }

    /// The next change. `Ok(None)` at the end.
    ///
    /// ```no_run
    /// use civic_core::sync::{Change, SyncRun};
    ///
    /// # async fn example<T: Send + 'static>(mut run: SyncRun<T>) -> Result<(), civic_core::Error> {
    /// while let Some(change) = run.try_next().await? {
    ///     if let Change::Gone { key, evidence } = change {
    ///         println!("{key} is gone: {evidence}");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The error that the run met. Call it again to go on.
    pub async fn try_next(&mut self) -> Result<Option<Change<T>>, Error> {
        self.next().await.transpose()
    }

    /// The state that belongs to the changes up to now: for storing a long run in parts, each part's
    /// changes together with this.
    pub fn state(&self) -> State {
        self.shared.lock().snapshot()
    }

    /// What was read and returned so far. `None` before the server has answered.
    pub fn report(&self) -> Option<Report> {
        self.shared.lock().report.clone()
    }
}

impl<T: Send + 'static> Stream for SyncRun<T> {
    type Item = Result<Change<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_ended {
            return Poll::Ready(None);
        }
        if let Some(start) = self.start.take() {
            let (settings, shared) = (self.settings.clone(), self.shared.clone());
            self.changes = Some(start.start(settings, shared));
        }
        let change = match &mut self.changes {
            Some(changes) => ready!(changes.poll_next_unpin(cx)),
            None => None,
        };
        self.is_ended = change.is_none();
        Poll::Ready(change)
    }
}

impl<T: Send + 'static> FusedStream for SyncRun<T> {
    fn is_terminated(&self) -> bool {
        self.is_ended
    }
}

impl<T> Unpin for SyncRun<T> {}

impl<T> fmt::Debug for SyncRun<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncRun")
            .field("settings", &self.settings)
            .field("report", &self.shared.lock().report)
            .finish_non_exhaustive()
    }
}
