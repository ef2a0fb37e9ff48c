//! Keeps many failing requests from becoming a storm of retries.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// What one retry costs, and what a full budget holds: a hundred retries in a row.
const RETRY: u32 = 5;
const FULL: u32 = 500;

/// A budget of retries, shared by all requests of a client.
///
/// It starts with room for 100 retries; each retry takes one place, and five successes give one
/// back. While it is empty, a failure is final at once. Waits that a server's rate limit asks
/// for cost nothing.
#[derive(Clone, Debug)]
pub struct RetryBudget(Arc<AtomicU32>);

impl RetryBudget {
    /// A full budget.
    pub fn new() -> Self {
        Self(Arc::new(AtomicU32::new(FULL)))
    }

    /// Retries that it still allows.
    pub fn remaining(&self) -> u32 {
        self.0.load(Ordering::Relaxed) / RETRY
    }

    /// Takes one retry, where there is one.
    pub(crate) fn take(&self) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(RETRY))
            .is_ok()
    }

    pub(crate) fn succeeded(&self) {
        // Failing means full.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            (left < FULL).then_some(left + 1)
        });
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_allows_a_hundred_retries_and_no_more() {
        let budget = RetryBudget::new();
        assert_eq!((0..200).filter(|_| budget.take()).count(), 100);
        assert_eq!(budget.remaining(), 0);
    }

    #[test]
    fn five_successes_give_one_retry_back_and_never_more_than_full() {
        let budget = RetryBudget::new();
        budget.succeeded();
        assert_eq!(budget.remaining(), 100);
        while budget.take() {}
        for _ in 0..5 {
            budget.succeeded();
        }
        assert!(budget.take() && !budget.take());
    }
}
