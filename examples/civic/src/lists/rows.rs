//! A list as the tool sees it: pages of JSON, whatever the platform and its models.

use std::sync::{Arc, Mutex, PoisonError};

use civic_core::Error;
use civic_core::list::{Checkpoint, Paginator, Report};
use civic_core::sync::source::RowStream;
use decidim_client::open_data::{self, Row};
use futures::future::{self, BoxFuture, FutureExt};
use futures::stream::{self, BoxStream, StreamExt};
use serde::Serialize;

/// A list that has not been asked for yet.
pub(crate) struct Rows(Box<Begin>);

type Begin =
    dyn FnOnce(Option<Checkpoint>, usize) -> BoxFuture<'static, Result<Reading, Error>> + Send;

/// A list that is being read.
pub(crate) struct Reading {
    pub(crate) pages: BoxStream<'static, Result<Page, Error>>,
    pub(crate) monitor: Monitor,
    /// The columns of a site's own table that its declared table does not have, by their names in the rows.
    pub(crate) own_columns: Vec<String>,
}

/// Tells the report of a reading at any time, also when the pages are through.
#[derive(Clone)]
pub(crate) struct Monitor(Arc<dyn Fn() -> Report + Send + Sync>);

impl Monitor {
    pub(crate) fn report(&self) -> Report {
        (self.0)()
    }
}

/// The records of a page, each on a line, and where to go on behind them.
pub(crate) struct Page {
    pub(crate) lines: Vec<String>,
    /// None where the list cannot be taken up in the middle.
    pub(crate) checkpoint: Option<Checkpoint>,
}

/// Rows of a list without pages that are handed on at once.
const AT_ONCE: usize = 500;

impl Rows {
    /// The rows of a list. Models are written with the server's own names, and with the fields that
    /// this version does not know.
    pub(super) fn of<T: Serialize + Send + 'static>(list: Paginator<T>) -> Self {
        let begin = move |from, concurrency| {
            let list = match from {
                Some(checkpoint) => list.resume(checkpoint)?,
                None => list,
            };
            // Page by page, since a checkpoint behind a page repeats nothing of it.
            let pages = list.concurrency(concurrency).pages();
            let monitor = pages.monitor();
            let pages = pages.map(|page| {
                let page = page?;
                let lines = page.items.iter().map(line).collect::<Result<_, _>>()?;
                Ok(Page { lines, checkpoint: Some(page.checkpoint) })
            });
            let monitor = Monitor(Arc::new(move || monitor.report()));
            Ok(Reading { pages: pages.boxed(), monitor, own_columns: Vec::new() })
        };
        Self(Box::new(move |from, concurrency| future::ready(begin(from, concurrency)).boxed()))
    }

    /// The rows of a site's table, which comes in one piece and is read from its beginning.
    pub(super) fn of_table<T: Row + Serialize>(mut rows: open_data::Rows<T>) -> Self {
        let begin = async move {
            // Why a table cannot be read is told in the place of its rows.
            let (own_columns, error) = match rows.other_columns().await {
                Ok(columns) => (columns, None),
                Err(error) => (Vec::new(), Some(Err(error))),
            };
            let report = Arc::new(Mutex::new(RowStream::report(&rows)));
            let told = Arc::clone(&report);
            let monitor = Monitor(Arc::new(move || {
                told.lock().unwrap_or_else(PoisonError::into_inner).clone()
            }));
            let pages = stream::unfold((rows, report), |(mut rows, report)| async move {
                let mut lines = Vec::new();
                let mut ended = None;
                while lines.len() < AT_ONCE && ended.is_none() {
                    match rows.next().await.map(|row| row.and_then(|row| line(&row))) {
                        Some(Ok(line)) => lines.push(line),
                        Some(Err(error)) => ended = Some(Some(error)),
                        None => ended = Some(None),
                    }
                }
                *report.lock().unwrap_or_else(PoisonError::into_inner) = RowStream::report(&rows);
                let page = (!lines.is_empty()).then_some(Ok(Page { lines, checkpoint: None }));
                let error = ended.flatten().map(Err);
                let both: Vec<_> = page.into_iter().chain(error).collect();
                (!both.is_empty()).then_some((stream::iter(both), (rows, report)))
            });
            let pages = stream::iter(error).chain(pages.flatten()).boxed();
            Ok(Reading { pages, monitor, own_columns })
        };
        Self(Box::new(move |_, _| begin.boxed()))
    }

    /// Begins to read, at the checkpoint if there is one, and so many pages at the same time. Nothing is asked
    /// for yet, but for the header of a site's table.
    pub(crate) async fn read(
        self,
        from: Option<Checkpoint>,
        concurrency: usize,
    ) -> Result<Reading, Error> {
        self.0(from, concurrency).await
    }
}

fn line(row: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(row).map_err(|error| Error::decode(error.to_string(), ""))
}
