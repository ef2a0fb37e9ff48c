//! Lists read page by page, to an end that is proven, consistent or reported as incomplete.
//!
//! A [`Paginator`] is a stream of items that drops duplicates, reports rows that do not decode,
//! retries, resumes, and ends with a [`Report`] of its [`Completeness`]. Who implements a platform
//! says how to fetch a page: see [`source`]. Lists whose texts come in one language at a time are
//! joined by [`translations`].

#[cfg(feature = "blocking")]
mod blocking;
mod checkpoint;
mod completeness;
mod gap;
mod key;
mod pages;
mod paginator;
mod prefetch;
mod progress;
mod proof_condition;
pub mod query;
mod report;
mod row_counts;
mod rows;
#[cfg(test)]
mod simulation;
pub mod source;
mod strategy;
pub mod translations;

pub use checkpoint::Checkpoint;
pub use completeness::{Completeness, Level};
pub use gap::Gap;
pub use pages::{PageOf, Pages};
pub use paginator::{Incomplete, Paginator};
pub use progress::Monitor;
pub use proof_condition::Condition;
pub use report::{MalformedRow, Report};
