//! Where a copy is kept: changes and state together, or neither.

mod json_file;
mod memory;
mod staged;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;

pub use self::json_file::{JsonFile, JsonFileError};
pub use self::memory::Memory;
use super::change::Change;
use super::mode::Mode;
use super::report::Report;
use super::run::SyncRun;
use super::state::State;
use crate::{Error, ErrorKind};

/// A copy that takes in the changes of a run. [`SyncRun::store_in`] calls it.
///
/// A run that is dropped calls nothing. After any failure, [`rollback`](Self::rollback) is called.
///
/// What [`write`](Self::write) was given since [`begin`](Self::begin) becomes visible with the state at
/// [`commit`](Self::commit), all at once or not at all. If the program ends before, or `begin` comes
/// again, it is forgotten. So a database makes it one transaction.
///
/// In an `impl`, each method can be an `async fn`. This one keeps the rows as JSON in an SQLite file:
///
/// ```no_run
/// use civic_core::sync::{Change, Mode, State, Store};
/// use rusqlite::{Connection, OptionalExtension, params};
/// use serde::Serialize;
///
/// /// The table `ideas (key TEXT PRIMARY KEY, row TEXT)`, and `state (id INTEGER PRIMARY KEY, state TEXT)`.
/// struct Copy(Connection);
///
/// #[derive(Debug, thiserror::Error)]
/// #[error(transparent)]
/// enum CopyError {
///     Sqlite(#[from] rusqlite::Error),
///     Json(#[from] serde_json::Error),
/// }
///
/// impl<T: Serialize + Send> Store<T> for Copy {
///     type Error = CopyError;
///
///     async fn state(&mut self) -> Result<State, CopyError> {
///         let kept = self.0.query_row("SELECT state FROM state", [], |row| row.get(0)).optional()?;
///         Ok(kept.map(|json: String| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
///     }
///
///     async fn begin(&mut self, mode: Mode) -> Result<(), CopyError> {
///         self.0.execute_batch("BEGIN IMMEDIATE")?;
///         let dropped = if mode == Mode::Replace { "" } else { " WHERE key IS NULL" };
///         Ok(self.0.execute_batch(&format!("DELETE FROM ideas{dropped}"))?)
///     }
///
///     async fn write(&mut self, change: Change<T>) -> Result<(), CopyError> {
///         match change {
///             Change::Upsert { key, row } => self.0.execute(
///                 "INSERT OR REPLACE INTO ideas VALUES (?1, ?2)",
///                 params![key.map(|key| key.to_string()), serde_json::to_string(&row)?],
///             )?,
///             Change::Gone { key, .. } => {
///                 self.0.execute("DELETE FROM ideas WHERE key = ?1", [key.to_string()])?
///             }
///             _ => 0,
///         };
///         Ok(())
///     }
///
///     async fn commit(&mut self, state: State) -> Result<(), CopyError> {
///         let state = serde_json::to_string(&state)?;
///         self.0.execute("INSERT OR REPLACE INTO state VALUES (1, ?1)", [state])?;
///         Ok(self.0.execute_batch("COMMIT")?)
///     }
///
///     async fn rollback(&mut self) -> Result<(), CopyError> {
///         if self.0.is_autocommit() { Ok(()) } else { Ok(self.0.execute_batch("ROLLBACK")?) }
///     }
/// }
/// ```
///
/// If it is a store of any `T`, Rust cannot know for which `T` its state is asked: write
/// `Store::<Idea>::state(&mut copy)`. Keep one store for each list.
pub trait Store<T> {
    /// What can go wrong.
    type Error: StdError + Send + Sync + 'static;

    /// The state that was committed last; [`State::new`] if there was none. The next run begins there.
    fn state(&mut self) -> impl Future<Output = Result<State, Self::Error>> + Send;

