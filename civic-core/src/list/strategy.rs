//! Which pages of a list are read, and what they prove.
//!
//! A strategy says which pages to fetch, judges each page by what the pages before it showed, and knows
//! at the end what has been proven. It sends nothing and does not wait: the
//! [`Prefetcher`](super::prefetch::Prefetcher) fetches, ahead if asked to, and keeps the order.

mod by_cursor;
mod by_number;
mod gap_free;
mod in_passes;
mod loop_guard;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(super) use by_cursor::ByCursor;
pub(super) use by_number::ByNumber;
pub(super) use gap_free::GapFree;
pub(super) use in_passes::InPasses;

use super::key::Key;
use super::rows::{PageRow, RawRow};
use super::source::{ListSpec, NumberedList, NumberedPage, Omitted, Position, Proof};
use crate::Error;
use crate::http::platform::RequestStats;
use crate::json::Misfit;

pub(super) trait Strategy: Send + 'static {
    type Item: DeserializeOwned + Send + 'static;
    /// A page to fetch.
    type Cursor: Clone + Send + 'static;
    /// All that must be known of the pages before one to judge it. It goes into checkpoints.
    type Frontier: Serialize + DeserializeOwned + Send + 'static;
    /// What the server says beside the rows.
    type Answer: Send + 'static;

    /// Whether a checkpoint can hold a place within the list. If not, a list is resumed at its beginning.
    const HAS_PLACES: bool = true;

    fn list(&self) -> &dyn ListSpec<Item = Self::Item>;

    /// What the rows are called in a report.
    fn resource_name(&self) -> &str {
        self.list().resource_name()
    }

    /// The query and the strategy by which it is read.
    fn identity(&self) -> String;

    /// Before the first page.
    fn start(&self) -> Self::Frontier;

    /// The page to fetch after `last`, or without one, behind the frontier. `None` where that is not
    /// known yet.
    fn after(&self, frontier: &Self::Frontier, last: Option<&Self::Cursor>)
    -> Option<Self::Cursor>;

    /// Whether a frontier that was read from a checkpoint is possible.
    fn accepts(&self, _frontier: &Self::Frontier) -> bool {
        true
    }

    fn fetch(&self, cursor: Self::Cursor) -> FetchFuture<Self::Item, Self::Answer>;

    /// Judges a page by what is known before it, marks the rows that came before, and moves the frontier
    /// behind the page. After an error the frontier is as it was.
    fn judge(
        &mut self,
        frontier: &mut Self::Frontier,
        cursor: &Self::Cursor,
        page: &mut Fetched<Self::Item, Self::Answer>,
    ) -> Result<Judgement<Self::Cursor>, Error>;

    /// What is proven of the rows up to the end of the last page that was taken. `is_first` if that page
    /// is the list's first, or none was taken: one answer shows the list at one moment.
    fn proof_so_far(&self, _frontier: &Self::Frontier, is_first: bool) -> Proof {
        if is_first { Proof::Sound } else { Proof::IfUnchanged }
    }
}

pub(super) type FetchFuture<T, A> = BoxFuture<'static, Result<Fetched<T, A>, Error>>;

pub(super) enum Judgement<C> {
    /// The page is read next, and the frontier is behind it. After the last page, what is proven.
    Take { end: Option<Proof> },
    /// Another page is needed before this one can be judged.
    Before(C),
}

/// A page with its rows decoded.
pub(super) struct Fetched<T, A> {
    pub(super) rows: Vec<Row<T>>,
    pub(super) answer: A,
    /// The server's own counts of pages and of rows, where they are of the whole list.
    pub(super) server_pages: Option<u64>,
    pub(super) server_rows: Option<u64>,
    pub(super) omitted: Omitted,
    pub(super) stats: RequestStats,
}

pub(super) struct Row<T> {
    pub(super) occurrence: Occurrence,
    /// How many rows of the list are this one.
    copies: u32,
    position: Option<Position>,
    /// With its key, or as the server sent it and why it does not decode.
    pub(super) content: Result<(Key, T), (RawRow, Misfit)>,
}

