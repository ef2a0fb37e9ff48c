//! A walk seen from outside.

use super::checkpoint::Checkpoint;
use super::progress::Progress;
use super::report::Report;

/// A handle to a walk's report and checkpoint, for when a stream adaptor has swallowed the walk.
///
/// Cheap to clone; it may be asked at any time, from any thread, also after the walk is gone.
#[derive(Clone, Debug)]
pub struct Monitor(pub(super) Progress);

impl Monitor {
    /// The walk's account so far.
    pub fn report(&self) -> Report {
        self.0.report()
    }

    /// Where the walk can be taken up again. Taken after an item, it resumes at that item's page.
    pub fn checkpoint(&self) -> Checkpoint {
        self.0.checkpoint()
    }
}
