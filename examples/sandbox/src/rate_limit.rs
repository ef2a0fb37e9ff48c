//! Request counting in fixed windows that are aligned to the epoch.

use std::time::Duration;

/// At most so many requests in each window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) requests: u64,
    pub(crate) window: Duration,
}

/// The count of the current window.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    window: i64,
    count: u64,
}

impl Counter {
    /// Counts one request at `now` (milliseconds); whether it is still within the limit.
    pub(crate) fn admit(&mut self, limit: Limit, now: i64) -> bool {
        let length = i64::try_from(limit.window.as_millis()).unwrap_or(i64::MAX).max(1);
        let window = now.div_euclid(length);
        if self.window != window {
            *self = Self { window, count: 0 };
        }
        self.count += 1;
        self.count <= limit.requests
    }
}

#[cfg(test)]
mod tests {
    use super::{Counter, Limit};
    use std::time::Duration;

    #[test]
    fn the_count_starts_anew_when_an_epoch_aligned_window_ends() {
        let limit = Limit { requests: 2, window: Duration::from_secs(180) };
        let mut counter = Counter::default();
        let admitted: Vec<bool> = [179_000, 179_500, 179_999, 180_000, 359_999, 359_999]
            .map(|now| counter.admit(limit, now))
            .to_vec();
        assert_eq!(admitted, [true, true, false, true, true, false]);
    }
}
