//! A newest-first list read without missing a row, whatever changes meanwhile.
//!
//! Reading a list by page numbers loses rows when the list shifts: after a deletion an unread row moves
//! onto a page that was read already. Counting does not help, since a deletion and an insertion cancel
//! out. But each answer shows one stretch of the list at one moment, and the list is sorted by a time
//! that never changes for a row. So
//!
//! > every row whose time lies strictly between those of an answer's first and last row, and
//! > that was there from beginning to end, is in that answer.
//!
//! The first page of the list has no upper end; an answer that is known to be short has no lower end. So
//! the strategy asks for *windows* that overlap by a few rows, and accepts a window only if its first
//! row is strictly newer than the last row of the window before. Then the stretches join without a gap,
//! and no row that was there from beginning to end can be missed. That holds under insertions,
//! deletions, rows that begin or cease to match a filter, and any order among rows of the same time. If
//! a window begins too late, rows were deleted in between, and the strategy goes back for them.
//!
//! Windows are pages: a page size that (nearly) divides the wanted offset gives any offset.
//!
//! *Ahead.* The list may have shifted since a window was fetched ahead, so it is judged by the times of
//! its rows and not by its place: it is accepted if it joins on, skipped if all of it was read already,
//! and otherwise kept until the window that belongs before it has come. So rows that are added cost a
//! few more windows, and what an unchanged list proves does not depend on how many windows are fetched
//! at the same time.
//!
//! In simulation (`list/simulation`), lists were read 10 000 times under every kind of change. 7304
//! readings were proven, and none of them missed or repeated a row; 767 were consistent, and where their
//! condition held no row was missing; 1929 were reported as incomplete. Of 500 readings by page number
//! 493 missed rows. A list of 3000 rows that does not change takes 36 requests against 30; one that
//! grows by two rows a request, in pages of 24, takes 1.5 times as many as by page number, and 1.9 times
//! as many with eight pages ahead.
//!
//! What is not proven: more rows of the same time than a page can show. Their number is compared with
//! their places in the list, and the result is consistent, under a condition; after a resume among more
//! of them than a checkpoint remembers, it is incomplete. The same holds where a list ends with so many
//! rows of the same time that no answer can show its end and be too short to have been cut. Nor is
//! anything proven of a list that turns out to be in another order: from there on rows are told apart
//! by key, rows read before may come again, and the result is incomplete.

mod frontier;
mod ties;
mod window;

use std::collections::HashSet;
use std::sync::Arc;

pub(in crate::list) use self::frontier::Frontier;

use self::frontier::{Confirming, Taken};
use self::window::{Stretch, Window};
use super::loop_guard::LoopGuard;
use super::{FetchFuture, Fetched, Judgement, Occurrence, Row, Strategy, fetch_numbered};
use crate::Error;
use crate::list::gap::Gap;
use crate::list::key::Key;
use crate::list::source::{ListSpec, NumberedList, NumberedPage, Proof};

/// How often it goes back for rows between two windows before it reports a gap there.
const PATIENCE: u32 = 12;

/// How often it asks again where an answer contradicts itself.
const DENIALS: u32 = 2;

/// The smallest page size: below it there is no room to overlap, and not every offset can be reached.
const SMALLEST: u64 = 25;

pub(in crate::list) struct GapFree<L> {
    list: Arc<L>,
    /// Rows per page that the server gives; fewer than asked for where it cuts pages.
    size: u64,
    /// Whether the last page that was not full had been cut.
    cut_before: bool,
    /// The most rows that one answer had.
    largest: u64,
    /// At most so many rows are in the list, by the last answer's count of pages.
    extent: u64,
    /// All rows read since the list turned out to be in another order.
    seen: HashSet<Key>,
    loop_guard: LoopGuard,
}

/// A window to fetch.
#[derive(Clone, Copy, Debug)]
pub(in crate::list) struct Wanted {
    window: Window,
    /// Whether it was chosen before the windows in front of it had come.
    is_ahead: bool,
    /// [`Frontier::turns`] when it was chosen.
    turn: u32,
}

impl Wanted {
    /// To be asked for now.
    fn now(window: Window, frontier: &Frontier) -> Self {
        Self { window, is_ahead: false, turn: frontier.turns }
    }
}

