//! What a blocking call tells the code that it polls, on the thread that it polls on.

use std::cell::{Cell, RefCell};

use crate::Error;

thread_local! {
    /// Of the blocking call that polls on this thread, whether it is served. `None` without one.
    static POLLING: RefCell<Option<Result<(), Error>>> = const { RefCell::new(None) };

    /// Whether this is the thread that serves blocking calls.
    static SERVES: Cell<bool> = const { Cell::new(false) };

    /// What lets virtual time pass, for the blocking call that polls on this thread.
    #[cfg(feature = "testing")]
    static WHEN_IDLE: RefCell<Option<Pass>> = const { RefCell::new(None) };
}

#[cfg(feature = "testing")]
type Pass = std::rc::Rc<dyn Fn() -> bool>;

/// Whether what runs here must not depend on the runtime of async code, which may wait for it.
pub(crate) fn is_blocking() -> bool {
    SERVES.get() || POLLING.with_borrow(Option::is_some)
}

#[cfg(feature = "reqwest")]
/// Fails within a blocking call that no thread serves.
pub(crate) fn check() -> Result<(), Error> {
    POLLING.with_borrow(|polling| polling.clone().unwrap_or(Ok(())))
}

/// Called when the blocking call that polls here has nothing to do but to wait. Says whether that changed.
#[cfg(feature = "testing")]
pub(crate) fn when_idle(pass: impl Fn() -> bool + 'static) {
    WHEN_IDLE.set(Some(std::rc::Rc::new(pass)));
}

/// Whether virtual time passed. Real time always does.
pub(super) fn let_time_pass() -> bool {
    #[cfg(feature = "testing")]
    return WHEN_IDLE.with_borrow(Clone::clone).is_some_and(|pass| pass());
    #[cfg(not(feature = "testing"))]
    false
}

pub(super) fn serves() -> bool {
    SERVES.get()
}

/// Makes this the thread that serves blocking calls.
pub(super) fn serve() {
    SERVES.set(true);
}

/// The time in which a blocking call polls. It keeps what belongs to the call that this one is made in.
pub(super) struct Polling {
    outer: Option<Result<(), Error>>,
    #[cfg(feature = "testing")]
    when_idle: Option<Pass>,
}

impl Polling {
    pub(super) fn begin(served: Result<(), Error>) -> Self {
        Self {
            outer: POLLING.replace(Some(served)),
            #[cfg(feature = "testing")]
            when_idle: WHEN_IDLE.take(),
        }
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        POLLING.set(self.outer.take());
        #[cfg(feature = "testing")]
        WHEN_IDLE.set(self.when_idle.take());
    }
}
