//! What components hold, page by page: proposals, meetings, posts and the like.

mod content;
mod cursor;
mod ids;
mod joined;
mod page_source;
mod pages;
mod query;
mod stream;
mod wire;

pub use content::Content;
pub(super) use cursor::ContentsCursor;
pub(super) use pages::{Direction, Pages};
pub use query::Contents;
