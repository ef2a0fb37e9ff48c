//! Answers as servers answered.

use std::collections::VecDeque;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http::header;
use jiff::Timestamp;

use super::clock::RecordedClock;
use super::index::{Index, key_of};
use super::line::{End, Recorded};
use super::reader::LineStart;
use crate::clock::Clock;
use crate::http::transport::{BodyStream, Transport, TransportError, TransportFuture};
use crate::http::{HttpConfig, Outgoing};
use crate::{Error, ErrorKind, Sent};

/// Answers requests from a file that a [`Recorder`](super::Recorder) wrote, without a network and without
/// waiting. Cheap to clone: clones go on where the others are; open the file again to begin anew.
///
/// * **The same request** is one with the same origin, method, path, parameters in any order, and body.
///   Secrets do not count: other credentials, or any stand-in, do as well.
/// * **In any order and at any concurrency.** Where a request was recorded several times, its answers come
///   in the recorded order. A list is read as it was recorded, as many pages at a time, whatever number is
///   set now: the rows are the same, and so is what is proven of them.
/// * **Nothing is made up.** A request that was not recorded, or not so often, fails with an error of the
///   kind [`Cassette`](ErrorKind::Cassette), which names the nearest recorded request and what differs.
///   That holds for reads too. It is not tried again.
/// * **Time** is the recorded one: it passes to when an answer came, and pauses by its clock end at once.
///   What failed or timed out then does so again. What the program did between two requests takes no time,
///   so give each night of a sync a file of its own.
///
/// ```no_run
/// use civic_core::cassette::Replay;
///
/// let replay = Replay::open("night.jsonl")?;
/// let http = replay.http(); // for the method `http` of any client's builder
/// # Ok::<(), civic_core::Error>(())
/// ```
#[doc(alias("vcr", "mock", "offline", "playback"))]
#[derive(Clone)]
pub struct Replay {
    index: Arc<Mutex<Index>>,
    clock: RecordedClock,
}

impl Replay {
    /// Reads which requests a file holds, compressed or not. The bodies stay in the file.
    ///
    /// A last line that is not whole is left out: the recording was stopped there.
    /// [`is_torn`](Self::is_torn) tells.
    ///
    /// # Errors
    /// [`Cassette`](ErrorKind::Cassette), with the number of the line, for a file that is not a cassette, is
    /// damaged, or was written by a newer version.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let index = Index::read(path.as_ref())?;
        let clock = RecordedClock::starting_at(index.begin.unwrap_or(Timestamp::UNIX_EPOCH));
        if index.is_torn {
            tracing::warn!(path = %index.path().display(), "the recording broke off within a line");
        }
        Ok(Self { index: Arc::new(Mutex::new(index)), clock })
    }

    /// HTTP settings with the transport and the clock of this replay.
    pub fn http(&self) -> HttpConfig {
        HttpConfig::new().transport(self.transport()).clock(self.clock())
    }

    /// The transport, for a client with another clock.
    pub fn transport(&self) -> impl Transport + use<> {
        Replaying(self.clone())
    }

    /// The recorded time.
    pub fn clock(&self) -> impl Clock + use<> {
        self.clock.clone()
    }

    /// The file.
    pub fn path(&self) -> PathBuf {
        self.lock().path().to_owned()
    }

    /// How many requests were recorded.
    pub fn requests(&self) -> u64 {
        self.lock().requests
    }

    /// Whether the file ends within a line, which is left out.
    pub fn is_torn(&self) -> bool {
        self.lock().is_torn
    }

    /// The addresses of the servers that were asked, such as `https://demo.example.org`.
    pub fn origins(&self) -> Vec<String> {
        self.lock().origins().into_iter().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: &http::Request<Bytes>) -> Result<Answer, TransportError> {
        let outgoing = request.extensions().get::<Outgoing>().ok_or_else(|| {
            TransportError::invalid("a replay works only right below a client of this family")
        })?;
        let content_type = request.headers().get(header::CONTENT_TYPE);
        let content_type = content_type.and_then(|kind| kind.to_str().ok());
        let body = if outgoing.answer_is_secret { Bytes::new() } else { request.body().clone() };
        let body = outgoing.secrets.scrub_body(body);
        let key = key_of(request.method().as_str(), &outgoing.shown, &body, content_type);
        let key = key.ok_or_else(|| TransportError::invalid("the address is not one"))?;
        let mut index = self.lock();
        let page = outgoing.page.as_ref();
        let taken = index.take(&key, &body, page.map(|page| page.number));
        let (entry, recorded) = taken.map_err(|error| refused(&error))?;
        if let Some((list, then)) = page.zip(recorded.page) {
            list.at_a_time.set(then.at_a_time.get().into());
        }
        let end = after(recorded.at, recorded.end_us);
        let Recorded { answer: Some(mut head), end: how, .. } = recorded else {
            self.clock.pass_to(end);
            return Err(recorded.end.to_error().unwrap_or_else(|| stopped("before it answered")));
        };
        self.clock.pass_to(after(recorded.at, head.after_us));
        let unreadable = || refused(&index.changed(entry.place));
        let response = head.response().ok_or_else(unreadable)?;
        let rest = std::mem::take(&mut head.body).into_bytes().ok_or_else(unreadable)?;
        drop(index);
        let pieces = entry.pieces.into();
        let body = Left { replay: self.clone(), pieces, rest: Some(rest), end: Some((end, how)) };
        Ok(response.map(|()| body.stream()))
    }
}

type Answer = http::Response<BodyStream>;

/// Shows the file and how much is in it.
impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let index = self.lock();
        f.debug_struct("Replay")
            .field("path", &index.path())
            .field("requests", &index.requests)
            .field("is_torn", &index.is_torn)
            .finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Replaying(Replay);

impl Transport for Replaying {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture {
        let answer = self.0.answer(&request);
        Box::pin(async { answer })
    }
}

/// What is left of a body.
struct Left {
    replay: Replay,
    pieces: VecDeque<LineStart>,
    rest: Option<Bytes>,
    end: Option<(Timestamp, End)>,
}

impl Left {
    fn stream(self) -> BodyStream {
        Box::pin(stream::unfold(self, |mut left| async { Some((left.next()?, left)) }))
    }

    fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        if let Some(place) = self.pieces.pop_front() {
            let piece = self.replay.lock().piece(place);
            return Some(piece.map_err(|error| refused(&error)));
        }
        if let Some(rest) = self.rest.take().filter(|rest| !rest.is_empty()) {
            return Some(Ok(rest));
        }
        let (at, end) = self.end.take()?;
        self.replay.clock.pass_to(at);
        match end {
            End::Whole => None,
            End::Unread | End::Dropped => Some(Err(stopped("within the answer"))),
            End::Failed { .. } | End::TimedOut { .. } => end.to_error().map(Err),
        }
    }
}

fn after(at: Timestamp, microseconds: u64) -> Timestamp {
    at.saturating_add(Duration::from_micros(microseconds)).unwrap_or(Timestamp::MAX)
}

/// The reader of the recording read no further.
fn stopped(place: &str) -> TransportError {
    let message = format!("the recording ends here {place}");
    TransportError::new(ErrorKind::Cassette, Sent::No, message)
}

fn refused(error: &Error) -> TransportError {
    let message = error.to_string();
    let message = message.strip_prefix("cassette: ").unwrap_or(&message);
    let message = message.strip_suffix("; nothing was sent").unwrap_or(message);
    TransportError::new(ErrorKind::Cassette, Sent::No, message)
}
