//! Answers that need no repeating.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use http::{HeaderValue, Method, Request, StatusCode};

use crate::reply::Reply;

/// Marks a read with its content, unless it is marked already, and leaves the content out where the caller
/// has it.
pub(super) fn conditional(request: &Request<Bytes>, reply: Reply) -> Reply {
    let is_read = request.method() == Method::GET || request.method() == Method::HEAD;
    if !is_read || reply.status() != Some(StatusCode::OK) {
        return reply;
    }
    let marked = reply.headers().and_then(|headers| headers.get(ETAG)).cloned();
    let Some(tag) = marked.or_else(|| tag_of(&reply.body_bytes())) else {
        return reply;
    };
    let reply = if request.headers().get(IF_NONE_MATCH) == Some(&tag) {
        Reply::empty(StatusCode::NOT_MODIFIED)
    } else {
        reply
    };
    reply
        .with_header(ETAG, tag)
        .with_header(CACHE_CONTROL, HeaderValue::from_static("max-age=0, private, must-revalidate"))
}

/// Marks an answer with the state of what it shows.
pub(super) fn marked(reply: Reply, state: &str) -> Reply {
    match tag_of(state.as_bytes()) {
        Some(tag) => reply.with_header(ETAG, tag),
        None => reply,
    }
}

fn tag_of(bytes: &[u8]) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("W/\"{:016x}\"", digest(bytes))).ok()
}

/// FNV-1a: nothing depends on it but whether two answers are the same.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
