//! Walks: lists read page by page, to an end that is proven or reported as unproven.
//!
//! A platform says how to fetch a page ([`NumberedList`], [`CursorList`], or a [`PageSource`] of
//! its own); a [`Paginator`] does everything else: it is a stream of items that drops duplicates,
//! reports rows that do not decode, retries, resumes, and ends with a [`Completeness`].

mod checkpoint;
mod completeness;
mod condition;
mod cursors;
mod gap;
mod key;
mod localized;
mod monitor;
mod numbered;
mod pages;
mod paginator;
mod prefetch;
mod progress;
pub mod query;
mod report;
mod rows;
#[cfg(test)]
mod simulation;
mod source;
mod spec;
mod strategy;
mod translated;

pub use checkpoint::Checkpoint;
pub use completeness::{Completeness, Level};
pub use condition::Condition;
pub use cursors::{ByCursor, CursorList, CursorPage};
pub use gap::{CountUnit, Gap};
pub use key::Key;
pub use localized::Localized;
pub use monitor::Monitor;
pub use numbered::{NumberedList, NumberedPage};
pub use pages::{PageOf, Pages};
pub use paginator::{Incomplete, Paginator};
pub use report::{MalformedRow, Report};
pub use rows::{PageRow, RawRow, RowPolicy, raw_rows, rows, rows_and};
pub use source::{Fetch, Named, Next, Omitted, Page, PageSource, Proof};
pub use spec::{ListSpec, Position, RowFilter};
pub use translated::{Translated, Translations};
