//! What a 404 is about: one record, or the platform, which may not have such records at all.
//!
//! Nothing in the 404 says which. So the rest of the resource is asked for, once: only where that is
//! not there either, the platform lacks it.

use civic_core::http::{CallOptions, Request, Response};
use civic_core::{Error, ErrorKind};

use crate::client::Client;

/// Sends a request. A 404 is [`Unsupported`](ErrorKind::Unsupported), with `why` the platform may lack
/// the resource, where the path of its list answers 404 as well. Without `why`, every platform has it.
pub(crate) async fn send(
    client: &Client,
    request: Request,
    options: CallOptions,
    list: &str,
    why: Option<&'static str>,
) -> Result<Response, Error> {
    let options = client.started(options);
    match (client.request(request.options(options.clone())).await, why) {
        (Err(error), Some(why)) if is_missing(&error) => {
            let look = Request::get(format!("/api/v2/{list}")).query("page_size", 1);
            let looked = client.request(look.options(options)).await;
            let is_absent = looked.is_err_and(|error| is_missing(&error));
            Err(if is_absent { unsupported(error, why) } else { error })
        }
        (result, _) => result,
    }
}

/// The same for a way to write that came later than its records: the platform lacks it where the
/// record is there. Where the write names records that are `looked_up`, one of those may be missing
/// instead, and the error stays what it is.
pub(crate) async fn send_write(
    client: &Client,
    request: Request,
    options: CallOptions,
    record: &str,
    why: &'static str,
    looked_up: Option<&'static str>,
) -> Result<Response, Error> {
    let options = client.started(options);
    match client.request(request.options(options.clone())).await {
        Err(error) if is_missing(&error) => {
            let look = Request::get(format!("/api/v2/{record}")).options(options);
            let is_there = client.request(look).await.is_ok();
            Err(match looked_up {
                _ if !is_there => error,
                None => unsupported(error, why),
                Some(named) => error.with_hint(format!("{named}; or the platform is older: {why}")),
            })
        }
        result => result,
    }
}

/// Whether the server answered 404 to a good token: a refused credential is of another kind, though
/// its status may be the same.
fn is_missing(error: &Error) -> bool {
    error.kind() == ErrorKind::NotFound
}

fn unsupported(error: Error, why: &'static str) -> Error {
    error.with_kind(ErrorKind::Unsupported).with_hint(why)
}
