//! A body that was left unread.

use bytes::Bytes;

use super::framing::{self, Framing};
use super::transport::BodyStream;

/// A body that was left unread: unpacked, with what tells its end.
pub(super) struct UnreadBody {
    pub(super) body: BodyStream,
    pub(super) framing: Framing,
    /// Whether it came packed: its announced length is then another.
    pub(super) was_packed: bool,
}

impl UnreadBody {
    /// A body that is here already.
    pub(super) fn of(bytes: Bytes) -> Self {
        let framing = Framing::Length(bytes.len() as u64);
        Self { body: framing::here(bytes), framing, was_packed: false }
    }
}
