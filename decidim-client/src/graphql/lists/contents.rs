//! What components hold, page by page: proposals, meetings, posts and the like.

mod cursor;
mod endless;
mod gap_free;
mod gone;
mod ids;
mod in_component;
mod list;
mod page_source;
mod pages;
mod single_record;
mod stream;
mod sync;
mod wire;
mod without_authors;

pub(in crate::graphql) use cursor::ContentsCursor;
pub(in crate::graphql) use endless::EndlessGuard;
pub(in crate::graphql) use gone::gone;
pub use in_component::Contents;
pub use list::ContentList;
pub(in crate::graphql) use list::ContentQuery;
pub(in crate::graphql) use pages::{Direction, Pages};
pub(in crate::graphql) use wire::RowModel;
