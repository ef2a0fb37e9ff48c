//! Lists whose pages have numbers.

use futures_util::future::BoxFuture;

use super::rows::PageRow;
use super::spec::ListSpec;
use crate::Error;
use crate::http::platform::RequestStats;

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
