//! A transport that records.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http::{Method, header};

use super::body::{Body, Kind, Strike, struck_by};
use super::key::body_hash;
use super::line::{Data, End, Head, PIECE, Page, Recorded};
use super::tape::{Tape, locked};
use crate::http::Outgoing;
use crate::http::transport::{BodyStream, Transport, TransportError, TransportFuture};

/// Sends by another transport and writes down what becomes of it.
pub(super) struct Recording {
    tape: Arc<Mutex<Tape>>,
    strikes: Arc<[Arc<Strike>]>,
    transport: Arc<dyn Transport>,
}

impl Recording {
    pub(super) fn new(
        tape: Arc<Mutex<Tape>>,
        strikes: Arc<[Arc<Strike>]>,
        transport: impl Transport,
    ) -> Self {
        Self { tape, strikes, transport: Arc::new(transport) }
    }

    fn begin(&self, request: &http::Request<Bytes>) -> Result<UnderWay, TransportError> {
        let outgoing = request.extensions().get::<Outgoing>().cloned().ok_or_else(|| {
            TransportError::invalid(
                "a recording works only right below a client, which tells it what is secret",
            )
        })?;
        let mut tape = locked(&self.tape);
        tape.check()?;
        let url = tape.shown(&request.uri().to_string(), &outgoing.shown);
        let mut recorded = Recorded {
            number: tape.begin(),
            at: outgoing.clock.now(),
            method: request.method().to_string(),
            url,
            page: outgoing.page.as_ref().and_then(Page::of),
            body_hash: String::new(),
            body: None,
            answer: None,
            end: End::Dropped,
            end_us: 0,
        };
        // What is asked for a token with is a secret too, and other credentials ask for the same.
        if !outgoing.answer_is_secret {
            let body = outgoing.secrets.scrub_body(request.body().clone());
            recorded.body_hash = body_hash(&body, content_type(request.headers()));
            let struck = struck_by(&self.strikes, &body).map_or(body, Bytes::from);
            let is_short = !struck.is_empty() && struck.len() <= PIECE;
            recorded.body = is_short.then(|| Data::of(&struck));
        }
        drop(tape);
        let kind = match () {
            () if outgoing.answer_is_secret => Kind::Secret,
            () if request.method() != Method::GET && !outgoing.leaves_body => Kind::Whole,
            () => Kind::Stream,
        };
        let sent_at = outgoing.clock.elapsed();
        Ok(UnderWay {
            tape: Arc::clone(&self.tape),
            strikes: Arc::clone(&self.strikes),
            recorded: Some(recorded),
            body: Body::new(kind, outgoing.secrets.clone()),
            kind,
            is_head: request.method() == Method::HEAD,
            headers: http::HeaderMap::new(),
            outgoing,
            sent_at,
            heard_at: None,
            is_waiting: true,
        })
    }
}

impl Transport for Recording {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture {
        let method = request.method().clone();
        let under_way = self.begin(&request);
        let transport = Arc::clone(&self.transport);
        Box::pin(async move {
            let mut under_way = under_way?;
            match transport.send(request).await {
                Ok(answer) => Ok(under_way.answered(Outgoing::unpacked(&method, answer))),
                Err(error) => {
                    let said = error.to_string();
                    let said = under_way.outgoing.secrets.scrub(&said).unwrap_or(said);
                    under_way.end(End::failed(&error, said))?;
                    Err(error)
                }
            }
        })
    }

    fn speaks_https(&self) -> bool {
        self.transport.speaks_https()
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording")
            .field("path", &locked(&self.tape).path())
            .field("transport", &self.transport)
            .finish_non_exhaustive()
    }
}

