//! The waits of a request: for a token, for the rate limit, between attempts.

use std::time::Duration;

use super::log;
use super::state::{Next, RetryLoop};
use crate::auth::{Token, TokenCache};
use crate::http::response::Response;
use crate::http::waits;
use crate::{Error, ErrorKind};

impl RetryLoop<'_> {
    /// Waits for a token, where one is wanted, and then until the client's own rate limit lets the
    /// request through: a place taken before the token is there would be used in a later window.
    pub(super) async fn permit(&mut self) -> Result<Option<Token>, Error> {
        let mut booking = self.settings.rate_limit.book(self.request.class);
        loop {
            // Asked for again after each wait, in which it may have ended.
            let token = self.token().await?;
            let wait = booking.wait(self.settings.clock.as_ref());
            if wait.is_zero() {
                return Ok(token);
            }
            let error = self.stamp(Error::new(
                ErrorKind::RateLimited,
                "was held back to stay within the server's rate limit",
            ));
            self.wait_for_rate_limit(error, wait).await?;
        }
    }

    async fn token(&mut self) -> Result<Option<Token>, Error> {
        let wants_one = !self.request.anonymous && !self.request.brings_authorization();
        let Some(tokens) = self.settings.tokens.as_ref().filter(|_| wants_one) else {
            return Ok(None);
        };
        self.waits_for = Some("a token");
        let token = tokens.get().await;
        self.waits_for = None;
        let token = token.map_err(|error| {
            error.on_behalf_of(self.request.method().clone(), &self.shown, self.sent())
        })?;
        self.secrets.add(token.secret().clone());
        Ok(Some(token))
    }

    /// Drops a refused token, so that another takes its place. Where it just came in place of one
    /// itself, that takes a wait.
    pub(super) async fn replaces(
        &mut self,
        tokens: &TokenCache,
        token: &Token,
        response: &Response,
    ) -> bool {
        if tokens.reject(token) {
            return true;
        }
        let wait = tokens.rejectable_in(token).filter(|wait| *wait < self.time_left());
        let Some(wait) = wait else { return false };
        self.wait("waiting for another token", wait, &self.refused(response)).await;
        tokens.reject_after_wait(token)
    }

    pub(super) async fn pause(&mut self, next: Next) -> Result<(), Error> {
        match next {
            Next::Fail(error) => Err(error),
            Next::RateLimited(error, wait) => self.wait_for_rate_limit(error, wait).await,
            Next::Backoff(error) => {
                let pause = self.policy.backoff.pause(self.failures);
                if pause >= self.time_left() {
                    return Err(error.with_hint(self.no_time_left()));
                }
                self.wait("waiting before another attempt", pause, &error).await;
                Ok(())
            }
        }
    }

    /// Waits as long as a rate limit asks, where that is allowed.
    async fn wait_for_rate_limit(&mut self, error: Error, wait: Duration) -> Result<(), Error> {
        let clock = &self.settings.clock;
        let error = error.with_retry_after(wait);
        let cap = self.policy.rate_limit_wait;
        if self.waited_for_rate_limit.saturating_add(wait) > cap {
            let cap = cap.as_secs_f32();
            return Err(error.with_hint(format!(
                "this client waits {cap} s for rate limits at most (RetryPolicy::rate_limit_wait)"
            )));
        }
        if wait >= self.time_left() {
            return Err(error.with_hint(self.no_time_left()));
        }
        let before = clock.elapsed();
        self.wait("waiting for the rate limit", wait, &error).await;
        let waited = clock.elapsed().saturating_sub(before).max(wait);
        self.waited_for_rate_limit = self.waited_for_rate_limit.saturating_add(waited);
        Ok(())
    }

    /// Waits, and says so to the log and to whoever polls.
    async fn wait(&self, what: &'static str, wait: Duration, because: &Error) {
        let clock = &self.settings.clock;
        log::wait(what, wait, because);
        let _noted = waits::note(what, &because.reason(), clock.now(), wait);
        clock.sleep(wait).await;
    }

    fn no_time_left(&self) -> String {
        let limit = self.deadline.limit.as_secs_f32();
        format!("the call's deadline of {limit} s leaves no time for another attempt")
    }
}
