//! What only implementors of a platform need: how a page is fetched, and what its rows are.
//!
//! [`ListSpec`] describes the rows of a list. How its pages are fetched is either a [`NumberedList`],
//! whose pages have numbers, or a [`PageSource`], whose pages each say where the next one is. A
//! [`Paginator`] reads both.
//!
//! [`Paginator`]: super::Paginator

use std::fmt;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::gap::Gap;
use super::proof_condition::Condition;
use crate::Error;
use crate::http::platform::RequestStats;

pub use super::gap::Gaps;
pub use super::key::Key;
pub use super::rows::{PageRow, RawRow, raw_rows, rows, rows_and};

/// A list of a platform: what its rows are, and which query it stands for.
pub trait ListSpec: Send + Sync + 'static {
    /// A row.
    type Item: DeserializeOwned + Send + 'static;

    /// What the rows are called in a report: `ideas`.
    fn resource_name(&self) -> &str;

    /// The whole query in one line: client and major version, host, path and every parameter, but
    /// no secret. A checkpoint can be resumed by the same query only.
    fn identity(&self) -> String;

    /// What makes a row the same row.
    fn key(&self, item: &Self::Item) -> Key;

    /// How often the list has this row. More than once where the server joins another table, such as
    /// that of authors, and counts the rows of the join. Default: 1.
    fn copies(&self, _item: &Self::Item) -> u32 {
        1
    }

    /// Where a row stands in the list's order, if the list has one: see [`Position`]. Default: `None`,
    /// for a list whose order is not known.
    fn position(&self, _item: &Self::Item) -> Option<Position> {
        None
    }

    /// Whether a row belongs to what was asked for: a server may silently ignore a filter. Default:
    /// every row does.
    fn row_filter(&self, _item: &Self::Item) -> RowFilter {
        RowFilter::Keep
    }
}

/// A row's place in a list that comes newest first: the moment by which the server sorts.
///
/// It must never change for a row. Many rows may share one; their order among each other need not
/// be stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(i64);

impl Position {
    /// The position of a row that is sorted by this moment cut to whole seconds.
    ///
    /// ```
    /// use civic_core::list::source::Position;
    ///
    /// # fn main() -> Result<(), jiff::Error> {
    /// let at: jiff::Timestamp = "2026-01-02T03:04:05.678Z".parse()?;
    /// let cut: jiff::Timestamp = "2026-01-02T03:04:05Z".parse()?;
    /// assert_eq!(Position::to_the_second(at), Position::from(cut));
    /// # Ok(())
    /// # }
    /// ```
    pub fn to_the_second(at: Timestamp) -> Self {
        Self(at.as_second().saturating_mul(1_000_000))
    }
}

/// To the microsecond.
impl From<Timestamp> for Position {
    fn from(at: Timestamp) -> Self {
        Self(at.as_microsecond())
    }
}

impl From<Position> for Timestamp {
    fn from(position: Position) -> Self {
        Self::from_microsecond(position.0).unwrap_or(Self::UNIX_EPOCH)
    }
}

/// Whether a row belongs to what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowFilter {
    /// It belongs to what was asked for.
    Keep,
    /// It does not, because the server can only filter more widely. It is dropped and counted.
    Narrowed,
    /// It does not, because the server ignored the filter of this name. It is dropped and counted, and
    /// the report names the filter.
    Ignored(&'static str),
}

/// A list that the server cuts into numbered pages and says how many there are.
pub trait NumberedList: ListSpec {
    /// Fetches page `number`, counted from 1, in pages of `size` rows.
    fn page(
        &self,
        number: u64,
        size: u64,
    ) -> BoxFuture<'_, Result<NumberedPage<Self::Item>, Error>>;

    /// Rows per page to ask for.
    fn page_size(&self) -> u64;

    /// The largest page size that this server is known to honour. It may silently cut larger pages, and
    /// then a short page does not show the end of the list.
    fn honoured_size(&self) -> u64;

    /// Whether the server may have cut a page that has so many rows, fewer than were asked for. If so,
    /// it does not show the end of the list. Default: if it has at least
    /// [`honoured_size`](Self::honoured_size) rows. A platform whose servers only cut at certain sizes
    /// can say more.
    fn may_be_cut(&self, rows: u64) -> bool {
        rows >= self.honoured_size()
    }

