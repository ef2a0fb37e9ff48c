//! What a walk and its monitors share.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::checkpoint::{Checkpoint, Counts};
use super::key::Key;
use super::report::Report;
use super::spec::RowFilter;
use super::strategy::Fate;

#[derive(Clone, Debug)]
pub(super) struct Progress(Arc<Mutex<Shared>>);

#[derive(Debug)]
pub(super) struct Shared {
    /// All but the counts.
    pub(super) report: Report,
    /// What has come, as it came.
    pub(super) as_it_came: Account,
    /// The same in the list's order: a page that went out early counts when its turn comes. A
    /// checkpoint holds these counts, so that what comes again after it is not counted twice.
    pub(super) in_order: Account,
    pub(super) checkpoint: Checkpoint,
}

/// Counts of rows.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) counts: Counts,
    /// Ids of rows that did not decode, so that one read twice counts once.
    malformed: HashSet<Key>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Item,
    Overlap,
    Copy,
    Duplicate,
    Twice,
    Narrowed,
    Ignored(&'static str),
}

impl Outcome {
    /// What becomes of a row of this fate in the list's order.
    pub(super) fn in_order(fate: Fate, row_filter: impl FnOnce() -> RowFilter) -> Self {
        match fate {
            Fate::Overlap => Self::Overlap,
            Fate::Copy => Self::Copy,
            Fate::Duplicate => Self::Duplicate,
            Fate::Twice => Self::Twice,
            Fate::New | Fate::Early => match row_filter() {
                RowFilter::Keep => Self::Item,
                RowFilter::Narrowed => Self::Narrowed,
                RowFilter::Ignored(filter) => Self::Ignored(filter),
            },
        }
    }
}

impl Account {
    pub(super) fn add(&mut self, outcome: Outcome) {
        let counts = &mut self.counts;
        match outcome {
            Outcome::Item => counts.items += 1,
            Outcome::Overlap => counts.overlap += 1,
            Outcome::Copy => counts.duplicates += 1,
            Outcome::Duplicate => {
                counts.duplicates += 1;
                counts.shifted += 1;
            }
            Outcome::Twice => {
                counts.duplicates += 1;
                counts.twice += 1;
            }
            Outcome::Narrowed => counts.narrowed += 1,
            Outcome::Ignored(filter) => {
                *counts.ignored_filters.entry(filter.to_owned()).or_default() += 1;
            }
        }
    }

    /// Counts a row that did not decode. Whether it had not been counted before, as far as it can
    /// be told apart.
    pub(super) fn add_malformed(&mut self, id: Option<Key>) -> bool {
        let is_new = id.is_none_or(|id| self.malformed.insert(id));
        *(if is_new { &mut self.counts.malformed } else { &mut self.counts.overlap }) += 1;
        is_new
    }

    fn of(counts: Counts) -> Self {
        Self { counts, malformed: HashSet::new() }
    }
}

impl Shared {
    /// Goes on counting where a checkpoint stopped.
    pub(super) fn go_on_from(&mut self, checkpoint: Checkpoint) {
        self.as_it_came = Account::of(checkpoint.counts.clone());
        self.in_order = Account::of(checkpoint.counts.clone());
        self.report.resumed = checkpoint.place.is_some();
        self.checkpoint = checkpoint;
    }

    /// The report with its counts.
    pub(super) fn report(&self) -> Report {
        let counts = self.as_it_came.counts.clone();
        Report {
            items: counts.items,
            pages: counts.pages,
            duplicates: counts.duplicates,
            overlap: counts.overlap,
            narrowed: counts.narrowed,
            ignored_filters: counts.ignored_filters,
            malformed: counts.malformed,
            withheld: counts.withheld,
            server_errors: counts.server_errors,
            server_count_at_start: counts.server_count_at_start,
            ..self.report.clone()
        }
    }
}

impl Progress {
    pub(super) fn new(resource_name: &str, paginator: String) -> Self {
        Self(Arc::new(Mutex::new(Shared {
            report: Report { resource_name: resource_name.to_owned(), ..Report::default() },
            as_it_came: Account::default(),
            in_order: Account::default(),
            checkpoint: Checkpoint::start(paginator),
        })))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn report(&self) -> Report {
        self.lock().report()
    }

    pub(super) fn checkpoint(&self) -> Checkpoint {
        self.lock().checkpoint.clone()
    }
}
