//! The waits of a request, and the time that is left for it.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{BoxFuture, Either, select};
use tracing::debug;

use super::{Exchange, Next};
use crate::auth::{Token, TokenCache};
use crate::{Error, ErrorKind};

impl Exchange<'_> {
    /// Waits for a token, where one is wanted, and then until the client's own rate limit lets the
    /// request through: a place taken before the token is there would be used in a later window.
    pub(super) async fn permit(&mut self) -> Result<Option<Token>, Error> {
        let mut booking = self.client.parts().rate_limit.book(self.request.class);
        loop {
            // Asked for again after each wait, in which it may have ended.
            let token = self.token().await?;
            let wait = booking.wait(self.client.parts().clock.as_ref());
            if wait.is_zero() {
                return Ok(token);
            }
            let error = self.stamp(Error::new(
                ErrorKind::Throttled,
                "was held back to stay within the server's rate limit",
            ));
            self.throttle(error, wait).await?;
        }
    }

    /// Drops a refused token, so that another takes its place. Where it just came in place of one
    /// itself, that takes a wait.
    pub(super) async fn replaces(&mut self, tokens: &TokenCache, token: &Token) -> bool {
        if tokens.reject(token) {
            return true;
        }
        let wait = tokens.rejectable_in(token).filter(|wait| *wait < self.time_left());
        let Some(wait) = wait else { return false };
        let clock = &self.client.parts().clock;
        let before = clock.elapsed();
        clock.sleep(wait).await;
        let waited = clock.elapsed().saturating_sub(before);
        self.authorizing = self.authorizing.saturating_add(waited);
        tokens.reject_after_wait(token)
    }

    pub(super) async fn pause(&mut self, next: Next) -> Result<(), Error> {
        match next {
            Next::Fail(error) => Err(error),
            Next::Throttled(error, wait) => self.throttle(error, wait).await,
            Next::Backoff(error) => {
                let parts = self.client.parts();
                let pause = parts.retry.backoff.pause(self.failures);
                if pause >= self.work_left() || pause >= self.time_left() {
                    return Err(error.with_hint("no time was left for another attempt"));
                }
                if !parts.budget.take() {
                    return Err(error.with_hint("the retry budget is used up"));
                }
                parts.clock.sleep(pause).await;
                Ok(())
            }
        }
    }

    /// Waits as long as a rate limit asks, where that is allowed.
    async fn throttle(&mut self, error: Error, wait: Duration) -> Result<(), Error> {
        let parts = self.client.parts();
        let error = error.with_retry_after(wait);
        if self.throttled.saturating_add(wait) > parts.retry.throttle_cap {
            return Err(error.with_hint("that is longer than this client may wait"));
        }
        if wait >= self.time_left() {
            return Err(error.with_hint("that is longer than this call's deadline"));
        }
        debug!(seconds = wait.as_secs_f64(), "waiting for the rate limit");
        let before = parts.clock.elapsed();
        parts.clock.sleep(wait).await;
        let waited = parts.clock.elapsed().saturating_sub(before).max(wait);
        self.throttled = self.throttled.saturating_add(waited);
        Ok(())
    }

    /// How long an attempt that begins now may take.
    pub(super) fn attempt_limit(&self) -> Duration {
        let attempt = self.client.parts().timeouts.attempt;
        attempt.min(self.work_left()).min(self.time_left())
    }

    /// What is left of the time for work. Waits for rate limits and tokens do not count.
    fn work_left(&self) -> Duration {
        let waited = self.throttled.saturating_add(self.authorizing);
        let worked = self.client.elapsed_since(self.started).saturating_sub(waited);
        self.client.parts().timeouts.deadline.saturating_sub(worked)
    }

    /// What is left until the caller's own deadline.
    fn time_left(&self) -> Duration {
        self.request.deadline.map_or(Duration::MAX, |deadline| {
            deadline.saturating_sub(self.client.elapsed_since(self.started))
        })
    }
}

/// Races work against a timer; None where the timer wins.
pub(super) async fn within<F: Future>(
    timer: &mut BoxFuture<'static, ()>,
    work: F,
) -> Option<F::Output> {
    match select(pin!(work), timer).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}
