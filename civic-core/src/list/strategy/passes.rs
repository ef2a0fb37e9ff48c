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

use serde::{Deserialize, Serialize};

use super::circles::Circles;
use super::{FetchFuture, Fetched, Judgement, Numbered, Occurrence, Strategy, fetch_numbered};
use crate::Error;
use crate::list::gap::Gap;
use crate::list::key::Key;
use crate::list::proof_condition::Condition;
use crate::list::source::{NumberedList, Proof, RowFilter};

/// Passes made at most.
const PASSES: u32 = 3;

pub(in crate::list) struct Passes<L> {
    list: Arc<L>,
    /// Rows of all passes.
    seen: HashSet<Key>,
    /// Rows of this one, with the copies of each that have not come yet.
    in_pass: HashMap<Key, u32>,
    total_pages: u64,
    /// The count of pages at first, and whether there was another one since.
    first_total: Option<u64>,
    has_moved: bool,
    /// The first page that had rows although the server counted no pages.
    denied: Option<u64>,
    circles: Circles,
}

/// Never in a checkpoint, which would have to hold all rows of the earlier passes.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::list) struct Frontier {
    #[serde(skip)]
    stage: Stage,
    #[serde(skip)]
    passes: u32,
    #[serde(skip)]
    counted: u64,
    /// Rows that came in this pass, all copies counted.
    #[serde(skip)]
    rows: u64,
    /// Rows that came once too often in it, and how many of these were on another page before: as many
    /// others may have been on no page.
    #[serde(skip)]
    surplus: u64,
    #[serde(skip)]
    shifted: u64,
    /// Whether this pass brought rows that no earlier one had.
    #[serde(skip)]
    brought_new: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    /// A first look: a list that fits on one page needs no more.
    #[default]
    Look,
    CountBefore,
    Page(u64),
    CountAfter,
}

#[derive(Clone, Copy)]
pub(in crate::list) enum Cursor {
    Page(u64),
    Count,
}

impl<L: NumberedList> Passes<L> {
    pub(in crate::list) fn new(list: L) -> Self {
        Self {
            list: Arc::new(list),
            seen: HashSet::new(),
            in_pass: HashMap::new(),
            total_pages: 0,
            first_total: None,
            has_moved: false,
            denied: None,
            circles: Circles::default(),
        }
    }

    /// What a pass proves, or `None` if another one is needed.
    fn close(&self, frontier: &Frontier, counted: u64) -> Option<Proof> {
        if let Some(page) = self.denied {
            return Some(Proof::Gaps(vec![Gap::Contradiction { page, total_pages: 0 }]));
        }
        let has_all = self.in_pass.len() == self.seen.len();
        // All copies must have come; others do not make up for them.
        let each_as_often = frontier.surplus == 0 && self.in_pass.values().all(|due| *due == 0);
        if frontier.counted == counted && counted == frontier.rows && each_as_often && has_all {
            if frontier.passes > 1 {
                return Some(Proof::Agreed(frontier.passes));
            }
            if !self.has_moved {
                return Some(Proof::Provided(Condition::ListUnchanged));
            }
            return None;
        }
        let read = frontier.rows - frontier.shifted;
        if counted > read && (self.list.counts_rows() || frontier.shifted > 0) {
            // The server's own count is believed more than passes that agree with each other.
            let expected = counted;
            let short = Gap::Short { read, expected };
            return (frontier.passes >= PASSES).then(|| Proof::Gaps(vec![short]));
        }
        if frontier.passes > 1 && !frontier.brought_new && has_all {
            return Some(Proof::Agreed(frontier.passes));
        }
        let unsteady = Gap::Unsteady { passes: frontier.passes };
        (frontier.passes >= PASSES).then(|| Proof::Gaps(vec![unsteady]))
    }
}

impl<L: NumberedList> Strategy for Passes<L> {
    type Item = L::Item;
    type Cursor = Cursor;
    type Frontier = Frontier;
    type Answer = Numbered;

    const HAS_PLACES: bool = false;

    fn resource_name(&self) -> &str {
        self.list.resource_name()
    }

    fn identity(&self) -> String {
        format!("{} in passes", self.list.identity())
    }

