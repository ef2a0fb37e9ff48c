//! What a recording must know of a request that goes out beyond its bytes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Version, header};

use super::content_coding::ContentCoding;
use super::deadline::Deadline;
use super::framing::Framing;
use super::list_page::ListPage;
use super::redact::Secrets;
use super::transport::BodyStream;
use crate::clock::Clock;

/// The pipeline puts it among the extensions of each request that it sends.
#[derive(Clone)]
pub(crate) struct Outgoing {
    /// The URL without the secrets.
    pub(crate) shown: String,
    /// All that the request says and nobody else may know.
    pub(crate) secrets: Secrets,
    /// Whether the answer is secret as a whole.
    pub(crate) answer_is_secret: bool,
    /// The page of a list that it is for. A token is for no page: all share it.
    pub(crate) page: Option<ListPage>,
    /// The client's.
    pub(crate) clock: Arc<dyn Clock>,
    /// How long the attempt may take, and when it ends by the clock's monotonic time.
    pub(crate) attempt: Duration,
    pub(crate) attempt_ends: Duration,
    /// How long a body may be silent.
    pub(crate) stall: Duration,
    /// Whether the body is read by the caller, beyond the attempt.
    pub(crate) leaves_body: bool,
    /// The call's own.
    pub(crate) deadline: Option<Deadline>,
}

impl Outgoing {
    /// In the pipeline's words, why a request that is dropped at `now` was given up by it. `heard` is when
    /// the last byte of the body came, or its head. `None` where the caller dropped it.
    pub(crate) fn timed_out(&self, now: Duration, heard: Option<Duration>) -> Option<String> {
        let silence = heard.map(|heard| now.saturating_sub(heard));
        let has_stalled = silence.is_some_and(|silence| silence >= self.stall);
        let (attempt, stall) = (self.attempt.as_secs_f32(), self.stall.as_secs_f32());
        if heard.is_none() || !self.leaves_body {
            return if has_stalled {
                Some(format!("stalled within the answer ({stall} s without success)"))
            } else {
                let is_late = now >= self.attempt_ends;
                is_late.then(|| format!("timed out ({attempt} s without success)"))
            };
        }
        match self.deadline {
            _ if has_stalled => Some(format!("stalled within the answer ({stall} s of silence)")),
            Some(it) if it.left(now).is_zero() => Some(it.missed_by_reader()),
            _ => None,
        }
    }

    /// The answer with a body that is not packed, and with headers that say so. Its end is still told
    /// from a connection that broke.
    pub(crate) fn unpacked(
        method: &Method,
        answer: http::Response<BodyStream>,
    ) -> http::Response<BodyStream> {
        let (mut head, body) = answer.into_parts();
        let framing = Framing::of(head.version, &head.headers);
        let body = if *method == Method::HEAD { body } else { framing.measured(body) };
        let coding = ContentCoding::of(&head.headers);
        if coding == ContentCoding::Gzip {
            head.headers.remove(header::CONTENT_ENCODING);
            head.headers.remove(header::CONTENT_LENGTH);
            if framing.proves_the_end() && head.version < Version::HTTP_2 {
                let marked = header::HeaderValue::from_static("chunked");
                head.headers.insert(header::TRANSFER_ENCODING, marked);
            }
        }
        http::Response::from_parts(head, coding.unpacked(body))
    }
}

/// Shows no secret.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("url", &self.shown).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use bytes::Bytes;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use futures_util::{FutureExt, StreamExt, stream};

    use super::*;
    use crate::testing::VirtualClock;

    const TEXT: &[u8] = b"as it is written";

    /// The headers and the body of an answer with such a framing, once it is unpacked.
    fn unpacked(
        version: Version,
        framing: Option<(header::HeaderName, String)>,
        body: Vec<u8>,
    ) -> (http::HeaderMap, Vec<u8>) {
        let mut answer = http::Response::builder().version(version);
        answer = answer.header(header::CONTENT_ENCODING, "gzip");
        if let Some((name, value)) = framing {
            answer = answer.header(name, value);
        }
        let body: BodyStream = Box::pin(stream::iter([Ok(Bytes::from(body))]));
        let answer = Outgoing::unpacked(&Method::GET, answer.body(body).unwrap());
        let (head, body) = answer.into_parts();
        let pieces: Vec<_> = body.collect().now_or_never().unwrap();
        let pieces: Vec<Bytes> = pieces.into_iter().collect::<Result<_, _>>().unwrap();
        (head.headers, pieces.concat())
    }

    /// RFC 9112, section 6.3; RFC 9113, section 8.2.2, which forbids `transfer-encoding`.
    #[test]
    fn an_unpacked_answer_says_whether_its_end_is_known() {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(TEXT).unwrap();
        let packed = packed.finish().unwrap();
        let length = || Some((header::CONTENT_LENGTH, packed.len().to_string()));
        let chunked = || Some((header::TRANSFER_ENCODING, "chunked".to_owned()));
        for (version, framing, is_marked) in [
            (Version::HTTP_11, length(), true),
            (Version::HTTP_11, chunked(), true),
            (Version::HTTP_10, None, false),
            (Version::HTTP_2, length(), false),
            (Version::HTTP_2, None, false),
        ] {
            let (headers, body) = unpacked(version, framing, packed.clone());
            assert_eq!(body, TEXT);
            assert!(!headers.contains_key(header::CONTENT_ENCODING));
            assert!(!headers.contains_key(header::CONTENT_LENGTH));
            let marked = headers.get(header::TRANSFER_ENCODING).is_some_and(|it| it == "chunked");
            assert_eq!(marked, is_marked, "{version:?}");
        }
    }

    #[test]
    fn a_download_that_its_reader_drops_is_given_up_only_where_its_time_is_over() {
        let secs = Duration::from_secs;
        let outgoing = Outgoing {
            shown: String::new(),
            secrets: Secrets::default(),
            answer_is_secret: false,
            page: None,
            clock: Arc::new(VirtualClock::new()),
            attempt: secs(5),
            attempt_ends: secs(5),
            stall: secs(10),
            leaves_body: true,
            deadline: Some(Deadline::after(secs(20), secs(0))),
        };
        let why = |now, heard| outgoing.timed_out(secs(now), Some(secs(heard)));
        assert_eq!(why(19, 18), None);
        let late = why(20, 19).unwrap();
        assert!(late.contains("deadline of 20 s"), "{late}");
        let silent = why(19, 9).unwrap();
        assert!(silent.contains("10 s of silence"), "{silent}");
    }
}
