//! Keeps a copy of a list true: what changed since the last run, and what was deleted.
//!
//! A [`SyncRun`] is a stream of [`Change`]s. It begins from the [`State`] that the run before it ended
//! with, and ends with the next one. A deletion is always reported with its [`Evidence`]; a server that
//! answers badly makes a run incomplete, and never empties a copy.
//!
//! **What is promised.** After a full run in which the server did not change, no row failed to decode or was
//! [left out](Report::left_out), and no suspicion stays open, the copy equals the server. An incremental run promises the changes that
//! became visible at most [`lag`](SyncRun::lag) after their `updated_at`, and the deletions that a feed
//! tells. Counters that change without `updated_at` (likes), rows that were restored without a change
//! and deletions without a trace wait for the next full run. A [scan](Mode::Scan), which lists the keys of all
//! rows, promises the same changes, and sees restored rows and deletions too.
//!
//! **Apply changes and state together.** Store the changes of a run and its state in one transaction, or
//! neither; then a run that is killed costs nothing. A [`Store`] does that. A copy that cannot be changed
//! in a transaction, such as a file, is written anew by [`SyncRun::replace`].
//!
//! ```
//! use civic_core::sync::{Change, SyncRun};
//!
//! # async fn keep<T: std::fmt::Debug + Send + 'static>(mut run: SyncRun<T>) -> Result<(), civic_core::Error> {
//! // In one transaction:
//! while let Some(change) = run.try_next().await? {
//!     match change {
//!         Change::Began { mode, why } => println!("reads {mode} ({why})"),
//!         Change::Upsert { key, row } => println!("insert or update {key:?}: {row:?}"),
//!         Change::Gone { key, evidence } => println!("delete {key} ({evidence})"),
//!         Change::Withheld { keys } => println!("{keys} rows seem to be gone: too many"),
//!         Change::Synced { state, report } => println!("store {state:?} and commit: {report}"),
//!         Change::Incomplete { state, report } => println!("store {state:?} and commit: {report}"),
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Who implements a platform says how a list is read, by a [`SyncSource`](source::SyncSource).

#[cfg(feature = "blocking")]
mod blocking;
mod change;
mod key;
mod mode;
mod packed;
mod report;
mod roster;
mod run;
pub mod source;
mod state;
pub mod store;
mod threshold;

pub use change::Change;
pub use key::Key;
pub use mode::{Evidence, Mode, Why};
pub use report::Report;
pub use run::SyncRun;
pub use state::State;
pub use store::Store;

#[cfg(test)]
mod simulation;
