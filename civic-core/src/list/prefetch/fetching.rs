//! What the prefetcher does for the paginator.

use std::collections::VecDeque;
use std::task::{Context, Poll};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::http::platform::RequestStats;
use crate::list::source::{Omitted, Proof, RowFilter};
use crate::list::strategy::{Fetched, Row};
use crate::{Error, ErrorKind};

/// What the prefetcher does for the paginator, whatever the strategy's types.
pub(in crate::list) trait Fetching<T>: Send {
    fn resource_name(&self) -> &str;

    /// The query and the strategy by which it is read.
    fn identity(&self) -> String;

    /// Judges a row by what was asked for. [`RowCounts::add`](crate::list::row_counts::RowCounts::add)
    /// counts the rows that are dropped for it.
    fn row_filter(&self, item: &T) -> RowFilter;

    /// Fetches up to so many pages at a time.
    fn set_concurrency(&mut self, pages: usize);

    /// Goes on from a checkpoint's place.
    fn resume(&mut self, place: &Value) -> Result<(), Error>;

    /// The next arrival. After an error, the same page is fetched again.
    fn poll_arrival(&mut self, cx: &mut Context<'_>) -> Poll<Result<Arrival<T>, Error>>;

    /// What [`Strategy::proves_up_to_here`](crate::list::strategy::Strategy::proves_up_to_here) says.
    fn proves_up_to_here(&self, is_first: bool) -> bool;

    /// Lets the fetches under way go on, and begins none.
    fn drive(&mut self, cx: &mut Context<'_>);

    /// Drops the fetches under way. The next poll begins them again.
    #[cfg(feature = "blocking")]
    fn ask_anew(&mut self);

    /// What fetching took since this was last asked.
    fn take_tally(&mut self) -> Tally;

    /// Rows held, on pages that were fetched ahead.
    #[cfg(test)]
    fn held(&self) -> usize;
}

/// What fetching took, pages that were dropped and failures included.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::list) struct Tally {
    pub(in crate::list) requests: u64,
    pub(in crate::list) retries: u64,
    pub(in crate::list) throttled: Duration,
    /// By the first answer.
    pub(in crate::list) server_time: Option<Timestamp>,
}

impl Tally {
    /// Counts what a fetch took.
    pub(super) fn note<T, A>(&mut self, came: &Result<Fetched<T, A>, Error>) {
        match came {
            Ok(Fetched { stats, .. }) => self.add(*stats),
            // Nothing was asked of a server.
            Err(error) if error.kind() == ErrorKind::Cassette => {}
            Err(error) => self.add(RequestStats::from(error)),
        }
    }

    fn add(&mut self, took: RequestStats) {
        self.requests += u64::from(took.attempts);
        self.retries += u64::from(took.attempts.saturating_sub(took.answers.max(1)));
        self.throttled = self.throttled.saturating_add(took.throttled);
        self.server_time = self.server_time.or(took.server_time);
    }
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