    fn row_filter(&self, item: &L::Item) -> RowFilter {
        self.list.row_filter(item)
    }

    fn start(&self) -> Frontier {
        Frontier::default()
    }

    fn after(&self, frontier: &Frontier, last: Option<&Cursor>) -> Option<Cursor> {
        match (last, frontier.stage) {
            (None, Stage::Look) => Some(Cursor::Page(1)),
            (None, Stage::Page(page)) => Some(Cursor::Page(page)),
            (None, Stage::CountBefore | Stage::CountAfter) => Some(Cursor::Count),
            (Some(Cursor::Page(last)), Stage::Page(_)) if *last < self.total_pages => {
                Some(Cursor::Page(last + 1))
            }
            _ => None,
        }
    }

    fn fetch(&self, cursor: Cursor) -> FetchFuture<L::Item, Numbered> {
        match cursor {
            Cursor::Page(page) => fetch_numbered(&self.list, page, self.list.page_size()),
            Cursor::Count => fetch_numbered(&self.list, 1, 1),
        }
    }

    fn judge(
        &mut self,
        frontier: &mut Frontier,
        cursor: &Cursor,
        page: &mut Fetched<L::Item, Numbered>,
    ) -> Result<Judgement<Cursor>, Error> {
        let total_pages = page.answer.total_pages;
        let number = match cursor {
            Cursor::Count => {
                page.rows.clear();
                let counted = page.answer.total_rows.unwrap_or(total_pages);
                let end = if frontier.stage == Stage::CountAfter {
                    self.close(frontier, counted)
                } else {
                    None
                };
                self.in_pass.clear();
                self.circles = Circles::default();
                *frontier = Frontier {
                    stage: Stage::Page(1),
                    passes: frontier.passes + 1,
                    counted,
                    ..Frontier::default()
                };
                return Ok(Judgement::Take { end });
            }
            Cursor::Page(number) => *number,
        };
        page.answer.must_be(number, self.list.resource_name())?;
        self.total_pages = total_pages;
        self.has_moved |= *self.first_total.get_or_insert(total_pages) != total_pages;
        let rows = page.rows.len() as u64;
        let is_denied = page.answer.is_denied(rows);
        if is_denied {
            self.denied.get_or_insert(number);
        }
        frontier.rows += rows;
        let mut is_further = false;
        let mut here = HashSet::with_capacity(page.rows.len());
        for row in &mut page.rows {
            let Some(key) = row.key() else { continue };
            let is_first_here = here.insert(key);
            let due = self.in_pass.get_mut(&key);
            let again = match due {
                None => {
                    self.in_pass.insert(key, row.copies.saturating_sub(1));
                    is_further = true;
                    Occurrence::Overlap
                }
                Some(0) => {
                    frontier.surplus += 1;
                    frontier.shifted += u64::from(is_first_here);
                    if is_first_here { Occurrence::Duplicate } else { Occurrence::Copy }
                }
                Some(due) => {
                    *due -= 1;
                    Occurrence::Copy
                }
            };
            if self.seen.insert(key) {
                frontier.brought_new = true;
            } else {
                row.occurrence = again;
            }
        }
        is_further |= self.circles.has_new_rows(&page.rows);
        self.circles.note(is_further);
        self.circles.must_not_close()?;
        if frontier.stage == Stage::Look {
            let short = rows < self.list.page_size() && !self.list.may_be_cut(rows);
            let tallies = page.answer.tallies(rows);
            let is_whole = total_pages <= 1 && short && tallies && frontier.surplus == 0;
            let end = (is_whole && !is_denied).then_some(Proof::Sound);
            if end.is_none() {
                // The pass to come reads them again, and counts them then.
                let repeated = page.rows.iter_mut().filter(|row| row.occurrence != Occurrence::New);
                repeated.for_each(|row| row.occurrence = Occurrence::Overlap);
            }
            frontier.stage = Stage::CountBefore;
            return Ok(Judgement::Take { end });
        }
        let goes_on = number < total_pages || is_denied;
        frontier.stage = if goes_on { Stage::Page(number + 1) } else { Stage::CountAfter };
        Ok(Judgement::Take { end: None })
    }
}
