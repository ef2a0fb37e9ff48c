//! Why a write came to nothing, read from its answer.

use civic_core::{Error, ErrorKind};
use serde_json::{Map, Value};

use crate::graphql::answer::Answer;
use crate::graphql::server_error::ServerError;

/// The error that an answer amounts to where the record at this path is not in it, for a client that is
/// signed in as nobody, or as somebody.
pub(super) fn refusal(answer: &Answer, path: &[&str], is_anonymous: bool) -> Error {
    let Some(first) = answer.errors().first() else { return silent(answer, path, is_anonymous) };
    let error = answer.without(path.last().copied().unwrap_or_default());
    if answer.errors().iter().any(|said| is_about_the_result(said, path)) {
        return error.with_hint("the site may have done it: it failed to show what came of it");
    }
    // Old versions say it in words of the site's language only.
    let is_about_the_caller = first.code().is_none() || error.kind() == ErrorKind::Forbidden;
    if is_about_the_caller { error.with_hint(who(is_anonymous)) } else { error }
}

/// What to do about a refusal that is, or may be, about who writes.
fn who(is_anonymous: bool) -> &'static str {
    if is_anonymous {
        "this client is not signed in: build it with .credentials(key, secret), or with \
         .bearer(token, audience) for a participant"
    } else {
        "is the client signed in as somebody who may do it?"
    }
}

/// Whether what went wrong is the showing of a record that was written.
fn is_about_the_result(said: &ServerError, path: &[&str]) -> bool {
    let below = said.path.len() > path.len()
        && said.path.iter().zip(path).all(|(said, name)| said.as_str() == Some(name));
    below || said.is_forbidden_null()
}

/// Up to 0.31 a refusal is a null without a word.
fn silent(answer: &Answer, path: &[&str], is_anonymous: bool) -> Error {
    let mut within: Option<Map<String, Value>> = answer.decode_at(&[]).unwrap_or_default();
    for (depth, name) in path.iter().enumerate() {
        let above = within.take().unwrap_or_default();
        let last = depth + 1 == path.len();
        match above.get(*name) {
            Some(Value::Object(next)) => within = Some(next.clone()),
            Some(_) if last => break,
            Some(_) => return answer.without(name),
            None => {
                let kind = above.get("__typename").and_then(Value::as_str).unwrap_or_default();
                let message = format!("this component takes no {name}: it is one of {kind}");
                return answer.blame(Error::new(ErrorKind::NotFound, message));
            }
        }
    }
    let message = "the site did not do it and does not say why";
    answer.blame(Error::new(ErrorKind::Forbidden, message)).with_hint(who(is_anonymous))
}
