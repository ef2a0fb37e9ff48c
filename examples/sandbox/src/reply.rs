//! What goes over the wire, as data.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde_json::Value;

/// An answer with its timing and its defects. Whoever serves it plays it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// How long to wait before the head is sent.
    pub delay: Duration,
    /// Status and headers, or what happens instead of them.
    pub head: Head,
    /// The body, piece by piece.
    pub body: Vec<Chunk>,
}

/// The beginning of a [`Reply`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// The connection is reset before any answer.
    Reset,
    /// The answer never comes; the connection stays open.
    Never,
    /// An ordinary head.
    Response {
        /// The status.
        status: StatusCode,
        /// The headers, `Content-Length` included.
        headers: HeaderMap,
    },
}

/// One step in playing the body of a [`Reply`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// Bytes to send.
    Data(Bytes),
    /// Nothing is sent for this long.
    Pause(Duration),
    /// Never another byte; the connection stays open.
    Stall,
    /// The connection is reset.
    Reset,
    /// The connection is closed early although `Content-Length` promised more.
    Truncate,
}

impl Reply {
    /// An answer with an empty body.
    pub fn empty(status: StatusCode) -> Self {
        let mut headers = HeaderMap::new();
        if status != StatusCode::NO_CONTENT {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(0_u64));
        }
        Self { delay: Duration::ZERO, head: Head::Response { status, headers }, body: Vec::new() }
    }

    /// An answer with a body of the given content type and its exact `Content-Length`.
    pub fn text(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        Self {
            delay: Duration::ZERO,
            head: Head::Response { status, headers },
            body: vec![Chunk::Data(body)],
        }
    }

    /// An answer with a JSON body.
    pub fn json(status: StatusCode, body: &Value) -> Self {
        Self::text(status, "application/json; charset=utf-8", body.to_string())
    }

    /// The 429 of the request counter in front of a platform.
    pub(crate) fn rate_limited() -> Self {
        Self::text(StatusCode::TOO_MANY_REQUESTS, "text/plain", "Retry later\n")
    }

    /// A connection reset instead of an answer.
    pub fn reset() -> Self {
        Self { delay: Duration::ZERO, head: Head::Reset, body: Vec::new() }
    }

    /// No answer, ever.
    pub fn never() -> Self {
        Self { delay: Duration::ZERO, head: Head::Never, body: Vec::new() }
    }

    /// The status, if there is a head at all.
    pub fn status(&self) -> Option<StatusCode> {
        match &self.head {
            Head::Response { status, .. } => Some(*status),
            Head::Reset | Head::Never => None,
        }
    }

    /// The headers, if there is a head at all.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match &self.head {
            Head::Response { headers, .. } => Some(headers),
            Head::Reset | Head::Never => None,
        }
    }

    /// Sets a header, replacing any earlier value. Without a head nothing happens.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if let Head::Response { headers, .. } = &mut self.head {
            headers.insert(name, value);
        }
        self
    }

    /// Sends this body instead, whole and with its exact `Content-Length`.
    pub fn with_body(self, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let length = HeaderValue::from(body.len());
        Self { body: vec![Chunk::Data(body)], ..self }.with_header(CONTENT_LENGTH, length)
    }

    /// Changes a JSON body. The reply is the very same where there is none, or nothing changes.
    pub fn edited(self, change: impl FnOnce(&mut Value)) -> Self {
        let Some(whole) = self.body_json() else { return self };
        let mut body = whole.clone();
        change(&mut body);
        if body == whole { self } else { self.with_body(body.to_string()) }
    }

    /// Whether this plays as an ordinary answer: a head without delay, and a body that is sent
    /// whole and at once.
    pub fn is_clean(&self) -> bool {
        self.delay.is_zero()
            && matches!(self.head, Head::Response { .. })
            && self.body.iter().all(|chunk| matches!(chunk, Chunk::Data(_)))
    }

    /// All data of the body, joined; pauses and defects are skipped.
    pub fn body_bytes(&self) -> Bytes {
        let mut pieces = self.body.iter().filter_map(|chunk| match chunk {
            Chunk::Data(data) => Some(data),
            _ => None,
        });
        let Some(first) = pieces.next() else {
            return Bytes::new();
        };
        let Some(second) = pieces.next() else {
            return first.clone();
        };
        let mut joined = BytesMut::from(first.as_ref());
        joined.extend_from_slice(second);
        for piece in pieces {
            joined.extend_from_slice(piece);
        }
        joined.freeze()
    }

    /// The body read as JSON, if it is JSON.
    pub fn body_json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body_bytes()).ok()
    }

    /// The ordinary response that a [clean](Reply::is_clean) reply stands for.
    pub fn to_response(&self) -> Option<Response<Bytes>> {
        if !self.is_clean() {
            return None;
        }
        let mut response = Response::new(self.body_bytes());
        *response.status_mut() = self.status()?;
        response.headers_mut().clone_from(self.headers()?);
        Some(response)
    }
}

#[cfg(test)]
mod tests {
    use super::{Chunk, Reply};
    use bytes::Bytes;
    use http::StatusCode;
    use std::time::Duration;

    #[test]
    fn a_plain_answer_is_clean_and_a_delayed_or_broken_one_is_not() {
        let plain = Reply::text(StatusCode::OK, "text/plain", "abc");
        assert!(plain.is_clean());
        let mut late = plain.clone();
        late.delay = Duration::from_millis(1);
        assert!(!late.is_clean());
        let mut broken = plain;
        broken.body.push(Chunk::Truncate);
        assert!(!broken.is_clean());
        assert!(!Reply::reset().is_clean());
    }

    #[test]
    fn the_body_is_all_data_joined() {
        let mut reply = Reply::text(StatusCode::OK, "text/plain", "ab");
        reply.body.push(Chunk::Pause(Duration::from_secs(1)));
        reply.body.push(Chunk::Data(Bytes::from_static(b"cd")));
        assert_eq!(reply.body_bytes(), "abcd");
    }
}
