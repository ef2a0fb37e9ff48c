//! Tables packed with gzip.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderValue;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use crate::reply::{Chunk, Reply};

/// The same reply packed with gzip in this many members, each sent on its own. 0: not packed.
pub(super) fn in_members(reply: Reply, text: &Bytes, members: usize) -> Reply {
    if members == 0 {
        return reply;
    }
    let size = text.len().div_ceil(members).max(1);
    let mut body = Vec::new();
    for part in text.chunks(size) {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        // Writing to memory does not fail.
        let _ = packed.write_all(part);
        body.extend(packed.finish().ok().map(|member| Chunk::Data(Bytes::from(member))));
    }
    let reply = Reply { body, ..reply };
    let length = reply.body_bytes().len();
    reply
        .with_header(CONTENT_ENCODING, HeaderValue::from_static("gzip"))
        .with_header(CONTENT_LENGTH, HeaderValue::from(length))
}
