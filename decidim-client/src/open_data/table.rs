//! One table, read row by row as it comes.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use async_stream::try_stream;
use civic_core::Error;
#[cfg(feature = "blocking")]
use civic_core::blocking::Iter;
use civic_core::http::platform::RequestStats;
use futures_util::stream::{BoxStream, FusedStream, Stream, StreamExt, TryStreamExt};

use super::cells::Header;
use super::fields::{Fields, Row, unasked};
use super::files::Files;
use super::page::is_name;
use super::paths::DOWNLOAD;
use super::reader::{Reader, Step};
use super::report::{Progress, TableReport};

/// A table of a site, of rows of one type. [`stream`](Self::stream) reads it.
///
/// [`sync`](Self::sync) keeps a copy of it, which each run replaces.
#[must_use = "a table sends nothing until it is streamed"]
pub struct Table<T> {
    pub(super) files: Files,
    pub(super) name: String,
    row: PhantomData<fn() -> T>,
}

impl<T: Row> Table<T> {
    pub(super) fn new(files: Files, name: String) -> Self {
        Self { files, name, row: PhantomData }
    }

    /// The same table with rows of another type.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::Multiloc;
    /// use decidim_client::open_data::{Fields, Row};
    ///
    /// struct Survey {
    ///     id: Option<u64>,
    ///     title: Multiloc,
    /// }
    ///
    /// impl Row for Survey {
    ///     fn from_fields(mut fields: Fields) -> Self {
    ///         Self { id: fields.number("id"), title: fields.multiloc("title") }
    ///     }
    /// }
    ///
    /// let mut surveys = site.table("surveys").typed::<Survey>().stream();
    /// while let Some(survey) = surveys.try_next().await? {
    ///     println!("{:?} {:?}", survey.id, survey.title.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn typed<U: Row>(self) -> Table<U> {
        Table::new(self.files, self.name)
    }

    civic_core::call_options!(files.options);

    /// Reads the table as a stream of rows, in the file's order.
    ///
    /// After an error the stream ends: a file cannot be read on from its middle. Dropping a `next()`
    /// future loses nothing.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::open_data::Refusal;
    ///
    /// let mut results = site.results().stream();
    /// loop {
    ///     match results.try_next().await {
    ///         Ok(Some(result)) => println!("{:?} {:?}", result.id, result.title.text("ca")),
    ///         Ok(None) => break,
    ///         Err(error) if Refusal::of(&error) == Some(Refusal::NotThere) => println!("ask again in an hour"),
    ///         Err(error) => return Err(error),
    ///     }
    /// }
    /// println!("{}", results.report());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where the site redirects to its open-data page, see
    /// [`Refusal`](super::Refusal); [`Decode`](civic_core::ErrorKind::Decode) for bytes that are not a table, of which the
    /// error shows the first; [`Protocol`](civic_core::ErrorKind::Protocol) for a status that does not
    /// mean a complete file; [`Transport`](civic_core::ErrorKind::Transport) and
    /// [`Timeout`](civic_core::ErrorKind::Timeout) where the download breaks off.
    pub fn stream(self) -> Rows<T> {
        let progress = Progress::of(&self.name);
        let parts = parts(self.files, self.name.clone(), progress.clone());
        let told = progress.clone();
        let parts = parts.inspect_err(move |error| told.interrupted(error));
        Rows { stream: parts.boxed(), progress, name: self.name, header: None, ended: false }
    }
}

/// What a table is made of.
enum Part<T> {
    Header(Arc<Header>),
    Row(T),
}

/// The header and the rows of a table, from the first request to the last byte.
fn parts<T: Row>(
    files: Files,
    name: String,
    progress: Progress,
) -> impl Stream<Item = Result<Part<T>, Error>> + Send {
    try_stream! {
        must_be_a_name(&name)?;
        let (path, mut stats) = (format!("{DOWNLOAD}/{name}"), RequestStats::default());
        let download = files.open_counted(&path, "text/csv, */*", &mut stats).await;
        progress.sent(stats);
        let mut download = download?;
        progress.began(&download);
        let mut reader = Reader::new(progress.clone());
        loop {
            let step = reader.step();
            match step.map_err(|error| files.explain(download.head().blame(error), &path))? {
                Step::Header(header) => yield Part::Header(header),
                Step::Row(cells) => yield Part::Row(T::from_fields(Fields::of(cells, &progress))),
                Step::End => break,
                Step::More => match download.piece().await? {
                    Some(piece) => reader.feed(piece),
                    None => reader.finish(download.is_whole()),
                },
            }
        }
    }
}

