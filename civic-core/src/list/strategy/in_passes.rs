//! A list without an order, read more than once.
//!
//! Where rows may be anywhere, no single pass proves anything. So a pass is made between two exact
//! counts (with pages of one row the server's count of pages is one of rows). If both counts and the
//! number of rows agree, and each row came as often as it is in the list, nothing is missing *if the
//! list did not change*: a row that was added and one that was removed cancel out. Where there is a
//! sign of a change, another pass is made, until one brings the same rows as all before it. Rows that
//! a later pass finds are yielded when it finds them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::loop_guard::LoopGuard;
use super::{FetchFuture, Fetched, Judgement, Occurrence, Strategy, fetch_numbered, settle};
use crate::Error;
use crate::list::gap::Gap;
use crate::list::key::Key;
use crate::list::proof_condition::Condition;
use crate::list::source::{ListSpec, NumberedList, NumberedPage, Proof};

/// Passes made at most.
const PASSES: u32 = 3;

pub(in crate::list) struct InPasses<L> {
    list: Arc<L>,
    /// Rows of all passes.
    seen: HashSet<Key>,
    pass: Pass,
    total_pages: u64,
    /// The count of pages at first, and whether there was another one since.
    first_total: Option<u64>,
    has_moved: bool,
    /// The first page that had rows although the server counted no pages.
    denied: Option<u64>,
}

/// A pass. Never in a checkpoint, which would have to hold all rows of the earlier passes.
#[derive(Default)]
struct Pass {
    /// From 1; 0 for a first look: a list that fits on one page needs no more.
    number: u32,
    /// What is fetched next.
    next: Cursor,
    /// What the server counted before it.
    counted: u64,
    /// Its rows, with the copies of each that have not come yet.
    due: HashMap<Key, u32>,
    /// How many rows came in it, all copies counted.
    rows: u64,
    /// Rows that came once too often in it, and how many of these were on another page before: as many
    /// others may have been on no page.
    surplus: u64,
    shifted: u64,
    /// Whether it brought rows that no earlier one had.
    brought_new: bool,
    loop_guard: LoopGuard,
}

#[derive(Clone, Copy, Default)]
pub(in crate::list) enum Cursor {
    #[default]
    Count,
    Page(u64),
}

impl<L: NumberedList> InPasses<L> {
    pub(in crate::list) fn new(list: L) -> Self {
        Self {
            list: Arc::new(list),
            seen: HashSet::new(),
            pass: Pass { next: Cursor::Page(1), ..Pass::default() },
            total_pages: 0,
            first_total: None,
            has_moved: false,
            denied: None,
        }
    }

    /// What it means that the server counted no pages and gave one.
    fn proof_of_denial(&self) -> Option<Proof> {
        let gap = |page| Proof::Gaps(vec![Gap::Contradiction { page, total_pages: 0 }]);
        self.denied.map(gap)
    }

    /// What a pass proves, or `None` if another one is needed.
    fn close(&self, counted: u64) -> Option<Proof> {
        if let Some(denied) = self.proof_of_denial() {
            return Some(denied);
        }
        let pass = &self.pass;
        let passes = pass.number;
        let has_all = pass.due.len() == self.seen.len();
        // All copies must have come; others do not make up for them.
        let each_as_often = pass.surplus == 0 && pass.due.values().all(|due| *due == 0);
        let tallies = pass.counted == counted && counted == pass.rows && each_as_often && has_all;
        if tallies && passes == 1 {
            return (!self.has_moved).then_some(Proof::Provided(Condition::ListUnchanged));
        }
        // The server's own count is believed more than passes that agree with each other.
        let (read, expected) = (pass.rows - pass.shifted, counted);
        let is_short = expected > read && (self.list.counts_rows() || pass.shifted > 0);
        if tallies || (passes > 1 && !pass.brought_new && has_all && !is_short) {
            return Some(Proof::Agreed(passes));
        }
        let gap =
            if is_short { Gap::Short { read, expected } } else { Gap::PassesDiffer { passes } };
        (passes >= PASSES).then(|| Proof::Gaps(vec![gap]))
    }
}

