//! Copies of lists in an SQLite file, kept true by `civic_core::sync`.

mod database;

use civic_core::sync::store::SyncError;
use civic_core::sync::{Report, SyncRun};
use futures::future::BoxFuture;
use serde::Serialize;

pub(crate) use self::database::{CopyError, CopyOf, Database};

/// A longer run is stored in parts, so that one that is killed goes on where the last part ended.
const PART: usize = 1000;

/// What somebody wants of a run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wishes {
    /// All rows are read, also where the platform can tell which have changed.
    pub(crate) full: bool,
    /// So many rows that seem to be gone may be deleted.
    pub(crate) accept_gone: usize,
}

/// A run that brings the copy of a list up to date, whatever its records are.
pub(crate) struct Copying(Box<Run>);

type Run = dyn for<'c> FnOnce(
    Wishes,
    &'c mut CopyOf<'_>,
) -> BoxFuture<'c, Result<Report, SyncError<CopyError>>>;

impl Copying {
    pub(crate) fn of<T: Serialize + Send + 'static>(run: SyncRun<T>) -> Self {
        Self(Box::new(move |wishes, copy| {
            let run = run.accept_gone(wishes.accept_gone).in_parts_of(PART);
            let run = if wishes.full { run.full() } else { run };
            Box::pin(run.store_in(copy))
        }))
    }

    /// Runs to the end.
    pub(crate) async fn store_in(
        self,
        wishes: Wishes,
        copy: &mut CopyOf<'_>,
    ) -> Result<Report, SyncError<CopyError>> {
        (self.0)(wishes, copy).await
    }
}