/// Refuses what is not the name of a table before anything is sent.
pub(super) fn must_be_a_name(name: &str) -> Result<(), Error> {
    if is_name(name) {
        return Ok(());
    }
    Err(Error::invalid_input(format!("{name:?} is not the name of a table")))
}

/// The rows of a table as they come.
#[must_use = "nothing is sent until it is polled"]
pub struct Rows<T> {
    stream: BoxStream<'static, Result<Part<T>, Error>>,
    pub(super) progress: Progress,
    name: String,
    /// The columns, once they are read.
    header: Option<Arc<Header>>,
    ended: bool,
}

impl<T> Rows<T> {
    /// The next row. `None` at the end.
    ///
    /// It is the method of the same name of `futures::StreamExt`, so that no other crate is needed.
    #[expect(clippy::should_implement_trait, reason = "it is the method of a stream")]
    pub fn next(&mut self) -> impl Future<Output = Option<Result<T, Error>>> + Unpin {
        StreamExt::next(self)
    }

    /// The next row. `Ok(None)` at the end.
    ///
    /// # Errors
    /// The error that reading met. It ends the table.
    pub fn try_next(&mut self) -> impl Future<Output = Result<Option<T>, Error>> + Unpin {
        TryStreamExt::try_next(self)
    }

    /// What was read so far.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut proposals = site.proposals().stream();
    /// while proposals.try_next().await?.is_some() {}
    /// println!("{}", proposals.report()); // complete: 11 953 rows of proposals, …
    /// # Ok(())
    /// # }
    /// ```
    pub fn report(&self) -> TableReport {
        self.progress.report()
    }

    /// The next row, or none where the header came.
    fn poll_part(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Option<T>, Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let part = ready!(self.stream.poll_next_unpin(cx));
        Poll::Ready(match part {
            Some(Ok(Part::Header(header))) => {
                self.header = Some(header);
                Some(Ok(None))
            }
            Some(Ok(Part::Row(row))) => Some(Ok(Some(row))),
            Some(Err(error)) => {
                self.ended = true;
                Some(Err(error))
            }
            None => {
                self.ended = true;
                None
            }
        })
    }
}

impl<T: Row> Rows<T> {
    /// The columns of the table that the row type does not ask for, in the file's order, by the names that they
    /// have in the row's `extra`. Of [`Cells`](super::Cells) these are all columns.
    ///
    /// Before the first row, this reads the file as far as its header; the rows follow as usual. A file without a
    /// header has no columns. A row type that asks for a column only where another one holds a text is taken
    /// at what it asks of a row without texts.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut meetings = site.meetings().stream();
    /// println!("columns of this site: {:?}", meetings.other_columns().await?);
    /// while let Some(meeting) = meetings.try_next().await? {
    ///     println!("{:?} {:?}", meeting.id, meeting.extra);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`Table::stream`]. The stream has ended then.
    pub async fn other_columns(&mut self) -> Result<Vec<String>, Error> {
        // The header comes before any row.
        if self.header.is_none() {
            poll_fn(|cx| self.poll_part(cx)).await.transpose()?;
        }
        Ok(self.header.as_ref().map(unasked::<T>).unwrap_or_default())
    }
}

#[cfg(feature = "blocking")]
impl<T> Rows<T> {
    /// The rows as an iterator, outside of async code or within: see [`blocking`](civic_core::blocking).
    ///
    /// ```no_run
    /// # fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut proposals = site.proposals().stream().blocking();
    /// for proposal in &mut proposals {
    ///     println!("{:?}", proposal?.title);
    /// }
    /// println!("{}", proposals.report());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("iterator", "synchronous"))]
    pub fn blocking(self) -> Iter<Self> {
        Iter::new(self)
    }
}

impl<T> Stream for Rows<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.poll_part(cx)) {
                Some(Ok(None)) => {}
                next => return Poll::Ready(next.and_then(Result::transpose)),
            }
        }
    }
}

impl<T> FusedStream for Rows<T> {
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

impl<T> Unpin for Rows<T> {}

impl<T> fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("table", &self.name).finish_non_exhaustive()
    }
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self { files: self.files.clone(), name: self.name.clone(), row: PhantomData }
    }
}

impl<T> fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}
