//! What a 404 is about: one record, or the platform, which may not have such records at all.
//!
//! Nothing in the 404 tells. So the rest of the resource is asked for, once: only where that is
//! not there either, the platform lacks it.

use civic_core::http::{CallOptions, Request};
use civic_core::{Error, ErrorKind};

use crate::client::Client;

/// Says of a 404 that the platform lacks the resource, and why it may, where this path answers 404
/// as well. `None` as reason: every platform has it.
pub(crate) async fn explained(
    client: &Client,
    path: &str,
    why: Option<&'static str>,
    options: &CallOptions,
    error: Error,
) -> Error {
    match why {
        Some(why) if is_missing(&error) && is_absent(client, path, options).await => {
            unsupported(error, why)
        }
        _ => error,
    }
}

/// The same for a way to write that came later than its records: it is lacking where the record is
/// there.
pub(crate) async fn explained_write(
    client: &Client,
    record: &str,
    why: &'static str,
    options: &CallOptions,
    error: Error,
) -> Error {
    let request = Request::get(format!("/api/v2/{record}")).options(options.clone());
    if is_missing(&error) && client.request(request).await.is_ok() {
        return unsupported(error, why);
    }
    error
}

/// Whether the server answered 404 to a good token: a refused credential is of another kind, though
/// its status may be the same.
fn is_missing(error: &Error) -> bool {
    error.kind() == ErrorKind::NotFound
}

fn unsupported(error: Error, why: &'static str) -> Error {
    error.with_kind(ErrorKind::Unsupported).with_hint(why)
}

async fn is_absent(client: &Client, path: &str, options: &CallOptions) -> bool {
    let request = Request::get(format!("/api/v2/{path}")).query("page_size", 1);
    let request = request.options(options.clone());
    client.request(request).await.is_err_and(|error| is_missing(&error))
}
