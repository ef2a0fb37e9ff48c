//! The server's clock, as its answers tell it.

use std::time::Duration;

use jiff::Timestamp;

use super::rule::as_ms;
use crate::clock::Clock;

/// A `Date` header is cut to whole seconds; a smaller difference means nothing.
const NOISE_MS: i64 = 2000;

/// Answers in a row that must agree on another time before it is believed. Behind one host there
/// may be several servers, and caches.
const AGREEING: u32 = 3;

/// A time once believed stays so for this long.
const SETTLED: Duration = Duration::from_secs(600);

/// How far the server's clock is ahead of our monotonic one. Our wall clock is only where it
/// begins: it may be set at any moment.
#[derive(Debug, Default)]
pub(super) struct ServerClock {
    ahead_ms: Option<i64>,
    believed_at: Option<Duration>,
    odd: Option<(i64, u32)>,
}

/// What an answer changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Learnt {
    Nothing,
    /// The time, for the first time.
    First,
    /// Another time than before.
    Other,
}

impl ServerClock {
    /// The server's Unix time in milliseconds.
    pub(super) fn now_ms(&mut self, clock: &dyn Clock) -> i64 {
        let elapsed = as_ms(clock.elapsed());
        let wall = || clock.now().as_millisecond().saturating_sub(elapsed);
        self.ahead_ms.get_or_insert_with(wall).saturating_add(elapsed)
    }

    pub(super) fn observe(&mut self, server: Timestamp, clock: &dyn Clock) -> Learnt {
        let now = clock.elapsed();
        let known = self.now_ms(clock);
        let sample = server.as_millisecond().saturating_add(500);
        let ahead = sample.saturating_sub(as_ms(now));
        let first = self.believed_at.is_none();
        if sample.abs_diff(known) < NOISE_MS.unsigned_abs() {
            self.odd = None;
            self.believed_at.get_or_insert(now);
            return Learnt::Nothing;
        }
        let agrees = |other: i64| ahead.abs_diff(other) < NOISE_MS.unsigned_abs();
        let in_a_row = match self.odd {
            Some((other, times)) if agrees(other) => times.saturating_add(1),
            _ => 1,
        };
        self.odd = Some((ahead, in_a_row));
        let settled = self.believed_at.is_some_and(|at| now.saturating_sub(at) < SETTLED);
        if !first && (in_a_row < AGREEING || settled) {
            return Learnt::Nothing;
        }
        self.ahead_ms = Some(ahead);
        self.believed_at = Some(now);
        self.odd = None;
        if first { Learnt::First } else { Learnt::Other }
    }
}
