//! Writes, and what a server says to them.
//!
//! Where the status says that the server accepted a write, the write has happened, whatever stands in the
//! answer: it is never reported as a failure that could be tried again. A successful status with another
//! meaning, such as a part of an answer, does not confirm a write. Nor does a 200 or a 201 without a
//! body: by the API's description (petities/api, README) a 200 has an object with a `message`, and a proxy
//! or an application that failed sends an empty one as well. A 202 and a 204 need no body by their own
//! meaning (RFC 9110, 15.3.3 and 15.3.5).

use civic_core::http::{Request, Response};
use civic_core::{Error, ErrorKind, Extra, Sent};
use http::StatusCode;
use serde_json::Value;

use crate::call::Call;
use crate::record::Fields;
use crate::server_error::ServerError;

/// The statuses that confirm a write. The description has only 200.
const YES: [StatusCode; 4] =
    [StatusCode::OK, StatusCode::CREATED, StatusCode::ACCEPTED, StatusCode::NO_CONTENT];

const UNCLEAR: &str = "whether the server accepted it is unclear: do not send it again unseen";

const NO_WORD: &str =
    "it may have been done, though the server does not say so: do not send it again unseen";

const DONE: &str = "the server accepted it; its answer could not be read: do not send it again";

/// Sends a write. Returns what the server says as fields: none if only the status confirms it.
///
/// # Errors
/// [`Decode`](ErrorKind::Decode) with advice not to send it again where the server accepted it and
/// its answer cannot be read, and where the answer needs a body and has none.
/// [`Protocol`](ErrorKind::Protocol) where the status is a success with another meaning.
/// [`Rejected`](ErrorKind::Rejected) where the status confirms it and the body names an error.
pub(crate) async fn send(call: &Call, request: Request) -> Result<(Fields, Response), Error> {
    let response = call.send(request).await.map_err(accepted)?;
    if !YES.contains(&response.status()) {
        let error = Error::new(ErrorKind::Protocol, "no answer of a server's to a write");
        return Err(response.blame(error.with_hint(UNCLEAR)));
    }
    let Some(said) = said(&response) else {
        let unread = response.json::<Value>().err();
        let unread = unread.unwrap_or_else(|| response.blame(Error::decode("no answer", "")));
        return Err(accepted(unread));
    };
    if said.is_empty() && is_word_due(response.status()) {
        let error = Error::decode("the answer to a write does not say that it was done", "");
        return Err(response.blame(error.with_hint(NO_WORD)));
    }
    if names_error(&said) {
        let told = ServerError::from_body(response.status(), response.body());
        let told = told.map(|told| told.to_string()).unwrap_or_default();
        return Err(response.blame(Error::new(ErrorKind::Rejected, told)));
    }
    Ok((Fields(said), response))
}

fn is_word_due(status: StatusCode) -> bool {
    matches!(status, StatusCode::OK | StatusCode::CREATED)
}

/// An answer that breaks off after a status that confirms the write must not be tried again.
fn accepted(error: Error) -> Error {
    let said_yes = match error.status() {
        Some(status) => YES.contains(&status),
        None => error.was_sent() == Sent::Yes,
    };
    if said_yes { error.with_kind(ErrorKind::Decode).with_hint(DONE) } else { error }
}

/// What stands in the body: an object's members, or a text as its message. `None` for a page of
/// HTML and for JSON that breaks off.
fn said(response: &Response) -> Option<Extra> {
    let text = std::str::from_utf8(response.body()).ok()?;
    // It is returned to the caller, and may repeat the key.
    let text = response.scrub(text.trim_start_matches('\u{feff}').trim());
    if text.is_empty() {
        return Some(Extra::new());
    }
    match serde_json::from_str(&text) {
        Ok(json) => Some(members(json)),
        Err(_) if text.starts_with(['<', '{', '[']) => None,
        Err(_) => Some(message(text)),
    }
}

fn members(json: Value) -> Extra {
    match json {
        Value::Object(members) => match members.get("data") {
            Some(Value::Object(inner)) if members.len() == 1 => inner.clone(),
            _ => members,
        },
        Value::String(text) if !text.trim().is_empty() => message(text),
        Value::Array(mut values) if values.len() == 1 => {
            values.pop().map(members).unwrap_or_default()
        }
        _ => Extra::new(),
    }
}

fn message(text: String) -> Extra {
    Extra::from_iter([("message".to_owned(), Value::String(text))])
}

fn names_error(said: &Extra) -> bool {
    let is_said = |value: &Value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    };
    ["error", "errors"].into_iter().any(|name| said.get(name).is_some_and(is_said))
}