    /// A run begins, or the next part of one. The mode says what `commit` does with rows of the copy that
    /// were not written since:
    ///
    /// | mode | rows with a key | rows without a key |
    /// |---|---|---|
    /// | [`Replace`](Mode::Replace) | are dropped | are dropped |
    /// | any other | stay, unless [`Change::Gone`] names them | are dropped |
    ///
    /// Rows without a key come only with `Replace`, so in any other run none of them is written again.
    fn begin(&mut self, mode: Mode) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Takes in a change: [`Change::Upsert`] or [`Change::Gone`]. Of the others none is given.
    fn write(&mut self, change: Change<T>) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Makes the changes visible, with the state.
    fn commit(&mut self, state: State) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Forgets the changes since `begin`.
    fn rollback(&mut self) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Why a copy is not true now. What was committed before stays as it was, and the next run repairs it.
///
/// `Debug` is a line for people, too: it is what a program shows whose `main` returns the error.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum SyncError<E: StdError + 'static> {
    /// The run was not complete. The changes that it returned are stored, unless the copy was to be replaced.
    #[error("{report}")]
    Incomplete {
        /// What was read, and what is missing.
        report: Box<Report>,
        /// The last error that the run met. `None` where there was none.
        #[source]
        error: Option<Error>,
    },
    /// The run could not begin. Nothing is stored.
    #[error(transparent)]
    Read(#[from] Error),
    /// The copy could not be changed. Nothing is stored.
    #[error("the copy could not be changed")]
    Store(#[source] E),
}

impl<E: StdError + 'static> fmt::Debug for SyncError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incomplete { report, error } => {
                write!(f, "Incomplete: {report}")?;
                error.as_ref().map_or(Ok(()), |error| write!(f, "; {error}"))
            }
            Self::Read(error) => write!(f, "Read: {error}"),
            Self::Store(error) => write!(f, "Store: {self}: {error:?}"),
        }
    }
}

impl<T: Send + 'static> SyncRun<T> {
    /// Runs to the end, and keeps the copy in a store.
    ///
    /// ```no_run
    /// use civic_core::sync::SyncRun;
    /// use civic_core::sync::store::{Memory, SyncError};
    ///
    /// # async fn example<T: Send + 'static>(run: SyncRun<T>) {
    /// let mut copy = Memory::new();
    /// match run.store_in(&mut copy).await {
    ///     Ok(report) => println!("{} rows: {report}", copy.rows().len()),
    ///     Err(SyncError::Incomplete { report, .. }) => eprintln!("{report}"),
    ///     Err(error) => eprintln!("{error}"),
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`SyncError`]: the run was incomplete or could not begin, or the store failed. A run that does not begin
    /// at the state of this store is refused before anything is sent
    /// ([`SyncState`](crate::ErrorKind::SyncState)): rows that were deleted in between would stay in the copy.
    pub async fn store_in<S: Store<T>>(
        mut self,
        store: &mut S,
    ) -> Result<Report, SyncError<S::Error>> {
        if store.state().await.map_err(SyncError::Store)? != self.state() {
            let message = "this run did not begin at the state of this store: give `sync` what the store's \
                           `state` returns, and keep one store for each list";
            return Err(SyncError::Read(Error::new(ErrorKind::SyncState, message)));
        }
        let mut error = None;
        let mut mode = Mode::Full;
        let mut written = 0_usize;
        while let Some(change) = self.next().await {
            let (stored, ended) = match change {
                Err(failure) => {
                    error = Some(failure);
                    continue;
                }
                Ok(Change::Withheld { .. }) => continue,
                Ok(Change::Began { mode: how, .. }) => {
                    mode = how;
                    (store.begin(mode).await, None)
                }
                Ok(change @ (Change::Upsert { .. } | Change::Gone { .. })) => {
                    written += 1;
                    let mut stored = store.write(change).await;
                    let is_part = self.part().is_some_and(|part| written.is_multiple_of(part));
                    if stored.is_ok() && is_part && mode != Mode::Replace {
                        stored = store.commit(self.state()).await;
                        if stored.is_ok() {
                            stored = store.begin(mode).await;
                        }
                    }
                    (stored, None)
                }
                Ok(Change::Synced { state, report }) => {
                    (store.commit(state).await, Some(Ok(report)))
                }
                Ok(Change::Incomplete { state, report }) => {
                    let stored = if mode == Mode::Replace {
                        store.rollback().await
                    } else {
                        store.commit(state).await
                    };
                    let (report, error) = (Box::new(report), error.take());
                    (stored, Some(Err(SyncError::Incomplete { report, error })))
                }
            };
            if let Err(error) = stored {
                // The first failure is the one to tell.
                let _ = store.rollback().await;
                return Err(SyncError::Store(error));
            }
            if let Some(ended) = ended {
                return ended;
            }
        }
        let ended = || Error::protocol("the run ended without saying how");
        Err(SyncError::Read(error.unwrap_or_else(ended)))
    }
}

#[cfg(test)]
mod tests;
