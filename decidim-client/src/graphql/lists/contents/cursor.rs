//! Where in the records of a component a page begins.

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::graphql::id::Id;

/// What is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::graphql) enum ContentsCursor {
    /// A page of the list.
    Page(PageStart),
    /// All ids of the list once more.
    Ids,
    /// One record, which the ids named.
    Record(Id),
}

/// The first page.
impl Default for ContentsCursor {
    fn default() -> Self {
        Self::Page(PageStart::default())
    }
}

/// Where a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::graphql) struct PageStart {
    /// The server's cursor of the row before it. `None` for the first page, and for one that
    /// begins with a row read before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cursor: Option<String>,
    /// How it joins on to the pages before it, in a list that is sorted by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) join: Option<PageJoin>,
    /// Whether a page before it did not join on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) broken: bool,
}

/// The end of the pages read so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PageJoin {
    /// The greatest id read; `None` where all rows so far were hidden.
    pub(super) last: Option<Id>,
    /// The place of the last row that was seen, with which the next page begins. `None` where all
    /// places behind it on its page were hidden and it came first there: between it and the next
    /// row lie more hidden places than a page holds. The list is read on behind them, and proves
    /// nothing any more.
    pub(super) anchor: Option<u64>,
    /// The place up to which hidden rows have been counted.
    pub(super) counted: u64,
    /// Pages in a row that brought nothing newer.
    pub(super) idle: u32,
}

/// The cursor of the row with this number, counted from 1.
pub(super) fn cursor_at(number: u64) -> String {
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
    fn cursors_are_numbers_of_rows() {
        assert_eq!(cursor_at(50), "NTA");
        assert_eq!(offset_of("NTA"), Some(50));
        assert_eq!(offset_of("Mg=="), Some(2));
        assert_eq!(offset_of("eyJpZCI6MX0"), None);
    }
}
