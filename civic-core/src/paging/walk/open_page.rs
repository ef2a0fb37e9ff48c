//! Handing out the rows of a page, one by one, and counting them.

use std::collections::{HashSet, VecDeque};

use serde_json::Value;
use tracing::warn;

use crate::Error;
use crate::paging::engine::Fetching;
use crate::paging::key::Key;
use crate::paging::list::Screen;
use crate::paging::progress::Progress;
use crate::paging::report::KEPT_ROWS;
use crate::paging::route::{Content, Fate, Row};
use crate::paging::source::Proof;

/// What has arrived and is being handed out.
pub(super) struct OpenPage<T> {
    pub(super) number: u64,
    pub(super) index: usize,
    pub(super) rows: VecDeque<Row<T>>,
    /// Whether it was a page in its turn, and not one taken apart before.
    pub(super) is_page: bool,
    /// Where to resume once all rows have been handed out.
    pub(super) resume_after: Option<Value>,
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
        progress: &Progress,
        malformed: &mut HashSet<Key>,
    ) -> Option<Handed<T>> {
        let row = self.rows.pop_front()?;
        let index = self.index;
        self.index += 1;
        let mut shared = progress.lock();
        let report = &mut shared.report;
        let (item, key) = match row.content {
            Content::Item { item, key, .. } => (item, key),
            Content::Gone { .. } | Content::GoneMalformed => return Some(Handed::Dropped),
            Content::Malformed { raw, fault } => {
                self.brought_anything = true;
                let row = raw.into_malformed(fault, self.number, index);
                // Read twice, a row is reported once, as far as it can be told apart.
                if row.id.as_ref().is_some_and(|id| !malformed.insert(Key::of([id]))) {
                    report.overlap += 1;
                    return Some(Handed::Dropped);
                }
                warn!(noun = report.noun, %row, "a row could not be read");
                let path = row.path.clone().unwrap_or_default();
                let error = Error::decode(format!("{row} of the {}", report.noun), path);
                report.malformed += 1;
                if report.malformed_rows.len() < KEPT_ROWS {
                    report.malformed_rows.push(row);
                }
                return Some(Handed::Malformed(error));
            }
        };
        match row.fate {
            Fate::New => self.brought_anything = true,
            Fate::Overlap => {
                report.overlap += 1;
                return Some(Handed::Dropped);
            }
            Fate::Duplicate => {
                report.duplicates += 1;
                return Some(Handed::Dropped);
            }
        }
        match fetching.screen(&item) {
            Screen::Keep => {
                report.items += 1;
                return Some(Handed::Item(key, item));
            }
            Screen::Narrowed => report.narrowed += 1,
            Screen::Ignored(filter) => {
                *report.ignored_filters.entry(filter.to_owned()).or_default() += 1;
            }
        }
        Some(Handed::Dropped)
    }
}
