//! Page after page by number: what a loop written by hand does, with an honest end.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::circles::Circles;
use super::{FetchFuture, Fetched, Judgement, Numbered, Route, fetch_numbered, settle_repeated};
use crate::Error;
use crate::paging::key::Key;
use crate::paging::list::Screen;
use crate::paging::numbered::NumberedList;
use crate::paging::source::Proof;
use crate::paging::verdict::Gap;

/// The end is the server's own count of pages, read anew on each page: never a short page, nor an
/// empty one. (Where it counts no pages and gives rows, that is no count: the end is then a page
/// without rows.) A list that shifts while it is read may hide rows from such a walk, so its end
/// proves completeness only for a list that did not change.
pub(in crate::paging) struct ByNumber<L> {
    list: Arc<L>,
    seen: HashSet<Key>,
    total_pages: u64,
    circles: Circles,
}

#[derive(Serialize, Deserialize)]
pub(in crate::paging) struct Edge {
    /// The page that comes next.
    page: u64,
    /// Pages that came empty although more followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    empty: Vec<u64>,
    /// The first page that had rows although the server counted no pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    denied: Option<u64>,
}

impl<L: NumberedList> ByNumber<L> {
    pub(in crate::paging) fn new(list: L) -> Self {
        let (seen, circles) = (HashSet::new(), Circles::default());
        Self { list: Arc::new(list), seen, total_pages: 0, circles }
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
        Edge { page: 1, empty: Vec::new(), denied: None }
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
        settle_repeated(&mut self.seen, &mut page.rows);
        let is_news = self.circles.is_news(&page.rows);
        self.circles.note(is_news);
        self.circles.must_not_close()?;
        edge.page = asked + 1;
        let count = page.rows.len() as u64;
        let is_denied = page.answer.is_denied(count);
        if is_denied {
            edge.denied.get_or_insert(*asked);
        }
        let end = if *asked < self.total_pages || is_denied {
            if count == 0 {
                edge.empty.push(*asked);
            }
            None
        } else if !edge.empty.is_empty() || edge.denied.is_some() {
            let empty = edge.empty.iter().map(|page| Gap::EmptyPage { page: *page });
            let denied = edge.denied.map(|page| Gap::Contradiction { page, total_pages: 0 });
            Some(Proof::Gaps(empty.chain(denied).collect()))
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
