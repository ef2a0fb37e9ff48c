//! Pages of a list that is sorted by id, joined so that nothing can slip between two.
//!
//! A cursor is a place in the list, counted before the server looks at what the caller may see
//! (graphql-ruby `lib/graphql/pagination/relation_connection.rb`: the offset of the query): hidden
//! records have places too. When records go, those behind them move up, and the next page begins
//! too late. So each page begins with the last row that was seen of the one before. One answer is
//! one snapshot; if it holds a row that is no newer than the last one read, every row behind that
//! one that was there all the time is in it, or comes later. If it does not, the list has moved up,
//! and the page is read from earlier.

use civic_core::Error;
use civic_core::http::platform::RequestStats;

use super::cursor::{PageJoin, cursor_at, offset_of};
use super::pages::Pages;
use super::wire::{Fetched, RowModel};
use crate::graphql::id::Id;

/// Pages in a row that bring nothing newer, before the list is read on without joining. There are
/// some where a page was read from much earlier, and it takes several to come back.
const IDLE: u32 = 50;

impl PageJoin {
    /// The join behind a page of a sorted list. `None` where its cursors are not positions.
    pub(super) fn behind<T>(
        fetched: &Fetched<T>,
        before: Option<Self>,
        end_cursor: &str,
    ) -> Option<Self> {
        let offset = fetched.offset?;
        let end = offset + fetched.rows.len() as u64;
        if offset_of(end_cursor) != Some(end) {
            return None;
        }
        let known = before.and_then(|before| before.last);
        let last = fetched.ids().max().max(known);
        let idle = if last > known { 0 } else { before.map_or(0, |before| before.idle) + 1 };
        let seen = fetched.rows.iter().rposition(Option::is_some);
        // To begin with the first row of this page would bring the same page again.
        let anchor = seen.filter(|at| *at > 0 && idle < IDLE).map(|at| offset + at as u64 + 1);
        let counted = before.map_or(end, |before| before.counted.max(end));
        Some(Self { last, anchor, counted, idle })
    }
}

impl Pages {
    /// The page that begins with the row at this place, or earlier if the list has moved up.
    pub(super) async fn joined<T: RowModel>(
        &self,
        anchor: u64,
        last: Id,
    ) -> Result<Fetched<T>, Error> {
        let mut back = 0;
        let mut earlier = RequestStats::default();
        loop {
            let from = anchor.saturating_sub(1).saturating_sub(back);
            let cursor = (from > 0).then(|| cursor_at(from));
            let mut page = self.read(self.form, cursor.as_deref(), true).await?;
            page.offset = Some(from);
            page.stats.add(earlier);
            let meets = page.ids().any(|id| id <= last);
            if meets || from == 0 || !page.sorts {
                return Ok(page);
            }
            earlier = page.stats;
            back = further(back, page.rows.len());
        }
    }
}

/// The next step back: half a page at first, so that the page goes beyond the place too. Where a
/// list ends is in cursors that the server makes, at any number.
fn further(back: u64, rows: usize) -> u64 {
    if back == 0 { (rows as u64 / 2).max(4) } else { back.saturating_mul(4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_back_reach_the_beginning_from_any_place() {
        let steps = std::iter::successors(Some(0), |back| Some(further(*back, 0))).take(40);
        assert_eq!(steps.map(|back| u64::MAX.saturating_sub(back)).min(), Some(0));
    }
}