impl<L: NumberedList> GapFree<L> {
    pub(in crate::list) fn new(list: L) -> Self {
        let size = list.page_size().max(SMALLEST);
        Self {
            list: Arc::new(list),
            size,
            cut_before: false,
            largest: 0,
            extent: 0,
            seen: HashSet::new(),
            loop_guard: LoopGuard::default(),
        }
    }

    /// The window that joins on to what has been read.
    fn next(&self, frontier: &Frontier) -> Window {
        frontier.next_window(self.size, self.list.honoured_size())
    }

    /// Learns the server's page size and the list's extent from an answer.
    fn learn(&mut self, window: &Window, rows: u64, total_pages: u64, was_cut: bool) {
        if was_cut {
            // If it happens once where larger pages came before, or where the server is not known to
            // cut so short, rows may have been added between its rows and its count.
            let believable = window.size > self.largest && rows >= self.list.honoured_size();
            if believable || self.cut_before {
                self.size = rows;
            }
            self.cut_before = true;
        } else if rows == window.size {
            self.cut_before = false;
        }
        self.largest = self.largest.max(rows);
        self.extent = total_pages.saturating_mul(window.size.min(self.size));
    }

    /// Marks the rows that were read before.
    fn settle(&mut self, frontier: &Frontier, rows: &mut [Row<L::Item>]) {
        let mut here = HashSet::with_capacity(rows.len());
        for row in rows {
            let Some(key) = row.key() else { continue };
            let is_seen = if frontier.unordered {
                !self.seen.insert(key)
            } else {
                frontier.has_seen(row.position, key)
            };
            if !here.insert(key) {
                row.occurrence = Occurrence::Twice;
            } else if is_seen {
                row.occurrence = Occurrence::Overlap;
            }
        }
    }

    /// A window before this one, for when this one begins too late.
    fn go_back(&mut self, frontier: &mut Frontier, window: &Window) -> Window {
        self.loop_guard.note_in_vain();
        let next = self.next(frontier);
        if next.offset() < window.offset() {
            // Pages turned out to be smaller than was thought when it was chosen.
            next
        } else if let Some(place) = frontier.leap.back(window, self.size) {
            frontier.next = place;
            self.next(frontier)
        } else {
            // It begins where it should, so rows were deleted: go back for those that moved up.
            frontier.back_from(window, self.size)
        }
    }
}

impl<L: NumberedList> Strategy for GapFree<L> {
    type Item = L::Item;
    type Cursor = Wanted;
    type Frontier = Frontier;
    type Answer = NumberedPage<L::Item>;

    fn list(&self) -> &dyn ListSpec<Item = L::Item> {
        &*self.list
    }

    fn identity(&self) -> String {
        format!("{} gap-free", self.list.identity())
    }

    fn start(&self) -> Frontier {
        Frontier::default()
    }

    fn after(&self, frontier: &Frontier, last: Option<&Wanted>) -> Option<Wanted> {
        match last {
            None => Some(Wanted::now(self.next(frontier), frontier)),
            // Ahead of the answers, only where rows are known to be.
            Some(last) if self.largest > 0 && last.window.end() < self.extent => {
                let window = frontier.window_after(&last.window, self.size)?;
                Some(Wanted { window, is_ahead: true, turn: frontier.turns })
            }
            Some(_) => None,
        }
    }

    fn accepts(&self, frontier: &Frontier) -> bool {
        frontier.is_plausible()
    }

    fn fetch(&self, wanted: Wanted) -> FetchFuture<L::Item, Self::Answer> {
        fetch_numbered(&self.list, wanted.window.number, wanted.window.size)
    }

