//! A clock whose time passes only when nothing else can happen.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

#[cfg(feature = "blocking")]
use crate::blocking::context;
use crate::clock::{Clock, after};

/// A clock with virtual time, with a small executor: [`run`](Self::run) polls a future, and
/// whenever it can go no further, moves time to the end of the next sleep. A blocking call does the same.
/// Cheap to clone; clones
/// share their time.
#[doc(alias("mock", "fake time", "sleep"))]
#[derive(Clone)]
pub struct VirtualClock {
    begin: Timestamp,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    now: Duration,
    sleepers: BTreeMap<(Duration, u64), Waker>,
    next_id: u64,
}

/// The future waits for something that will never happen: no sleep is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the future waits, and nothing is under way that could wake it")]
pub struct Stuck;

impl VirtualClock {
    /// A clock that begins at noon UTC on 1 March 2026.
    ///
    /// ```
    /// use civic_core::clock::Clock;
    /// use civic_core::testing::VirtualClock;
    ///
    /// assert_eq!(VirtualClock::new().now().to_string(), "2026-03-01T12:00:00Z");
    /// ```
    pub fn new() -> Self {
        Self::starting_at(Timestamp::from_second(1_772_366_400).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// A clock that begins at this moment.
    ///
    /// ```
    /// use civic_core::clock::Clock;
    /// use civic_core::testing::VirtualClock;
    ///
    /// # fn main() -> Result<(), jiff::Error> {
    /// let new_year = VirtualClock::starting_at("2027-01-01T00:00:00Z".parse()?);
    /// assert_eq!(new_year.now().to_string(), "2027-01-01T00:00:00Z");
    /// # Ok(())
    /// # }
    /// ```
    pub fn starting_at(begin: Timestamp) -> Self {
        Self { begin, state: Arc::default() }
    }

    /// Moves time on.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::clock::Clock;
    /// use civic_core::testing::VirtualClock;
    ///
    /// let clock = VirtualClock::new();
    /// clock.advance(Duration::from_secs(86_400));
    /// assert_eq!(clock.now().to_string(), "2026-03-02T12:00:00Z");
    /// ```
    pub fn advance(&self, by: Duration) {
        let due = {
            let mut state = self.lock();
            state.now += by;
            let later = (state.now, u64::MAX);
            let rest = state.sleepers.split_off(&later);
            std::mem::replace(&mut state.sleepers, rest)
        };
        due.into_values().for_each(Waker::wake);
    }

    /// Runs a future to its end, letting time pass whenever it can go no further.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::clock::Clock;
    /// use civic_core::testing::{Stuck, VirtualClock};
    ///
    /// let clock = VirtualClock::new();
    /// assert_eq!(clock.run(clock.sleep(Duration::from_secs(3600))), Ok(()));
    /// assert_eq!(clock.run(std::future::pending::<()>()), Err(Stuck));
    /// ```
    ///
    /// # Errors
    /// [`Stuck`] where no sleep is left to wait for.
    pub fn run<F: Future>(&self, future: F) -> Result<F::Output, Stuck> {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&woken));
        let mut cx = Context::from_waker(&waker);
        let mut future = pin!(future);
        loop {
            while woken.0.swap(false, Ordering::SeqCst) {
                if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                    return Ok(output);
                }
            }
            if !self.advance_to_next() {
                return Err(Stuck);
            }
        }
    }

    /// Moves time on to the end of the next sleep. Whether there is one.
    fn advance_to_next(&self) -> bool {
        let next = self.lock().sleepers.keys().next().map(|(due, _)| *due);
        let Some(next) = next else { return false };
        let now = self.elapsed();
        self.advance(next.saturating_sub(now));
        true
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for VirtualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for VirtualClock {
    fn elapsed(&self) -> Duration {
        self.lock().now
    }

    fn now(&self) -> Timestamp {
        after(self.begin, self.elapsed())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut state = self.lock();
        let id = state.next_id;
        state.next_id += 1;
        let due = state.now.saturating_add(duration);
        drop(state);
        Box::pin(Sleep { clock: self.clone(), due, id })
    }
}

impl fmt::Debug for VirtualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VirtualClock").field("elapsed", &self.elapsed()).finish_non_exhaustive()
    }
}

struct Sleep {
    clock: VirtualClock,
    due: Duration,
    id: u64,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.lock();
        if state.now >= self.due {
            return Poll::Ready(());
        }
        state.sleepers.insert((self.due, self.id), cx.waker().clone());
        #[cfg(feature = "blocking")]
        if context::is_blocking() {
            let clock = self.clock.clone();
            context::when_idle(move || clock.advance_to_next());
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.lock().sleepers.remove(&(self.due, self.id));
    }
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::{join_all, pending};

    #[test]
    fn sleeps_end_in_order_and_take_no_time() {
        let clock = VirtualClock::new();
        let order = Mutex::new(Vec::new());
        let nap = |seconds| {
            let (clock, order) = (clock.clone(), &order);
            async move {
                clock.sleep(Duration::from_secs(seconds)).await;
                order.lock().unwrap().push(seconds);
            }
        };
        clock.run(join_all([nap(3000), nap(10), nap(400)])).unwrap();
        assert_eq!(*order.lock().unwrap(), [10, 400, 3000]);
        assert_eq!(clock.elapsed(), Duration::from_secs(3000));
        assert_eq!(clock.now().to_string(), "2026-03-01T12:50:00Z");
    }

    #[test]
    fn a_future_that_nobody_wakes_is_stuck() {
        assert_eq!(VirtualClock::new().run(pending::<()>()), Err(Stuck));
    }

    #[test]
    fn a_dropped_sleep_is_forgotten() {
        let clock = VirtualClock::new();
        drop(clock.sleep(Duration::from_secs(9)));
        assert_eq!(clock.run(pending::<()>()), Err(Stuck));
        assert_eq!(clock.elapsed(), Duration::ZERO);
    }
}
