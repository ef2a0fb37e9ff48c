//! One token for all requests of a client, refreshed once and in time.

mod pending;

use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Poll;
use std::time::Duration;

use futures_util::FutureExt;

use self::pending::{Pending, Refresh, UnderWay};
use super::token::{IssuedToken, Token, TokenSource};
use crate::clock::Clock;
use crate::{Error, ErrorKind, Sent};

/// How long before its end a token is refreshed, unless half its lifetime is less.
const MARGIN: Duration = Duration::from_secs(300);

/// The least time between two token requests of which the first failed, or of which the first
/// brought a token that was refused in turn, and the least time for which an issued token is used.
const MIN_INTERVAL: Duration = Duration::from_secs(5);

/// Holds the token that all requests of a client share. Cheap to clone.
///
/// * **One request at a time.** Any number of callers who need a token cause one token request; those of
///   blocking calls, which cannot wait for async code, may cause a second one.
/// * **No waiting for a refresh.** A token is refreshed 5 minutes before its end, or at half its
///   lifetime if that is later. Until it ends, callers get the old one at once, however slow the token
///   service is; the refresh is driven while callers wait for their own requests. There is no
///   background task.
/// * **Only the refused token is dropped.** [`reject`](Self::reject) drops a token only if it is still
///   the current one, so a late answer never drops its successor.
/// * **Cancellation is safe.** A caller that gives up leaves the token request to the others or, if
///   there are none, to the next caller. A token request that panics becomes an error.
/// * **No loop.** After a failed token request, the next one is sent 5 seconds later at the earliest;
///   until then callers without a token get the same error, which says how long to wait. A new token
///   that is refused as well is replaced 5 seconds after it was issued at the earliest: its request
///   waits until then, within its deadline, unless such a wait was in vain the last time.
#[doc(alias("refresh", "bearer", "oauth"))]
#[derive(Clone)]
pub struct TokenCache {
    shared: Arc<Cache>,
}

struct Cache {
    source: Box<dyn TokenSource>,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Held>,
    pending: UnderWay,
    failure: Option<(Duration, Error)>,
    /// How the last token was dropped, where none has come in its place yet.
    rejected: Option<Rejection>,
    issued: u64,
    requests: u64,
}

#[derive(Clone)]
struct Held {
    token: Token,
    issued_at: Duration,
    /// How the token was dropped that it came in place of.
    after: Option<Rejection>,
    /// From here on it is refreshed ahead of its end.
    refresh_at: Option<Duration>,
    ends_at: Option<Duration>,
}

/// How a refused token is dropped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rejection {
    AtOnce,
    /// After a wait for the least time that a token is used.
    Waited,
}

impl TokenCache {
    /// An empty cache, which gets its tokens from this source.
    ///
    /// ```no_run
    /// use std::sync::Arc;
    /// use civic_core::auth::{TokenCache, TokenSource};
    /// use civic_core::http::platform::HttpClient;
    ///
    /// # fn example(http: HttpClient, source: impl TokenSource) {
    /// let tokens = TokenCache::new(source, Arc::clone(http.clock()));
    /// let http = http.with_tokens(tokens);
    /// # }
    /// ```
    pub fn new(source: impl TokenSource, clock: Arc<dyn Clock>) -> Self {
        let state = Mutex::default();
        Self { shared: Arc::new(Cache { source: Box::new(source), clock, state }) }
    }

    /// The current token, at once, if it has not ended; otherwise a new one.
    ///
    /// Where the token is due for a refresh, this also polls the refresh once, without waiting for it.
    ///
    /// ```no_run
    /// use civic_core::auth::TokenCache;
    ///
    /// # async fn example(tokens: TokenCache) -> Result<(), civic_core::Error> {
    /// let token = tokens.get().await?;
    /// // where a server has refused it:
    /// if tokens.reject(&token) {
    ///     let newer = tokens.get().await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The error of the token request, for every caller that waited for it.
    pub async fn get(&self) -> Result<Token, Error> {
        loop {
            match self.shared.look_up()? {
                Lookup::Held(token, None) => return Ok(token),
                Lookup::Held(token, Some(mut refresh)) => {
                    // Where it has ended, there may be another token.
                    if !refresh.poll_once().await {
                        return Ok(token);
                    }
                }
                Lookup::Wait(mut waiter) => match (&mut waiter.request).await {
                    Err(_) if waiter.was_left => {}
                    result => return result,
                },
            }
        }
    }

