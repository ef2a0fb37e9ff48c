//! What only implementors of a platform need: how a page is fetched, and what its rows are.
//!
//! [`ListSpec`] describes the rows of a list. How its pages are fetched is either a [`NumberedList`],
//! whose pages have numbers, or a [`PageSource`], whose pages each say where the next one is. A
//! [`Paginator`] reads both.
//!
//! [`Paginator`]: super::Paginator

pub use super::key::Key;
pub use super::numbered::{NumberedList, NumberedPage};
pub use super::page_source::{Fetch, Named, Next, Omitted, Page, PageSource, Proof};
pub use super::rows::{PageRow, RawRow, raw_rows, rows, rows_and};
pub use super::spec::{ListSpec, Position, RowFilter};
