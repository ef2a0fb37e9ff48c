//! The client's own rate limit, counted as the servers count.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use jiff::Timestamp;

/// Requests that a platform allows in a window of time. Windows are aligned to the epoch: with
/// 180 s, one begins whenever the Unix time is a multiple of 180.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RateRule {
    /// Requests per window.
    pub limit: u32,
    /// The window's length, in whole seconds.
    pub window: Duration,
    /// The class of requests it counts; `None` for every request.
    pub class: Option<&'static str>,
}

impl RateRule {
    /// A rule for every request.
    pub const fn new(limit: u32, window: Duration) -> Self {
        Self { limit, window, class: None }
    }

    /// A rule for the requests of one class, which the general rules count too.
    pub const fn for_class(class: &'static str, limit: u32, window: Duration) -> Self {
        Self { limit, window, class: Some(class) }
    }

    fn covers(&self, class: Option<&str>) -> bool {
        self.class.is_none() || self.class == class
    }

    /// How long the window still lasts that `now` lies in.
    fn rest_of_window(&self, now_ms: i64) -> Duration {
        let window = window_ms(self);
        millis(window - now_ms.rem_euclid(window))
    }
}

/// Keeps requests below a platform's limits, at 90 % of them, so that the server need not refuse.
///
/// By default all clients of one host in a process share one, since servers count per address. A
/// 429 holds back every request of its class, whoever sent it.
#[derive(Clone, Debug, Default)]
pub struct RateLimit(Option<Arc<Mutex<Counters>>>);

#[derive(Debug)]
struct Counters {
    windows: Vec<Window>,
    holds: Vec<(Option<&'static str>, i64)>,
    /// How far the server's clock is ahead of ours, in milliseconds.
    skew_ms: i64,
}

#[derive(Debug)]
struct Window {
    rule: RateRule,
    allowed: u32,
    number: i64,
    used: u32,
}

/// The limits of each host and set of rules, as long as a client uses them.
type Hosts = HashMap<(String, Vec<RateRule>), Weak<Mutex<Counters>>>;
static HOSTS: LazyLock<Mutex<Hosts>> = LazyLock::new(Mutex::default);

impl RateLimit {
    /// No limit of the client's own. A server's 429 is still obeyed by the request it answers.
    pub fn off() -> Self {
        Self(None)
    }

    /// A limit by these rules, shared only with clients that are handed a clone.
    pub fn new(rules: &[RateRule]) -> Self {
        Self(Some(Arc::new(Mutex::new(Counters::new(rules)))))
    }

    /// The limit that all clients of this host in this process share.
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

    /// Takes a permit, or says how long to wait before asking again.
    pub(crate) fn take(&self, class: Option<&'static str>, now: Timestamp) -> Result<(), Duration> {
        let Some(counters) = &self.0 else {
            return Ok(());
        };
        locked(counters).take(class, now.as_millisecond())
    }

    /// Lets nobody of this class through for `wait`.
    pub(crate) fn hold(&self, class: Option<&'static str>, now: Timestamp, wait: Duration) {
        let Some(counters) = &self.0 else { return };
        let mut counters = locked(counters);
        let until = now.as_millisecond().saturating_add(as_ms(wait));
        counters.holds.retain(|(held, end)| *held != class || *end > until);
        counters.holds.push((class, until));
    }

    /// Learns the server's clock from an answer, since the windows are the server's.
    pub(crate) fn observe(&self, server: Timestamp, now: Timestamp) {
        let Some(counters) = &self.0 else { return };
        // A Date header is cut to whole seconds; below two seconds it tells nothing.
        let skew = server.as_millisecond().saturating_add(500) - now.as_millisecond();
        locked(counters).skew_ms = if skew.abs() < 2000 { 0 } else { skew };
    }

    /// How long a server that refused this class without a `Retry-After` will go on refusing: to
    /// the end of the `refusals`th shortest window that may have been full.
    pub(crate) fn window_wait(
        rules: &[RateRule],
        class: Option<&'static str>,
        server: Timestamp,
        refusals: u32,
    ) -> Option<Duration> {
        let mut rules: Vec<_> = rules.iter().filter(|rule| rule.covers(class)).collect();
        rules.sort_by_key(|rule| rule.window);
        let nth = (refusals.max(1) as usize - 1).min(rules.len().saturating_sub(1));
        // One second more, since the server's time is known to the second only.
        rules
            .get(nth)
            .map(|rule| rule.rest_of_window(server.as_millisecond()) + Duration::from_secs(1))
    }
}

impl Counters {
    fn new(rules: &[RateRule]) -> Self {
        let window = |rule: &RateRule| Window {
            rule: *rule,
            allowed: (rule.limit.saturating_mul(9) / 10).max(1),
            number: 0,
            used: 0,
        };
        Self { windows: rules.iter().map(window).collect(), holds: Vec::new(), skew_ms: 0 }
    }

