//! Walks: lists read page by page, to an end that is proven or reported as unproven.
//!
//! A platform says how to fetch a page ([`NumberedList`], [`CursorList`], or a [`PageSource`] of
//! its own); a [`Walk`] does everything else: it is a stream of items that drops duplicates,
//! reports rows that do not decode, retries, resumes, and ends with a [`Verdict`].

mod checkpoint;
mod cursors;
mod days;
mod engine;
mod filter;
mod key;
mod list;
mod monitor;
mod numbered;
mod pages;
mod progress;
mod query;
mod report;
mod route;
mod rows;
#[cfg(test)]
mod simulation;
mod source;
mod translated;
mod verdict;
mod walk;

pub use checkpoint::Checkpoint;
pub use cursors::{ByCursor, CursorList, CursorPage};
pub use days::{Days, day_of, days_around, invalid_years, later, widened};
pub use filter::Filter;
pub use key::Key;
pub use list::{List, Position, Screen};
pub use monitor::Monitor;
pub use numbered::{NumberedList, NumberedPage};
pub use pages::{PageOf, Pages};
pub use query::Query;
pub use report::{MalformedRow, Report};
pub use rows::{PageRow, RawRow, RowPolicy, raw_rows, rows, rows_and};
pub use source::{Fetch, Lacking, Named, Next, Page, PageSource, Proof};
pub use translated::{Localized, Translated, Translations};
pub use verdict::{Condition, Gap, Verdict};
pub use walk::{Incomplete, Walk};
