//! What a recording must know of a request that goes out beyond its bytes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Version, header};

use super::content_coding::ContentCoding;
use super::framing::Framing;
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
    /// The client's.
    pub(crate) clock: Arc<dyn Clock>,
    /// How long the attempt may take, and when it ends by the clock's monotonic time.
    pub(crate) attempt: Duration,
    pub(crate) attempt_ends: Duration,
    /// How long a body may be silent.
    pub(crate) stall: Duration,
    /// Whether the body is read by the caller, beyond the attempt.
    pub(crate) leaves_body: bool,
    /// The call's own deadline: how long, and when it ends.
    pub(crate) deadline: Option<(Duration, Duration)>,
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
            Some((limit, at)) if now >= at => {
                Some(format!("was not read within its deadline of {} s", limit.as_secs_f32()))
            }
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