    fn take(&mut self, class: Option<&'static str>, now: i64) -> Result<(), Duration> {
        self.holds.retain(|(_, until)| *until > now);
        let held = self.holds.iter().filter(|(held, _)| held.is_none() || *held == class);
        if let Some(until) = held.map(|(_, until)| *until).max() {
            return Err(millis(until - now));
        }
        let server_now = now + self.skew_ms;
        let mut wait = Duration::ZERO;
        for window in self.windows.iter_mut().filter(|window| window.rule.covers(class)) {
            let number = server_now.div_euclid(window_ms(&window.rule));
            if window.number != number {
                (window.number, window.used) = (number, 0);
            }
            if window.used >= window.allowed {
                wait = wait.max(window.rule.rest_of_window(server_now));
            }
        }
        if !wait.is_zero() {
            return Err(wait);
        }
        for window in self.windows.iter_mut().filter(|window| window.rule.covers(class)) {
            window.used += 1;
        }
        Ok(())
    }
}

fn window_ms(rule: &RateRule) -> i64 {
    as_ms(rule.window).max(1)
}

fn as_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn millis(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or(0))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: [RateRule; 2] = [
        RateRule::new(1000, Duration::from_secs(180)),
        RateRule::for_class("search", 15, Duration::from_secs(20)),
    ];

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn granted(limit: &RateLimit, class: Option<&'static str>, second: i64) -> usize {
        (0..2000).take_while(|_| limit.take(class, at(second)).is_ok()).count()
    }

    #[test]
    fn ninety_percent_of_a_window_are_granted_and_the_rest_waits_for_its_end() {
        let limit = RateLimit::new(&RULES);
        assert_eq!(granted(&limit, None, 30), 900);
        assert_eq!(limit.take(None, at(30)), Err(Duration::from_secs(150)));
        assert_eq!(granted(&limit, None, 180), 900);
    }

    #[test]
    fn a_class_has_its_own_window_and_counts_in_the_general_one_too() {
        let limit = RateLimit::new(&RULES);
        assert_eq!(granted(&limit, Some("search"), 0), 13);
        assert_eq!(limit.take(Some("search"), at(5)), Err(Duration::from_secs(15)));
        assert_eq!(granted(&limit, None, 5), 887);
    }

    #[test]
    fn a_hold_stops_everybody_of_its_class() {
        let limit = RateLimit::new(&RULES);
        limit.hold(Some("search"), at(0), Duration::from_secs(9));
        assert_eq!(limit.take(Some("search"), at(1)), Err(Duration::from_secs(8)));
        assert!(limit.take(None, at(1)).is_ok());
        limit.hold(None, at(1), Duration::from_secs(4));
        limit.hold(None, at(1), Duration::from_secs(2));
        assert_eq!(limit.take(None, at(1)), Err(Duration::from_secs(4)));
        assert!(limit.take(None, at(5)).is_ok());
    }

    #[test]
    fn windows_follow_the_servers_clock() {
        let limit = RateLimit::new(&RULES);
        limit.observe(at(100), at(0));
        assert_eq!(granted(&limit, None, 0), 900);
        let wait = limit.take(None, at(0)).unwrap_err();
        assert_eq!(wait.as_secs(), 79, "the server's window ends 80 s after its second 100");
    }

    #[test]
    fn clients_of_one_host_share_and_forget() {
        let host = "shared.example.org";
        let one = RateLimit::of_host(host, &RULES);
        assert_eq!(granted(&one, None, 0), 900);
        assert_eq!(granted(&RateLimit::of_host(host, &RULES), None, 0), 0);
        assert_eq!(granted(&RateLimit::of_host("other.example.org", &RULES), None, 0), 900);
        drop(one);
        assert_eq!(granted(&RateLimit::of_host(host, &RULES), None, 0), 900);
    }

    #[test]
    fn a_refusal_without_retry_after_waits_for_the_shortest_window_first() {
        let wait = |class, refusals| RateLimit::window_wait(&RULES, class, at(30), refusals);
        assert_eq!(wait(None, 1), Some(Duration::from_secs(151)));
        assert_eq!(wait(Some("search"), 1), Some(Duration::from_secs(11)));
        assert_eq!(wait(Some("search"), 2), Some(Duration::from_secs(151)));
        assert_eq!(RateLimit::window_wait(&[], None, at(0), 1), None);
    }

    #[test]
    fn off_means_off() {
        assert_eq!(granted(&RateLimit::off(), None, 0), 2000);
    }
}
