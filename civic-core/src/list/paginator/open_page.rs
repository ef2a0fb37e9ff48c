//! Handing out the rows of a page, one by one, and counting them.

use std::collections::VecDeque;

use serde_json::Value;
use tracing::warn;

use crate::Error;
use crate::json::Misfit;
use crate::list::key::Key;
use crate::list::prefetch::{Fetching, Turn};
use crate::list::progress::{Outcome, Shared};
use crate::list::report::KEPT_ROWS;
use crate::list::rows::RawRow;
use crate::list::source::Proof;
use crate::list::spec::RowFilter;
use crate::list::strategy::{Content, Fate, Row};

/// What has arrived and is being handed out.
pub(super) struct OpenPage<T> {
    pub(super) number: u64,
    pub(super) index: usize,
    pub(super) turn: Turn,
    pub(super) rows: VecDeque<Row<T>>,
    /// Where to resume once all rows have been handed out.
    pub(super) place_behind: Option<Value>,
    pub(super) brought_anything: bool,
    pub(super) end: Option<Proof>,
}

pub(super) enum Handed<T> {
    Item(Key, T),
    Dropped,
    Malformed(Error),
}

impl<T> OpenPage<T> {
    /// Judges one row, and counts it.
    pub(super) fn hand_out(
        &mut self,
        fetching: &dyn Fetching<T>,
        shared: &mut Shared,
    ) -> Option<Handed<T>> {
        let row = self.rows.pop_front()?;
        self.index += 1;
        let fate = row.fate;
        Some(match row.content {
            Content::Item { item, key, .. } => {
                let in_order = Outcome::in_order(fate, || fetching.row_filter(&item));
                let outcome = if fate == Fate::Early { Outcome::Overlap } else { in_order };
                self.brought_anything |= fate == Fate::New;
                shared.as_it_came.add(outcome);
                if self.turn == Turn::Proper {
                    shared.in_order.add(in_order);
                }
                if outcome == Outcome::Item { Handed::Item(key, item) } else { Handed::Dropped }
            }
            Content::Gone { row_filter, .. } => {
                shared.in_order.add(Outcome::in_order(fate, || row_filter));
                Handed::Dropped
            }
            Content::Malformed { raw, misfit } => self.report(raw, misfit, shared),
            Content::GoneMalformed { id, .. } => {
                shared.in_order.add_malformed(id);
                Handed::Dropped
            }
        })
    }

    /// Reports a row that did not decode. Read twice, it is reported once.
    fn report(&mut self, raw: RawRow, misfit: Misfit, shared: &mut Shared) -> Handed<T> {
        let id = raw.id_key();
        if self.turn == Turn::Proper {
            shared.in_order.add_malformed(id);
        }
        if !shared.as_it_came.add_malformed(id) {
            return Handed::Dropped;
        }
        self.brought_anything = true;
        let report = &mut shared.report;
        let row = raw.into_malformed(misfit, self.number, self.index - 1);
        warn!(resource_name = report.resource_name, %row, "a row could not be read");
        let path = row.path.clone().unwrap_or_default();
        let error = Error::decode(format!("{row} of the {}", report.resource_name), path);
        if report.malformed_rows.len() < KEPT_ROWS {
            report.malformed_rows.push(row);
        }
        Handed::Malformed(error)
    }

    /// Whether the walk ends with this page, and no row that is left on it would be handed out.
    pub(super) fn is_at_the_end(&self, fetching: &dyn Fetching<T>) -> bool {
        let is_news = |row: &Row<T>| match &row.content {
            Content::Item { item, .. } => {
                row.fate == Fate::New && fetching.row_filter(item) == RowFilter::Keep
            }
            Content::Malformed { .. } => true,
            Content::Gone { .. } | Content::GoneMalformed { .. } => false,
        };
        self.end.is_some() && !self.rows.iter().any(is_news)
    }
}
