//! Yielding the rows of a page one by one, and counting them.

use tracing::warn;

use crate::json::Misfit;
use crate::list::key::Key;
use crate::list::prefetch::{Arrival, Fetching};
use crate::list::progress::Shared;
use crate::list::report::KEPT_ROWS;
use crate::list::rows::RawRow;
use crate::list::source::RowFilter;
use crate::list::strategy::{Occurrence, Row};

/// The page whose rows are being yielded.
pub(super) struct OpenPage<T> {
    pub(super) index: usize,
    pub(super) brought_anything: bool,
    /// The page without the rows that were yielded.
    pub(super) arrival: Arrival<T>,
}

impl<T> OpenPage<T> {
    /// The next row to yield. All before it are counted.
    pub(super) fn next_item(
        &mut self,
        fetching: &dyn Fetching<T>,
        shared: &mut Shared,
    ) -> Option<(Key, T)> {
        loop {
            let row = self.arrival.rows.pop_front()?;
            self.index += 1;
            match row.content {
                Ok((key, item)) => {
                    self.brought_anything |= row.occurrence == Occurrence::New;
                    let filter = || fetching.row_filter(&item);
                    if shared.row_counts.add(row.occurrence, filter) {
                        return Some((key, item));
                    }
                }
                Err((raw, misfit)) => self.report(raw, misfit, shared),
            }
        }
    }

    /// Reports a row that did not decode. Read twice, it is reported once.
    fn report(&mut self, raw: RawRow, misfit: Misfit, shared: &mut Shared) {
        if !shared.row_counts.add_malformed(raw.id_key()) {
            return;
        }
        self.brought_anything = true;
        let report = &mut shared.report;
        let row = raw.into_malformed(misfit, shared.row_counts.counts.pages, self.index - 1);
        warn!(resource_name = report.resource_name, %row, "a row could not be read");
        if report.malformed_rows.len() < KEPT_ROWS {
            report.malformed_rows.push(row);
        }
    }

    /// Whether the list ends with this page, and no row that is left on it would be yielded.
    pub(super) fn is_at_the_end(&self, fetching: &dyn Fetching<T>) -> bool {
        let is_yielded = |row: &Row<T>| match &row.content {
            Ok((_, item)) => {
                row.occurrence == Occurrence::New && fetching.row_filter(item) == RowFilter::Keep
            }
            Err(_) => true,
        };
        self.arrival.end.is_some() && !self.arrival.rows.iter().any(is_yielded)
    }
}
