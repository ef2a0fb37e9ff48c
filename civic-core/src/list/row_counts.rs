//! Counts the rows of a list: which are yielded, and which are dropped and why.

use std::collections::HashSet;

use super::checkpoint::Counts;
use super::key::Key;
use super::source::RowFilter;
use super::strategy::Occurrence;

/// What was counted so far.
#[derive(Debug, Default)]
pub(super) struct RowCounts {
    pub(super) counts: Counts,
    /// Ids of rows that did not decode, so that one read twice counts once.
    malformed: HashSet<Key>,
}

impl RowCounts {
    /// Counts a row, and returns whether it is to be yielded. A new row is judged by the filter; one that
    /// does not belong to what was asked for is counted and dropped.
    pub(super) fn add(
        &mut self,
        occurrence: Occurrence,
        filter: impl FnOnce() -> RowFilter,
    ) -> bool {
        let counts = &mut self.counts;
        match occurrence {
            Occurrence::New => match filter() {
                RowFilter::Keep => {
                    counts.items += 1;
                    return true;
                }
                RowFilter::Narrowed => counts.narrowed += 1,
                RowFilter::Ignored(filter) => {
                    *counts.ignored_filters.entry(filter.to_owned()).or_default() += 1;
                }
            },
            Occurrence::Overlap => counts.overlap += 1,
            Occurrence::Copy => counts.duplicates += 1,
            Occurrence::Duplicate => {
                counts.duplicates += 1;
                counts.shifted += 1;
            }
            Occurrence::Twice => {
                counts.duplicates += 1;
                counts.twice += 1;
            }
        }
        false
    }

    /// Counts a row that did not decode, and returns whether it is new. One without an id always is.
    pub(super) fn add_malformed(&mut self, id: Option<Key>) -> bool {
        let is_new = id.is_none_or(|id| self.malformed.insert(id));
        *(if is_new { &mut self.counts.malformed } else { &mut self.counts.overlap }) += 1;
        is_new
    }
}
