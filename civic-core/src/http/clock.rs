//! Time and sleep, injectable, so that tests take no wall time.

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

/// Tells the time and sleeps.
///
/// Every wait and every timeout of the family goes through the client's clock.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Monotonic time since a moment of the clock's own choosing. Never goes back.
    fn elapsed(&self) -> Duration;

    /// The wall-clock time, which may be wrong or jump.
    fn now(&self) -> Timestamp;

    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The machine's own clock, with tokio's timer.
#[cfg(feature = "reqwest")]
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    start: std::time::Instant,
}

#[cfg(feature = "reqwest")]
impl SystemClock {
    /// A clock whose monotonic time starts now.
    pub fn new() -> Self {
        Self { start: std::time::Instant::now() }
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
        // tokio's timer panics outside a runtime. Without one there is no transport either, and
        // that one says so in an error, which is what the caller should see.
        if tokio::runtime::Handle::try_current().is_err() {
            return Box::pin(std::future::ready(()));
        }
        Box::pin(tokio::time::sleep(duration))
    }
}
