//! When a call must have ended, and what its error says where it has not.
//!
//! It is set for one call in `call_options.rs` and for all calls of a client in `timeouts.rs`.

use std::fmt::Display;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{BoxFuture, Either, select};

use crate::clock::Clock;
use crate::{Error, ErrorKind};

/// The deadline of a call that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deadline {
    /// How long the call may take in all.
    pub(crate) limit: Duration,
    /// When that is over, by the clock's monotonic time.
    at: Duration,
}

impl Deadline {
    /// So long from now on.
    pub(crate) fn after(limit: Duration, now: Duration) -> Self {
        Self { limit, at: now.saturating_add(limit) }
    }

    /// What is left of it.
    pub(crate) fn left(self, now: Duration) -> Duration {
        self.at.saturating_sub(now)
    }

    /// Does this until the deadline; `None` where that passes first.
    pub(super) async fn limits<F: Future>(self, work: F, clock: &dyn Clock) -> Option<F::Output> {
        within(&mut clock.deadline(self.left(clock.elapsed())), work).await
    }

    /// The error of a call that it ended, and what that waited for. `subject`: how the message begins
    /// where no request stands before it.
    pub(super) fn missed(self, subject: &str, what: Option<impl Display>) -> Error {
        let limit = self.limit.as_secs_f32();
        let what = what.map(|what| format!(": it was waiting for {what}")).unwrap_or_default();
        let message = format!("{subject}did not end within its deadline of {limit} s{what}");
        Error::new(ErrorKind::Timeout, message)
    }

    /// What the error of a download says that it ended.
    pub(super) fn missed_by_reader(self) -> String {
        format!("was not read within its deadline of {} s", self.limit.as_secs_f32())
    }
}

/// Races work against a timer; `None` where the timer wins.
pub(super) async fn within<F: Future>(
    timer: &mut BoxFuture<'static, ()>,
    work: F,
) -> Option<F::Output> {
    match select(pin!(work), timer).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}