impl<L: NumberedList> Strategy for InPasses<L> {
    type Item = L::Item;
    type Cursor = Cursor;
    type Frontier = ();
    type Answer = NumberedPage<L::Item>;

    const HAS_PLACES: bool = false;

    fn list(&self) -> &dyn ListSpec<Item = L::Item> {
        &*self.list
    }

    fn identity(&self) -> String {
        format!("{} in passes", self.list.identity())
    }

    fn start(&self) {}

    fn after(&self, (): &(), last: Option<&Cursor>) -> Option<Cursor> {
        match (last, self.pass.next) {
            (None, next) => Some(next),
            (Some(Cursor::Page(last)), Cursor::Page(_)) if *last < self.total_pages => {
                Some(Cursor::Page(last + 1))
            }
            _ => None,
        }
    }

    fn fetch(&self, cursor: Cursor) -> FetchFuture<L::Item, Self::Answer> {
        match cursor {
            Cursor::Page(page) => fetch_numbered(&self.list, page, self.list.page_size()),
            Cursor::Count => fetch_numbered(&self.list, 1, 1),
        }
    }

    fn judge(
        &mut self,
        (): &mut (),
        cursor: &Cursor,
        page: &mut Fetched<L::Item, Self::Answer>,
    ) -> Result<Judgement<Cursor>, Error> {
        let total_pages = page.answer.total_pages;
        let is_look = self.pass.number == 0;
        let Cursor::Page(number) = *cursor else {
            page.rows.clear();
            let counted = page.answer.total_rows.unwrap_or(total_pages);
            let end = if is_look { None } else { self.close(counted) };
            let (number, next) = (self.pass.number + 1, Cursor::Page(1));
            self.pass = Pass { number, next, counted, ..Pass::default() };
            return Ok(Judgement::Take { end });
        };
        page.answer.must_be(number, self.list.resource_name())?;
        self.total_pages = total_pages;
        self.has_moved |= *self.first_total.get_or_insert(total_pages) != total_pages;
        let rows = page.rows.len() as u64;
        let is_denied = page.answer.is_denied(rows);
        if is_denied {
            self.denied.get_or_insert(number);
        }
        let pass = &mut self.pass;
        pass.rows += rows;
        settle(&mut pass.due, &mut page.rows);
        // By what is new in this pass, and not in all of them.
        pass.loop_guard.note(page);
        pass.loop_guard.check()?;
        for row in &mut page.rows {
            let Some(key) = row.key() else { continue };
            match row.occurrence {
                Occurrence::New if self.seen.insert(key) => pass.brought_new = true,
                Occurrence::New => row.occurrence = Occurrence::Overlap,
                Occurrence::Duplicate => {
                    pass.surplus += 1;
                    pass.shifted += 1;
                }
                Occurrence::Twice => {
                    pass.surplus += 1;
                    row.occurrence = Occurrence::Copy;
                }
                Occurrence::Copy | Occurrence::Overlap => {}
            }
        }
        let goes_on = !is_look && (number < total_pages || is_denied);
        pass.next = if goes_on { Cursor::Page(number + 1) } else { Cursor::Count };
        let is_short = rows < self.list.page_size() && !self.list.may_be_cut(rows);
        let is_whole = total_pages <= 1 && is_short && !is_denied && page.answer.tallies(rows);
        let end = (is_look && is_whole && pass.surplus == 0).then_some(Proof::Sound);
        if is_look && end.is_none() {
            // The pass to come reads them again, and counts them then.
            let repeated = page.rows.iter_mut().filter(|row| row.occurrence != Occurrence::New);
            repeated.for_each(|row| row.occurrence = Occurrence::Overlap);
        }
        Ok(Judgement::Take { end })
    }

    fn proof_so_far(&self, (): &(), is_first: bool) -> Proof {
        let so_far = if is_first { Proof::Sound } else { Proof::IfUnchanged };
        self.proof_of_denial().unwrap_or(so_far)
    }
}
