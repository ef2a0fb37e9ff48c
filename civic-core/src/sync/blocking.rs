//! Copies without async.

use super::report::Report;
use super::run::SyncRun;
use super::store::{Store, SyncError};
use crate::blocking::{Blocking, Iter};

impl<T: Send + 'static> SyncRun<T> {
    /// The run as an iterator of changes, outside of async code or within: see
    /// [`blocking`](crate::blocking).
    ///
    /// ```
    /// use civic_core::sync::{Change, SyncRun};
    ///
    /// # fn example(run: SyncRun<String>) -> Result<(), Box<dyn std::error::Error>> {
    /// for change in run.blocking() {
    ///     match change? {
    ///         Change::Upsert { row, .. } => println!("new or changed: {row}"),
    ///         Change::Gone { key, .. } => println!("gone: {key}"),
    ///         Change::Synced { state, .. } => println!("{}", serde_json::to_string(&state)?),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("iterator", "synchronous"))]
    pub fn blocking(self) -> Iter<Self> {
        Iter::new(self)
    }
}

impl<T: Send + 'static> Iter<SyncRun<T>> {
    /// Runs to the end, and keeps the copy in a store: see [`SyncRun::store_in`].
    ///
    /// ```
    /// use civic_core::sync::SyncRun;
    /// use civic_core::sync::store::JsonFile;
    ///
    /// # fn example(run: SyncRun<String>) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut copy = JsonFile::open("notices.json")?;
    /// println!("{}", run.blocking().store_in(&mut copy)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`SyncError`]: the run was incomplete or could not begin, or the store failed.
    pub fn store_in<S: Store<T>>(self, store: &mut S) -> Result<Report, SyncError<S::Error>> {
        self.into_inner().store_in(store).blocking()
    }
}
