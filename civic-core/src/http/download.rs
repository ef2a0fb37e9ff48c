//! An answer whose body is read piece by piece.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::{Either, select};

use super::deadline::Deadline;
use super::framing::Framing;
use super::response::Response;
use super::transport::BodyStream;
use super::unread_body::UnreadBody;
use crate::clock::Clock;
use crate::{Error, ErrorKind};

/// A successful answer whose body, of any size, is still to be read.
///
/// Each piece must arrive within [`Timeouts::stall`](super::Timeouts::stall). There is no limit for the
/// whole, unless the call has its own [deadline](super::CallOptions::deadline). A body that ends before
/// the length that the server announced is an error. A compressed body is decompressed.
pub struct Download {
    head: Response,
    body: BodyStream,
    clock: Arc<dyn Clock>,
    stall: Duration,
    /// The call's own.
    deadline: Option<Deadline>,
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
    pub(super) fn until(mut self, deadline: Option<Deadline>) -> Self {
        self.deadline = deadline;
        self
    }

    /// Status, headers and URL. Its body is empty.
    pub fn head(&self) -> &Response {
        &self.head
    }

    /// How many bytes were read so far, decompressed.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// How many bytes the server announced. `None` where it announced none, and for a compressed body.
    pub fn announced(&self) -> Option<u64> {
        self.announced
    }

    /// Whether the body was read to an end that HTTP marks as such: all announced bytes, the last
    /// chunk, or the end of an HTTP/2 stream.
    ///
    /// `false` also where only the closed connection marks the end, since a broken connection looks the
    /// same.
    ///
    /// ```no_run
    /// use civic_core::http::Request;
    ///
    /// # async fn example(http: civic_core::http::platform::HttpClient) -> Result<(), civic_core::Error> {
    /// let mut download = http.open(Request::get("/open-data/proposals.csv")).await?;
    /// while download.piece().await?.is_some() {}
    /// if !download.is_whole() {
    ///     eprintln!("the connection may have broken after {} bytes", download.received());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_whole(&self) -> bool {
        self.whole && self.framing.proves_the_end()
    }

    /// The next piece; `None` at the end. Dropping the future loses nothing.
    ///
    /// ```no_run
    /// use civic_core::http::Request;
    ///
    /// # async fn example(http: civic_core::http::platform::HttpClient) -> Result<(), civic_core::Error> {
    /// let mut download = http.open(Request::get("/open-data/proposals.csv")).await?;
    /// let mut whole = Vec::new();
    /// while let Some(piece) = download.piece().await? {
    ///     whole.extend_from_slice(&piece);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Timeout`](ErrorKind::Timeout) where no piece came in time or the call's own deadline passed,
    /// [`Transport`](ErrorKind::Transport) where the connection broke or the body ended before its
    /// announced length. After an error there are no more pieces.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        if self.ended {
            return Ok(None);
        }
        let now = self.clock.elapsed();
        let ends_first = self.deadline.filter(|deadline| deadline.left(now) <= self.stall);
        let longest = ends_first.map_or(self.stall, |deadline| deadline.left(now));
        let timer = self.clock.deadline(longest);
        let next = match select(pin!(self.body.next()), timer).await {
            Either::Left((next, _)) => next,
            Either::Right(_) => {
                let message = ends_first.map_or_else(
                    || {
                        let silence = self.stall.as_secs_f32();
                        format!("stalled within the answer ({silence} s of silence)")
                    },
                    Deadline::missed_by_reader,
                );
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

/// Shows the answer's head and how much of the body was read.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("head", &self.head)
            .field("received", &self.received)
            .field("announced", &self.announced)
            .finish_non_exhaustive()
    }
}
