//! A server whose every answer is made up: what the clients must survive.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use civic_core::http::transport::Transport;
use civic_core::http::{HttpConfig, RateLimit, RetryPolicy, Timeouts};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use futures_util::{Stream, StreamExt, stream};
use http::{HeaderName, HeaderValue, StatusCode, header};

use super::spoil::spoilt;

/// Requests that are answered; whoever asks more is told that there is nothing.
const ANSWERED: usize = 60;

/// Requests after which a client is taken to ask without end.
const ENDLESS: usize = 400;

/// Items and errors after which a list is taken to have no end.
const LONGEST: usize = 20_000;

/// What stands between two answers, and between two pieces of one body.
pub const NEXT: u8 = 0x1e;

const STATUSES: [u16; 16] =
    [200, 200, 200, 200, 200, 201, 202, 204, 302, 401, 403, 404, 422, 429, 500, 503];

/// The status byte of an answer whose body comes again and again.
const ENDLESSLY: u8 = 0xff;

/// The largest page taken.
const PAGE: usize = 1024 * 1024;

/// How much of such a body comes: more than any client takes of a page. Rows of tables without end,
/// which take longer, have a test of their own.
const ENDLESS_BODY: usize = 4 * PAGE;

/// What stands between two headers of one answer.
const NEXT_HEADER: u8 = 0x1f;

/// The headers that some decoder reads. The second byte of an answer chooses of them; those chosen
/// have the texts of its line in turn, and the last text is that of all others.
const HEADERS: [HeaderName; 8] = [
    header::LINK,
    header::RETRY_AFTER,
    header::DATE,
    header::LOCATION,
    header::AUTHORIZATION,
    header::LAST_MODIFIED,
    HeaderName::from_static("total"),
    HeaderName::from_static("per-page"),
];

/// One made-up answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Headers, as far as they can be sent at all.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body.
    pub body: Bytes,
    /// Whether the body comes again and again.
    pub endless: bool,
}

impl Answer {
    /// Reads an answer: a byte for the status, one that chooses headers, their texts, a line's end,
    /// the body.
    pub fn read(bytes: &[u8]) -> Self {
        let (status, rest) = bytes.split_first().unwrap_or((&0, &[]));
        let (chosen, rest) = rest.split_first().unwrap_or((&0, &[]));
        let mut parts = rest.splitn(2, |byte| *byte == b'\n');
        let line = parts.next().unwrap_or_default();
        let body = Bytes::copy_from_slice(parts.next().unwrap_or_default());
        let endless = *status == ENDLESSLY;
        let status = STATUSES.get(usize::from(*status) % STATUSES.len()).copied().unwrap_or(200);
        let status = if endless { 200 } else { status };
        let mut texts = line.split(|byte| *byte == NEXT_HEADER);
        let mut text = &[][..];
        let mut headers = Vec::new();
        for (bit, name) in HEADERS.into_iter().enumerate() {
            if chosen & (1 << bit) != 0 {
                text = texts.next().unwrap_or(text);
                headers.extend(HeaderValue::from_bytes(text).ok().map(|value| (name, value)));
            }
        }
        Self { status: StatusCode::from_u16(status).unwrap_or_default(), headers, body, endless }
    }

    /// This answer as bytes that [`read`](Self::read) as it, for the headers above. `None` where
    /// there are none.
    pub fn written(status: StatusCode, headers: &http::HeaderMap, body: &[u8]) -> Option<Vec<u8>> {
        let status = STATUSES.iter().position(|known| *known == status.as_u16())?;
        let (mut chosen, mut texts) = (0, Vec::new());
        for (bit, name) in HEADERS.iter().enumerate() {
            if let Some(value) = headers.get(name) {
                chosen |= 1 << bit;
                texts.push(value.as_bytes());
            }
        }
        let head = [&[u8::try_from(status).ok()?, chosen][..], &texts.join(&NEXT_HEADER)].concat();
        let bytes = [&head, body].join(&b'\n');
        (!bytes.contains(&NEXT)).then_some(bytes)
    }

    fn response(self) -> http::Response<FakeBody> {
        let body = if self.endless && !self.body.is_empty() {
            // In large pieces, since it is not their number that is tried here.
            let piece = Bytes::from(self.body.repeat(PAGE.div_ceil(self.body.len())));
            let pieces = ENDLESS_BODY / piece.len();
            FakeBody::stream(stream::iter((0..pieces).map(move |_| Ok(piece.clone()))).boxed())
        } else {
            FakeBody::from(self.body)
        };
        let mut response = http::Response::new(body);
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }
}

/// Answers, given in turn; the last is given to all that is asked afterwards.
#[derive(Clone, Debug)]
pub struct Script(Vec<Answer>);

impl Script {
    /// Reads answers that stand apart by [`NEXT`].
    pub fn read(bytes: &[u8]) -> Self {
        Self(bytes.split(|byte| *byte == NEXT).map(Answer::read).collect())
    }

