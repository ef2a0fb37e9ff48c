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

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::testing::VirtualClock;

    /// A clock, and what answers tell of the server's.
    #[derive(Default)]
    struct Bench {
        clock: VirtualClock,
        server: ServerClock,
    }

    impl Bench {
        /// After this long, an answer whose `Date` is so many milliseconds ahead of our clock.
        fn learns(&mut self, after: Duration, ahead_ms: i64) -> Learnt {
            self.clock.advance(after);
            let ahead = SignedDuration::from_millis(ahead_ms);
            self.server.observe(self.clock.now().saturating_add(ahead).unwrap(), &self.clock)
        }
    }

    /// A `Date` is cut to the second: on average the server's clock is half a second ahead of it.
    #[test]
    fn a_difference_of_two_seconds_means_something_and_a_smaller_one_nothing() {
        for (ahead_ms, learnt) in [
            (1499, Learnt::Nothing),
            (1500, Learnt::First),
            (-2499, Learnt::Nothing),
            (-2500, Learnt::First),
        ] {
            assert_eq!(Bench::default().learns(Duration::ZERO, ahead_ms), learnt, "{ahead_ms}");
        }
    }

    #[test]
    fn answers_agree_on_another_time_where_less_than_two_seconds_part_them() {
        for (step, learnt) in [(1999, Learnt::Other), (2000, Learnt::Nothing)] {
            let mut bench = Bench::default();
            bench.learns(Duration::ZERO, 0);
            bench.clock.advance(Duration::from_secs(3600));
            let all = [0, 1, 2].map(|times| bench.learns(Duration::ZERO, 60_000 + times * step));
            assert_eq!(all, [Learnt::Nothing, Learnt::Nothing, learnt], "{step}");
        }
    }

    #[test]
    fn a_time_once_believed_stays_so_for_ten_minutes_and_no_longer() {
        let mut bench = Bench::default();
        bench.learns(Duration::ZERO, 0);
        let almost = Duration::from_millis(599_999);
        let early = [almost, Duration::ZERO, Duration::ZERO];
        assert_eq!(early.map(|after| bench.learns(after, 60_000)), [Learnt::Nothing; 3]);
        assert_eq!(bench.learns(Duration::from_millis(1), 60_000), Learnt::Other);
    }
}
