//! How a run reads the list, and why.

use jiff::Timestamp;

use super::ledger::{earlier, later};
use super::settings::Settings;
use crate::list;
use crate::sync::mode::{Mode, Why};
use crate::sync::roster::Marks;
use crate::sync::source::{AllRows, Origin, SyncSource};
use crate::sync::state::State;

/// How a run reads the list.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub(super) mode: Mode,
    pub(super) why: Why,
}

impl Plan {
    /// What the state says before anything is read.
    pub(super) fn new<S: SyncSource>(
        source: &S,
        settings: &Settings,
        state: &State,
        origin: &Origin,
    ) -> Self {
        let full = |why| Self { mode: Mode::Full, why };
        if !source.has_keys() {
            return Self { mode: Mode::Replace, why: Why::NoKeys };
        }
        if settings.is_replace {
            return Self { mode: Mode::Replace, why: Why::AskedFor };
        }
        let before = state.origin.as_ref();
        if before.is_some_and(|before| before.query != origin.query) {
            return full(Why::QueryChanged);
        }
        if before.is_some_and(|before| before.model != origin.model) {
            return full(Why::ModelChanged);
        }
        if let Some(why) = state.owed {
            return full(why);
        }
        let Some(watermark) = state.watermark else { return full(Why::FirstTime) };
        // Of rows that were withheld and cannot be asked for, or are there, only a full run finds out whether the
        // list still leaves them out.
        let needs_full =
            |marks: &Marks| marks.is_left_out || marks.is_suspect && !source.has_single_reads();
        let asks_again =
            || settings.accepted > 0 && state.roster.iter().any(|(_, row)| needs_full(&row.marks));
        if settings.is_full || asks_again() {
            return full(Why::AskedFor);
        }
        let since = earlier(watermark, settings.lag);
        let changed = source.changed_since(since).map(|changed| changed.since);
        let mode = match changed {
            Some(since) => Mode::Incremental { since },
            None if can_scan(source) => Mode::Scan { since },
            None => return full(Why::CannotTell),
        };
        Self { mode, why: Why::Usual }
    }

    /// What the server's clock adds to that, once it has answered.
    pub(super) fn at(self, settings: &Settings, state: &State, server_now: Timestamp) -> Self {
        let full = |why| Self { mode: Mode::Full, why };
        if self.mode.reads_all() {
            self
        } else if state.watermark.is_some_and(|mark| server_now < mark) {
            full(Why::Clock)
        } else if settings.is_due(state, server_now) {
            full(Why::Due)
        } else {
            self
        }
    }

    /// Reads the list in this way.
    pub(super) fn open<S: SyncSource>(
        &self,
        source: &S,
        settings: &Settings,
        state: &State,
    ) -> AllRows<S::Item> {
        let fewer = match (self.mode, state.watermark) {
            (Mode::Incremental { .. }, Some(watermark)) => {
                source.changed_since(earlier(watermark, settings.lag)).map(|changed| changed.rows)
            }
            (Mode::Scan { .. }, _) => source.scan().map(|scan| scan.rows),
            _ => None,
        };
        fewer.map_or_else(|| source.all(), AllRows::from).concurrency(settings.concurrency)
    }
}

/// How many pages a list takes that is read whole, as far as a scan of it shows.
pub(super) fn whole_pages(source: &impl SyncSource, scan: &list::Report) -> u64 {
    let page = source.scan().map_or(1, |scan| scan.whole_page.max(1));
    scan.items.div_ceil(page).max(scan.pages)
}

fn can_scan(source: &impl SyncSource) -> bool {
    source.is_ordered() && source.has_single_reads() && source.scan().is_some()
}

impl Settings {
    fn is_due(&self, state: &State, now: Timestamp) -> bool {
        state.full_at.is_none_or(|at| now >= later(at, self.full_every))
    }
}
