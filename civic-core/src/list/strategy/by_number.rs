//! Page after page by number, as a loop written by hand does.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::loop_guard::LoopGuard;
use super::{FetchFuture, Fetched, Judgement, Occurrence, Row, Strategy, fetch_numbered, settle};
use crate::Error;
use crate::list::gap::{Gap, Gaps};
use crate::list::key::{self, Key};
use crate::list::source::{ListSpec, NumberedList, NumberedPage, Proof};

/// The list ends at the server's own count of pages, which each page tells anew; a short or an empty
/// page is not taken for the end. (Where a page has rows although the server counts no pages, the list
/// ends at the first page without rows.) If the list shifts while it is read, rows can be missed, so the
/// end proves something only for a list that did not change. Where the server also counts rows, the
/// count of each page is compared with the others, and with the number of rows that came.
pub(in crate::list) struct ByNumber<L> {
    list: Arc<L>,
    /// Rows that came, with the copies of each that have not come yet.
    seen: HashMap<Key, u32>,
    total_pages: u64,
    loop_guard: LoopGuard,
}

#[derive(Default, Serialize, Deserialize)]
pub(in crate::list) struct Frontier {
    /// The page that comes next.
    page: u64,
    /// Pages that came empty although more followed.
    #[serde(default, skip_serializing_if = "Gaps::is_empty")]
    empty: Gaps,
    /// The first page that had rows although the server counted no pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    denied: Option<u64>,
    /// How many rows came, copies included, without those that came once too often.
    #[serde(default)]
    rows: u64,
    /// How many rows the server counted first, and the first other count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counted: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved: Option<u64>,
    /// The last rows of the page before, of which the list has no further copy. Rows of one moment may move
    /// with every request: one that comes again after a resume shows that.
    #[serde(with = "key::latest")]
    latest: Vec<Key>,
}

impl Frontier {
    /// Notes the server's count of rows that a page tells.
    fn count(&mut self, total: Option<u64>) {
        let Some(total) = total else { return };
        if *self.counted.get_or_insert(total) != total {
            self.moved.get_or_insert(total);
        }
    }

    /// What shows so far that rows may be missing.
    fn gaps_so_far(&self) -> Vec<Gap> {
        let empty = self.empty.to_list().into_iter();
        let denied = self.denied.map(|page| Gap::Contradiction { page, total_pages: 0 });
        let moved = self.counted.zip(self.moved).map(|(from, to)| Gap::RowCountMoved { from, to });
        empty.chain(denied).chain(moved).collect()
    }

    /// What shows it at the end.
    fn gaps(&self) -> Vec<Gap> {
        let expected = self.moved.or(self.counted).filter(|expected| *expected != self.rows);
        let short = expected.map(|expected| Gap::Short { read: self.rows, expected });
        self.gaps_so_far().into_iter().chain(short).collect()
    }
}

impl<L: NumberedList> ByNumber<L> {
    pub(in crate::list) fn new(list: L) -> Self {
        let (seen, loop_guard) = (HashMap::new(), LoopGuard::default());
        Self { list: Arc::new(list), seen, total_pages: 0, loop_guard }
    }

    /// The last rows of a page that are not to come again, in their order.
    fn latest(&self, rows: &[Row<L::Item>]) -> Vec<Key> {
        let is_last_copy = |key: &Key| self.seen.get(key) == Some(&0);
        let keys = rows.iter().filter_map(Row::key).filter(is_last_copy);
        let mut latest: Vec<_> = keys.rev().take(key::LATEST).collect();
        latest.reverse();
        latest
    }
}

impl<L: NumberedList> Strategy for ByNumber<L> {
    type Item = L::Item;
    type Cursor = u64;
    type Frontier = Frontier;
    type Answer = NumberedPage<L::Item>;

    fn list(&self) -> &dyn ListSpec<Item = L::Item> {
        &*self.list
    }

    /// With the size of the pages: by their numbers, pages of another size are other places.
    fn identity(&self) -> String {
        let (list, size) = (self.list.identity(), self.list.page_size());
        format!("{list} by page number, {size} rows a page")
    }

    fn start(&self) -> Frontier {
        Frontier { page: 1, ..Frontier::default() }
    }

    fn after(&self, frontier: &Frontier, last: Option<&u64>) -> Option<u64> {
        match last {
            None => Some(frontier.page),
            Some(last) => Some(last + 1).filter(|next| *next <= self.total_pages),
        }
    }

    fn fetch(&self, page: u64) -> FetchFuture<L::Item, Self::Answer> {
        fetch_numbered(&self.list, page, self.list.page_size())
    }

    fn judge(
        &mut self,
        frontier: &mut Frontier,
        asked: &u64,
        page: &mut Fetched<L::Item, Self::Answer>,
    ) -> Result<Judgement<u64>, Error> {
        page.answer.must_be(*asked, self.list.resource_name())?;
        self.total_pages = page.answer.total_pages;
        if self.seen.is_empty() {
            self.seen.extend(frontier.latest.iter().map(|key| (*key, 0)));
        }
        settle(&mut self.seen, &mut page.rows);
        let is_due =
            |row: &&Row<_>| !matches!(row.occurrence, Occurrence::Duplicate | Occurrence::Twice);
        frontier.rows += page.rows.iter().filter(is_due).count() as u64;
        frontier.count(page.answer.total_rows);
        self.loop_guard.note(page);
        self.loop_guard.check()?;
        frontier.page = asked + 1;
        frontier.latest = self.latest(&page.rows);
        let count = page.rows.len() as u64;
        let is_denied = page.answer.is_denied(count);
        if is_denied {
            frontier.denied.get_or_insert(*asked);
        }
        let end = if *asked < self.total_pages || is_denied {
            if count == 0 {
                frontier.empty.push(Gap::EmptyPage { page: *asked });
            }
            None
        } else if let gaps @ [_, ..] = &frontier.gaps()[..] {
            Some(Proof::Gaps(gaps.to_vec()))
        } else if *asked == 1 && count < self.list.page_size() && !self.list.may_be_cut(count) {
            // One short answer shows the whole list at one moment.
            Some(Proof::Sound)
        } else {
            Some(Proof::IfUnchanged)
        };
        Ok(Judgement::Take { end })
    }

    fn proof_so_far(&self, frontier: &Frontier, is_first: bool) -> Proof {
        match frontier.gaps_so_far() {
            gaps if !gaps.is_empty() => Proof::Gaps(gaps),
            _ if is_first => Proof::Sound,
            _ => Proof::IfUnchanged,
        }
    }
}
