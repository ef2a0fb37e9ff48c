//! What the prefetcher does for the paginator.

use std::collections::VecDeque;
use std::task::{Context, Poll};

use serde_json::Value;

use crate::Error;
use crate::http::platform::RequestStats;
use crate::list::source::{Omitted, Proof, RowFilter};
use crate::list::strategy::Row;

/// What the prefetcher does for the paginator, whatever the strategy's types.
pub(in crate::list) trait Fetching<T>: Send {
    /// Judges a row by what was asked for. [`RowCounts::add`](crate::list::row_counts::RowCounts::add)
    /// counts the rows that are dropped for it.
    fn row_filter(&self, item: &T) -> RowFilter;

    /// Fetches up to so many pages at a time.
    fn set_concurrency(&mut self, pages: usize);

    /// Goes on from a checkpoint's place.
    fn resume(&mut self, place: &Value) -> Result<(), Error>;

    /// The next arrival. After an error, the same page is fetched again.
    fn poll_arrival(&mut self, cx: &mut Context<'_>) -> Poll<Result<Arrival<T>, Error>>;

    /// What [`Strategy::proof_so_far`](crate::list::strategy::Strategy::proof_so_far) says.
    fn proof_so_far(&self, is_first: bool) -> Proof;

    /// Lets the fetches under way go on, and begins none.
    fn drive(&mut self, cx: &mut Context<'_>);

    /// Drops the fetches under way. The next poll begins them again.
    #[cfg(feature = "blocking")]
    fn ask_anew(&mut self);

    /// What each fetch took since this was last asked, pages that were dropped and failures included.
    fn take_stats(&mut self) -> Vec<RequestStats>;

    /// Rows held, on pages that were fetched ahead.
    #[cfg(test)]
    fn held(&self) -> usize;
}

/// A page that was judged and can be read.
pub(in crate::list) struct Arrival<T> {
    pub(in crate::list) rows: VecDeque<Row<T>>,
    pub(in crate::list) server_pages: Option<u64>,
    pub(in crate::list) server_rows: Option<u64>,
    pub(in crate::list) omitted: Omitted,
    /// Where to resume once these rows have all been read, where that is a new place.
    pub(in crate::list) place_behind: Option<Value>,
    /// After the last page, what is proven.
    pub(in crate::list) end: Option<Proof>,
}
