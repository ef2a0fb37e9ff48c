//! What a walk and its monitors share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::checkpoint::{Checkpoint, Counts};
use super::report::Report;

#[derive(Clone, Debug)]
pub(super) struct Progress(Arc<Mutex<Shared>>);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) report: Report,
    pub(super) checkpoint: Checkpoint,
}

impl Progress {
    pub(super) fn new(noun: &str, walk: String) -> Self {
        let report = Report { noun: noun.to_owned(), ..Report::default() };
        Self(Arc::new(Mutex::new(Shared { report, checkpoint: Checkpoint::start(walk) })))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn report(&self) -> Report {
        self.lock().report.clone()
    }

    pub(super) fn checkpoint(&self) -> Checkpoint {
        self.lock().checkpoint.clone()
    }
}

impl Report {
    /// What to remember in a checkpoint at the start of a page.
    pub(super) fn counts(&self) -> Counts {
        Counts {
            items: self.items,
            pages: self.pages,
            duplicates: self.duplicates,
            overlap: self.overlap,
            narrowed: self.narrowed,
            malformed: self.malformed,
            server_count_at_start: self.server_count_at_start,
        }
    }

    pub(super) fn go_on_from(&mut self, counts: Counts) {
        self.items = counts.items;
        self.pages = counts.pages;
        self.duplicates = counts.duplicates;
        self.overlap = counts.overlap;
        self.narrowed = counts.narrowed;
        self.malformed = counts.malformed;
        self.server_count_at_start = counts.server_count_at_start;
        self.resumed = true;
    }
}
