//! What a paginator and its monitors share.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::checkpoint::{Checkpoint, Counts};
use super::key::Key;
use super::report::Report;
use super::source::RowFilter;
use super::strategy::Occurrence;

#[derive(Clone, Debug)]
pub(super) struct Progress(Arc<Mutex<Shared>>);

#[derive(Debug)]
pub(super) struct Shared {
    /// All but the counts.
    pub(super) report: Report,
    pub(super) account: Account,
    pub(super) checkpoint: Checkpoint,
}

/// Counts of rows.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) counts: Counts,
    /// Ids of rows that did not decode, so that one read twice counts once.
    malformed: HashSet<Key>,
}

impl Account {
    /// Counts a row, and returns whether it is to be yielded.
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

impl Shared {
    /// Goes on counting where a checkpoint stopped.
    pub(super) fn go_on_from(&mut self, checkpoint: Checkpoint) {
        self.account = Account { counts: checkpoint.counts.clone(), malformed: HashSet::new() };
        self.report.resumed = checkpoint.place.is_some();
        self.checkpoint = checkpoint;
    }

    /// The report with its counts.
    pub(super) fn report(&self) -> Report {
        let counts = self.account.counts.clone();
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
            server_pages_at_start: counts.server_pages_at_start,
            server_rows_at_start: counts.server_rows_at_start,
            ..self.report.clone()
        }
    }
}

impl Progress {
    pub(super) fn new(resource_name: &str, paginator: String) -> Self {
        Self(Arc::new(Mutex::new(Shared {
            report: Report { resource_name: resource_name.to_owned(), ..Report::default() },
            account: Account::default(),
            checkpoint: Checkpoint::start(paginator),
        })))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn monitor(&self) -> Monitor {
        Monitor(self.clone())
    }

    pub(super) fn report(&self) -> Report {
        self.lock().report()
    }

    pub(super) fn checkpoint(&self) -> Checkpoint {
        self.lock().checkpoint.clone()
    }
}

/// A handle to a paginator's report and checkpoint, for when a stream adaptor has taken the paginator.
///
/// Cheap to clone. It can be used at any time, from any thread, also after the paginator was dropped.
#[derive(Clone, Debug)]
pub struct Monitor(Progress);

impl Monitor {
    /// What was read so far.
    pub fn report(&self) -> Report {
        self.0.report()
    }

    /// Where to resume. Taken after an item, it resumes at that item's page.
    pub fn checkpoint(&self) -> Checkpoint {
        self.0.checkpoint()
    }
}
