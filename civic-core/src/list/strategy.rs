//! Which pages of a list are read, and what they prove.
//!
//! A strategy says which pages to fetch, judges each page by what the pages before it showed, and knows
//! at the end what has been proven. It sends nothing and does not wait: the
//! [`Prefetcher`](super::prefetch::Prefetcher) fetches, ahead if asked to, and keeps the order.

mod by_cursor;
mod by_number;
mod circles;
mod gap_free;
mod passes;

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(super) use by_cursor::ByCursor;
pub(super) use by_number::ByNumber;
pub(super) use gap_free::GapFree;
pub(super) use passes::Passes;

use super::key::Key;
use super::rows::{PageRow, RawRow};
use super::source::{ListSpec, NumberedList, Omitted, Position, Proof, RowFilter};
use crate::Error;
use crate::http::platform::RequestStats;
use crate::json::Misfit;

pub(super) trait Strategy: Send + 'static {
    type Item: Send + 'static;
    /// A page to fetch.
    type Cursor: Clone + Send + 'static;
    /// All that must be known of the pages before one to judge it. It goes into checkpoints.
    type Frontier: Serialize + DeserializeOwned + Send + 'static;
    /// What the server says beside the rows.
    type Answer: Send + 'static;

    /// Whether a checkpoint can hold a place within the list. If not, a list is resumed at its beginning.
    const HAS_PLACES: bool = true;

    fn resource_name(&self) -> &str;

    /// The query and the strategy by which it is read.
    fn identity(&self) -> String;

    /// Judges a row by what was asked for. [`RowCounts::add`](crate::list::row_counts::RowCounts::add)
    /// counts the rows that are dropped for it.
    fn row_filter(&self, item: &Self::Item) -> RowFilter;

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

    /// Whether no row is missing among those up to the end of the last page that was taken, whatever
    /// changed. `is_first` if that page is the list's first, or none was taken: one answer shows the
    /// list at one moment.
    fn proves_up_to_here(&self, _frontier: &Self::Frontier, is_first: bool) -> bool {
        is_first
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

/// What a server says beside the rows of a numbered page.
pub(super) struct Numbered {
    number: Option<u64>,
    total_pages: u64,
    total_rows: Option<u64>,
}

impl Numbered {
    /// Whether the server gives so many rows and says that there are no pages.
    fn is_denied(&self, rows: u64) -> bool {
        rows > 0 && self.total_pages == 0
    }

    /// Whether the server counts exactly so many rows, or does not count them.
    fn tallies(&self, rows: u64) -> bool {
        self.total_rows.is_none_or(|total| total == rows)
    }
}

pub(super) struct Row<T> {
    pub(super) occurrence: Occurrence,
    /// How many rows of the list are this one.
    pub(super) copies: u32,
    pub(super) content: Content<T>,
}

pub(super) enum Content<T> {
    Item { item: T, key: Key, position: Option<Position> },
    Malformed { raw: RawRow, misfit: Misfit },
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
            PageRow::Decoded(item) => item,
            PageRow::Raw(raw) => match raw.decode() {
                Ok(item) => item,
                Err(misfit) => {
                    let content = Content::Malformed { raw, misfit };
                    return Self { occurrence: Occurrence::New, copies: 1, content };
                }
            },
        };
        let (key, position, copies) = (list.key(&item), list.position(&item), list.copies(&item));
        Self { occurrence: Occurrence::New, copies, content: Content::Item { item, key, position } }
    }

    pub(super) fn key(&self) -> Option<Key> {
        match &self.content {
            Content::Item { key, .. } => Some(*key),
            Content::Malformed { .. } => None,
        }
    }

    /// What is the same when a row comes again, also of one that did not decode.
    fn likeness(&self) -> Key {
        match &self.content {
            Content::Item { key, .. } => *key,
            Content::Malformed { raw, .. } => raw.likeness(),
        }
    }

    fn position(&self) -> Option<Position> {
        match &self.content {
            Content::Item { position, .. } => *position,
            Content::Malformed { .. } => None,
        }
    }
}

/// Marks the rows that came before: on this page, or on another.
fn settle_repeated<T>(seen: &mut HashSet<Key>, rows: &mut [Row<T>]) {
    let mut here = HashSet::with_capacity(rows.len());
    for row in rows {
        let Some(key) = row.key() else { continue };
        let (is_new, is_first_here) = (seen.insert(key), here.insert(key));
        if !is_new {
            row.occurrence = if is_first_here { Occurrence::Duplicate } else { Occurrence::Twice };
        }
    }
}

/// Fetches a page by number and size.
fn fetch_numbered<L: NumberedList>(
    list: &Arc<L>,
    number: u64,
    size: u64,
) -> FetchFuture<L::Item, Numbered> {
    let list = Arc::clone(list);
    Box::pin(async move {
        let page = list.page(number, size).await?;
        Ok(Fetched {
            rows: page.rows.into_iter().map(|row| Row::of(&*list, row)).collect(),
            answer: Numbered {
                number: page.number,
                total_pages: page.total_pages,
                total_rows: page.total_rows,
            },
            omitted: Omitted::default(),
            server_pages: (size == list.page_size()).then_some(page.total_pages),
            server_rows: page.total_rows,
            stats: page.stats,
        })
    })
}

impl Numbered {
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
        let tallies =
            |total_rows, rows| Numbered { number: None, total_pages: 1, total_rows }.tallies(rows);
        assert!(tallies(None, 5) && tallies(Some(5), 5));
        assert!(!tallies(Some(5), 4) && !tallies(Some(4), 5));
    }
}
