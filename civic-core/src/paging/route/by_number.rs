//! Page after page by number: what a loop written by hand does, with an honest end.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Fate, FetchFuture, Fetched, Judgement, Numbered, Route, fetch_numbered};
use crate::Error;
use crate::paging::key::Key;
use crate::paging::list::Screen;
use crate::paging::numbered::NumberedList;
use crate::paging::source::Proof;
use crate::paging::verdict::Gap;

/// The end is the server's own count of pages, read anew on each page: never a short page, nor an
/// empty one. A list that shifts while it is read may hide rows from such a walk, so its end
/// proves completeness only for a list that did not change.
pub(in crate::paging) struct ByNumber<L> {
    list: Arc<L>,
    seen: HashSet<Key>,
    total_pages: u64,
}

#[derive(Serialize, Deserialize)]
pub(in crate::paging) struct Edge {
    /// The page that comes next.
    page: u64,
    /// Pages that came empty although more followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    empty: Vec<u64>,
}

impl<L: NumberedList> ByNumber<L> {
    pub(in crate::paging) fn new(list: L) -> Self {
        Self { list: Arc::new(list), seen: HashSet::new(), total_pages: 0 }
    }
}

impl<L: NumberedList> Route for ByNumber<L> {
    type Item = L::Item;
    type Cursor = u64;
    type Edge = Edge;
    type Answer = Numbered;

    fn noun(&self) -> &str {
        self.list.noun()
    }

    fn identity(&self) -> String {
        format!("{} by page number", self.list.identity())
    }

    fn screen(&self, item: &L::Item) -> Screen {
        self.list.screen(item)
    }

    fn start(&self) -> Edge {
        Edge { page: 1, empty: Vec::new() }
    }

    fn after(&self, edge: &Edge, last: Option<&u64>) -> Option<u64> {
        match last {
            None => Some(edge.page),
            Some(last) => Some(last + 1).filter(|next| *next <= self.total_pages),
        }
    }

    fn fetch(&self, page: u64) -> FetchFuture<L::Item, Numbered> {
        fetch_numbered(&self.list, page, self.list.page_size())
    }

    fn judge(
        &mut self,
        edge: &mut Edge,
        asked: &u64,
        page: &mut Fetched<L::Item, Numbered>,
    ) -> Result<Judgement<u64>, Error> {
        page.answer.must_be(*asked, self.list.noun())?;
        self.total_pages = page.answer.total_pages;
        for row in &mut page.rows {
            if row.key().is_some_and(|key| !self.seen.insert(key)) {
                row.fate = Fate::Duplicate;
            }
        }
        edge.page = asked + 1;
        let count = page.rows.len() as u64;
        let end = if *asked < self.total_pages {
            if count == 0 {
                edge.empty.push(*asked);
            }
            None
        } else if !edge.empty.is_empty() {
            let gap = |page: &u64| Gap::EmptyPage { page: *page };
            Some(Proof::Gaps(edge.empty.iter().map(gap).collect()))
        } else if *asked == 1 && !page.answer.tallies(count) {
            let expected = page.answer.total_rows.unwrap_or_default();
            Some(Proof::Gaps(vec![Gap::Short { read: count, expected }]))
        } else if *asked == 1 && count < self.list.honoured_size().min(self.list.page_size()) {
            // One short answer is one look at the whole list.
            Some(Proof::Sound)
        } else {
            Some(Proof::IfUnchanged)
        };
        Ok(Judgement::Take { end })
    }
}