/// How often a row has come, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occurrence {
    /// For the first time.
    New,
    /// It was read again on purpose.
    Overlap,
    /// A further copy of a row of which the list is known to have several.
    Copy,
    /// It came again, on another page.
    Duplicate,
    /// It came again on the same page, which no shift of the list explains.
    Twice,
}

impl<T> Row<T> {
    fn of<L: ListSpec<Item = T>>(list: &L, row: PageRow<T>) -> Self
    where
        T: DeserializeOwned,
    {
        let item = match row {
            PageRow::Decoded(item) => Ok(item),
            PageRow::Raw(raw) => raw.decode().map_err(|misfit| (raw, misfit)),
        };
        let decoded = item.as_ref().ok();
        Self {
            occurrence: Occurrence::New,
            copies: decoded.map_or(1, |item| list.copies(item)),
            position: decoded.and_then(|item| list.position(item)),
            content: item.map(|item| (list.key(&item), item)),
        }
    }

    fn key(&self) -> Option<Key> {
        self.content.as_ref().ok().map(|(key, _)| *key)
    }
}

/// Marks the rows that came before, more often than the list has copies of them: on this page, or on
/// another. `due` has all rows that came, with the copies of each that have not come yet.
fn settle<T>(due: &mut HashMap<Key, u32>, rows: &mut [Row<T>]) {
    let mut here = HashSet::with_capacity(rows.len());
    for row in rows {
        let Some(key) = row.key() else { continue };
        let is_first_here = here.insert(key);
        row.occurrence = match due.get_mut(&key) {
            None => {
                due.insert(key, row.copies.saturating_sub(1));
                Occurrence::New
            }
            Some(0) if is_first_here => Occurrence::Duplicate,
            Some(0) => Occurrence::Twice,
            Some(left) => {
                *left -= 1;
                Occurrence::Copy
            }
        };
    }
}

/// Fetches a page by number and size. The answer is the page without its rows.
fn fetch_numbered<L: NumberedList>(
    list: &Arc<L>,
    number: u64,
    size: u64,
) -> FetchFuture<L::Item, NumberedPage<L::Item>> {
    let list = Arc::clone(list);
    Box::pin(async move {
        let mut page = list.page(number, size).await?;
        Ok(Fetched {
            rows: page.rows.drain(..).map(|row| Row::of(&*list, row)).collect(),
            omitted: Omitted::default(),
            server_pages: (size == list.page_size()).then_some(page.total_pages),
            server_rows: page.total_rows,
            stats: page.stats,
            answer: page,
        })
    })
}

impl<T> NumberedPage<T> {
    /// Whether the server gives so many rows and says that there are no pages.
    fn is_denied(&self, rows: u64) -> bool {
        rows > 0 && self.total_pages == 0
    }

    /// Whether the server counts exactly so many rows, or does not count them.
    fn tallies(&self, rows: u64) -> bool {
        self.total_rows.is_none_or(|total| total == rows)
    }

    /// Whether the server answered its last page when a page beyond it was asked for.
    fn is_last_instead_of(&self, asked: u64) -> bool {
        self.number.is_some_and(|number| number < asked && number >= self.total_pages)
    }

    /// The server must answer the page that was asked for.
    fn must_be(&self, asked: u64, resource_name: &str) -> Result<(), Error> {
        match self.number {
            Some(number) if number != asked => Err(Error::protocol(format!(
                "asked for page {asked} of the {resource_name}, the server answered page {number}"
            ))),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_rows_tallies_if_it_is_exact_or_there_is_none() {
        let tallies = |total_rows, rows| {
            let (number, stats) = (None, RequestStats::default());
            let page: NumberedPage<()> =
                NumberedPage { rows: Vec::new(), number, total_pages: 1, total_rows, stats };
            page.tallies(rows)
        };
        assert!(tallies(None, 5) && tallies(Some(5), 5));
        assert!(!tallies(Some(5), 4) && !tallies(Some(4), 5));
    }
}
