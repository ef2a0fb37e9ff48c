//! What is known of a list before the next window.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ties::Ties;
use super::window::Window;
use crate::paging::key::Key;
use crate::paging::list::Position;
use crate::paging::route::Row;
use crate::paging::source::Proof;
use crate::paging::verdict::Gap;

/// Everything strictly newer than the frontier has been read.
#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::paging) struct Edge {
    frontier: Option<Position>,
    /// The rows read at the frontier itself; others of that moment may follow.
    #[serde(skip_serializing_if = "Ties::is_empty")]
    ties: Ties,
    /// Where the list goes on, by the last answer.
    next: u64,
    /// How many rows of the last answer the next window must repeat.
    needed: u64,
    /// How many more it should, for deletions in between: more after a seam broke.
    slack: u64,
    /// Windows fetched in vain for the next seam.
    pub(super) tries: u32,
    /// The place of the first of more rows of one moment than a page holds, while among them.
    tied_from: Option<u64>,
    /// Whether such rows were found, and tallied.
    tallied: bool,
    pub(super) unordered: bool,
    /// Whether the last window may have been the end.
    pub(super) confirming: Confirming,
    /// Rows to leap over, while windows show only what has been read: many were added.
    leap: u64,
    /// Leaping, the place known to be before the frontier, and one known to be behind it.
    before_it: u64,
    behind_it: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) gaps: Vec<Gap>,
}

impl Default for Edge {
    fn default() -> Self {
        Self {
            frontier: None,
            ties: Ties::default(),
            next: 0,
            needed: 0,
            slack: 1,
            tries: 0,
            tied_from: None,
            tallied: false,
            unordered: false,
            confirming: Confirming::No,
            leap: 0,
            before_it: 0,
            behind_it: 0,
            gaps: Vec::new(),
        }
    }
}

/// Whether a small window is to tell the end of the list from a page cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Confirming {
    No,
    Yes,
    /// No small window spans the rows of one moment at the end.
    InVain,
}

/// What an answer shows of the list's order.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    newest: Option<Position>,
    oldest: Option<Position>,
    /// Rows at the end that share the oldest position, those that did not decode included.
    tail: u64,
    pub(super) ordered: bool,
}

impl Stretch {
    pub(super) fn of<T>(rows: &[Row<T>]) -> Self {
        let positions = || rows.iter().filter_map(Row::position);
        let oldest = positions().last();
        let at_the_end = |row: &&Row<T>| row.key().is_none() || row.position() == oldest;
        Self {
            newest: positions().next(),
            oldest,
            tail: rows.iter().rev().take_while(at_the_end).count() as u64,
            ordered: positions().is_sorted_by(|newer, older| newer >= older)
                && rows.iter().all(|row| row.key().is_none() || row.position().is_some()),
        }
    }
}

impl Edge {
    /// The window that joins on here, of at most so many rows; smaller where the end is near.
    pub(super) fn next_window(&self, size: u64, small: u64) -> Window {
        let beyond = |size| Window::beyond(self.next, self.needed, self.slack, size);
        let confirming = (self.confirming == Confirming::Yes).then(|| beyond(small)).flatten();
        match (self.tied_from, confirming.or_else(|| beyond(size))) {
            (None, Some(window)) => window,
            // Among rows of one moment there is nothing to join on to.
            _ => Window::covering(self.next, size),
        }
    }

    /// After a window that may have been the end, the next one is small enough to be sure.
    pub(super) fn confirm(&mut self, perhaps_the_end: bool, small: u64) {
        let spans = Window::beyond(self.next, self.needed, 0, small).is_some();
        self.confirming = match (perhaps_the_end, spans && self.tied_from.is_none()) {
            (false, _) => Confirming::No,
            (true, true) => Confirming::Yes,
            (true, false) => Confirming::InVain,
        };
    }

    /// The end is only likely: nothing small enough to be sure spans its rows of one moment.
    pub(super) fn leave_unproven(&mut self) {
        self.tallied = true;
    }

    /// Whether this can have come from a walk: it may have been read from a file.
    pub(super) fn is_plausible(&self) -> bool {
        const MANY: u64 = 1 << 40;
        let leaps = [self.leap, self.before_it, self.behind_it];
        let places = [self.next, self.needed, self.tied_from.unwrap_or(0)];
        let ties = [self.ties.read()];
        places.into_iter().chain(leaps).chain(ties).all(|place| place < MANY)
            && self.slack < 1_000
            && self.tries < 1_000
    }

    /// The window after one that has not come yet.
    pub(super) fn window_after(&self, last: &Window, size: u64) -> Option<Window> {
        Window::beyond(last.end(), 2, self.slack, size)
    }

    /// Whether the next rows are some of more of one moment than a page holds.
    pub(super) fn is_among_ties(&self) -> bool {
        self.tied_from.is_some()
    }

    /// Whether a window's rows join on to what has been read, with nothing in between.
    pub(super) fn joins(&self, stretch: &Stretch) -> bool {
        match (self.frontier, stretch.newest) {
            _ if self.unordered => true,
            (Some(frontier), Some(newest)) if self.tied_from.is_some() => newest >= frontier,
            (Some(frontier), Some(newest)) => newest > frontier,
            // Rows that did not decode: they make the walk incomplete anyway.
            _ => true,
        }
    }

