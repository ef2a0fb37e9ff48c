//! How records are opened, and their lists.
//!
//! Every list is read in one way: `site.assemblies().list().stream()`,
//! `site.proposals(39).list().stream()`, `site.proposals(39).versions(35).list().stream()`. The list
//! has the filters, orders and call options that there are for it; what a site does not offer does
//! not compile. One record is read by `.get(id)`.

mod contents;
mod listed;
pub(super) mod listing;
mod record_sync;
mod site_records;

pub use contents::{ContentList, Contents};
pub(super) use contents::{ContentsCursor, Direction, Pages};
pub use listed::{List, Listed};
pub use site_records::{RecordList, Records};
