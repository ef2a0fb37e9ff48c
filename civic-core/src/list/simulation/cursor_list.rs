//! Lists whose pages point to the next by a text, for the tests.

use futures_util::future::BoxFuture;

use crate::Error;
use crate::http::platform::RequestStats;
use crate::list::rows::PageRow;
use crate::list::source::{Fetch, ListSpec, Next, Page, PageSource, Proof};

/// A list in which each page says where the next one is.
pub(in crate::list) trait CursorList: ListSpec {
    /// Fetches the page after `cursor`, the first for `None`.
    fn page(&self, cursor: Option<String>) -> BoxFuture<'_, Result<CursorPage<Self::Item>, Error>>;

    /// How far reaching the end proves that nothing was missed. By default only for a list that
    /// did not change meanwhile.
    fn proof(&self) -> Proof {
        Proof::IfUnchanged
    }
}

/// A page of a [`CursorList`].
#[derive(Debug)]
pub(in crate::list) struct CursorPage<T> {
    /// Its rows.
    pub(in crate::list) rows: Vec<PageRow<T>>,
    /// Where the next page is; `None` where the server says that this is the last.
    pub(in crate::list) next: Option<String>,
    /// How many rows the server says there are, where it does.
    pub(in crate::list) total: Option<u64>,
    /// What it took.
    pub(in crate::list) stats: RequestStats,
}

/// Reads a [`CursorList`] until the server says that nothing follows.
#[derive(Clone, Debug)]
pub(in crate::list) struct ByCursor<L>(pub(in crate::list) L);

impl<L: CursorList> PageSource for ByCursor<L> {
    type List = L;
    type Cursor = Option<String>;

    fn list(&self) -> &L {
        &self.0
    }

    fn strategy_name(&self) -> &'static str {
        "cursors"
    }

    fn first(&self) -> Self::Cursor {
        None
    }

    fn fetch(&self, cursor: Self::Cursor) -> Fetch<'_, Self> {
        Box::pin(async move {
            let page = self.0.page(cursor).await?;
            let next = match page.next {
                Some(next) => Next::Page(Some(next)),
                None => Next::End(self.0.proof()),
            };
            let server_rows = page.total;
            Ok(Page { server_rows, ..Page::new(page.rows, next, page.stats) })
        })
    }
}