    fn judge(
        &mut self,
        frontier: &mut Frontier,
        wanted: &Wanted,
        page: &mut Fetched<L::Item, Self::Answer>,
    ) -> Result<Judgement<Wanted>, Error> {
        self.loop_guard.check()?;
        let Wanted { window, is_ahead, turn } = *wanted;
        // Some servers answer their last page where one beyond it is asked for.
        if page.answer.is_last_instead_of(window.number) {
            page.rows.clear();
        } else {
            page.answer.must_be(window.number, self.list.resource_name())?;
        }
        let (rows, total_pages) = (page.rows.len() as u64, page.answer.total_pages);
        let stretch = Stretch::of(&page.rows);
        frontier.unordered |= !stretch.ordered;
        // A window that was chosen earlier shows the list as it was then: it counts only if it joins on.
        let is_current = frontier.unordered || (!is_ahead && turn == frontier.turns);
        let is_own = is_current || window == self.next(frontier);
        let joins = frontier.joins(&stretch);
        // The place of one that was fetched ahead may have changed: among rows of one moment it is not known.
        let has_place = is_own || (!frontier.is_among_ties() && stretch.newest.is_some());
        if !is_current && (rows == 0 || !joins || !has_place) {
            return Ok(Judgement::Before(Wanted::now(self.next(frontier), frontier)));
        }
        let is_denied = page.answer.is_denied(rows);
        let is_last = total_pages <= window.number || is_denied;
        let ends = if rows == 0 {
            total_pages < window.number
        } else {
            // Short because the list ends, and not because the server cut it: only where no server is
            // known to cut pages to so many rows. How many rows another answer had proves nothing, since
            // a server may cut one list, or one page, more than others.
            is_last && rows < window.size && !self.list.may_be_cut(rows)
        };
        let was_cut = rows > 0 && rows < window.size && !is_last;
        self.learn(&window, rows, total_pages, was_cut);
        // The place of a page that was cut follows from its number and its real size.
        let window = if was_cut { Window { size: rows, ..window } } else { window };
        if was_cut || rows == window.size {
            frontier.note_count(total_pages, window.size);
        }

        let at_the_top = window.offset() == 0;
        let joins = at_the_top || joins;
        // An empty window shows nothing, except at the beginning of the list, that the list is empty.
        let shows = rows > 0 || (ends && (at_the_top || frontier.is_among_ties()));
        let is_doubted = is_denied && frontier.tries < DENIALS && !frontier.was_denied;
        frontier.tries += u32::from(is_doubted);
        // One empty answer does not prove that all rows are gone that were there a moment ago.
        if is_doubted || (rows == 0 && ends && at_the_top && frontier.is_emptied_first()) {
            return Ok(Judgement::Before(Wanted::now(wanted.window, frontier)));
        }
        if (!joins || !shows) && frontier.tries < PATIENCE {
            let window = self.go_back(frontier, &window);
            return Ok(Judgement::Before(Wanted::now(window, frontier)));
        }
        if !shows {
            frontier.gaps.push(Gap::EmptyPage { page: window.number });
        } else if !joins {
            frontier.gaps.push(frontier.seam_gap(&stretch));
        }
        if is_denied && !std::mem::replace(&mut frontier.was_denied, true) {
            frontier.gaps.push(Gap::Contradiction { page: window.number, total_pages });
        }
        self.settle(frontier, &mut page.rows);
        self.loop_guard.note(page);
        let is_stale = turn < frontier.turns && !is_own;
        frontier.turns += u32::from(!is_ahead);
        if !is_own && !ends && frontier.is_behind(&stretch) {
            frontier.pass_over(&page.rows);
            return Ok(Judgement::Take { end: None });
        }
        let taken = Taken { window, rows: &page.rows, stretch: &stretch, is_stale, ends };
        frontier.advance(&taken, self.size);
        if ends {
            return Ok(Judgement::Take { end: Some(frontier.proof()) });
        }
        // Short, and the last by the server's count, but perhaps cut: a small window shows which.
        let perhaps_the_end = is_last && rows < window.size;
        if perhaps_the_end && is_own && frontier.confirming == Confirming::InVain {
            // Rows of one moment at an end that is only likely are still compared with their places.
            frontier.confirming = Confirming::Unproven;
            frontier.tally(window.offset() + rows, &page.rows);
            return Ok(Judgement::Take { end: Some(frontier.proof()) });
        }
        frontier.confirm(perhaps_the_end, self.list.honoured_size(), self.size);
        Ok(Judgement::Take { end: None })
    }

    fn proof_so_far(&self, frontier: &Frontier, is_first: bool) -> Proof {
        match frontier.proof() {
            // Rows of one moment that fill pages are compared with their places only behind them.
            Proof::Sound if frontier.is_among_ties() && !is_first => Proof::IfUnchanged,
            proof => proof,
        }
    }
}
