//! Lists whose pages have numbers.

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::list::List;
use super::rows::RawRow;
use super::source::{Next, Page, PageSource, Proof};
use super::verdict::Gap;
use crate::Error;
use crate::http::Receipt;

/// A list that the server cuts into numbered pages and says how many there are.
pub trait NumberedList: List {
    /// Fetches page `number`, counted from 1.
    fn page(&self, number: u64) -> BoxFuture<'_, Result<NumberedPage, Error>>;
}

/// A numbered page.
#[derive(Debug)]
pub struct NumberedPage {
    /// Its rows.
    pub rows: Vec<RawRow>,
    /// The number that the server says it is, where it does.
    pub number: Option<u64>,
    /// How many pages the server says there are, by the page size that it really used.
    pub total_pages: u64,
    /// What it took.
    pub receipt: Receipt,
}

/// Walks a [`NumberedList`] forward.
///
/// The end is the server's own count of pages, read anew on each page: never a short page, nor an
/// empty one. A list that shifts while it is read may hide rows from such a walk, so its end
/// proves completeness only for a list that did not change.
#[derive(Clone, Debug)]
pub struct ByNumber<L>(pub L);

/// Where a walk by numbers is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageNumber {
    page: u64,
    /// Pages that came empty although more followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    empty: Vec<u64>,
}

impl<L: NumberedList> PageSource for ByNumber<L> {
    type List = L;
    type Cursor = PageNumber;

    fn list(&self) -> &L {
        &self.0
    }

    fn manner(&self) -> &'static str {
        "page numbers"
    }

    fn first(&self) -> PageNumber {
        PageNumber { page: 1, empty: Vec::new() }
    }

    fn fetch(&self, cursor: PageNumber) -> BoxFuture<'_, Result<Page<PageNumber>, Error>> {
        Box::pin(async move {
            let page = self.0.page(cursor.page).await?;
            if let Some(number) = page.number.filter(|number| *number != cursor.page) {
                return Err(Error::protocol(format!(
                    "asked for page {} of the {}, the server answered page {number}",
                    cursor.page,
                    self.0.noun(),
                )));
            }
            let mut empty = cursor.empty;
            let next = if cursor.page < page.total_pages {
                if page.rows.is_empty() {
                    empty.push(cursor.page);
                }
                Next::Page(PageNumber { page: cursor.page + 1, empty })
            } else if empty.is_empty() {
                Next::End(Proof::IfUnchanged)
            } else {
                Next::End(Proof::Gaps(
                    empty.into_iter().map(|page| Gap::EmptyPage { page }).collect(),
                ))
            };
            Ok(Page {
                rows: page.rows,
                next,
                server_count: Some(page.total_pages),
                receipt: page.receipt,
            })
        })
    }
}
