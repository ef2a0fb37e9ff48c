//! How long things may take.
//!
//! The deadline of a single call is in `call_options.rs`.

use std::time::Duration;

use super::retry_policy::RetryPolicy;

/// The time for everything but waits for rate limits, where no deadline is set.
const WORK: Duration = Duration::from_secs(100);

/// How long one request may take, and how large its answer may be.
#[doc(alias = "timeout")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Timeouts {
    pub(crate) attempt: Duration,
    pub(crate) stall: Duration,
    deadline: Option<Duration>,
    pub(crate) body_limit: usize,
}

impl Timeouts {
    /// The longest that one attempt may take, from sending to the last byte. Default 30 s.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::{HttpConfig, Timeouts};
    ///
    /// let http = HttpConfig::new().timeouts(Timeouts::default().attempt(Duration::from_secs(10)));
    /// ```
    pub fn attempt(mut self, limit: Duration) -> Self {
        self.attempt = limit;
        self
    }

    /// The longest time without a new byte while a body is read. Default 10 s.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::Timeouts;
    ///
    /// let slow_line = Timeouts::default().stall(Duration::from_secs(30));
    /// ```
    pub fn stall(mut self, limit: Duration) -> Self {
        self.stall = limit;
        self
    }

    /// The longest that one request may take, everything included: all attempts and the pauses between
    /// them, the waits for a token and for the rate limit. For a [`Download`](super::Download) it ends
    /// with the head of the answer. Default: [`RetryPolicy::rate_limit_wait`] and 100 s more, which is
    /// 300 s where that is not set either.
    ///
    /// The `deadline` method of a single call overrides it; see [`CallOptions`](super::CallOptions).
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::Timeouts;
    ///
    /// let hurried = Timeouts::default().deadline(Duration::from_secs(20));
    /// ```
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    pub(crate) fn deadline_with(&self, policy: &RetryPolicy) -> Duration {
        self.deadline.unwrap_or_else(|| policy.rate_limit_wait.saturating_add(WORK))
    }

    /// The largest body that is accepted, in bytes after decompression. Default 64 MiB. A larger one
    /// is an error of the kind [`BodyTooLarge`](crate::ErrorKind::BodyTooLarge).
    ///
    /// ```
    /// use civic_core::http::Timeouts;
    ///
    /// let small = Timeouts::default().body_limit(8 * 1024 * 1024);
    /// ```
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            attempt: Duration::from_secs(30),
            stall: Duration::from_secs(10),
            deadline: None,
            body_limit: 64 * 1024 * 1024,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::any_order::in_any_order;
    use super::*;

    #[test]
    fn each_limit_is_what_was_set_whatever_else_is_set() {
        let seconds = Duration::from_secs;
        let settings: [fn(Timeouts) -> Timeouts; 4] = [
            |limits| limits.attempt(Duration::from_secs(1)),
            |limits| limits.stall(Duration::from_secs(2)),
            |limits| limits.deadline(Duration::from_secs(3)),
            |limits| limits.body_limit(4),
        ];
        let all = Timeouts {
            attempt: seconds(1),
            stall: seconds(2),
            deadline: Some(seconds(3)),
            body_limit: 4,
        };
        assert!(in_any_order(Timeouts::default, &settings).iter().all(|made| *made == all));
        assert_eq!(all.deadline_with(&RetryPolicy::default()), seconds(3));
    }

    #[test]
    fn the_deadline_leaves_time_for_the_longest_wait() {
        let limit = |policy| Timeouts::default().deadline_with(&policy).as_secs();
        assert_eq!(limit(RetryPolicy::default()), 300);
        assert_eq!(limit(RetryPolicy::default().rate_limit_wait(Duration::from_secs(5))), 105);
        assert_eq!(limit(RetryPolicy::default().rate_limit_wait(Duration::MAX)), u64::MAX);
    }
}
