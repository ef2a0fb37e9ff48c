//! How many attempts and how much time a request took.

use std::time::Duration;

use jiff::Timestamp;

use crate::Error;

/// How many attempts and how much time an answer took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestStats {
    /// How many times the request went out; 1 when all went well.
    pub attempts: u32,
    /// How many answers these figures are the sum of: 1 for a single answer.
    pub answers: u32,
    /// From the call to the last byte, waits included.
    pub elapsed: Duration,
    /// The part of [`elapsed`](Self::elapsed) that was spent waiting for a rate limit, the client's own
    /// or the server's.
    pub waited_for_rate_limit: Duration,
    /// Whether the server asked one of the attempts to come later: by 429, 503 or `Retry-After`.
    pub pushed_back: bool,
    /// The server's time when it answered, by the `Date` header. `None` without that header, and where
    /// the answer comes from a cache, which keeps the header of the answer that it kept.
    pub server_time: Option<Timestamp>,
}

impl RequestStats {
    /// Adds the figures of a later answer.
    ///
    /// ```
    /// use civic_core::http::platform::RequestStats;
    ///
    /// let mut all = RequestStats::default();
    /// all.add(RequestStats::default());
    /// assert_eq!(all.attempts, 0);
    /// ```
    pub fn add(&mut self, more: Self) {
        self.attempts += more.attempts;
        self.answers += more.answers;
        self.elapsed += more.elapsed;
        self.waited_for_rate_limit += more.waited_for_rate_limit;
        self.pushed_back |= more.pushed_back;
        self.server_time = self.server_time.or(more.server_time);
    }
}

/// The figures of a call that failed.
impl From<&Error> for RequestStats {
    fn from(error: &Error) -> Self {
        let attempts = error.attempts();
        Self { attempts, answers: attempts.min(1), elapsed: error.elapsed(), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn a_call_that_failed_counts_with_its_attempts_and_its_time() {
        let took = Duration::from_secs(7);
        let error = Error::new(ErrorKind::Timeout, "no answer").tried(4, took);
        let mut all =
            RequestStats { attempts: 1, answers: 1, elapsed: took, ..RequestStats::default() };
        all.add(RequestStats::from(&error));
        assert_eq!((all.attempts, all.answers, all.elapsed), (5, 2, 2 * took));
        let unsent = RequestStats::from(&Error::invalid_input("no"));
        assert_eq!(unsent, RequestStats::default());
    }

    /// By the `Date` of the first answer, a copy knows how far the server's clock is from its own.
    #[test]
    fn what_two_answers_took_is_added() {
        let (second, at) = (Duration::from_secs(1), "2026-06-01T12:00:00Z".parse().ok());
        let first =
            RequestStats { attempts: 2, waited_for_rate_limit: second, ..RequestStats::default() };
        let later = RequestStats { waited_for_rate_limit: 2 * second, pushed_back: true, ..first };
        let mut all = first;
        all.add(RequestStats { server_time: at, ..later });
        all.add(first);
        assert_eq!((all.attempts, all.waited_for_rate_limit), (6, 4 * second));
        assert!(all.pushed_back && all.server_time == at);
    }
}
