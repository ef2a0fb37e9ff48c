//! Who is woken when a fetch can go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

use futures_util::task::AtomicWaker;

/// Rings when a fetch can go on, and wakes whoever polled last.
///
/// So fetches can be seen to on every poll of a walk, and that costs next to nothing as long as
/// none of them has anything to do.
#[derive(Default)]
pub(super) struct Bell(Arc<Wire>);

#[derive(Default)]
struct Wire {
    rung: AtomicBool,
    listener: AtomicWaker,
}

impl Bell {
    /// Rings without waking anybody.
    pub(super) fn ring(&self) {
        self.0.rung.store(true, Ordering::SeqCst);
    }

    /// Whether it rang since this was last asked. From now on this task is woken.
    pub(super) fn has_rung(&self, cx: &Context<'_>) -> bool {
        // Listening first: what rings in between is either seen here or wakes the task.
        self.0.listener.register(cx.waker());
        self.0.rung.swap(false, Ordering::SeqCst)
    }

    /// What a fetch pulls to ring.
    pub(super) fn rope(&self) -> Waker {
        Waker::from(Arc::clone(&self.0))
    }
}

impl Wake for Wire {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rung.store(true, Ordering::SeqCst);
        self.listener.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Listener(AtomicBool);

    impl Wake for Listener {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::SeqCst);
        }
    }

    #[test]
    fn it_tells_once_of_each_ring_and_wakes_the_last_to_ask() {
        let bell = Bell::default();
        let (first, last) = (Arc::new(Listener::default()), Arc::new(Listener::default()));
        let ask = |listener: &Arc<Listener>| {
            let waker = Waker::from(Arc::clone(listener));
            bell.has_rung(&Context::from_waker(&waker))
        };
        assert!(!ask(&first) && !ask(&last));
        bell.rope().wake();
        let woken = |listener: &Arc<Listener>| listener.0.load(Ordering::SeqCst);
        assert!(woken(&last) && !woken(&first));
        assert!(ask(&last));
        assert!(!ask(&last));
        bell.ring();
        assert!(ask(&last));
    }
}
