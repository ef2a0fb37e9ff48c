//! An answer whose body is read piece by piece.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::{Either, select};

use super::framing::Framing;
use super::response::Response;
use super::transport::BodyStream;
use super::unread_body::UnreadBody;
use crate::clock::Clock;
use crate::{Error, ErrorKind};

/// A successful answer with its body still to come, of any size.
///
/// Every piece must come within [`Timeouts::stall`](super::Timeouts::stall); the whole may take as
/// long as it takes, unless the call has a [deadline](super::CallOptions::deadline) of its own. An end before the length that the server announced is an error, not an end.
/// What was packed for the way comes unpacked.
pub struct Download {
    head: Response,
    body: BodyStream,
    clock: Arc<dyn Clock>,
    stall: Duration,
    /// The call's own deadline: of how long a time, and when.
    deadline: Option<(Duration, Duration)>,
    received: u64,
    announced: Option<u64>,
    framing: Framing,
    ended: bool,
    /// Whether the end came without an error.
    whole: bool,
}

impl Download {
    pub(super) fn new(
        head: Response,
        unread: UnreadBody,
        clock: Arc<dyn Clock>,
        stall: Duration,
    ) -> Self {
        let UnreadBody { body, framing, was_packed } = unread;
        let announced = match framing {
            Framing::Length(length) if !was_packed => Some(length),
            _ => None,
        };
        Self {
            head,
            body,
            clock,
            stall,
            deadline: None,
            received: 0,
            announced,
            framing,
            ended: false,
            whole: false,
        }
    }

    /// The same, to be read by then.
    pub(super) fn until(mut self, deadline: Option<(Duration, Duration)>) -> Self {
        self.deadline = deadline;
        self
    }

    /// Status, headers and URL. Its body is empty.
    pub fn head(&self) -> &Response {
        &self.head
    }

    /// How many bytes have come so far, unpacked.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// How many bytes the server announced, where it did. `None` for a body that came packed.
    pub fn announced(&self) -> Option<u64> {
        self.announced
    }

    /// Whether the body has ended, and its end is known to be that of the file: all bytes that were
    /// announced came, or the last chunk, or the end of a stream of HTTP/2.
    ///
    /// `false` also where nothing but the closed connection tells the end: one that broke looks the
    /// same.
    pub fn is_whole(&self) -> bool {
        self.whole && self.framing.proves_the_end()
    }

    /// The next piece; `None` at the end. Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`Timeout`](ErrorKind::Timeout) after a silence or at the call's own deadline, [`Transport`](ErrorKind::Transport) where
    /// the connection broke or the body ended before its announced length. After an error the body
    /// is at its end.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        if self.ended {
            return Ok(None);
        }
        let (limit, left) = self.deadline.map_or((Duration::MAX, Duration::MAX), |(limit, at)| {
            (limit, at.saturating_sub(self.clock.elapsed()))
        });
        let timer = self.clock.sleep(self.stall.min(left));
        let next = match select(pin!(self.body.next()), timer).await {
            Either::Left((next, _)) => next,
            Either::Right(_) => {
                let message = if left <= self.stall {
                    format!("was not read within its deadline of {} s", limit.as_secs_f32())
                } else {
                    let silence = self.stall.as_secs_f32();
                    format!("stalled within the answer ({silence} s of silence)")
                };
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
            None => {
                self.ended = true;
                self.whole = true;
                Ok(None)
            }
        }
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
