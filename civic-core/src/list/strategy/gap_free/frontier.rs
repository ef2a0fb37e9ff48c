//! What is known of a list before the next window.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ties::{Count, Ties};
use super::window::{Leap, Stretch, Window};
use crate::list::gap::{Gap, Gaps};
use crate::list::key::Key;
use crate::list::proof_condition::Condition;
use crate::list::source::{Position, Proof};
use crate::list::strategy::Row;

/// Everything strictly newer than the place that was reached has been read.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::list) struct Frontier {
    reached: Option<Position>,
    /// The rows read at the frontier itself; others of that moment may follow.
    #[serde(skip_serializing_if = "Ties::is_empty")]
    ties: Ties,
    /// Where the list goes on, by the last answer that moved the frontier.
    pub(super) next: u64,
    /// How many rows of that answer the next window must repeat.
    needed: u64,
    /// How many more rows it should repeat, in case rows are deleted in between: at least 1 behind the first
    /// window, and more after that happened.
    slack: u64,
    /// How many windows were fetched in vain for the next join.
    pub(super) tries: u32,
    /// The place of the first row of a moment with more rows than a page holds, while these are read.
    tied_from: Option<u64>,
    /// What the server's counts say of the list, since then.
    #[serde(skip_serializing_if = "Count::is_unknown")]
    count: Count,
    /// Whether such rows were found, and tallied.
    tallied: bool,
    pub(super) unordered: bool,
    /// Whether the last window may have been the end.
    pub(super) confirming: Confirming,
    #[serde(skip_serializing_if = "Leap::is_idle")]
    pub(super) leap: Leap,
    #[serde(skip_serializing_if = "Gaps::is_empty")]
    pub(super) gaps: Gaps,
    /// Whether the server counted no pages, and gave rows.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) was_denied: bool,
    /// Whether the list turned out to be empty after rows of it had been read.
    #[serde(skip)]
    is_emptied: bool,
    /// How many windows were accepted that were not fetched ahead. A window that was chosen when this
    /// number was smaller shows the list as it was then.
    #[serde(skip)]
    pub(super) turns: u32,
    /// Whether the last window chosen ahead brought nothing.
    #[serde(skip)]
    is_ahead_idle: bool,
}

/// Whether a small window is fetched to see if the list ends or the server cut the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Confirming {
    #[default]
    No,
    Yes,
    /// The rows of one moment at the end do not fit into a small window.
    InVain,
    /// And another window showed no more rows: it is the end, unless both were cut.
    Unproven,
}

/// A window that has come, in its place.
pub(super) struct Taken<'p, T> {
    pub(super) window: Window,
    pub(super) rows: &'p [Row<T>],
    pub(super) stretch: &'p Stretch,
    /// Whether it was chosen earlier than the window that moved the frontier to where it is.
    pub(super) is_stale: bool,
    pub(super) ends: bool,
}

impl Frontier {
    /// The window that joins on here, of at most so many rows; smaller where the end is near.
    pub(super) fn next_window(&self, size: u64, small: u64) -> Window {
        let confirming = || Window::of_the_end(self.next, self.needed, small, size);
        let confirming = (self.confirming == Confirming::Yes).then(confirming).flatten();
        let beyond = || Window::beyond(self.next, self.needed, self.slack, size);
        match (self.tied_from, confirming.or_else(beyond)) {
            (None, Some(window)) => window,
            // Among rows of one moment there is nothing to join on to.
            _ => Window::covering(self.next, size),
        }
    }

    /// After a window that may have been the end, the next one is small enough to be sure.
    pub(super) fn confirm(&mut self, perhaps_the_end: bool, small: u64, size: u64) {
        let is_seen = Window::of_the_end(self.next, self.needed, small, size).is_some();
        self.confirming = match (perhaps_the_end, is_seen && self.tied_from.is_none()) {
            (false, _) => Confirming::No,
            (true, true) => Confirming::Yes,
            (true, false) => Confirming::InVain,
        };
    }

    /// Whether this is possible: it may have been read from a file.
    pub(super) fn is_plausible(&self) -> bool {
        const MANY: u64 = 1 << 40;
        let places = [self.next, self.needed, self.tied_from.unwrap_or(0), self.ties.read()];
        places.into_iter().all(|place| place < MANY)
            && self.leap.is_plausible(MANY)
            && self.slack < 1_000
            && self.tries < 1_000
    }

    /// The window after one that has not come yet. `None` while it must be waited for.
    pub(super) fn window_after(&self, last: &Window, size: u64) -> Option<Window> {
        if self.is_ahead_idle || !self.leap.is_idle() || self.confirming != Confirming::No {
            return None;
        }
        let from = last.end().max(self.next);
        match self.tied_from {
            Some(_) => Some(Window::covering(from, size)),
            None => Window::beyond(from, 2, self.slack, size),
        }
    }

    /// Whether rows of a moment are being read that has more of them than a page holds.
    pub(super) fn is_among_ties(&self) -> bool {
        self.tied_from.is_some()
    }

    /// Whether a window's rows join on to what has been read, with nothing in between.
    pub(super) fn joins(&self, stretch: &Stretch) -> bool {
        match (self.reached, stretch.newest) {
            _ if self.unordered => true,
            (Some(frontier), Some(newest)) if self.tied_from.is_some() => newest >= frontier,
            (Some(frontier), Some(newest)) => newest > frontier,
            // Rows that did not decode: with them the list is incomplete anyway.
            _ => true,
        }
    }

