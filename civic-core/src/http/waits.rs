//! What requests wait for, told to whoever polls them.
//!
//! Whoever polls a request says here, for the time of the poll, where its waits are noted. A request that
//! waits notes it there until the wait ends, or until the request is dropped.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::task_local;
use crate::clock::Waiting;

thread_local! {
    static NOTED_IN: RefCell<Option<Waits>> = const { RefCell::new(None) };
}

/// The waits under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waits(Arc<Mutex<Vec<Arc<Waiting>>>>);

/// A wait under way, until it is dropped.
#[must_use]
pub(super) struct Noted(Option<(Waits, Arc<Waiting>)>);

impl Waits {
    /// Polls requests whose waits are noted here.
    pub(crate) fn of<T>(&self, poll: impl FnOnce() -> T) -> T {
        task_local::scope(&NOTED_IN, self.clone(), poll)
    }

    /// The wait that ends last.
    pub(crate) fn last(&self) -> Option<Waiting> {
        self.lock().iter().max_by_key(|wait| wait.until).map(|wait| Waiting::clone(wait))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Waiting>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A wait begins that whoever polls may tell others about.
pub(super) fn note(what: &str, reason: &str, now: Timestamp, wait: Duration) -> Noted {
    let Some(waits) = NOTED_IN.with_borrow(Clone::clone) else { return Noted(None) };
    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    let until = now.checked_add(wait).unwrap_or(Timestamp::MAX);
    let waiting = Waiting { what: what.to_owned(), reason: reason.to_owned(), until };
    let waiting = Arc::new(waiting);
    waits.lock().push(Arc::clone(&waiting));
    Noted(Some((waits, waiting)))
}

impl Drop for Noted {
    fn drop(&mut self) {
        if let Some((waits, waiting)) = self.0.take() {
            waits.lock().retain(|other| !Arc::ptr_eq(other, &waiting));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    use super::*;
    use crate::clock::Clock;
    use crate::http::Request;
    use crate::testing::VirtualClock;
    use crate::testing::test_platform::busy_once;

    #[test]
    fn a_wait_is_told_while_it_lasts() {
        let clock = VirtualClock::new();
        let http = busy_once(&clock, "{}");
        let waits = Waits::default();
        let began = clock.now();
        let seen = Mutex::new(Vec::new());
        let answered = clock.run(async {
            let mut call = pin!(http.execute(Request::get("/trees")));
            poll_fn(|cx| {
                let polled = waits.of(|| call.as_mut().poll(cx));
                if polled.is_pending() {
                    seen.lock().unwrap().extend(waits.last());
                }
                match polled {
                    Poll::Pending => Poll::Pending,
                    Poll::Ready(answer) => Poll::Ready(answer),
                }
            })
            .await
        });
        answered.unwrap().unwrap();
        let seen = seen.into_inner().unwrap();
        let told = seen.first().unwrap();
        assert_eq!(told.what, "waiting for the rate limit");
        assert!(told.reason.starts_with("answered 503"), "{told:?}");
        assert_eq!(told.until, began + SignedDuration::from_secs(30));
        assert_eq!(waits.last(), None);
    }

    #[test]
    fn a_request_that_is_dropped_waits_no_more() {
        let waits = Waits::default();
        let now = Timestamp::UNIX_EPOCH;
        let noted = |seconds| waits.of(|| note("a", "b", now, Duration::from_secs(seconds)));
        let (longer, shorter) = (noted(9), noted(4));
        let until = |seconds| Some(now + SignedDuration::from_secs(seconds));
        assert_eq!(waits.last().map(|wait| wait.until), until(9));
        drop(longer);
        assert_eq!(waits.last().map(|wait| wait.until), until(4));
        drop(shorter);
        assert_eq!(waits.last(), None);
        let _elsewhere = note("a", "b", now, Duration::from_secs(1));
        assert_eq!(waits.last(), None);
    }
}
