//! How the end of a body is told from a connection that broke.

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, Version, header};

use super::transport::{BodyStream, TransportError};

/// What says where a body ends (RFC 9112, section 6.3; RFC 9113, section 8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// Its length, in bytes as they are sent.
    Length(u64),
    /// A mark of its own, which a transport misses where the connection breaks: the last chunk, or
    /// the end of a stream of HTTP/2 and later.
    Marked,
    /// The end of the connection, which looks the same where it breaks.
    Connection,
}

impl Framing {
    pub(super) fn of(version: Version, headers: &HeaderMap) -> Self {
        // Chunks take precedence over a length beside them.
        let codings = headers.get_all(header::TRANSFER_ENCODING).iter().next_back();
        let last = codings.and_then(|codings| codings.to_str().ok()?.rsplit(',').next());
        if last.is_some_and(|last| last.trim().eq_ignore_ascii_case("chunked")) {
            return Self::Marked;
        }
        let length = headers.get(header::CONTENT_LENGTH);
        match length.and_then(|length| length.to_str().ok()?.trim().parse().ok()) {
            Some(length) => Self::Length(length),
            None if version >= Version::HTTP_2 => Self::Marked,
            None => Self::Connection,
        }
    }

    /// Whether the end of a body that broke nowhere is known to be its end.
    pub(super) fn proves_the_end(self) -> bool {
        self != Self::Connection
    }

    /// The body, whose end before its announced length is an error.
    pub(super) fn measured(self, body: BodyStream) -> BodyStream {
        let Self::Length(announced) = self else { return body };
        let state = (body, 0, false);
        Box::pin(stream::unfold(state, move |(mut body, received, ended)| async move {
            if ended {
                return None;
            }
            match body.next().await {
                Some(Ok(piece)) => {
                    let received = received + piece.len() as u64;
                    Some((Ok(piece), (body, received, false)))
                }
                Some(Err(error)) => Some((Err(error), (body, received, true))),
                None if received < announced => {
                    let message = format!("ended after {received} of {announced} bytes");
                    Some((Err(TransportError::broken(message)), (body, received, true)))
                }
                None => None,
            }
        }))
    }
}

/// A body that is here already.
pub(super) fn here(bytes: Bytes) -> BodyStream {
    let piece = Some(bytes).filter(|bytes| !bytes.is_empty());
    Box::pin(stream::iter(piece.map(Ok)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framing(version: Version, headers: &[(&'static str, &'static str)]) -> Framing {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        Framing::of(version, &map)
    }

    #[test]
    fn chunks_go_before_a_length_and_a_length_before_the_connection() {
        let one = Version::HTTP_11;
        let both = [("content-length", "9"), ("transfer-encoding", "gzip, Chunked")];
        assert_eq!(framing(one, &both), Framing::Marked);
        assert_eq!(framing(one, &both[..1]), Framing::Length(9));
        assert_eq!(framing(Version::HTTP_2, &both[..1]), Framing::Length(9));
        assert_eq!(framing(Version::HTTP_2, &[]), Framing::Marked);
        for headers in [&[][..], &[("content-length", "nine")], &[("transfer-encoding", "gzip")]] {
            assert_eq!(framing(one, headers), Framing::Connection, "{headers:?}");
        }
    }
}
