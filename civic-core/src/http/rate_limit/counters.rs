//! What has been sent in each window, what is booked into the coming ones, and who must wait.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;

use super::rule::RateRule;
use super::server_clock::{Learnt, ServerClock};
use crate::clock::Clock;

/// The longest hold, where no window is longer.
const HOLD: Duration = Duration::from_secs(60);

/// Requests released together set out this far apart, within a second in all.
const APART: Duration = Duration::from_millis(1);
const SPREAD: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Counters {
    windows: Vec<Window>,
    holds: Vec<Hold>,
    server: ServerClock,
}

/// Where a request is booked: a window of each rule that covers it.
#[derive(Debug, Default)]
pub(super) struct Booked {
    slots: Vec<Slot>,
    later: Duration,
}

#[derive(Debug)]
struct Slot {
    /// The index of the rule.
    rule: usize,
    /// The number of the window.
    window: u64,
}

/// All times are monotonic: nothing that sets a clock, ours or the server's, cuts them short.
#[derive(Debug)]
struct Window {
    rule: RateRule,
    number: u64,
    ends_at: Option<Duration>,
    /// Requests of this window, and those booked into the ones after it.
    used: VecDeque<u32>,
}

#[derive(Debug)]
struct Hold {
    class: Option<&'static str>,
    until: Duration,
    waiting: u32,
}

impl Counters {
    pub(super) fn new(rules: &[RateRule]) -> Self {
        let window =
            |rule: &RateRule| Window { rule: *rule, number: 0, ends_at: None, used: [0].into() };
        Self {
            windows: rules.iter().map(window).collect(),
            holds: Vec::new(),
            server: ServerClock::default(),
        }
    }

    pub(super) fn rules(&self) -> Vec<RateRule> {
        self.windows.iter().map(|window| window.rule).collect()
    }

    #[cfg(any(test, feature = "testing"))]
    pub(super) fn used(&self) -> Vec<u32> {
        self.windows.iter().map(|window| window.used.front().copied().unwrap_or(0)).collect()
    }

    /// How long until it is this request's turn, after booking it where it is not booked yet.
    pub(super) fn wait(
        &mut self,
        class: Option<&'static str>,
        booked: &mut Booked,
        clock: &dyn Clock,
    ) -> Duration {
        let now = clock.elapsed();
        self.holds.retain(|hold| hold.until > now);
        let holds =
            self.holds.iter_mut().filter(|hold| hold.class.is_none() || hold.class == class);
        if let Some(hold) = holds.max_by_key(|hold| hold.until) {
            return hold.until.saturating_sub(now).saturating_add(hold.turn());
        }
        let server_ms = self.server.now_ms(clock);
        for window in &mut self.windows {
            window.roll(now, server_ms);
        }
        let is_stale = |slot: &Slot| {
            self.windows.get(slot.rule).is_some_and(|window| window.number > slot.window)
        };
        if booked.slots.is_empty() || booked.slots.iter().any(is_stale) {
            self.give_back(booked);
            *booked = self.book(class, now);
        }
        let start = |slot: &Slot| {
            let window = self.windows.get(slot.rule);
            window.and_then(|window| window.start(slot.window)).unwrap_or(now)
        };
        let turn = booked.slots.iter().map(start).max().unwrap_or(now);
        match turn.saturating_sub(now) {
            Duration::ZERO => Duration::ZERO,
            wait => wait.saturating_add(booked.later),
        }
    }

    pub(super) fn give_back(&mut self, booked: &mut Booked) {
        for slot in booked.slots.drain(..) {
            if let Some(window) = self.windows.get_mut(slot.rule)
                && let Some(ahead) = slot.window.checked_sub(window.number)
                && let Some(used) = usize::try_from(ahead).ok().and_then(|n| window.used.get_mut(n))
            {
                *used = used.saturating_sub(1);
            }
        }
    }

    pub(super) fn hold(
        &mut self,
        class: Option<&'static str>,
        now: Duration,
        wait: Duration,
    ) -> Duration {
        let longest = self.windows.iter().map(|window| window.rule.window).max();
        let longest = longest.map_or(HOLD, |window| window.saturating_add(SPREAD).max(HOLD));
        let until = now.saturating_add(wait.min(longest));
        self.holds.retain(|hold| hold.until > now);
        if let Some(hold) = self.holds.iter_mut().find(|hold| hold.class == class) {
            hold.until = hold.until.max(until);
            return hold.turn();
        }
        let mut hold = Hold { class, until, waiting: 0 };
        let turn = hold.turn();
        self.holds.push(hold);
        turn
    }

