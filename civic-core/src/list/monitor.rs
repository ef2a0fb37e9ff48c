//! Report and checkpoint of a paginator that something else holds.

use super::checkpoint::Checkpoint;
use super::progress::Progress;
use super::report::Report;

/// A handle to a paginator's report and checkpoint, for when a stream adaptor has taken the paginator.
///
/// Cheap to clone. It can be used at any time, from any thread, also after the paginator was dropped.
#[derive(Clone, Debug)]
pub struct Monitor(pub(super) Progress);

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
