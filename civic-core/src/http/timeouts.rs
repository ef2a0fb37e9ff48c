//! How long things may take.

use std::time::Duration;

use super::retry::RetryPolicy;

/// The time for everything but waits for rate limits, where no deadline is set.
const WORK: Duration = Duration::from_secs(100);

/// The limits of one request. Each is a safety net, not a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Timeouts {
    pub(crate) attempt: Duration,
    pub(crate) stall: Duration,
    deadline: Option<Duration>,
    pub(crate) body_limit: usize,
}

impl Timeouts {
    /// One attempt, from sending to the last byte. Default 30 s.
    pub fn attempt(mut self, limit: Duration) -> Self {
        self.attempt = limit;
        self
    }

    /// The longest silence within a body. Default 10 s.
    pub fn stall(mut self, limit: Duration) -> Self {
        self.stall = limit;
        self
    }

    /// One request from the call to its last byte, everything included: all attempts and the pauses
    /// between them, the waits for a token and for the rate limit. Of a
    /// [`Download`](super::Download) it covers the head. Default 100 s beyond the longest wait for
    /// rate limits ([`RetryPolicy::rate_limit_wait`]): 300 s where that is not set either.
    ///
    /// A single call sets another one by its `deadline` method; see
    /// [`CallOptions`](super::CallOptions).
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    pub(crate) fn deadline_with(&self, policy: &RetryPolicy) -> Duration {
        self.deadline.unwrap_or_else(|| policy.rate_limit_wait.saturating_add(WORK))
    }

    /// The largest body taken, in bytes after decompression. Default 64 MiB.
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
