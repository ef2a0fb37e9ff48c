//! Time and sleep, injectable, so that tests take no wall time.

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Error;
#[cfg(all(feature = "blocking", feature = "reqwest"))]
use crate::blocking::context;

/// What a request waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Waiting {
    /// For what it waits, such as `waiting for the rate limit`.
    pub what: String,
    /// Why, such as `answered 429 Too Many Requests`.
    pub reason: String,
    /// When it goes on, by the client's clock.
    pub until: Timestamp,
}

/// Tells the time and sleeps.
///
/// Every wait and every timeout of the family uses the client's clock.
#[doc(alias("time", "sleep", "mock"))]
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Monotonic time since a moment of the clock's own choosing. Never goes back.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::clock::Clock;
    /// use civic_core::testing::VirtualClock;
    ///
    /// let clock = VirtualClock::new();
    /// let began = clock.elapsed();
    /// clock.advance(Duration::from_secs(3));
    /// assert_eq!(clock.elapsed() - began, Duration::from_secs(3));
    /// ```
    fn elapsed(&self) -> Duration;

    /// The wall-clock time, which may be wrong or jump.
    ///
    /// ```
    /// use civic_core::clock::Clock;
    /// use civic_core::testing::VirtualClock;
    ///
    /// let clock = VirtualClock::starting_at("2026-03-01T12:00:00Z".parse()?);
    /// assert_eq!(clock.now().to_string(), "2026-03-01T12:00:00Z");
    /// # Ok::<(), jiff::Error>(())
    /// ```
    fn now(&self) -> Timestamp;

    /// Completes after `duration`.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::clock::Clock;
    /// use civic_core::testing::VirtualClock;
    ///
    /// let clock = VirtualClock::new();
    /// clock.run(clock.sleep(Duration::from_secs(60)))?;
    /// assert_eq!(clock.elapsed(), Duration::from_secs(60));
    /// # Ok::<(), civic_core::testing::Stuck>(())
    /// ```
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Completes after `duration`, for a deadline: a wait that something else is to end first. The same as
    /// [`sleep`](Self::sleep), unless the clock skips pauses, as that of a replay does.
    fn deadline(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.sleep(duration)
    }

    /// Whether it can sleep here and now. Called before each request is sent.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput), with what is missing.
    fn ready(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// So much time later: what a clock shows whose time began at that moment.
#[cfg(any(feature = "cassette", feature = "testing"))]
pub(crate) fn after(begin: Timestamp, passed: Duration) -> Timestamp {
    let passed = jiff::SignedDuration::try_from(passed).unwrap_or(jiff::SignedDuration::MAX);
    begin.saturating_add(passed).unwrap_or(Timestamp::MAX)
}

/// The machine's own clock, with tokio's timer. All such clocks of a process show the same monotonic
/// time.
#[cfg(feature = "reqwest")]
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    start: std::time::Instant,
}

#[cfg(feature = "reqwest")]
impl SystemClock {
    /// The clock. Its monotonic time starts with the first one made.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::clock::{Clock, SystemClock};
    ///
    /// let clock = SystemClock::new();
    /// assert!(clock.elapsed() < Duration::from_secs(60));
    /// ```
    pub fn new() -> Self {
        // Limits are shared by clients whose clocks differ, so the clocks must not.
        static START: std::sync::LazyLock<std::time::Instant> =
            std::sync::LazyLock::new(std::time::Instant::now);
        Self { start: *START }
    }

    /// A sleep of tokio's, which panics outside a runtime and in one without timers.
    fn timer(duration: Duration) -> Option<tokio::time::Sleep> {
        tokio::runtime::Handle::try_current().ok()?;
        std::panic::catch_unwind(|| tokio::time::sleep(duration)).ok()
    }
}

#[cfg(feature = "reqwest")]
impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "reqwest")]
impl Clock for SystemClock {
    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        match Self::timer(duration) {
            Some(sleep) => Box::pin(sleep),
            // Nobody asked whether it is ready.
            None => Box::pin(std::future::ready(())),
        }
    }

    fn ready(&self) -> Result<(), Error> {
        #[cfg(feature = "blocking")]
        context::check()?;
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::invalid_input(
                "needs a tokio runtime: call it from async code that tokio runs, or give the \
                 client another clock",
            ));
        }
        Self::timer(Duration::ZERO).map(drop).ok_or_else(|| {
            Error::invalid_input("needs a tokio runtime with timers: build it with enable_time()")
        })
    }
}

#[cfg(all(test, feature = "reqwest"))]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn it_is_ready_within_a_runtime_that_has_timers() {
        let clock = SystemClock::new();
        assert_eq!(clock.ready().unwrap_err().kind(), ErrorKind::InvalidInput);

        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let error = runtime.block_on(async { clock.ready() }).unwrap_err();
        assert!(error.to_string().contains("enable_time()"), "{error}");

        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        assert!(runtime.block_on(async { clock.ready() }).is_ok());
    }

    #[test]
    fn all_clocks_of_a_process_tell_the_same_time() {
        assert_eq!(SystemClock::new().start, SystemClock::new().start);
    }
}
