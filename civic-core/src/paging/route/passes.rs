//! A list in no order that a walk could lean on, read more than once.
//!
//! Where rows may be anywhere, no single pass proves anything. So a pass is made between two exact
//! counts (pages of one row make the server's count of pages one of rows), and if before, after
//! and the rows that came agree, each as often as it is in the list, so be it; otherwise another pass, until one brings the same rows as
//! all before it. Rows that a later pass finds are handed out when it finds them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Fate, FetchFuture, Fetched, Judgement, Numbered, Route, fetch_numbered};
use crate::Error;
use crate::paging::key::Key;
use crate::paging::list::Screen;
use crate::paging::numbered::NumberedList;
use crate::paging::source::Proof;
use crate::paging::verdict::{Condition, Gap};

/// Passes made at most.
const PASSES: u32 = 3;

pub(in crate::paging) struct Passes<L> {
    list: Arc<L>,
    /// Rows of all passes.
    seen: HashSet<Key>,
    /// Rows of this one, with the copies of each that have not come yet.
    in_pass: HashMap<Key, u32>,
    total_pages: u64,
}

/// Never written down: the rows of earlier passes would have to be, and they are too many.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::paging) struct Edge {
    #[serde(skip)]
    stage: Stage,
    #[serde(skip)]
    passes: u32,
    #[serde(skip)]
    counted: u64,
    /// Rows that came in this pass, all copies counted, and those that came once too often.
    #[serde(skip)]
    rows: u64,
    #[serde(skip)]
    surplus: u64,
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
pub(in crate::paging) enum Cursor {
    Page(u64),
    Count,
}

impl<L: NumberedList> Passes<L> {
    pub(in crate::paging) fn new(list: L) -> Self {
        let list = Arc::new(list);
        Self { list, seen: HashSet::new(), in_pass: HashMap::new(), total_pages: 0 }
    }

    /// The verdict on a pass, or `None` if another one is needed.
    fn close(&self, edge: &Edge, counted: u64) -> Option<Proof> {
        let has_all = self.in_pass.len() == self.seen.len();
        // Copies that are still due cannot be made up for by others: all must have come.
        let each_as_often = edge.surplus == 0 && self.in_pass.values().all(|due| *due == 0);
        if edge.counted == counted && counted == edge.rows && each_as_often && has_all {
            return Some(if self.list.counts_rows() {
                Proof::Provided(Condition::ListUnchanged)
            } else {
                Proof::Agreed(edge.passes)
            });
        }
        if self.list.counts_rows() && counted > edge.rows {
            // Passes that agree with each other do not outweigh the server's own count.
            let (read, expected) = (edge.rows, counted);
            let short = Gap::Short { read, expected };
            return (edge.passes >= PASSES).then(|| Proof::Gaps(vec![short]));
        }
        if edge.passes > 1 && !edge.brought_new && has_all {
            return Some(Proof::Agreed(edge.passes));
        }
        let unsteady = Gap::Unsteady { passes: edge.passes };
        (edge.passes >= PASSES).then(|| Proof::Gaps(vec![unsteady]))
    }
}

impl<L: NumberedList> Route for Passes<L> {
    type Item = L::Item;
    type Cursor = Cursor;
    type Edge = Edge;
    type Answer = Numbered;

    const HAS_PLACES: bool = false;

    fn noun(&self) -> &str {
        self.list.noun()
    }

    fn identity(&self) -> String {
        format!("{} in passes", self.list.identity())
    }

    fn screen(&self, item: &L::Item) -> Screen {
        self.list.screen(item)
    }

    fn start(&self) -> Edge {
        Edge::default()
    }

    fn after(&self, edge: &Edge, last: Option<&Cursor>) -> Option<Cursor> {
        match (last, edge.stage) {
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
        edge: &mut Edge,
        cursor: &Cursor,
        page: &mut Fetched<L::Item, Numbered>,
    ) -> Result<Judgement<Cursor>, Error> {
        let total_pages = page.answer.total_pages;
        let number = match cursor {
            Cursor::Count => {
                page.rows.clear();
                let counted = page.answer.total_rows.unwrap_or(total_pages);
                let end =
                    if edge.stage == Stage::CountAfter { self.close(edge, counted) } else { None };
                self.in_pass.clear();
                *edge = Edge {
                    stage: Stage::Page(1),
                    passes: edge.passes + 1,
                    counted,
                    ..Edge::default()
                };
                return Ok(Judgement::Take { end });
            }
            Cursor::Page(number) => *number,
        };
        page.answer.must_be(number, self.list.noun())?;
        self.total_pages = total_pages;
        let rows = page.rows.len() as u64;
        edge.rows += rows;
        for row in &mut page.rows {
            let Some(key) = row.key() else { continue };
            let due = self.in_pass.get_mut(&key);
            let first_in_pass = due.is_none();
            match due {
                None => {
                    self.in_pass.insert(key, row.copies.saturating_sub(1));
                }
                Some(0) => edge.surplus += 1,
                Some(due) => *due -= 1,
            }
            if self.seen.insert(key) {
                edge.brought_new = true;
            } else {
                row.fate = if first_in_pass { Fate::Overlap } else { Fate::Duplicate };
            }
        }
        if edge.stage == Stage::Look {
            let short = rows < self.list.honoured_size().min(self.list.page_size());
            let tallies = page.answer.tallies(rows);
            let end = (total_pages <= 1 && short && tallies).then_some(Proof::Sound);
            if end.is_none() {
                // The pass to come reads them again, and counts them then.
                let repeated = page.rows.iter_mut().filter(|row| row.fate == Fate::Duplicate);
                repeated.for_each(|row| row.fate = Fate::Overlap);
            }
            edge.stage = Stage::CountBefore;
            return Ok(Judgement::Take { end });
        }
        edge.stage = if number < total_pages { Stage::Page(number + 1) } else { Stage::CountAfter };
        Ok(Judgement::Take { end: None })
    }
}
