//! How often a failed request is tried again, and after how long.
//!
//! Which failures are: without an answer, those of `retry_loop/run.rs` (`after_failure`); with one, the
//! statuses of `error/temporary.rs`, judged by `retry_loop/refusal.rs`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How long to wait before the next attempt.
#[doc(alias = "delay")]
#[doc(alias = "jitter")]
pub trait Backoff: fmt::Debug + Send + Sync + 'static {
    /// The pause after the `failures`th failure, 1 for the first.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::{Backoff, RetryPolicy};
    ///
    /// /// One second more after each failure.
    /// #[derive(Debug)]
    /// struct Linear;
    ///
    /// impl Backoff for Linear {
    ///     fn pause(&self, failures: u32) -> Duration {
    ///         Duration::from_secs(failures.into())
    ///     }
    /// }
    ///
    /// assert_eq!(Linear.pause(3), Duration::from_secs(3));
    /// let policy = RetryPolicy::default().backoff(Linear);
    /// ```
    fn pause(&self, failures: u32) -> Duration;
}

/// A random pause between zero and a limit that doubles with each failure ("full jitter"), so that many
/// clients do not all come back at the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct ExponentialBackoff {
    first: Duration,
    cap: Duration,
}

impl ExponentialBackoff {
    /// The limit is `first` after the first failure and doubles up to `cap`. Default 0.5 s and 30 s.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::{Backoff, ExponentialBackoff};
    ///
    /// let backoff = ExponentialBackoff::new(Duration::from_secs(1), Duration::from_secs(8));
    /// assert!(backoff.pause(1) <= Duration::from_secs(1));
    /// assert!(backoff.pause(9) <= Duration::from_secs(8));
    /// ```
    pub fn new(first: Duration, cap: Duration) -> Self {
        Self { first, cap }
    }

    fn ceiling(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(31);
        self.first.saturating_mul(1 << doublings).min(self.cap)
    }
}

impl Default for ExponentialBackoff {
    fn default() -> Self {
        Self::new(Duration::from_millis(500), Duration::from_secs(30))
    }
}

impl Backoff for ExponentialBackoff {
    fn pause(&self, failures: u32) -> Duration {
        self.ceiling(failures).mul_f64(fastrand::f64())
    }
}

/// How often a request is tried, and how long it waits between attempts.
///
/// Idempotent requests (reads, and others marked as such) are retried after failures that waiting can
/// mend. Other requests are retried only when they were certainly not sent. Which failures these are
/// ([`Error::is_temporary`](crate::Error::is_temporary)) is fixed. To try again what this does not, put a
/// [middleware](super::HttpConfig::middleware) around the calls that sends the request once more with a
/// clone of `next`.
#[doc(alias("backoff", "idempotent"))]
#[derive(Clone, Debug)]
#[must_use]
pub struct RetryPolicy {
    pub(crate) attempts: u32,
    pub(crate) backoff: Arc<dyn Backoff>,
    pub(crate) rate_limit_wait: Duration,
}

impl RetryPolicy {
    /// One attempt only. The request still waits for the client's own rate limit, and is still sent
    /// once more with a new token where its token was refused.
    ///
    /// ```
    /// use civic_core::http::{HttpConfig, RetryPolicy};
    ///
    /// let http = HttpConfig::new().retry(RetryPolicy::never());
    /// ```
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// How many attempts are made in all, at least 1. Default 4.
    ///
    /// ```
    /// use civic_core::http::RetryPolicy;
    ///
    /// let patient = RetryPolicy::default().attempts(8);
    /// ```
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The pauses between attempts. Default [`ExponentialBackoff`].
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::{ExponentialBackoff, RetryPolicy};
    ///
    /// let backoff = ExponentialBackoff::new(Duration::from_secs(2), Duration::from_secs(60));
    /// let policy = RetryPolicy::default().attempts(6).backoff(backoff);
    /// ```
    pub fn backoff(mut self, backoff: impl Backoff) -> Self {
        self.backoff = Arc::new(backoff);
        self
    }

    /// The most that one request waits for rate limits in all, the server's and the client's own.
    /// Where it would have to wait longer it fails at once, and the error says how long. Default 200 s.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::RetryPolicy;
    ///
    /// // A web page that shows the data cannot wait for minutes.
    /// let policy = RetryPolicy::default().rate_limit_wait(Duration::from_secs(5));
    /// ```
    #[doc(alias = "throttle")]
    pub fn rate_limit_wait(mut self, most: Duration) -> Self {
        self.rate_limit_wait = most;
        self
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            backoff: Arc::new(ExponentialBackoff::default()),
            rate_limit_wait: Duration::from_secs(200),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::any_order::in_any_order;
    use super::*;

    #[test]
    fn ceilings_double_up_to_the_cap() {
        let backoff = ExponentialBackoff::default();
        let ceilings: Vec<_> =
            [1, 2, 3, 7, 8, 1000].map(|n| backoff.ceiling(n).as_millis()).into_iter().collect();
        assert_eq!(ceilings, [500, 1000, 2000, 30_000, 30_000, 30_000]);
    }

    #[test]
    fn pauses_fill_the_whole_range_below_the_ceiling() {
        let backoff = ExponentialBackoff::default();
        let pauses: Vec<_> = (0..2000).map(|_| backoff.pause(2)).collect();
        assert!(pauses.iter().all(|pause| *pause <= Duration::from_secs(1)));
        assert!(pauses.iter().any(|pause| *pause < Duration::from_millis(100)));
        assert!(pauses.iter().any(|pause| *pause > Duration::from_millis(900)));
    }

    #[test]
    fn there_is_always_one_attempt() {
        assert_eq!(RetryPolicy::default().attempts(0).attempts, 1);
        assert_eq!(RetryPolicy::never().attempts, 1);
    }

    #[derive(Debug)]
    struct Always(Duration);

    impl Backoff for Always {
        fn pause(&self, _: u32) -> Duration {
            self.0
        }
    }

    #[test]
    fn each_setting_is_what_was_set_whatever_else_is_set() {
        let settings: [fn(RetryPolicy) -> RetryPolicy; 3] = [
            |policy| policy.attempts(9),
            |policy| policy.backoff(Always(Duration::from_secs(7))),
            |policy| policy.rate_limit_wait(Duration::from_secs(5)),
        ];
        for made in in_any_order(RetryPolicy::default, &settings) {
            assert_eq!((made.attempts, made.rate_limit_wait.as_secs()), (9, 5));
            assert_eq!(made.backoff.pause(3).as_secs(), 7);
        }
    }
}
