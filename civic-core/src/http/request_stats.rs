//! What a request took.

use std::time::Duration;

use crate::Error;

/// What an answer took: attempts and time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestStats {
    /// How many times the request went out; 1 when all went well.
    pub attempts: u32,
    /// How many answers it is the sum of: 1 for a single answer.
    pub answers: u32,
    /// From the call to the last byte, waits included.
    pub elapsed: Duration,
    /// The part of it spent waiting for the rate limit, the client's own or the server's.
    pub throttled: Duration,
    /// Whether the server asked for patience on the way, by a 429 or a 503.
    pub pushed_back: bool,
}

impl RequestStats {
    /// Adds what another answer took.
    pub fn add(&mut self, more: Self) {
        self.attempts += more.attempts;
        self.answers += more.answers;
        self.elapsed += more.elapsed;
        self.throttled += more.throttled;
        self.pushed_back |= more.pushed_back;
    }
}

/// What a failure took.
impl From<&Error> for RequestStats {
    fn from(error: &Error) -> Self {
        let attempts = error.attempts();
        Self { attempts, answers: attempts.min(1), elapsed: error.elapsed(), ..Self::default() }
    }
}
