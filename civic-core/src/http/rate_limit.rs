//! The client's own rate limit, counted as the servers count.

mod counters;
mod rule;
mod server_clock;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::Clock;
pub use rule::RateRule;

use counters::{Booked, Counters};

/// Keeps requests at 90 % of a platform's limits, so that the server need not refuse any.
///
/// By default all clients of one host in a process share one limit, since servers count requests per
/// address; clients that are built with other rules count for themselves. Requests that no longer fit
/// into a window wait for the next ones, in the order in which they were made. A 429 holds back all
/// requests of its class, for a little more than the longest window at most: where the server asks for
/// a longer wait, only the request that it answered waits that long.
#[doc(alias("throttle", "rate limit", "429"))]
#[derive(Clone, Debug, Default)]
pub struct RateLimit(Option<Arc<Mutex<Counters>>>);

/// The limits of each host and set of rules, as long as a client uses them.
type Hosts = HashMap<(String, Vec<RateRule>), Weak<Mutex<Counters>>>;
static HOSTS: LazyLock<Mutex<Hosts>> = LazyLock::new(Mutex::default);

impl RateLimit {
    /// No limit of the client's own. A request still waits as long as the server's `Retry-After` asks;
    /// after a 429 without one it waits as the [`Backoff`](super::Backoff) says.
    ///
    /// ```
    /// use civic_core::http::{HttpConfig, RateLimit};
    ///
    /// let http = HttpConfig::new().rate_limit(RateLimit::off());
    /// ```
    pub fn off() -> Self {
        Self(None)
    }

    /// A limit by these rules, shared only with clients that are given a clone of it. They must use
    /// the same clock.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::platform::RateRule;
    /// use civic_core::http::{HttpConfig, RateLimit};
    ///
    /// // At most 27 requests a minute (90 % of 30) by both clients together.
    /// let limit = RateLimit::new(&[RateRule::new(30, Duration::from_secs(60))]);
    /// let one = HttpConfig::new().rate_limit(limit.clone());
    /// let other = HttpConfig::new().rate_limit(limit);
    /// ```
    pub fn new(rules: &[RateRule]) -> Self {
        Self(Some(Arc::new(Mutex::new(Counters::new(rules)))))
    }

    /// The limit that all clients of this host with these rules share in this process.
    pub fn of_host(host: &str, rules: &[RateRule]) -> Self {
        let mut hosts = locked(&HOSTS);
        hosts.retain(|_, limit| limit.strong_count() > 0);
        let key = (host.to_owned(), rules.to_vec());
        if let Some(limit) = hosts.get(&key).and_then(Weak::upgrade) {
            return Self(Some(limit));
        }
        let limit = Arc::new(Mutex::new(Counters::new(rules)));
        hosts.insert(key, Arc::downgrade(&limit));
        Self(Some(limit))
    }

    /// How many requests each rule has let through, or booked, in its current window: for tests
    /// that count permits.
    #[cfg(any(test, feature = "testing"))]
    #[doc(hidden)]
    pub fn used(&self) -> Vec<u32> {
        self.0.as_ref().map_or_else(Vec::new, |counters| locked(counters).used())
    }

    /// A request's booking, of no window yet.
    pub(crate) fn book(&self, class: Option<&'static str>) -> Booking {
        Booking { counters: self.0.clone(), class, booked: Booked::default() }
    }

    /// Holds back all requests of this class for `wait`, within bounds. Returns how much later than
    /// that the refused request should be sent again, so that not all are sent at once.
    pub(crate) fn hold(
        &self,
        class: Option<&'static str>,
        clock: &dyn Clock,
        wait: Duration,
    ) -> Duration {
        let Some(counters) = &self.0 else { return Duration::ZERO };
        locked(counters).hold(class, clock.elapsed(), wait)
    }

    /// Learns the server's clock from an answer, since the windows are the server's.
    pub(crate) fn observe(&self, server: Timestamp, clock: &dyn Clock) {
        let Some(counters) = &self.0 else { return };
        locked(counters).observe(server, clock);
    }

    /// How long a server that refused this class without a `Retry-After` will go on refusing: to
    /// the end of the `refusals`th shortest window of this limit that may have been full. `None`
    /// where this limit has no window.
    pub(crate) fn window_wait(
        &self,
        class: Option<&'static str>,
        server: Timestamp,
        refusals: u32,
    ) -> Option<Duration> {
        let mut rules = locked(self.0.as_ref()?).rules();
        rules.retain(|rule| rule.covers(class));
        rules.sort_unstable_by_key(|rule| rule.window);
        let nth = (refusals.max(1) as usize - 1).min(rules.len().saturating_sub(1));
        // One second more, since the server's time is known to the second only.
        rules.get(nth).map(|rule| {
            let rest = rule.rest_of_window(server.as_millisecond());
            rest.saturating_add(Duration::from_secs(1)).min(rule.length())
        })
    }
}

/// A request on its way through the limit. Dropped before its turn, it gives its booking back.
#[derive(Debug)]
pub(crate) struct Booking {
    counters: Option<Arc<Mutex<Counters>>>,
    class: Option<&'static str>,
    booked: Booked,
}

impl Booking {
    /// How long until its turn; zero lets it through.
    pub(crate) fn wait(&mut self, clock: &dyn Clock) -> Duration {
        let Some(counters) = &self.counters else { return Duration::ZERO };
        let wait = locked(counters).wait(self.class, &mut self.booked, clock);
        if wait.is_zero() {
            self.booked = Booked::default();
        }
        wait
    }
}

impl Drop for Booking {
    fn drop(&mut self) {
        if let Some(counters) = &self.counters {
            locked(counters).give_back(&mut self.booked);
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
