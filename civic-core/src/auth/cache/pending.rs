//! Token requests under way.

use std::time::Duration;

use futures_util::future::{BoxFuture, Shared};

use crate::Error;
use crate::auth::token::Token;
#[cfg(feature = "blocking")]
use crate::blocking::context;

pub(super) type Refresh = Shared<BoxFuture<'static, Result<Token, Error>>>;

/// A token request under way. It stays until it ends, whoever lets go of it.
pub(super) struct Pending {
    pub(super) number: u64,
    /// How many callers poll it.
    pub(super) waiters: usize,
    /// Since when nobody does.
    pub(super) unpolled_since: Option<Duration>,
    /// Whether nobody did for so long that its timers may have run out only for that reason: if it
    /// fails, that says nothing.
    pub(super) was_left: bool,
    pub(super) request: Refresh,
}

/// The token request under way, one of async code and one of blocking calls: what async code has begun
/// may wait for a runtime that waits for the blocking call.
#[derive(Default)]
pub(super) struct UnderWay {
    of_async: Option<Pending>,
    #[cfg(feature = "blocking")]
    of_blocking: Option<Pending>,
}

impl UnderWay {
    /// The one that whoever asks can wait for.
    pub(super) fn own(&mut self) -> &mut Option<Pending> {
        #[cfg(feature = "blocking")]
        if context::is_blocking() {
            return &mut self.of_blocking;
        }
        &mut self.of_async
    }

    pub(super) fn numbered(&mut self, number: u64) -> Option<&mut Pending> {
        self.all().into_iter().flatten().find(|it| it.number == number)
    }

    pub(super) fn take(&mut self, number: u64) -> Option<Pending> {
        self.all().into_iter().find_map(|slot| slot.take_if(|it| it.number == number))
    }

    fn all(&mut self) -> impl IntoIterator<Item = &mut Option<Pending>> {
        #[cfg(feature = "blocking")]
        return [&mut self.of_async, &mut self.of_blocking];
        #[cfg(not(feature = "blocking"))]
        [&mut self.of_async]
    }
}