fn content_type(headers: &http::HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

/// A request under way. Dropped, it is written as one that was given up.
struct UnderWay {
    tape: Arc<Mutex<Tape>>,
    strikes: Arc<[Arc<Strike>]>,
    /// None once it is written.
    recorded: Option<Recorded>,
    outgoing: Outgoing,
    kind: Kind,
    is_head: bool,
    /// Those of the answer.
    headers: http::HeaderMap,
    body: Body,
    sent_at: Duration,
    /// When the head or the last piece of the body came.
    heard_at: Option<Duration>,
    /// Whether the server is waited for, not the reader.
    is_waiting: bool,
}

impl UnderWay {
    fn elapsed_us(&self) -> u64 {
        let elapsed = self.outgoing.clock.elapsed().saturating_sub(self.sent_at);
        u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX)
    }

    /// The answer with a body that is written as it is read.
    fn answered(mut self, answer: http::Response<BodyStream>) -> http::Response<BodyStream> {
        let (head, body) = answer.into_parts();
        let is_json = content_type(&head.headers).is_some_and(|kind| kind.contains("json"));
        if self.kind == Kind::Secret && !head.status.is_success() {
            // A refusal, by whose words the client goes.
            self.kind = Kind::Whole;
        } else if self.kind == Kind::Stream && !self.strikes.is_empty() {
            // What the pipeline reads as a whole may be JSON whatever its head says.
            let is_whole = is_json || !self.outgoing.leaves_body;
            self.kind = if is_whole { Kind::Whole } else { Kind::Stream };
        }
        let mut secrets = self.outgoing.secrets.clone();
        secrets.add_all(&locked(&self.tape).tokens.secrets);
        self.body = Body::new(self.kind, secrets);
        let mut answer = Head::of(head.version, head.status.as_u16());
        answer.after_us = self.elapsed_us();
        self.headers.clone_from(&head.headers);
        self.heard_at = Some(self.outgoing.clock.elapsed());
        self.is_waiting = false;
        if let Some(recorded) = &mut self.recorded {
            recorded.answer = Some(answer);
        }
        let body: BodyStream = Box::pin(Tee { body, under_way: self });
        http::Response::from_parts(head, body)
    }

    fn push(&mut self, piece: &[u8]) -> Result<(), TransportError> {
        self.heard_at = Some(self.outgoing.clock.elapsed());
        self.body.push(piece);
        self.write_pieces()
    }

    fn write_pieces(&mut self) -> Result<(), TransportError> {
        let Some(number) = self.recorded.as_ref().map(|recorded| recorded.number) else {
            return Ok(());
        };
        while let Some(piece) = self.body.take_piece() {
            locked(&self.tape).write_piece(number, &piece)?;
        }
        Ok(())
    }

    fn end(&mut self, end: End) -> Result<(), TransportError> {
        if self.recorded.is_none() {
            return Ok(());
        }
        self.body.end(&mut locked(&self.tape).tokens, &self.strikes);
        self.write_pieces()?;
        let (rest, length) = self.body.take_rest();
        let end_us = self.elapsed_us();
        let Some(mut recorded) = self.recorded.take() else { return Ok(()) };
        if let Some(answer) = &mut recorded.answer {
            let is_measured = self.headers.contains_key(header::CONTENT_LENGTH);
            if is_measured && end == End::Whole && !self.is_head {
                // What is struck out has another length.
                self.headers.insert(header::CONTENT_LENGTH, length.into());
            }
            let (secrets, url) = (&self.outgoing.secrets, &recorded.url);
            answer.headers = locked(&self.tape).headers(&self.headers, secrets, url);
            answer.body = Data::of(&rest);
        }
        recorded.end = end;
        recorded.end_us = end_us;
        locked(&self.tape).write_request(recorded)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let now = self.outgoing.clock.elapsed();
        let end = match self.outgoing.timed_out(now, self.heard_at) {
            _ if !self.is_waiting => End::Unread,
            Some(message) => End::TimedOut { message },
            None => End::Dropped,
        };
        // If it cannot be written, the tape remembers, and says so at the next request.
        let _ = self.end(end);
    }
}

/// A body that is written as it is read.
struct Tee {
    body: BodyStream,
    under_way: UnderWay,
}

impl Stream for Tee {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { body, under_way } = &mut *self;
        under_way.is_waiting = true;
        let piece = ready!(body.poll_next_unpin(cx));
        under_way.is_waiting = false;
        let written = match &piece {
            Some(Ok(piece)) => under_way.push(piece),
            Some(Err(error)) => {
                let said = error.to_string();
                let said = under_way.outgoing.secrets.scrub(&said).unwrap_or(said);
                under_way.end(End::failed(error, said))
            }
            None => under_way.end(End::Whole),
        };
        Poll::Ready(match (piece, written) {
            (Some(Ok(_)) | None, Err(error)) => Some(Err(error)),
            (piece, _) => piece,
        })
    }
}
