//! From page to page as each one points to the next.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::circles::Circles;
use super::{FetchFuture, Fetched, Judgement, Route, Row, settle_repeated};
use crate::Error;
use crate::paging::key::Key;
use crate::paging::list::{List, Screen};
use crate::paging::source::{Next, PageSource};

pub(in crate::paging) struct ByCursor<S: PageSource> {
    source: Arc<S>,
    seen: HashSet<Key>,
    visited: HashSet<Key>,
    circles: Circles,
}

/// The page to fetch.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::paging) struct Edge<C> {
    next: Option<C>,
}

impl<S: PageSource> ByCursor<S> {
    pub(in crate::paging) fn new(source: S) -> Self {
        Self {
            source: Arc::new(source),
            seen: HashSet::new(),
            visited: HashSet::new(),
            circles: Circles::default(),
        }
    }
}

impl<S: PageSource> Route for ByCursor<S> {
    type Item = <S::List as List>::Item;
    type Cursor = S::Cursor;
    type Edge = Edge<S::Cursor>;
    type Answer = Next<S::Cursor>;

    fn noun(&self) -> &str {
        self.source.list().noun()
    }

    fn identity(&self) -> String {
        format!("{} by {}", self.source.list().identity(), self.source.manner())
    }

    fn screen(&self, item: &Self::Item) -> Screen {
        self.source.list().screen(item)
    }

    fn start(&self) -> Self::Edge {
        Edge { next: Some(self.source.first()) }
    }

    fn after(&self, edge: &Self::Edge, last: Option<&S::Cursor>) -> Option<S::Cursor> {
        edge.next.clone().filter(|_| last.is_none())
    }

    fn fetch(&self, cursor: S::Cursor) -> FetchFuture<Self::Item, Next<S::Cursor>> {
        let source = Arc::clone(&self.source);
        Box::pin(async move {
            let page = source.fetch(cursor).await?;
            Ok(Fetched {
                rows: page.rows.into_iter().map(|row| Row::of(source.list(), row)).collect(),
                answer: page.next,
                server_count: page.server_count,
                lacking: page.lacking,
                receipt: page.receipt,
            })
        })
    }

    fn judge(
        &mut self,
        edge: &mut Self::Edge,
        cursor: &Self::Cursor,
        page: &mut Fetched<Self::Item, Self::Answer>,
    ) -> Result<Judgement<Self::Cursor>, Error> {
        let at = serde_json::to_vec(cursor).map_err(|error| {
            Error::protocol("a cursor cannot be written down").with_source(error)
        })?;
        if !self.visited.insert(Key::of([at])) {
            return Err(Error::protocol(format!(
                "the server points back to a page of the {} that was read before",
                self.noun()
            )));
        }
        settle_repeated(&mut self.seen, &mut page.rows);
        // Places whose rows a caller may not see are places all the same.
        let is_further = self.circles.is_news(&page.rows) || page.lacking.withheld > 0;
        self.circles.note(is_further);
        self.circles.must_not_close_twice()?;
        let end;
        (edge.next, end) = match page.answer.clone() {
            Next::Page(next) => (Some(next), None),
            Next::End(proof) => (None, Some(proof)),
        };
        Ok(Judgement::Take { end })
    }
}
