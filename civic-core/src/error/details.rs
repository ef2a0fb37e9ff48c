//! What an error holds.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::kind::{ErrorKind, Sent};

/// How much of an error answer's body an [`Error`](crate::Error) keeps: 64 KiB.
pub const KEPT_BODY: usize = 64 * 1024;

#[derive(Clone)]
pub(super) struct Details {
    pub(super) kind: ErrorKind,
    pub(super) message: Cow<'static, str>,
    pub(super) hint: Option<Cow<'static, str>>,
    pub(super) call: Option<Call>,
    pub(super) on_behalf_of: Option<Call>,
    pub(super) answer: Option<Answer>,
    pub(super) attempts: u32,
    pub(super) elapsed: Duration,
    pub(super) retry_after: Option<Duration>,
    pub(super) sent: Sent,
    /// Whether it would be done twice if it were sent twice.
    pub(super) is_write: bool,
    pub(super) decode_path: Option<String>,
    pub(super) source: Option<Arc<dyn StdError + Send + Sync>>,
}

#[derive(Clone)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) url: String,
}

#[derive(Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// The headers that fit into [`KEPT_BODY`] bytes together.
pub(super) fn fitting_headers(headers: HeaderMap) -> HeaderMap {
    let size = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len();
    if headers.iter().map(size).sum::<usize>() <= KEPT_BODY {
        return headers;
    }
    let mut room = KEPT_BODY;
    let fitting = headers.iter().filter(|header| {
        let left = room.checked_sub(size(*header));
        room = left.unwrap_or(room);
        left.is_some()
    });
    fitting.map(|(name, value)| (name.clone(), value.clone())).collect()
}