    pub(super) fn observe(&mut self, server: Timestamp, clock: &dyn Clock) {
        let learnt = self.server.observe(server, clock);
        if learnt == Learnt::Nothing {
            return;
        }
        let (now, server_ms) = (clock.elapsed(), self.server.now_ms(clock));
        for window in &mut self.windows {
            let end = now.saturating_add(window.rule.rest_of_window(server_ms));
            // Once requests are counted by a time, a window may only be drawn out by another: cut
            // short, it would be counted anew.
            let drawn_out = |known: Duration| match learnt {
                Learnt::First => end,
                _ => known.max(end),
            };
            window.ends_at = window.ends_at.map(drawn_out);
        }
    }

    /// Books the first windows that have room at the same time.
    fn book(&mut self, class: Option<&'static str>, now: Duration) -> Booked {
        let mut at = now;
        loop {
            let covering = self.windows.iter().filter(|window| window.rule.covers(class));
            let Some(later) = covering.filter_map(|window| window.full_until(at)).max() else {
                break;
            };
            at = later;
        }
        let mut booked = Booked::default();
        for (rule, window) in self.windows.iter_mut().enumerate() {
            if window.rule.covers(class) {
                let ahead = window.ahead(at);
                let before = window.enter(ahead);
                if ahead > 0 {
                    booked.later = booked.later.max(APART.saturating_mul(before).min(SPREAD));
                }
                let window = window.number.saturating_add(ahead as u64);
                booked.slots.push(Slot { rule, window });
            }
        }
        booked
    }
}

impl Window {
    /// Goes on to the window in which `now` lies.
    fn roll(&mut self, now: Duration, server_ms: i64) {
        let end = now.saturating_add(self.rule.rest_of_window(server_ms));
        let ended = *self.ends_at.get_or_insert(end);
        if now < ended {
            return;
        }
        let passed = self.ahead(now);
        self.number = self.number.saturating_add(passed as u64);
        self.used.drain(..passed.min(self.used.len()));
        self.ends_at = Some(end);
    }

    /// How many windows after the current one the moment lies.
    fn ahead(&self, at: Duration) -> usize {
        let beyond = self.ends_at.and_then(|end| at.checked_sub(end));
        let length = self.rule.length().as_nanos();
        beyond.map_or(0, |beyond| {
            usize::try_from(beyond.as_nanos() / length).unwrap_or(usize::MAX).saturating_add(1)
        })
    }

    /// When the window of this moment ends, if it is full.
    fn full_until(&self, at: Duration) -> Option<Duration> {
        let ahead = self.ahead(at);
        let used = self.used.get(ahead).copied().unwrap_or(0);
        let end = self.ends_at.unwrap_or(at);
        (used >= self.rule.allowed()).then(|| end.saturating_add(self.lengths(ahead)))
    }

    /// Counts one more, and returns how many were there before.
    fn enter(&mut self, ahead: usize) -> u32 {
        if self.used.len() <= ahead {
            self.used.resize(ahead + 1, 0);
        }
        self.used.get_mut(ahead).map_or(0, |used| {
            let before = *used;
            *used += 1;
            before
        })
    }

    /// When a coming window begins; None if it has begun.
    fn start(&self, number: u64) -> Option<Duration> {
        let ahead = usize::try_from(number.checked_sub(self.number)?).ok()?;
        Some(self.ends_at?.saturating_add(self.lengths(ahead.checked_sub(1)?)))
    }

    fn lengths(&self, windows: usize) -> Duration {
        self.rule.length().saturating_mul(u32::try_from(windows).unwrap_or(u32::MAX))
    }
}

impl Hold {
    /// How long after its end the next of those who wait for it may go.
    fn turn(&mut self) -> Duration {
        let turn = APART.saturating_mul(self.waiting).min(SPREAD);
        self.waiting = self.waiting.saturating_add(1);
        turn
    }
}