    /// Does this work, and polls the refresh that is under way meanwhile.
    pub(crate) async fn beside<F: Future>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        let mut refresh: Option<Waiter> = None;
        poll_fn(|cx| {
            if let Poll::Ready(output) = work.as_mut().poll(cx) {
                return Poll::Ready(output);
            }
            if refresh.is_none() {
                refresh = self.shared.refresh_under_way();
            }
            refresh.take_if(|refresh| refresh.request.poll_unpin(cx).is_ready());
            Poll::Pending
        })
        .await
    }

    /// The token that is held, if it has not ended. No token request is sent.
    pub fn held(&self) -> Option<Token> {
        let now = self.shared.clock.elapsed();
        let state = self.shared.lock();
        state.current.as_ref().filter(|held| held.is_good(now)).map(|held| held.token.clone())
    }

    /// Drops this token, unless it was replaced already. Returns whether asking for a new one may help:
    /// `false` where this one has just replaced another that was refused.
    pub fn reject(&self, token: &Token) -> bool {
        self.drop_as(Rejection::AtOnce, token)
    }

    /// How long a request may wait before it [rejects](Self::reject_after_wait) this token, which
    /// came just now in place of a refused one. `None` where that one was waited for in vain.
    pub(crate) fn rejectable_in(&self, token: &Token) -> Option<Duration> {
        let now = self.shared.clock.elapsed();
        let state = self.shared.lock();
        let held = state.current.as_ref().filter(|held| held.is(token));
        let waits = held.filter(|held| held.after != Some(Rejection::Waited));
        waits.map(|held| MIN_INTERVAL.saturating_sub(now.saturating_sub(held.issued_at)))
    }

    /// Drops this token as [`reject`](Self::reject) does, after such a wait.
    pub(crate) fn reject_after_wait(&self, token: &Token) -> bool {
        self.drop_as(Rejection::Waited, token)
    }

    fn drop_as(&self, rejection: Rejection, token: &Token) -> bool {
        let now = self.shared.clock.elapsed();
        let mut state = self.shared.lock();
        let Some(held) = state.current.as_ref().filter(|held| held.is(token)) else {
            return true;
        };
        if held.after.is_some() && now.saturating_sub(held.issued_at) < MIN_INTERVAL {
            return false;
        }
        state.current = None;
        state.rejected = Some(rejection);
        true
    }
}

impl Cache {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a caller who needs a token gets.
    fn look_up(self: &Arc<Self>) -> Result<Lookup, Error> {
        let now = self.clock.elapsed();
        let mut state = self.lock();
        let recent_failure = state.recent_failure(now);
        if let Some(held) = state.current.clone().filter(|held| held.is_good(now)) {
            let begins = held.is_due(now) && recent_failure.is_none();
            let refresh =
                (begins || state.pending.own().is_some()).then(|| self.join(&mut state, now));
            return Ok(Lookup::Held(held.token, refresh));
        }
        match recent_failure {
            Some(failure) if state.pending.own().is_none() => Err(failure),
            _ => Ok(Lookup::Wait(self.join(&mut state, now))),
        }
    }

    /// The refresh that others began while the token lives, or this caller did.
    fn refresh_under_way(self: &Arc<Self>) -> Option<Waiter> {
        let mut state = self.lock();
        let is_refresh = state.pending.own().is_some() && state.current.is_some();
        is_refresh.then(|| self.join(&mut state, self.clock.elapsed()))
    }

    /// Joins the token request that is under way, or begins one.
    fn join(self: &Arc<Self>, state: &mut State, now: Duration) -> Waiter {
        let State { pending, requests, .. } = state;
        let pending = pending.own().get_or_insert_with(|| {
            *requests += 1;
            let request = self.request(*requests, now);
            Pending {
                number: *requests,
                waiters: 0,
                unpolled_since: None,
                was_left: false,
                request,
            }
        });
        pending.waiters += 1;
        let unpolled = pending.unpolled_since.take();
        pending.was_left |= unpolled.is_some_and(|since| now.saturating_sub(since) >= MIN_INTERVAL);
        Waiter {
            cache: Arc::clone(self),
            number: pending.number,
            was_left: pending.was_left,
            request: pending.request.clone(),
        }
    }