    /// Whether the server counts rows, and exactly. If so, a list that is read [in
    /// passes](super::Paginator::in_passes) and has fewer rows is incomplete, however many passes agree.
    /// Default: `false`.
    fn counts_rows(&self) -> bool {
        false
    }
}

/// A numbered page.
#[derive(Debug)]
pub struct NumberedPage<T> {
    /// Its rows.
    pub rows: Vec<PageRow<T>>,
    /// The number that the server says it is, where it does.
    pub number: Option<u64>,
    /// How many pages the server says there are, by the page size that it really used.
    pub total_pages: u64,
    /// How many rows the server says the list has, where it counts rows.
    pub total_rows: Option<u64>,
    /// How many attempts and how much time it took.
    pub stats: RequestStats,
}

/// Fetches the page at a cursor, where each page says where the next one is.
///
/// ```
/// use civic_core::http::Request;
/// use civic_core::http::platform::HttpClient;
/// use civic_core::list::Paginator;
/// use civic_core::list::source::{Fetch, Key, ListSpec, Next, Page, PageSource, Proof, raw_rows};
///
/// #[derive(serde::Deserialize)]
/// struct Notice {
///     id: String,
/// }
///
/// struct Notices(HttpClient);
///
/// impl ListSpec for Notices {
///     type Item = Notice;
///
///     fn resource_name(&self) -> &str {
///         "notices"
///     }
///
///     fn identity(&self) -> String {
///         "notices/1 GET /notices".to_owned()
///     }
///
///     fn key(&self, notice: &Notice) -> Key {
///         Key::of([&notice.id])
///     }
/// }
///
/// impl PageSource for Notices {
///     type List = Self;
///     /// The token of the page, none for the first.
///     type Cursor = Option<String>;
///
///     fn list(&self) -> &Self {
///         self
///     }
///
///     fn strategy_name(&self) -> &'static str {
///         "next tokens"
///     }
///
///     fn first(&self) -> Self::Cursor {
///         None
///     }
///
///     fn fetch(&self, cursor: Self::Cursor) -> Fetch<'_, Self> {
///         Box::pin(async move {
///             let mut request = Request::get("/notices");
///             if let Some(token) = cursor {
///                 request = request.query("after", token);
///             }
///             let answer = self.0.execute(request).await?;
///             let next: Option<String> = answer.json_under("next")?;
///             let next = next.map_or(Next::End(Proof::IfUnchanged), |next| Next::Page(Some(next)));
///             Ok(Page::new(raw_rows(&answer, "notices")?, next, answer.stats()))
///         })
///     }
/// }
///
/// # fn notices(http: HttpClient) {
/// let notices = Paginator::by_cursor(Notices(http));
/// # }
/// ```
pub trait PageSource: Send + Sync + 'static {
    /// The list that it reads.
    type List: ListSpec;

    /// Where a page is. It holds everything that the source must remember from page to page; a
    /// checkpoint holds nothing else of the source. A checkpoint is about as large as the cursor: where
    /// it grows with the rows read, the docs of the method that opens the list must say so.
    type Cursor: Clone + fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The list that it reads.
    fn list(&self) -> &Self::List;

    /// How it gets from page to page, in two words, such as `next tokens`. A checkpoint can be resumed
    /// by the same strategy only.
    fn strategy_name(&self) -> &'static str;

    /// The cursor of the first page.
    fn first(&self) -> Self::Cursor;

    /// Fetches the page at a cursor. It is a pure function of the cursor: called again with the same
    /// cursor it sends the same request, and it remembers nothing of earlier calls. Which rows were read
    /// before is known to the paginator; a source that reads rows again on purpose says so in the page
    /// ([`Page::overlap`], [`Page::named`]).
    fn fetch(&self, cursor: Self::Cursor) -> Fetch<'_, Self>;
}

/// What [`PageSource::fetch`] returns.
pub type Fetch<'s, S> = BoxFuture<
    's,
    Result<Page<<<S as PageSource>::List as ListSpec>::Item, <S as PageSource>::Cursor>, Error>,
