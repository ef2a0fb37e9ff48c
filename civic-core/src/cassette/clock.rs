//! A clock that shows the time of a recording.

use std::collections::BTreeSet;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::{BoxFuture, pending};
use jiff::Timestamp;

use crate::clock::{Clock, after};

/// How often a pause lets others go on before time passes.
const YIELDS: u32 = 2;

/// How often it does while pauses are under way that end before it. Whoever made them may not be
/// polling them.
const PATIENCE: u32 = 64;

/// The time of a recording. It passes where a recorded answer came later, and where somebody pauses: at
/// once, and pauses that are under way together end in their order. No deadline passes, since what timed
/// out in the recording says so itself.
#[derive(Clone)]
pub(super) struct RecordedClock {
    begin: Timestamp,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    now: Duration,
    pauses: BTreeSet<(Duration, u64)>,
    next_id: u64,
}

impl RecordedClock {
    pub(super) fn starting_at(begin: Timestamp) -> Self {
        Self { begin, state: Arc::default() }
    }

    /// It is at least so late.
    pub(super) fn pass_to(&self, moment: Timestamp) {
        let passed = Duration::try_from(moment.duration_since(self.begin)).unwrap_or_default();
        let mut state = self.lock();
        state.now = state.now.max(passed);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for RecordedClock {
    fn elapsed(&self) -> Duration {
        self.lock().now
    }

    fn now(&self) -> Timestamp {
        after(self.begin, self.elapsed())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut state = self.lock();
        state.next_id += 1;
        let (seen, due) = (state.now, state.now.saturating_add(duration));
        let place = (due, state.next_id);
        state.pauses.insert(place);
        drop(state);
        Box::pin(Pause { clock: self.clone(), place, polls: 0, seen })
    }

    fn deadline(&self, _duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(pending())
    }
}

impl fmt::Debug for RecordedClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedClock").field("now", &self.now()).finish_non_exhaustive()
    }
}

struct Pause {
    clock: RecordedClock,
    place: (Duration, u64),
    /// Since time last passed.
    polls: u32,
    seen: Duration,
}

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let clock = self.clock.clone();
        let mut state = clock.lock();
        let (due, _) = self.place;
        if state.now >= due {
            return Poll::Ready(());
        }
        if state.now != self.seen {
            (self.seen, self.polls) = (state.now, 0);
        }
        self.polls += 1;
        let is_first = state.pauses.first() == Some(&self.place);
        if self.polls > if is_first { YIELDS } else { PATIENCE } {
            state.now = due;
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for Pause {
    fn drop(&mut self) {
        self.clock.lock().pauses.remove(&self.place);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use futures_util::future::{join_all, select};

    use super::*;

    fn clock() -> RecordedClock {
        RecordedClock::starting_at(Timestamp::from_second(1_772_366_400).unwrap())
    }

    #[test]
    fn pauses_end_in_order_and_take_no_time() {
        let (clock, order) = (clock(), Mutex::new(Vec::new()));
        let nap = |seconds| {
            let (clock, order) = (clock.clone(), &order);
            async move {
                clock.sleep(Duration::from_secs(seconds)).await;
                order.lock().unwrap().push((seconds, clock.elapsed().as_secs()));
            }
        };
        futures::executor::block_on(join_all([nap(3000), nap(10), nap(400)]));
        assert_eq!(*order.lock().unwrap(), [(10, 10), (400, 400), (3000, 3000)]);
        assert_eq!(clock.now().to_string(), "2026-03-01T12:50:00Z");
    }

    #[test]
    fn a_pause_that_nobody_polls_holds_nobody_up() {
        let clock = clock();
        let forgotten = clock.sleep(Duration::from_secs(1));
        futures::executor::block_on(clock.sleep(Duration::from_secs(60)));
        assert_eq!(clock.elapsed(), Duration::from_secs(60));
        assert_eq!(forgotten.now_or_never(), Some(()));
        assert!(clock.lock().pauses.is_empty());
    }

    #[test]
    fn no_deadline_passes_while_somebody_pauses() {
        let clock = clock();
        let deadline = clock.deadline(Duration::from_secs(1));
        let pause = clock.sleep(Duration::from_secs(60));
        let first = futures::executor::block_on(select(pause, deadline));
        assert!(matches!(first, futures_util::future::Either::Left(_)));
    }

    #[test]
    fn time_does_not_go_back() {
        let clock = clock();
        clock.pass_to(Timestamp::from_second(1_772_366_500).unwrap());
        clock.pass_to(Timestamp::from_second(1_772_366_300).unwrap());
        assert_eq!(clock.elapsed(), Duration::from_secs(100));
    }
}
