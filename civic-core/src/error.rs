//! One error type for everything that can go wrong, from a bad argument to a broken page.

mod body_text;
mod details;
mod display;
mod excerpt;
mod kind;
mod one_line;
mod server_message;
mod temporary;
mod typed_error;

pub use details::KEPT_BODY;
pub use kind::{ErrorKind, Sent};
pub use one_line::OneLine;
pub use typed_error::Error;

pub(crate) use body_text::{looks_like_html, title};
pub(crate) use excerpt::{Excerpt, excerpt, shorten};
pub(crate) use temporary::is_temporary_status;
