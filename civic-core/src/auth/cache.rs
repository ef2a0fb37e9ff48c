//! One token for all requests of a client, refreshed once and in time.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};

use super::token::{IssuedToken, Token, TokenSource};
use crate::Error;
use crate::http::Clock;

/// How long before its end a token is refreshed, unless half its lifetime is less.
const MARGIN: Duration = Duration::from_secs(300);

/// The least time between two token requests of which the first failed, and the least time for
/// which an issued token is used.
const FLOOR: Duration = Duration::from_secs(5);

/// Holds the token that all requests of a client share. Cheap to clone.
///
/// * **One request at a time.** Any number of callers who need a token cause one token request.
/// * **In time.** A token is refreshed ahead of its end by the smaller of 5 minutes and half its
///   lifetime. If that refresh fails, the old token stays in use while it is good.
/// * **The token that failed.** [`reject`](Self::reject) drops a token only if it is still the
///   current one, so a late answer never drops its successor.
/// * **Nobody spoils it.** A caller that is dropped while it refreshes leaves the request to the
///   others, or to the next one; there is no background task.
/// * **Not in a loop.** After a failed token request, the next is sent 5 seconds later at the
///   earliest; until then callers get the same error, with the time to wait in it.
#[derive(Clone)]
pub struct TokenCache {
    shared: Arc<Cache>,
}

struct Cache {
    source: Box<dyn TokenSource>,
    clock: Arc<dyn Clock>,
    margin: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Held>,
    refresh: Option<Refresh>,
    failure: Option<(Duration, Error)>,
    issued: u64,
}

#[derive(Clone)]
struct Held {
    token: Token,
    /// From here on it is refreshed ahead of its end.
    refresh_at: Option<Duration>,
    ends_at: Option<Duration>,
}

type Refresh = Shared<BoxFuture<'static, Result<Token, Error>>>;

impl TokenCache {
    /// An empty cache before this source.
    pub fn new(source: impl TokenSource, clock: Arc<dyn Clock>) -> Self {
        Self::with_margin(source, clock, MARGIN)
    }

    /// A cache that refreshes this long ahead of a token's end, at most half its lifetime.
    pub fn with_margin(source: impl TokenSource, clock: Arc<dyn Clock>, margin: Duration) -> Self {
        let state = Mutex::default();
        Self { shared: Arc::new(Cache { source: Box::new(source), clock, margin, state }) }
    }

    /// The current token, or a new one.
    ///
    /// # Errors
    /// What the token request met, for every caller that waited for it.
    pub async fn get(&self) -> Result<Token, Error> {
        let now = self.shared.clock.elapsed();
        let (refresh, fallback) = {
            let mut state = self.shared.lock();
            let held = state.current.clone().filter(|held| held.is_good(now));
            let recent_failure = state.recent_failure(now);
            match held {
                Some(held) if !held.is_due(now) => return Ok(held.token),
                // Due, but others are at it, or it failed a moment ago: the old one is good.
                Some(held) if state.refresh.is_some() || recent_failure.is_some() => {
                    return Ok(held.token);
                }
                None if state.refresh.is_none() && recent_failure.is_some() => {
                    return recent_failure.map_or_else(|| Err(gone()), Err);
                }
                held => {
                    let refresh = state.refresh.get_or_insert_with(|| self.shared.start()).clone();
                    (refresh, held)
                }
            }
        };
        let result = refresh.await;
        match fallback.filter(|held| held.is_good(self.shared.clock.elapsed())) {
            Some(held) if result.is_err() => Ok(held.token),
            _ => result,
        }
    }

    /// Drops this token, unless another one has taken its place.
    pub fn reject(&self, token: &Token) {
        let mut state = self.shared.lock();
        let is_current = |held: &Held| held.token.generation == token.generation;
        if state.current.as_ref().is_some_and(is_current) {
            state.current = None;
        }
    }
}

impl Cache {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A token request that whoever awaits it drives on. It holds the cache weakly: the cache
    /// holds it.
    fn start(self: &Arc<Self>) -> Refresh {
        let cache: Weak<Self> = Arc::downgrade(self);
        let started = self.clock.elapsed();
        let issue = self.source.issue();
        async move {
            let result = issue.await;
            match cache.upgrade() {
                Some(cache) => cache.finish(started, result),
                None => Err(gone()),
            }
        }
        .boxed()
        .shared()
    }

    fn finish(
        &self,
        started: Duration,
        result: Result<IssuedToken, Error>,
    ) -> Result<Token, Error> {
        let now = self.clock.elapsed();
        let mut state = self.lock();
        state.refresh = None;
        match result {
            Ok(issued) => {
                state.issued += 1;
                let token = Token::new(issued.secret, state.issued);
                // From the start of the request: the server counted from a later moment.
                let end = |life: Duration| started.saturating_add(life).max(now + FLOOR);
                let refresh_at = issued.lifetime.map(|life| {
                    let ahead = self.margin.min(life / 2);
                    end(life.saturating_sub(ahead))
                });
                let ends_at = issued.lifetime.map(end);
                state.current = Some(Held { token: token.clone(), refresh_at, ends_at });
                state.failure = None;
                Ok(token)
            }
            Err(error) => {
                state.failure = Some((now, error.clone()));
                Err(error)
            }
        }
    }
}

impl State {
    fn recent_failure(&self, now: Duration) -> Option<Error> {
        let (failed_at, error) = self.failure.as_ref()?;
        let wait = (*failed_at + FLOOR).checked_sub(now).filter(|wait| !wait.is_zero())?;
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

/// Says whether there is a token; never which.
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
