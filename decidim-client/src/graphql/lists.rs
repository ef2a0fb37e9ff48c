//! How records are opened, and their lists.
//!
//! Every list is read in one way: `site.assemblies().list().stream()`,
//! `site.proposals(39).list().stream()`, `site.proposals(39).versions(35).list().stream()`. The list
//! has the filters, orders and call options that Decidim has for these records. Others do not
//! compile. One record is read by `.get(id)`.

mod contents;
pub(super) mod fallback;
mod plain_list;
mod site_records;
pub(super) mod unpaged_list;

pub use contents::{ContentList, Contents};
pub(super) use contents::{
    ContentQuery, ContentsCursor, Direction, EndlessGuard, Pages, RowModel, gone,
};
pub use plain_list::{List, Listed};
pub use site_records::{RecordList, Records};
