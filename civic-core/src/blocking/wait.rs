//! Waits for a future on this thread, whatever else runs on it.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use tokio::runtime::Handle;
use tokio::task::unconstrained;

use super::context::{self, Polling};
use super::thread;
use crate::Error;

/// Polls the future here, and lets the thread `civic-blocking` do the rest.
pub(super) fn until_done<F: Future>(future: F) -> F::Output {
    served_by(&thread::runtime(), future)
}

fn served_by<F: Future>(runtime: &Result<Handle, Error>, future: F) -> F::Output {
    let _polling = Polling::begin(runtime.as_ref().map(drop).map_err(Error::clone));
    let _entered = runtime.as_ref().ok().map(Handle::enter);
    let signal = Arc::new(Signal::default());
    let waker = Waker::from(Arc::clone(&signal));
    // A task of another runtime that calls this never yields meanwhile: tokio would hold that against
    // what is polled here, and in the end make it pending for ever.
    let mut future = pin!(unconstrained(future));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        if !signal.was_woken() && !context::let_time_pass() {
            signal.wait();
        }
    }
}

/// Not `thread::park`, which whatever else runs on this thread may use too.
#[derive(Default)]
struct Signal {
    is_woken: Mutex<bool>,
    woken: Condvar,
}

impl Signal {
    fn was_woken(&self) -> bool {
        std::mem::take(&mut *self.is_woken.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn wait(&self) {
        let mut is_woken = self.is_woken.lock().unwrap_or_else(PoisonError::into_inner);
        while !*is_woken {
            is_woken = self.woken.wait(is_woken).unwrap_or_else(PoisonError::into_inner);
        }
        *is_woken = false;
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        *self.is_woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.woken.notify_one();
    }
}

#[cfg(test)]
mod tests;