    /// A token request that moves on while anybody awaits it. It holds the cache weakly: the cache
    /// holds it.
    fn request(self: &Arc<Self>, number: u64, started: Duration) -> Refresh {
        let cache: Weak<Self> = Arc::downgrade(self);
        async move {
            let issue = async {
                // While it waits, it does not hold the cache that holds it: what is dropped is gone.
                let issued = cache.upgrade().ok_or_else(gone)?.source.issue();
                issued.await
            };
            // A panic would spoil the shared future for every caller to come.
            let result = AssertUnwindSafe(issue).catch_unwind().await;
            let result = result.map(|issued| issued.and_then(IssuedToken::checked));
            let result = result.unwrap_or_else(|_| {
                let panicked = Error::new(ErrorKind::Transport, "the token request panicked");
                Err(panicked.sent(Sent::Maybe))
            });
            match cache.upgrade() {
                Some(cache) => cache.finish(number, started, result),
                None => Err(gone()),
            }
        }
        .boxed()
        .shared()
    }

    fn finish(
        &self,
        number: u64,
        started: Duration,
        result: Result<IssuedToken, Error>,
    ) -> Result<Token, Error> {
        let now = self.clock.elapsed();
        let mut state = self.lock();
        let was_left = state.pending.take(number).is_some_and(|pending| pending.was_left);
        match result {
            Ok(issued) => {
                state.issued += 1;
                let lifetime = issued.lifetime;
                let token = Token::new(issued, state.issued);
                // From the start of the request: the server counted from a later moment.
                let least = now.saturating_add(MIN_INTERVAL);
                let end = |life: Duration| started.saturating_add(life).max(least);
                let refresh_at = lifetime.map(|life| {
                    let ahead = MARGIN.min(life / 2);
                    end(life.saturating_sub(ahead))
                });
                state.current = Some(Held {
                    token: token.clone(),
                    issued_at: now,
                    after: state.rejected.take(),
                    refresh_at,
                    ends_at: lifetime.map(end),
                });
                state.failure = None;
                Ok(token)
            }
            Err(error) => {
                if !was_left {
                    state.failure = Some((now, error.clone()));
                }
                Err(error)
            }
        }
    }
}

/// What a caller who needs a token gets.
enum Lookup {
    /// A token that lives, and its refresh where one is under way.
    Held(Token, Option<Waiter>),
    /// None yet.
    Wait(Waiter),
}

/// One caller's share in a token request: as long as it lives, the caller polls the request.
struct Waiter {
    cache: Arc<Cache>,
    number: u64,
    /// Whether nobody polled the request for too long.
    was_left: bool,
    request: Refresh,
}

impl Waiter {
    /// Moves the request on as far as it goes now. Whether that is to its end.
    async fn poll_once(&mut self) -> bool {
        poll_fn(|cx| Poll::Ready(self.request.poll_unpin(cx).is_ready())).await
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let now = self.cache.clock.elapsed();
        let mut state = self.cache.lock();
        if let Some(pending) = state.pending.numbered(self.number) {
            pending.waiters = pending.waiters.saturating_sub(1);
            if pending.waiters == 0 {
                pending.unpolled_since = Some(now);
            }
        }
    }
}

impl State {
    fn recent_failure(&self, now: Duration) -> Option<Error> {
        let (failed_at, error) = self.failure.as_ref()?;
        let wait = failed_at
            .saturating_add(MIN_INTERVAL)
            .checked_sub(now)
            .filter(|wait| !wait.is_zero())?;
        let error = error.clone();
        // Waiting helps only where waiting can help: a wrong secret stays wrong.
        Some(if error.is_temporary() && error.retry_after().is_none() {
            error.with_retry_after(wait)
        } else {
            error
        })
    }
}

impl Held {
    fn is(&self, token: &Token) -> bool {
        self.token.generation == token.generation
    }

    fn is_good(&self, now: Duration) -> bool {
        self.ends_at.is_none_or(|end| now < end)
    }

    fn is_due(&self, now: Duration) -> bool {
        self.refresh_at.is_some_and(|due| now >= due)
    }
}

fn gone() -> Error {
    Error::invalid_input("the client was dropped while it asked for a token")
}

/// Shows whether there is a token, and never the token.
impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.lock();
        f.debug_struct("TokenCache")
            .field("source", &self.shared.source)
            .field("holds_token", &state.current.is_some())
            .field("issued", &state.issued)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
