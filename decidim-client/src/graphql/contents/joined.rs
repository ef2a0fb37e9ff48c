//! Pages of a list that is sorted by id, joined so that nothing can slip between two.
//!
//! A cursor is a place in the list: when records before it go, the records behind it move up, and
//! the next page begins too late. So each page is read from a little before the place where the
//! last one ended. One answer is one snapshot; if it holds a row that is no newer than the last
//! one read, every row behind that one that was there all the time is in it, or comes later. If it
//! does not, the list has moved up further, and the page is read from earlier.

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use civic_core::Error;
use civic_core::http::Receipt;
use serde::{Deserialize, Serialize};

use super::Content;
use super::pages::{Fetched, Pages};
use crate::graphql::id::Id;

/// The end of the pages read so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Joint {
    /// Its place in the list, as far as the server said then.
    pub(super) offset: u64,
    /// The last id read.
    pub(super) last: Id,
    /// The place up to which hidden rows have been counted.
    pub(super) counted: u64,
}

impl<T> Fetched<T> {
    fn ids(&self) -> impl Iterator<Item = Id> {
        self.rows.iter().flatten().filter_map(|row| row.id)
    }

    /// Whether it brings nothing beyond a joint, and ends in hidden rows before it: to go on from
    /// its end would lead here again.
    fn is_a_hole(&self, joint: &Joint) -> bool {
        let end = self.offset + self.rows.len() as u64;
        let ends_hidden = self.rows.last().is_some_and(Option::is_none);
        end <= joint.offset && ends_hidden && self.ids().all(|id| id <= joint.last)
    }
}

impl<T: Content> Pages<T> {
    /// The page that goes on from a joint.
    pub(super) async fn joined(&self, joint: &Joint) -> Result<Fetched<T>, Error> {
        let mut back = 1;
        let mut earlier = Receipt::default();
        loop {
            let from = joint.offset.saturating_sub(back);
            let cursor = (from > 0).then(|| cursor_at(from));
            let mut page = self.read(self.form, cursor.as_deref(), true).await?;
            page.offset = from;
            page.receipt.add(earlier);
            let meets = page.ids().any(|id| id <= joint.last);
            if meets && page.is_a_hole(joint) {
                // Between the last row read and the next there are more rows that nobody may see
                // than a page holds. It goes on where it was, and proves nothing any more.
                let cursor = cursor_at(joint.offset);
                let earlier = page.receipt;
                let mut page = self.read(self.form, Some(&cursor), true).await?;
                page.offset = joint.offset;
                page.sorts = false;
                page.receipt.add(earlier);
                return Ok(page);
            }
            if meets || from == 0 || !page.sorts {
                return Ok(page);
            }
            earlier = page.receipt;
            back = further(back);
        }
    }
}

/// The next step back. Where a list ends is in cursors that the server makes, at any number.
fn further(back: u64) -> u64 {
    back.saturating_mul(8)
}

/// The cursor of the row with this number, counted from 1.
fn cursor_at(number: u64) -> String {
    BASE64_STANDARD_NO_PAD.encode(number.to_string())
}

/// The number of a cursor's row. `None` where a site's cursors are of another kind.
pub(super) fn offset_of(cursor: &str) -> Option<u64> {
    let bytes = BASE64_STANDARD_NO_PAD.decode(cursor.trim_end_matches('=')).ok()?;
    std::str::from_utf8(&bytes).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_back_reach_the_beginning_from_any_place() {
        let steps = std::iter::successors(Some(1), |back| Some(further(*back))).take(30);
        assert_eq!(steps.map(|back| u64::MAX.saturating_sub(back)).min(), Some(0));
    }

    #[test]
    fn cursors_are_numbers_of_rows() {
        assert_eq!(cursor_at(50), "NTA");
        assert_eq!(offset_of("NTA"), Some(50));
        assert_eq!(offset_of("Mg=="), Some(2));
        assert_eq!(offset_of("eyJpZCI6MX0"), None);
    }
}
