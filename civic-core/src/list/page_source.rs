//! Lists in which each page says where the next one is.

use std::fmt;

use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::condition::Condition;
use super::gap::Gap;
use super::key::Key;
use super::rows::PageRow;
use super::spec::ListSpec;
use crate::Error;
use crate::http::RequestStats;

/// Fetches the page at a cursor, where each page says where the next one is.
///
/// ```
/// use civic_core::http::{HttpClient, Request};
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

    /// Where a page is. It holds all that the source must remember between two pages, since a
    /// checkpoint holds nothing else of the source. A checkpoint is as large as it: where it grows
    /// with the rows read, the method that opens the list says so.
    type Cursor: Clone + fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The list that it reads.
    fn list(&self) -> &Self::List;

    /// How it gets from page to page, in two words. A checkpoint of one strategy is no good for
    /// another.
    fn strategy_name(&self) -> &'static str;

    /// Where the list begins.
    fn first(&self) -> Self::Cursor;

    /// Fetches one page. It is a function of the cursor alone: asked again, it answers for the same
    /// place, and it keeps no memory of having been asked. What a walk has read is the walk's to
    /// know; a page that reads something again says so ([`Page::overlap`], [`Page::named`]).
    fn fetch(&self, cursor: Self::Cursor) -> Fetch<'_, Self>;
}

/// What a source answers with.
pub type Fetch<'s, S> = BoxFuture<
    's,
    Result<Page<<<S as PageSource>::List as ListSpec>::Item, <S as PageSource>::Cursor>, Error>,
>;

/// A page of rows `T` as a source hands it over, where `C` tells what comes next.
#[derive(Debug)]
pub struct Page<T, C> {
    /// The rows.
    pub rows: Vec<PageRow<T>>,
    /// What comes after this page.
    pub next: Next<C>,
    /// How many rows the server says the whole list has, where it says so. A change while the list
    /// is read is a sign that it shifted.
    pub server_rows: Option<u64>,
    /// What is not in it, by the server's own word.
    pub omitted: Omitted,
    /// How many rows, from the first one on, were read again on purpose. One of them that the walk
    /// has not had is no duplicate but news, and a sign that the list changed where it had been
    /// read: then nothing is proven any more.
    pub overlap: usize,
    /// Rows that are in the list, by their keys alone. Those that the walk has not had are fetched.
    pub named: Vec<Named<C>>,
    /// What the page took.
    pub stats: RequestStats,
}

/// A row of the list that is only named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<C> {
    /// What makes it the same row.
    pub key: Key,
    /// The page that it would come on, should the walk not have had it. That page says with
    /// [`Next::End`] what is proven once all of its kind are read.
    pub at: C,
}

impl<T, C> Page<T, C> {
    /// A page of which the server says no more than its rows and what comes next.
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

    /// The same page, and what is not in it.
    #[must_use]
    pub fn omitted(mut self, omitted: Omitted) -> Self {
        self.omitted = omitted;
        self
    }
}

/// What a page does not have, by the server's own word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Omitted {
    /// Places whose rows this caller may not see.
    pub withheld: u64,
    /// What went wrong beside the rows that came, in the server's words. It makes the walk a
    /// possible gap.
    pub errors: Vec<String>,
}

impl Omitted {
    /// Takes over what another page does not have.
    pub fn add(&mut self, more: Self) {
        self.withheld += more.withheld;
        self.errors.extend(more.errors);
    }
}

/// What comes after a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Next<C> {
    /// Another page.
    Page(C),
    /// Nothing, but from here on the list's rows are named once more ([`Page::named`]). A walk
    /// that was taken up on the way has not seen them all and ends here, as
    /// [`Proof::IfUnchanged`].
    Check(C),
    /// Nothing: the list ends here, and this is how far that is proven.
    End(Proof),
}

/// How far the end of a walk proves that nothing was missed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proof {
    /// Every row that was there throughout has been read, whatever changed meanwhile.
    Sound,
    /// The same, provided that the list did not change during the walk. Duplicates or a count
    /// that moved show that it did, and make it a possible gap.
    IfUnchanged,
    /// Nothing was missed under this condition, which the source can only name.
    Provided(Condition),
    /// So many passes over a list without order read the same rows.
    Agreed(u32),
    /// The source itself knows where rows may be missing.
    Gaps(Vec<Gap>),
}
