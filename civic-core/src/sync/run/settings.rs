//! How a run is made.

use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How a run is made. [`SyncRun`](super::SyncRun) documents each.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) lag: Duration,
    pub(super) feed_lag: Duration,
    pub(super) full_every: Duration,
    pub(super) is_full: bool,
    pub(super) is_replace: bool,
    pub(super) accepted: usize,
    pub(super) concurrency: usize,
    pub(super) part: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lag: DAY,
            feed_lag: WEEK,
            full_every: WEEK,
            is_full: false,
            is_replace: false,
            accepted: 0,
            concurrency: 1,
            part: None,
        }
    }
}
