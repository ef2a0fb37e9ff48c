//! A list as the tool sees it: pages of JSON, whatever the platform and its models.

use civic_core::Error;
use civic_core::list::{Checkpoint, Monitor, Paginator};
use futures::stream::{BoxStream, StreamExt};
use serde::Serialize;

/// A list that has not been asked for yet.
pub(crate) struct Rows(Box<dyn FnOnce(Option<Checkpoint>) -> Result<Reading, Error> + Send>);

/// A list that is being read.
pub(crate) struct Reading {
    pub(crate) pages: BoxStream<'static, Result<Page, Error>>,
    /// Knows the report, also when the pages are through.
    pub(crate) monitor: Monitor,
}

/// The records of a page, each on a line, and where to go on behind them.
pub(crate) struct Page {
    pub(crate) lines: Vec<String>,
    pub(crate) checkpoint: Checkpoint,
}

impl Rows {
    /// The rows of a list. Models are written with the server's own names, and with the fields that
    /// this version does not know.
    pub(super) fn of<T: Serialize + Send + 'static>(list: Paginator<T>) -> Self {
        Self(Box::new(move |from| {
            let list = match from {
                Some(checkpoint) => list.resume(checkpoint)?,
                None => list,
            };
            // Page by page, since a checkpoint behind a page repeats nothing of it.
            let pages = list.pages();
            let monitor = pages.monitor();
            let pages = pages.map(|page| {
                let page = page?;
                let lines: Result<Vec<_>, _> =
                    page.items.iter().map(serde_json::to_string).collect();
                let lines = lines.map_err(|error| Error::decode(error.to_string(), ""))?;
                Ok(Page { lines, checkpoint: page.checkpoint })
            });
            Ok(Reading { pages: pages.boxed(), monitor })
        }))
    }

    /// Begins to read, at the checkpoint if there is one.
    pub(crate) fn read(self, from: Option<Checkpoint>) -> Result<Reading, Error> {
        self.0(from)
    }
}
