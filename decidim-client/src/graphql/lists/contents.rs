//! What components hold, page by page: proposals, meetings, posts and the like.

mod cursor;
mod ids;
mod in_component;
mod joined;
mod list;
mod one;
mod page_source;
mod pages;
mod stream;
mod sync;
mod unsigned;
mod wire;

pub(in crate::graphql) use cursor::ContentsCursor;
pub use in_component::Contents;
pub use list::ContentList;
pub(in crate::graphql) use list::ContentQuery;
pub(in crate::graphql) use pages::{Direction, Pages};
pub(in crate::graphql) use wire::RowModel;