>;

/// A page of rows `T`. `C` is the cursor of its source.
#[derive(Debug)]
pub struct Page<T, C> {
    /// The rows.
    pub rows: Vec<PageRow<T>>,
    /// What comes after this page.
    pub next: Next<C>,
    /// How many rows the server says the whole list has, where it says so. Where the number changes
    /// while the list is read, the list has changed.
    pub server_rows: Option<u64>,
    /// What the server says that it left out.
    pub omitted: Omitted,
    /// How many rows at the beginning of the page were read again on purpose. They are not counted as
    /// duplicates. If one of them was not read before, the list has changed where it had been read
    /// already, and nothing is proven any more.
    pub overlap: usize,
    /// Keys of rows that are in the list. Those that were not read yet are fetched, each by the cursor
    /// that is named with it.
    pub named: Vec<Named<C>>,
    /// How many attempts and how much time the page took.
    pub stats: RequestStats,
}

/// The key of a row of the list, and where to fetch that row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<C> {
    /// What makes it the same row.
    pub key: Key,
    /// The cursor of a page with this row. It is fetched only if the row was not read yet. That page
    /// ends with [`Next::End`], which says what is proven once all such rows are read.
    pub at: C,
}

impl<T, C> Page<T, C> {
    /// A page with these rows, of which nothing else is known than what comes next.
    pub fn new(
        rows: impl IntoIterator<Item: Into<PageRow<T>>>,
        next: Next<C>,
        stats: RequestStats,
    ) -> Self {
        let rows = rows.into_iter().map(Into::into).collect();
        Self {
            rows,
            next,
            server_rows: None,
            omitted: Omitted::default(),
            overlap: 0,
            named: Vec::new(),
            stats,
        }
    }

    /// The same page with what the server says that it left out.
    #[must_use]
    pub fn omitted(mut self, omitted: Omitted) -> Self {
        self.omitted = omitted;
        self
    }
}

/// What the server says that it left out of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Omitted {
    /// How many rows this caller may not see.
    pub hidden: u64,
    /// Errors that the server gave beside the rows, in its own words. With any of them the list is
    /// incomplete.
    pub errors: Vec<String>,
}

impl Omitted {
    /// Adds what was left out of another page.
    pub fn add(&mut self, more: Self) {
        self.hidden += more.hidden;
        self.errors.extend(more.errors);
    }
}

/// What comes after a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Next<C> {
    /// Another page.
    Page(C),
    /// All rows were read; the page at this cursor only names them once more ([`Page::named`]), to find
    /// those that were missed. A list that was resumed from a checkpoint has not read them all in this
    /// process, so it ends here, as [`Proof::IfUnchanged`].
    Check(C),
    /// The list ends here, and this much is proven.
    End(Proof),
}

/// What the end of a list proves: whether rows may have been missed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proof {
    /// Every row that was there from beginning to end was read, whatever changed meanwhile.
    Sound,
    /// The same, if the list did not change while it was read. Duplicates, or a count that moved, show
    /// that it did; then the list is incomplete.
    IfUnchanged,
    /// Nothing was missed under this condition, which the source cannot check.
    Provided(Condition),
    /// So many passes over a list read the same rows. Where a page that names them
    /// ([`Next::Check`]) does not name all that were read, or a part was read before a resume, it is
    /// [`Proof::IfUnchanged`].
    Agreed(u32),
    /// The source knows where rows may be missing.
    Gaps(Vec<Gap>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_names_the_moment_that_the_rows_have() {
        for at in ["2026-01-02T03:04:05.678901Z", "1969-12-31T23:59:59Z"] {
            let at: Timestamp = at.parse().unwrap();
            assert_eq!(Timestamp::from(Position::from(at)), at);
        }
    }

    #[test]
    fn what_two_pages_leave_out_is_added() {
        let of = |hidden, error: &str| Omitted { hidden, errors: vec![error.to_owned()] };
        let mut both = of(2, "first");
        both.add(of(3, "second"));
        assert_eq!(
            both,
            Omitted { hidden: 5, errors: vec!["first".to_owned(), "second".to_owned()] }
        );
    }
}
