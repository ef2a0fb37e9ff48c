//! One attempt: a request goes out, and its answer is read.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{HeaderMap, Method, StatusCode, header};

use super::wait::within;
use super::{Answered, Exchange, Rest};
use crate::auth::Token;
use crate::error::{KEPT_BODY, excerpt};
use crate::http::client::Parts;
use crate::http::content_coding::ContentCoding;
use crate::http::framing::Framing;
use crate::http::response::{Receipt, Response};
use crate::http::retry_after::server_time;
use crate::http::transport::{BodyStream, TransportError};
use crate::{Error, ErrorKind, Sent};

/// Why a body ended before its end.
enum Cut {
    Broken(TransportError),
    Stalled,
    TooLarge,
    /// After this long.
    Late(Duration),
}

impl Exchange<'_> {
    pub(super) async fn attempt(&mut self, token: Option<&Token>) -> Result<Answered, Error> {
        let outgoing = self.outgoing(token)?;
        let parts = self.client.parts();
        let limit = self.attempt_limit();
        let mut timer = parts.clock.sleep(limit);
        self.sent_now = Sent::Maybe;
        let answer = match within(&mut timer, parts.transport.send(outgoing)).await {
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
        let framing = Framing::of(head.version, &head.headers);
        // The head of an answer to HEAD tells the length of a body that does not come.
        let body = if self.request.method == Method::HEAD { body } else { framing.measured(body) };
        let coding = ContentCoding::of(&head.headers);
        if let Some(unread) = coding.unread() {
            // No byte of such a body says anything.
            let response = self.response(head.status, head.headers, Bytes::new());
            if is_wanted {
                return Err(self.stamp(response.blame(Error::decode(unread, ""))));
            }
            return Ok(Answered { response, rest: None });
        }
        let body = coding.unpacked(body);
        if is_wanted && self.leaves_body {
            let response = self.response(head.status, head.headers, Bytes::new());
            let was_packed = coding == ContentCoding::Gzip;
            return Ok(Answered { response, rest: Some(Rest { body, framing, was_packed }) });
        }
        let most = parts.timeouts.body_limit;
        let most = if is_wanted { most } else { most.min(KEPT_BODY) };
        let mut bytes = BytesMut::new();
        let read = within(&mut timer, fill(&mut bytes, body, most, parts)).await;
        match read.unwrap_or(Err(Cut::Late(limit))) {
            Err(cut) if is_wanted => Err(self.cut(cut)),
            _ => {
                let body = without_byte_order_mark(bytes.freeze());
                let response = self.response(head.status, head.headers, body);
                Ok(Answered { response, rest: None })
            }
        }
    }

    fn outgoing(&self, token: Option<&Token>) -> Result<http::Request<Bytes>, Error> {
        let mut headers = self.client.headers().clone();
        headers.extend(self.request.headers.clone());
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
        Ok(outgoing)
    }

    fn response(&self, status: StatusCode, headers: HeaderMap, body: Bytes) -> Response {
        Response {
            method: self.request.method.clone(),
            url: self.shown.clone(),
            status,
            headers,
            body,
            receipt: Receipt {
                answers: 1,
                attempts: self.attempts,
                elapsed: self.client.elapsed_since(self.started),
                throttled: self.throttled,
                pushed_back: self.pushed_back,
            },
            secrets: self.secrets.clone(),
        }
    }

    fn cut(&self, cut: Cut) -> Error {
        let timeouts = &self.client.parts().timeouts;
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
        let parts = self.client.parts();
        // What a cache kept tells the time at which it was kept.
        let server = server_time(headers).filter(|_| !headers.contains_key(header::AGE));
        if let Some(server) = server {
            parts.rate_limit.observe(server, parts.clock.as_ref());
        }
    }
}

/// Some servers put a mark before their text, also before JSON, which must have none (RFC 8259,
/// 8.1): what reads it never sees it.
fn without_byte_order_mark(body: Bytes) -> Bytes {
    match body.strip_prefix("\u{feff}".as_bytes()) {
        Some(text) => body.slice_ref(text),
        None => body,
    }
}

/// Reads a body up to `most` bytes, which stay where it breaks off.
async fn fill(
    bytes: &mut BytesMut,
    mut body: BodyStream,
    most: usize,
    parts: &Parts,
) -> Result<(), Cut> {
    loop {
        let mut timer = parts.clock.sleep(parts.timeouts.stall);
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
