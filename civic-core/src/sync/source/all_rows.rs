//! All rows of a list, as they are read.

use std::fmt;
use std::pin::Pin;

use futures_util::StreamExt;
use futures_util::stream::Stream;

use crate::list::{Checkpoint, Monitor, Paginator, Report};
use crate::{Error, ErrorKind};

/// All rows of a list, as they are read: by pages, as most lists are (`paginator.into()`), or one after the
/// other from a single answer, such as a file ([`of_stream`](Self::of_stream)).
pub struct AllRows<T>(Form<T>);

enum Form<T> {
    Pages(Box<Paginator<T>>),
    Stream(Pin<Box<dyn RowStream<T>>>),
}

/// Rows that come from a single answer. After an error the stream ends.
pub trait RowStream<T>: Stream<Item = Result<T, Error>> + Send {
    /// What was read so far. Its completeness is
    /// [`InProgress`](crate::list::Completeness::InProgress) until the stream has ended.
    fn report(&self) -> Report;
}

impl<T: Send + 'static> AllRows<T> {
    /// Rows from a single answer, which cannot be read on from its middle.
    pub fn of_stream(rows: impl RowStream<T> + 'static) -> Self {
        Self(Form::Stream(Box::pin(rows)))
    }

    pub(in crate::sync) async fn next(&mut self) -> Option<Result<T, Error>> {
        match &mut self.0 {
            Form::Pages(pages) => pages.next().await,
            Form::Stream(rows) => rows.next().await,
        }
    }

    pub(in crate::sync) fn report(&self) -> Report {
        match &self.0 {
            Form::Pages(pages) => pages.report(),
            Form::Stream(rows) => rows.report(),
        }
    }

    /// Shows where reading stands, if it can be resumed.
    pub(in crate::sync) fn monitor(&self) -> Option<Monitor> {
        match &self.0 {
            Form::Pages(pages) => Some(pages.monitor()),
            Form::Stream(_) => None,
        }
    }

    pub(in crate::sync) fn concurrency(self, pages: usize) -> Self {
        match self.0 {
            Form::Pages(paginator) => paginator.concurrency(pages).into(),
            stream @ Form::Stream(_) => Self(stream),
        }
    }

    pub(in crate::sync) fn resume(self, checkpoint: Checkpoint) -> Result<Self, Error> {
        match self.0 {
            Form::Pages(paginator) => Ok(paginator.resume(checkpoint)?.into()),
            Form::Stream(_) => {
                Err(Error::new(ErrorKind::Checkpoint, "a single answer cannot be resumed"))
            }
        }
    }
}

impl<T> From<Paginator<T>> for AllRows<T> {
    fn from(pages: Paginator<T>) -> Self {
        Self(Form::Pages(Box::new(pages)))
    }
}

impl<T> fmt::Debug for AllRows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Pages(pages) => pages.fmt(f),
            Form::Stream(_) => f.write_str("AllRows"),
        }
    }
}
