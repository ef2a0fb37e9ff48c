//! Request counting in fixed windows that are aligned to the epoch.

use std::time::Duration;

/// At most so many requests in each window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) requests: u64,
    pub(super) window: Duration,
}

/// The count of the current window.
#[derive(Debug, Default)]
pub(super) struct Counter {
    window: i64,
    count: u64,
}

impl Counter {
    /// Counts one request at `now` (milliseconds); whether it is still within the limit.
    pub(super) fn admit(&mut self, limit: Limit, now: i64) -> bool {
        let length = i64::try_from(limit.window.as_millis()).unwrap_or(i64::MAX).max(1);
        let window = now.div_euclid(length);
        if self.window != window {
            *self = Self { window, count: 0 };
        }
        self.count += 1;
        self.count <= limit.requests
    }
}
