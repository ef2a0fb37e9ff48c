//! One token for all requests of a client, refreshed once and in time.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};

use super::token::{IssuedToken, Token, TokenSource};
use crate::http::Clock;
use crate::{Error, ErrorKind, Sent};

/// How long before its end a token is refreshed, unless half its lifetime is less.
const MARGIN: Duration = Duration::from_secs(300);

/// The least time between two token requests of which the first failed, or of which the first
/// brought a token that was refused in turn, and the least time for which an issued token is used.
const FLOOR: Duration = Duration::from_secs(5);

/// Holds the token that all requests of a client share. Cheap to clone.
///
/// * **One request at a time.** Any number of callers who need a token cause one token request.
/// * **In time.** A token is refreshed ahead of its end by the smaller of 5 minutes and half its
///   lifetime. If that refresh fails, the old token stays in use while it is good.
/// * **The token that failed.** [`reject`](Self::reject) drops a token only if it is still the
///   current one, so a late answer never drops its successor.
/// * **Nobody spoils it.** A caller that is dropped while it refreshes leaves the request to the
///   others that wait for it. With nobody left it is given up, and the next caller starts afresh;
///   there is no background task. A token request that panics is an error like any other.
/// * **Not in a loop.** After a failed token request, the next is sent 5 seconds later at the
///   earliest; until then callers get the same error, with the time to wait in it. Nor is a token
///   replaced that came in place of a refused one less than 5 seconds ago.
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
    flight: Option<Flight>,
    failure: Option<(Duration, Error)>,
    /// Whether the last token was refused, and none has come in its place yet.
    rejected: bool,
    issued: u64,
    flights: u64,
}

/// A token request under way, and how many callers drive it on. It never stays without any.
struct Flight {
    number: u64,
    drivers: usize,
    request: Refresh,
}

#[derive(Clone)]
struct Held {
    token: Token,
    issued_at: Duration,
    /// Whether it came in place of a token that was refused.
    after_rejection: bool,
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
        let (request, driver, fallback) = {
            let mut state = self.shared.lock();
            let held = state.current.clone().filter(|held| held.is_good(now));
            let recent_failure = state.recent_failure(now);
            match held {
                Some(held) if !held.is_due(now) => return Ok(held.token),
                // Due, but others are at it, or it failed a moment ago: the old one is good.
                Some(held) if state.flight.is_some() || recent_failure.is_some() => {
                    return Ok(held.token);
                }
                None if state.flight.is_none() && recent_failure.is_some() => {
                    return recent_failure.map_or_else(|| Err(gone()), Err);
                }
                held => {
                    let (request, driver) = self.shared.board(&mut state);
                    (request, driver, held)
                }
            }
        };
        let result = request.await;
        drop(driver);
        match fallback {
            Some(held) if result.is_err() && self.shared.still_holds(&held) => Ok(held.token),
            _ => result,
        }
    }

    /// The token that is held, if it has not ended. None is asked for.
    pub fn held(&self) -> Option<Token> {
        let now = self.shared.clock.elapsed();
        let state = self.shared.lock();
        state.current.as_ref().filter(|held| held.is_good(now)).map(|held| held.token.clone())
    }

    /// Drops this token, unless another one has taken its place. Whether asking for the next may
    /// help: not if this one came just now in place of another that was refused.
    pub fn reject(&self, token: &Token) -> bool {
        let now = self.shared.clock.elapsed();
        let mut state = self.shared.lock();
        let is_current = |held: &&Held| held.token.generation == token.generation;
        let Some(held) = state.current.as_ref().filter(is_current) else {
            return true;
        };
        if held.after_rejection && now.saturating_sub(held.issued_at) < FLOOR {
            return false;
        }
        state.current = None;
        state.rejected = true;
        true
    }
}

impl Cache {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn still_holds(&self, held: &Held) -> bool {
        let state = self.lock();
        let current = state.current.as_ref().map(|current| current.token.generation);
        current == Some(held.token.generation) && held.is_good(self.clock.elapsed())
    }

    /// Joins the token request that is under way, or begins one.
    fn board(self: &Arc<Self>, state: &mut State) -> (Refresh, Driver<'_>) {
        let State { flight, flights, .. } = state;
        let flight = flight.get_or_insert_with(|| {
            *flights += 1;
            Flight { number: *flights, drivers: 0, request: self.request(*flights) }
        });
        flight.drivers += 1;
        (flight.request.clone(), Driver { cache: self, number: flight.number })
    }

    /// A token request that whoever awaits it drives on. It holds the cache weakly: the cache
    /// holds it.
    fn request(self: &Arc<Self>, number: u64) -> Refresh {
        let cache: Weak<Self> = Arc::downgrade(self);
        let started = self.clock.elapsed();
        async move {
            let issue = async { cache.upgrade().ok_or_else(gone)?.source.issue().await };
            // A panic would spoil the shared future for every caller to come.
            let result = AssertUnwindSafe(issue).catch_unwind().await;
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
        state.flight.take_if(|flight| flight.number == number);
        match result {
            Ok(issued) => {
                state.issued += 1;
                let lifetime = issued.lifetime;
                let token = Token::new(issued, state.issued);
                // From the start of the request: the server counted from a later moment.
                let least = now.saturating_add(FLOOR);
                let end = |life: Duration| started.saturating_add(life).max(least);
                let refresh_at = lifetime.map(|life| {
                    let ahead = self.margin.min(life / 2);
                    end(life.saturating_sub(ahead))
                });
                state.current = Some(Held {
                    token: token.clone(),
                    issued_at: now,
                    after_rejection: std::mem::take(&mut state.rejected),
                    refresh_at,
                    ends_at: lifetime.map(end),
                });
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

/// One caller's hand on a token request. The last to let go of an unfinished one gives it up:
/// left alone its timers would run out, and the next caller would get that for an answer.
struct Driver<'a> {
    cache: &'a Cache,
    number: u64,
}

impl Drop for Driver<'_> {
    fn drop(&mut self) {
        let mut state = self.cache.lock();
        let abandoned = state.flight.take_if(|flight| {
            if flight.number == self.number {
                flight.drivers = flight.drivers.saturating_sub(1);
            }
            flight.drivers == 0
        });
        // What it holds is dropped without the lock.
        drop(state);
        drop(abandoned);
    }
}

impl State {
    fn recent_failure(&self, now: Duration) -> Option<Error> {
        let (failed_at, error) = self.failure.as_ref()?;
        let wait =
            failed_at.saturating_add(FLOOR).checked_sub(now).filter(|wait| !wait.is_zero())?;
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