    /// An earlier window, for when this one begins too late; further back each time.
    pub(super) fn back_from(&mut self, window: &Window, size: u64) -> Window {
        self.tries += 1;
        self.slack = (self.slack * 2).min((size / 4).max(1));
        let step = (size.div_ceil(2)).saturating_mul(1 << self.tries.min(20));
        // Another page size each time: another question, should a page itself be the trouble.
        let size = size.saturating_sub(self.tries.into()).max(1);
        Window::covering(window.offset().saturating_sub(step), size)
    }

    pub(super) fn seam_gap(&self, stretch: &Stretch) -> Gap {
        Gap::Seam {
            newest: self.frontier.map(Timestamp::from),
            oldest: stretch.newest.map(Timestamp::from),
        }
    }

    /// Whether a row was handed out before, or came up behind the walk's back.
    pub(super) fn has_seen(&self, position: Option<Position>, key: Option<Key>) -> bool {
        match (self.frontier, position, key) {
            (Some(frontier), Some(position), Some(key)) => {
                position > frontier || (position == frontier && self.ties.contains(key))
            }
            _ => false,
        }
    }

    /// Moves on behind a window.
    pub(super) fn advance<T>(
        &mut self,
        window: &Window,
        rows: &[Row<T>],
        stretch: &Stretch,
        size: u64,
        ends: bool,
    ) {
        let count = rows.len() as u64;
        self.next = window.offset() + if count > 0 { count } else { window.size };
        let before = self.frontier;
        let Some(oldest) = stretch.oldest else {
            self.needed = 0;
            if let Some(from) = self.tied_from.filter(|_| ends) {
                self.tally(before, from, window.offset(), rows);
            }
            return;
        };
        let frontier = before.map_or(oldest, |before| before.min(oldest));
        let passed = before != Some(frontier);
        if let (Some(from), true) = (self.tied_from, passed || ends) {
            let tied = |row: &&Row<T>| row.position() >= before;
            let until = window.offset() + rows.iter().take_while(tied).count() as u64;
            self.tally(before, from, until, rows);
        }
        if passed {
            self.slack = self.slack.saturating_sub(1).max(1);
            self.ties.clear();
            self.frontier = Some(frontier);
        }
        let known = self.ties.read();
        self.note_ties(frontier, rows);
        if self.ties.read() > known {
            self.tries = 0;
        }
        if before.is_some_and(|before| oldest > before) {
            self.leap_on(size);
        } else {
            (self.leap, self.before_it, self.behind_it) = (0, 0, 0);
        }
        self.needed = stretch.tail + 1;
        // More rows of one moment than a window can span?
        let spans = Window::beyond(self.next, self.needed, 0, size).is_some();
        let stuck = !passed && oldest == frontier && stretch.tail > size / 2;
        if !spans || stuck {
            self.tied_from.get_or_insert(self.next.saturating_sub(stretch.tail));
        }
    }

    /// A window wholly above the frontier: look for it further down, and further each time, until
    /// a place behind it is known; then halfway.
    fn leap_on(&mut self, size: u64) {
        self.before_it = self.next;
        self.leap = (self.leap * 2).max(size / 4).min(1 << 30);
        if self.behind_it > self.next {
            let halfway = (self.behind_it - self.next) / 2;
            self.next += if halfway > size { halfway } else { 0 };
        } else if self.leap > size / 2 {
            self.next += self.leap;
        }
    }

    /// Where to look for the frontier after a leap that went behind it. `None` where there was no
    /// leap.
    pub(super) fn leap_back(&mut self, window: &Window, size: u64, small: u64) -> Option<Window> {
        let leapt = window.offset().checked_sub(self.before_it).filter(|far| *far > size)?;
        if self.leap <= size / 2 {
            return None;
        }
        self.behind_it = window.offset();
        let halfway = leapt / 2;
        self.next = self.before_it + if halfway > size { halfway } else { 0 };
        Some(self.next_window(size, small))
    }

    /// Remembers the rows of this moment.
    fn note_ties<T>(&mut self, at: Position, rows: &[Row<T>]) {
        let tied = rows.iter().filter(|row| row.position() == Some(at));
        tied.filter_map(Row::key).for_each(|key| self.ties.note(key));
    }

    /// Compares the rows of one moment with their places in the list.
    fn tally<T>(&mut self, at: Option<Position>, from: u64, until: u64, rows: &[Row<T>]) {
        self.tied_from = None;
        let Some(at) = at else { return };
        self.note_ties(at, rows);
        let (read, expected) = (self.ties.read(), until.saturating_sub(from));
        if self.ties.are_partly_forgotten() {
            self.gaps.push(Gap::Untallied { at: at.into() });
        } else if read == expected {
            self.tallied = true;
        } else {
            self.gaps.push(Gap::Tied { at: at.into(), read, expected });
        }
    }

    /// What the end proves.
    pub(super) fn proof(&self) -> Proof {
        if self.unordered {
            Proof::Gaps(self.gaps.iter().cloned().chain([Gap::Unordered]).collect())
        } else if !self.gaps.is_empty() {
            Proof::Gaps(self.gaps.clone())
        } else if self.tallied {
            Proof::Agreed(1)
        } else {
            Proof::Sound
        }
    }
}
