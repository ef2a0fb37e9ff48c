//! Rows of one moment of which only their number speaks, and what the end of a list proves.

use super::super::window::Window;
use super::{Confirming, Frontier};
use crate::list::condition::Condition;
use crate::list::gap::Gap;
use crate::list::source::{Position, Proof};
use crate::list::strategy::Row;

impl Frontier {
    /// Learns from a count of pages of this size.
    pub(in super::super) fn note_count(&mut self, pages: u64, size: u64) {
        if self.tied_from.is_some() {
            self.count.note(pages, size);
        }
    }

    /// The end is only likely: no answer that is surely whole shows it. Rows of one moment that lie
    /// there are compared with their places all the same.
    pub(in super::super) fn leave_unproven<T>(&mut self, window: &Window, rows: &[Row<T>]) {
        self.confirming = Confirming::Unproven;
        if let Some(from) = self.tied_from {
            self.tally(self.reached, from, window.offset() + rows.len() as u64, rows);
        }
    }

    /// Remembers the rows of this moment. Whether some of them were not known.
    pub(super) fn note_ties<T>(&mut self, at: Position, rows: &[Row<T>]) -> bool {
        let known = self.ties.read();
        let tied = rows.iter().filter(|row| row.position() == Some(at));
        tied.filter_map(Row::key).for_each(|key| self.ties.note(key));
        self.ties.read() > known
    }

    /// Compares the rows of one moment with their places in the list.
    pub(super) fn tally<T>(
        &mut self,
        at: Option<Position>,
        from: u64,
        until: u64,
        rows: &[Row<T>],
    ) {
        self.tied_from = None;
        let Some(at) = at else { return };
        self.note_ties(at, rows);
        let (read, expected) = (self.ties.read(), until.saturating_sub(from));
        let count = std::mem::take(&mut self.count);
        if self.ties.are_partly_forgotten() {
            self.gaps.push(Gap::Untallied { at: at.into() });
        } else if read != expected {
            self.gaps.push(Gap::Tied { at: at.into(), read, expected });
        } else if let Some((from, to)) = count.moved() {
            self.gaps.push(Gap::RowCountMoved { from, to });
        } else {
            self.tallied = true;
        }
    }

    /// What the end proves.
    pub(in super::super) fn proof(&self) -> Proof {
        let is_unproven = self.confirming == Confirming::Unproven;
        if self.unordered {
            Proof::Gaps([self.gaps.to_list(), vec![Gap::Unordered]].concat())
        } else if !self.gaps.is_empty() {
            Proof::Gaps(self.gaps.to_list())
        } else if self.tallied && is_unproven {
            Proof::IfUnchanged
        } else if self.tallied {
            Proof::Provided(Condition::MomentUnchanged)
        } else if is_unproven {
            Proof::Provided(Condition::ShortAnswerWhole)
        } else {
            Proof::Sound
        }
    }
}
