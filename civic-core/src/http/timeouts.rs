//! How long things may take.

use std::time::Duration;

/// The limits of one request. Each is a safety net, not a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Timeouts {
    pub(crate) attempt: Duration,
    pub(crate) stall: Duration,
    pub(crate) deadline: Duration,
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

    /// All attempts of a request and the pauses between them, without waits that the server's
    /// rate limit asks for (those have [a cap of their own](crate::http::RetryPolicy)).
    /// Default 60 s.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
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
            deadline: Duration::from_secs(60),
            body_limit: 64 * 1024 * 1024,
        }
    }
}
