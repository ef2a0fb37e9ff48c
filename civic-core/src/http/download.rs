//! An answer whose body is read piece by piece.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use http::header;

use super::clock::Clock;
use super::response::Response;
use super::transport::BodyStream;
use crate::{Error, ErrorKind};

/// A successful answer with its body still to come, of any size.
///
/// Every piece must come within [`Timeouts::stall`](super::Timeouts::stall); the whole may take as
/// long as it takes. An end before the length that the server announced is an error, not an end.
pub struct Download {
    head: Response,
    body: BodyStream,
    clock: Arc<dyn Clock>,
    stall: Duration,
    received: u64,
    announced: Option<u64>,
    ended: bool,
}

impl Download {
    pub(super) fn new(
        head: Response,
        body: BodyStream,
        clock: Arc<dyn Clock>,
        stall: Duration,
    ) -> Self {
        // Of a body that the transport unpacks the announced length is another.
        let packed = head.headers().contains_key(header::CONTENT_ENCODING);
        let length = head.headers().get(header::CONTENT_LENGTH).filter(|_| !packed);
        let announced = length.and_then(|length| length.to_str().ok()?.trim().parse().ok());
        Self { head, body, clock, stall, received: 0, announced, ended: false }
    }

    /// Status, headers and URL. Its body is empty.
    pub fn head(&self) -> &Response {
        &self.head
    }

    /// How many bytes have come so far.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// How many bytes the server announced, where it did.
    pub fn announced(&self) -> Option<u64> {
        self.announced
    }

    /// The next piece; `None` at the end. Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`Timeout`](ErrorKind::Timeout) after a silence, [`Transport`](ErrorKind::Transport) where
    /// the connection broke or the body ended before its announced length. After an error the body
    /// is at its end.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        if self.ended {
            return Ok(None);
        }
        let timer = self.clock.sleep(self.stall);
        let next = match select(pin!(self.body.next()), timer).await {
            Either::Left((next, _)) => next,
            Either::Right(_) => {
                let silence = self.stall.as_secs_f32();
                let message = format!("stalled within the answer ({silence} s of silence)");
                return Err(self.fail(Error::new(ErrorKind::Timeout, message)));
            }
        };
        match next {
            Some(Ok(piece)) => {
                self.received += piece.len() as u64;
                Ok(Some(piece))
            }
            Some(Err(error)) => {
                let message = self.head.scrub(&error.to_string());
                Err(self.fail(Error::new(error.kind(), message).with_source(error)))
            }
            None => self.finish(),
        }
    }

    /// What the end of the body means.
    fn finish(&mut self) -> Result<Option<Bytes>, Error> {
        if let Some(announced) = self.announced
            && self.received < announced
        {
            let message = format!("ended after {} of {announced} bytes", self.received);
            return Err(self.fail(Error::new(ErrorKind::Transport, message)));
        }
        self.ended = true;
        Ok(None)
    }

    fn fail(&mut self, error: Error) -> Error {
        self.ended = true;
        self.head.blame(error)
    }
}

/// Names the answer and how much of it came.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("head", &self.head)
            .field("received", &self.received)
            .field("announced", &self.announced)
            .finish_non_exhaustive()
    }
}