    /// An earlier window, for when this one begins too late; further back each time.
    pub(super) fn back_from(&mut self, window: &Window, size: u64) -> Window {
        self.tries += 1;
        self.slack = (self.slack * 2).min((size / 4).max(1));
        let step = (size.div_ceil(2)).saturating_mul(1 << self.tries.min(20));
        // Another page size each time, so that the request differs, should the page itself be broken.
        let size = size.saturating_sub(self.tries.into()).max(1);
        Window::covering(window.offset().saturating_sub(step), size)
    }

    pub(super) fn seam_gap(&self, stretch: &Stretch) -> Gap {
        Gap::Seam {
            newest: self.reached.map(Timestamp::from),
            oldest: stretch.newest.map(Timestamp::from),
        }
    }

    /// Whether a row was yielded before, or was added where the list had been read already.
    pub(super) fn has_seen(&self, position: Option<Position>, key: Key) -> bool {
        self.reached.is_some()
            && (position > self.reached || (position == self.reached && self.ties.contains(key)))
    }

    /// Whether a window shows nothing behind the frontier.
    pub(super) fn is_behind(&self, stretch: &Stretch) -> bool {
        self.reached.is_some() && stretch.oldest >= self.reached
    }

    /// Skips such a window that was fetched ahead. It may have rows of the frontier's own moment.
    pub(super) fn pass_over<T>(&mut self, rows: &[Row<T>]) {
        self.is_ahead_idle = true;
        self.note_ties(rows);
    }

    /// Notes that the list is empty now. Returns whether rows of it had been read, and nobody noted it before.
    pub(super) fn is_emptied_first(&mut self) -> bool {
        self.reached.is_some() && !std::mem::replace(&mut self.is_emptied, true)
    }

    /// The place behind a window, as far as is known by now.
    fn place_behind<T>(&self, taken: &Taken<'_, T>) -> u64 {
        let count = taken.rows.len() as u64;
        if !taken.is_stale {
            return taken.window.offset() + if count > 0 { count } else { taken.window.size };
        }
        // The list has shifted since then, by as many of its rows as were read already.
        let is_read = |row: &&Row<T>| row.position >= self.reached || row.key().is_none();
        self.next + count - taken.rows.iter().take_while(is_read).count() as u64
    }

    /// Moves on behind a window.
    pub(super) fn advance<T>(&mut self, taken: &Taken<'_, T>, size: u64) {
        let Taken { window, rows, stretch, ends, .. } = *taken;
        self.next = self.place_behind(taken);
        let before = self.reached;
        let passes_by = |oldest: &Position| before.is_none_or(|before| *oldest < before);
        let passed = stretch.oldest.filter(passes_by);
        if passed.is_some() || ends {
            let tied = |row: &&Row<T>| row.position >= before;
            self.tally(window.offset() + rows.iter().take_while(tied).count() as u64, rows);
        }
        let Some(oldest) = stretch.oldest else {
            self.needed = 0;
            return;
        };
        if passed.is_some() {
            self.slack = self.slack.saturating_sub(1).max(1);
            self.ties = Ties::default();
            self.reached = passed;
        }
        if self.note_ties(rows) {
            (self.tries, self.is_ahead_idle) = (0, false);
        }
        if before.is_some_and(|before| oldest > before) && !self.unordered {
            self.next = self.leap.on(self.next, size);
        } else {
            self.leap = Leap::default();
        }
        self.needed = stretch.tail + 1;
        // More rows of one moment than a window can span?
        if Window::beyond(self.next, self.needed, 0, size).is_none() && self.tied_from.is_none() {
            self.tied_from = Some(self.next.saturating_sub(stretch.tail));
            self.count = Count::default();
        }
    }
}

/// More rows of one moment than a page holds, which can only be counted; and what the end proves.
impl Frontier {
    /// Learns from a count of pages of this size.
    pub(super) fn note_count(&mut self, pages: u64, size: u64) {
        if self.tied_from.is_some() {
            self.count.note(pages, size);
        }
    }

    /// Remembers the rows of the frontier's moment. Returns whether some of them are new.
    fn note_ties<T>(&mut self, rows: &[Row<T>]) -> bool {
        let known = self.ties.read();
        let tied = rows.iter().filter(|row| row.position == self.reached);
        tied.filter_map(Row::key).for_each(|key| self.ties.note(key));
        self.ties.read() > known
    }

    /// Compares the rows of one moment, up to this place, with their places in the list.
    pub(super) fn tally<T>(&mut self, until: u64, rows: &[Row<T>]) {
        let (Some(from), Some(at)) = (self.tied_from.take(), self.reached) else { return };
        self.note_ties(rows);
        let (read, expected) = (self.ties.read(), until.saturating_sub(from));
        let count = std::mem::take(&mut self.count);
        if self.ties.are_partly_forgotten() {
            self.gaps.push(Gap::SameMomentUncounted { at: at.into() });
        } else if read != expected {
            self.gaps.push(Gap::SameMomentShort { at: at.into(), read, expected });
        } else if let Some((from, to)) = count.moved {
            self.gaps.push(Gap::RowCountMoved { from, to });
        } else {
            self.tallied = true;
        }
    }

    /// What the end proves. It is only likely where no answer shows it that is surely whole.
    pub(super) fn proof(&self) -> Proof {
        let unordered = self.unordered.then_some(Gap::Unordered);
        let gaps: Vec<_> = self.gaps.to_list().into_iter().chain(unordered).collect();
        if !gaps.is_empty() {
            return Proof::Gaps(gaps);
        }
        match (self.tallied, self.confirming == Confirming::Unproven) {
            (true, true) => Proof::IfUnchanged,
            (true, false) => Proof::Provided(Condition::MomentUnchanged),
            (false, true) => Proof::Provided(Condition::ShortAnswerWhole),
            (false, false) => Proof::Sound,
        }
    }
}

#[cfg(test)]
mod tests;
