//! What the site listed a moment ago, and no longer has.

use civic_core::list::source::Omitted;
use civic_core::{Error, ErrorKind};
use http::StatusCode;

use crate::graphql::server_error::ServerError;

/// What is omitted from a list where the site itself says that what it listed is no longer there.
/// `None` for any other error: an HTTP 404 comes from a proxy before the site, and says nothing about
/// the record.
///
/// Since 0.32 servers say it in an error. Before, there is a null, which may have any reason.
pub(in crate::graphql) fn gone(error: &Error) -> Option<Omitted> {
    if error.kind() != ErrorKind::NotFound || error.status() != Some(StatusCode::OK) {
        return None;
    }
    let is_told = !ServerError::all_of(error).is_empty();
    let errors = if is_told { Vec::new() } else { vec![error.to_string()] };
    Some(Omitted { hidden: 1, errors })
}