    /// The same answers after a token in every form that a platform has.
    #[must_use]
    pub fn signed_in(mut self) -> Self {
        let token = r#"{"jwt":"a.eyJleHAiOjk5OTk5OTk5OTl9.b","jwt_token":"a.b.c","access_token":"t",
            "token_type":"Bearer","expires_in":7200,"scope":"public","created_at":1767225600}"#;
        let body = Bytes::from_static(token.as_bytes());
        let (status, headers) = (StatusCode::OK, Vec::new());
        self.0.insert(0, Answer { status, headers, body, endless: false });
        self
    }

    /// A way to the server that gives these answers, and looks at what it is asked.
    pub fn http(
        self,
        clock: &VirtualClock,
        look: impl Fn(&http::Request<Bytes>) + Send + Sync + 'static,
    ) -> HttpConfig {
        let asked = Arc::new(AtomicUsize::new(0));
        let transport = FakeTransport::new(move |request| {
            look(&request);
            let number = asked.fetch_add(1, Ordering::Relaxed);
            assert!(number < ENDLESS, "the client asks without end: {}", request.uri());
            let last = self.0.last().filter(|_| number < ANSWERED);
            let answer = self.0.get(number).or(last).cloned();
            let answer = answer.unwrap_or_else(|| Answer::read(&[11, 0, b'\n']));
            async move { Ok(answer.response()) }
        });
        config(clock).transport(transport)
    }
}

/// The statuses that a server answers with when its answers arrive as they are.
pub fn statuses(
    server: impl Transport,
    clock: &VirtualClock,
    play: impl FnOnce(HttpConfig),
) -> Vec<StatusCode> {
    let (server, seen) = (Arc::new(server), Arc::new(Mutex::new(Vec::new())));
    let noted = Arc::clone(&seen);
    play(config(clock).transport(FakeTransport::new(move |request| {
        let (answer, noted) = (server.send(request), Arc::clone(&noted));
        async move {
            let (head, pieces) = answer.await?.into_parts();
            noted.lock().unwrap_or_else(PoisonError::into_inner).push(head.status);
            Ok(http::Response::from_parts(head, FakeBody::stream(pieces)))
        }
    })));
    seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// A way to a server that answers properly, of whose answers some arrive spoilt; which and how is
/// in the seed.
pub fn spoiling(
    server: impl Transport,
    clock: &VirtualClock,
    seed: u64,
    look: impl Fn(&http::Request<Bytes>) + Send + Sync + 'static,
) -> HttpConfig {
    let (server, asked) = (Arc::new(server), Arc::new(AtomicUsize::new(0)));
    let transport = FakeTransport::new(move |request| {
        look(&request);
        let number = asked.fetch_add(1, Ordering::Relaxed);
        assert!(number < ENDLESS, "the client asks without end: {}", request.uri());
        let answer = server.send(request);
        let mut rng = fastrand::Rng::with_seed(seed ^ (number as u64).rotate_left(32));
        let spoils = rng.u8(..) < 160;
        async move {
            let (head, mut pieces) = answer.await?.into_parts();
            let mut body = Vec::new();
            while let Some(piece) = pieces.next().await {
                body.extend_from_slice(&piece?);
            }
            let body = if spoils { spoilt(&body, rng.u64(..)) } else { body };
            Ok(http::Response::from_parts(head, FakeBody::from(body)))
        }
    });
    config(clock).transport(transport)
}

/// Nothing between a client and its server: no limits, and no second try.
pub fn config(clock: &VirtualClock) -> HttpConfig {
    HttpConfig::new()
        .clock(clock.clone())
        .rate_limit(RateLimit::off())
        .retry(RetryPolicy::never())
        .timeouts(Timeouts::default().body_limit(PAGE))
}

/// Reads a list to its end and looks at all that came: it can be shown, and ends.
pub async fn drain<T: std::fmt::Debug, E: std::error::Error>(
    mut list: impl Stream<Item = Result<T, E>> + Unpin,
) -> Tally {
    let mut tally = Tally::default();
    while let Some(item) = list.next().await {
        match item {
            Ok(item) => {
                shown(&item);
                tally.items += 1;
            }
            Err(error) => {
                check_message(&error);
                tally.errors += 1;
            }
        }
        assert!(tally.items + tally.errors < LONGEST, "the list has no end");
    }
    tally
}

/// What came out of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Items.
    pub items: usize,
    /// Errors.
    pub errors: usize,
}

/// An answer that is one thing, or an error that says something.
pub fn looked_at<T: std::fmt::Debug, E: std::error::Error>(outcome: Result<T, E>) {
    match outcome {
        Ok(thing) => shown(&thing),
        Err(error) => check_message(&error),
    }
}

/// Checks that an error has a message.
pub fn check_message(error: &impl std::error::Error) {
    let line = error.to_string();
    assert!(!line.trim().is_empty(), "an error without words: {error:?}");
}

fn shown(thing: &impl std::fmt::Debug) {
    static SINK: OnceLock<usize> = OnceLock::new();
    let _ = SINK.set(format!("{thing:?}").len());
}
