//! Answers that need no repeating, since 0.3.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use http::{HeaderValue, Method, Request, StatusCode};

use crate::reply::Reply;

/// Tags a read with its content, and leaves the content out where the caller has it already.
pub(super) fn conditional(request: &Request<Bytes>, reply: Reply) -> Reply {
    if request.method() != Method::GET || reply.status() != Some(StatusCode::OK) {
        return reply;
    }
    let Ok(tag) = HeaderValue::from_str(&format!("W/\"{:016x}\"", digest(&reply.body_bytes())))
    else {
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

/// FNV-1a: nothing depends on it but whether two answers are the same.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
