//! Lists whose pages have numbers.

use futures_util::future::BoxFuture;

use super::rows::PageRow;
use super::spec::ListSpec;
use crate::Error;
use crate::http::RequestStats;

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

    /// The largest page size that this server is known to honour: it may cut larger ones in
    /// silence, and then a page that looks short is not.
    fn honoured_size(&self) -> u64;

    /// Whether a page of so many rows, fewer than were asked for, may have been cut: then its being
    /// short proves no end. By default from [`honoured_size`](Self::honoured_size) on; a platform
    /// whose servers cut at a few known sizes alone can say more.
    fn may_be_cut(&self, rows: u64) -> bool {
        rows >= self.honoured_size()
    }

    /// Whether the server's count is one of rows and exact, so that a [walk in
    /// passes](super::Paginator::in_passes) that read fewer rows is never complete, however many passes
    /// agree. By default not.
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
    /// What it took.
    pub stats: RequestStats,
}
