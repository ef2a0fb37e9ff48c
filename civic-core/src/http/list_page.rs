//! Which page of a list a request is for, told to recordings.
//!
//! Which pages a list asks for may depend on how many of them it fetches at a time. So a recording keeps that
//! number with each request, and the list follows it when it is replayed.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::task_local;

thread_local! {
    static ASKED_FOR: RefCell<Option<ListPage>> = const { RefCell::new(None) };
}

/// A page of a list that is being fetched.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "cassette"), expect(dead_code, reason = "only recordings ask"))]
pub(crate) struct ListPage {
    /// The pages of a list are counted from 1, in the order in which it planned them.
    pub(crate) number: u64,
    /// The list's.
    pub(crate) at_a_time: PagesAtATime,
}

/// How many pages a list fetches at a time, at most. A replay sets it to what was recorded.
#[derive(Clone, Debug)]
pub(crate) struct PagesAtATime(Arc<AtomicUsize>);

impl PagesAtATime {
    pub(crate) fn new(pages: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(pages.max(1))))
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    #[cfg(feature = "cassette")]
    pub(crate) fn set(&self, pages: usize) {
        self.0.store(pages, Ordering::Relaxed);
    }
}

impl ListPage {
    /// Polls the requests for this page.
    pub(crate) fn of<T>(&self, poll: impl FnOnce() -> T) -> T {
        task_local::scope(&ASKED_FOR, self.clone(), poll)
    }

    /// The page for which a request is made now.
    #[cfg(feature = "cassette")]
    pub(super) fn asked_for() -> Option<Self> {
        ASKED_FOR.with_borrow(Clone::clone)
    }
}
