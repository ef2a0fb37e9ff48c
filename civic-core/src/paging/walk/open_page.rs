//! A page whose rows are being handed out.

use std::collections::{HashSet, VecDeque};

use serde_json::Value;
use tracing::warn;

use super::erased::ErasedSource;
use crate::Error;
use crate::paging::key::Key;
use crate::paging::list::Screen;
use crate::paging::progress::Progress;
use crate::paging::report::KEPT_ROWS;
use crate::paging::rows::RawRow;
use crate::paging::source::Next;

pub(super) struct OpenPage {
    number: u64,
    index: usize,
    rows: VecDeque<RawRow>,
    next: Next<Value>,
    brought_anything: bool,
}

pub(super) enum Row<T> {
    Item(Key, T),
    Dropped,
    Malformed(Error),
}

impl OpenPage {
    pub(super) fn new(number: u64, rows: VecDeque<RawRow>, next: Next<Value>) -> Self {
        Self { number, index: 0, rows, next, brought_anything: false }
    }

    /// Whether nothing is left, on this page or behind it.
    pub(super) fn is_last_row(&self) -> bool {
        self.rows.is_empty() && matches!(self.next, Next::End(_))
    }

    pub(super) fn brought_anything(&self) -> bool {
        self.brought_anything
    }

    pub(super) fn into_next(self) -> Next<Value> {
        self.next
    }

    /// Decodes and judges one row, and counts it.
    pub(super) fn next<T>(
        &mut self,
        source: &dyn ErasedSource<T>,
        seen: &mut HashSet<Key>,
        progress: &Progress,
    ) -> Option<Row<T>> {
        let row = self.rows.pop_front()?;
        let index = self.index;
        self.index += 1;
        let item = match source.decode(&row) {
            Ok(item) => item,
            Err(fault) => {
                self.brought_anything = true;
                let row = row.into_malformed(fault, self.number, index);
                warn!(noun = source.noun(), %row, "a row could not be read");
                let path = row.path.clone().unwrap_or_default();
                let error = Error::decode(format!("{} of the {}", row, source.noun()), path);
                let report = &mut progress.lock().report;
                report.malformed += 1;
                if report.malformed_rows.len() < KEPT_ROWS {
                    report.malformed_rows.push(row);
                }
                return Some(Row::Malformed(error));
            }
        };
        let key = source.key(&item);
        let is_new = seen.insert(key);
        self.brought_anything |= is_new;
        let report = &mut progress.lock().report;
        if !is_new {
            report.duplicates += 1;
            return Some(Row::Dropped);
        }
        match source.screen(&item) {
            Screen::Keep => {
                report.items += 1;
                Some(Row::Item(key, item))
            }
            Screen::Narrowed => {
                report.narrowed += 1;
                Some(Row::Dropped)
            }
            Screen::Ignored(filter) => {
                *report.ignored_filters.entry(filter.to_owned()).or_default() += 1;
                Some(Row::Dropped)
            }
        }
    }
}
