//! One attempt: a request goes out, and its answer is read.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{HeaderMap, Method, StatusCode, header};

use super::state::RetryLoop;
use crate::auth::Token;
use crate::error::{KEPT_BODY, excerpt};
use crate::http::content_coding::ContentCoding;
use crate::http::deadline::within;
use crate::http::framing::Framing;
use crate::http::request_stats::RequestStats;
use crate::http::response::Response;
use crate::http::retry_after::uncached_time;
use crate::http::settings::Settings;
use crate::http::transport::{BodyStream, TransportError};
use crate::http::unread_body::UnreadBody;
use crate::{Error, ErrorKind, Sent};

/// An answer, and its body, if that was left unread.
type Answer = (Response, Option<UnreadBody>);

/// Why a body ended before its end.
enum Cut {
    Broken(TransportError),
    Stalled,
    TooLarge,
    /// After this long.
    Late(Duration),
}

impl RetryLoop<'_> {
    pub(super) async fn attempt(&mut self, token: Option<&Token>) -> Result<Answer, Error> {
        let outgoing = self.outgoing(token)?;
        let settings = self.settings;
        let limit = self.attempt_limit();
        let mut timer = settings.clock.deadline(limit);
        self.sent_now = Sent::Maybe;
        let answer = match within(&mut timer, settings.transport.send(outgoing)).await {
            Some(Ok(answer)) => answer,
            Some(Err(error)) => {
                self.sent_now = error.was_sent();
                return Err(self.broken(error));
            }
            None => return Err(self.cut(Cut::Late(limit))),
        };
        self.sent_now = Sent::Yes;
        let (head, body) = answer.into_parts();
        self.learn_server_time(&head.headers);
        // Of a refusal the head says what to do; its body counts as far as it comes.
        let is_wanted = self.wants(head.status);
        if let Some(progress) = self.progress.as_ref().filter(|_| is_wanted) {
            progress.sent(progress.total());
        }
        let framing = Framing::of(head.version, &head.headers);
        // The head of an answer to HEAD tells the length of a body that does not come.
        let body = if self.request.method == Method::HEAD { body } else { framing.measured(body) };
        let coding = ContentCoding::of(&head.headers);
        if let Some(unread) = coding.unread(&self.secrets) {
            // No byte of such a body says anything.
            let response = self.response(head.status, head.headers, Bytes::new());
            if is_wanted {
                return Err(self.stamp(response.blame(Error::decode(unread, ""))));
            }
            return Ok((response, None));
        }
        let body = coding.unpacked(body);
        if is_wanted && self.leaves_body {
            let response = self.response(head.status, head.headers, Bytes::new());
            let was_packed = coding == ContentCoding::Gzip;
            return Ok((response, Some(UnreadBody { body, framing, was_packed })));
        }
        let most = settings.timeouts.body_limit;
        // An error keeps the beginning of a refusal, and no part of a secret at its end.
        let kept = KEPT_BODY.saturating_add(self.secrets.reach());
        let most = if is_wanted { most } else { most.min(kept) };
        let mut bytes = BytesMut::new();
        let read = within(&mut timer, fill(&mut bytes, body, most, settings)).await;
        match read.unwrap_or(Err(Cut::Late(limit))) {
            Err(cut) if is_wanted => Err(self.cut(cut)),
            _ => {
                let body = without_byte_order_mark(bytes.freeze());
                let response = self.response(head.status, head.headers, body);
                Ok((response, None))
            }
        }
    }

    fn outgoing(&self, token: Option<&Token>) -> Result<http::Request<Bytes>, Error> {
        let mut headers = self.settings.headers.clone();
        headers.extend(self.request.headers.clone());
        headers.extend(self.request.options.headers().clone());
        if let Some(token) = token {
            let value = token.header().map_err(|error| self.stamp(error))?;
            headers.insert(header::AUTHORIZATION, value);
        }
        let mut outgoing = http::Request::new(self.request.body.clone());
        *outgoing.method_mut() = self.request.method.clone();
        *outgoing.headers_mut() = headers;
        *outgoing.uri_mut() =
            self.url.as_str().parse().map_err(|error: http::uri::InvalidUri| {
                self.stamp(Error::invalid_input("is not a URL that can be sent").with_source(error))
            })?;
        if let Some(progress) = &self.progress {
            outgoing.extensions_mut().insert(progress.clone());
        }
        #[cfg(feature = "cassette")]
        outgoing.extensions_mut().insert(self.for_recordings());
        Ok(outgoing)
    }

    #[cfg(feature = "cassette")]
    fn for_recordings(&self) -> crate::http::Outgoing {
        use crate::http::ListPage;

        let (settings, now) = (self.settings, self.settings.clock.elapsed());
        crate::http::Outgoing {
            shown: self.shown.clone(),
            secrets: self.secrets.clone(),
            answer_is_secret: self.request.answer_is_secret,
            page: ListPage::asked_for().filter(|_| !self.request.answer_is_secret),
            clock: std::sync::Arc::clone(&settings.clock),
            attempt: self.attempt_limit(),
            attempt_ends: now.saturating_add(self.attempt_limit()),
            stall: settings.timeouts.stall,
            leaves_body: self.leaves_body,
            deadline: self.request.options.running(),
        }
    }

    fn response(&self, status: StatusCode, headers: HeaderMap, body: Bytes) -> Response {
        Response {
            method: self.request.method.clone(),
            url: self.shown.clone(),
            status,
            headers,
            body,
            stats: RequestStats {
                answers: 1,
                attempts: self.attempts,
                elapsed: self.elapsed(),
                waited_for_rate_limit: self.waited_for_rate_limit,
                pushed_back: self.pushed_back,
                server_time: None,
            },
            secrets: self.secrets.clone(),
        }
    }

    fn cut(&self, cut: Cut) -> Error {
        let timeouts = &self.settings.timeouts;
        let late = |what, limit: Duration| {
            let message = format!("{what} ({} s without success)", limit.as_secs_f32());
            self.stamp(Error::new(ErrorKind::Timeout, message))
        };
        match cut {
            Cut::Broken(error) => self.broken(error),
            Cut::Stalled => late("stalled within the answer", timeouts.stall),
            Cut::Late(limit) => late("timed out", limit),
            Cut::TooLarge => self.stamp(Error::new(
                ErrorKind::BodyTooLarge,
                format!("answered more than {} bytes", timeouts.body_limit),
            )),
        }
    }

    fn broken(&self, error: TransportError) -> Error {
        let message = error.to_string();
        let message = self.secrets.scrub(&message).unwrap_or(message);
        self.stamp(Error::new(error.kind(), excerpt(&message)).with_source(error))
    }

    fn learn_server_time(&self, headers: &HeaderMap) {
        let settings = self.settings;
        if let Some(server) = uncached_time(headers) {
            settings.rate_limit.observe(server, settings.clock.as_ref());
        }
    }
}

/// Removes the byte order mark that some servers put before their text, also before JSON, which must not
/// have one (RFC 8259, 8.1).
fn without_byte_order_mark(body: Bytes) -> Bytes {
    match body.strip_prefix("\u{feff}".as_bytes()) {
        Some(text) => body.slice_ref(text),
        None => body,
    }
}

/// Reads a body up to `most` bytes. The bytes that were read are kept where it breaks off.
async fn fill(
    bytes: &mut BytesMut,
    mut body: BodyStream,
    most: usize,
    settings: &Settings,
) -> Result<(), Cut> {
    loop {
        let mut timer = settings.clock.deadline(settings.timeouts.stall);
        let Some(chunk) = within(&mut timer, body.next()).await.ok_or(Cut::Stalled)? else {
            return Ok(());
        };
        let chunk = chunk.map_err(Cut::Broken)?;
        let room = most.saturating_sub(bytes.len());
        if let Some(start) = chunk.get(..room).filter(|_| chunk.len() > room) {
            bytes.extend_from_slice(start);
            return Err(Cut::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
}
