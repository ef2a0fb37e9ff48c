//! A client before the sandbox: in memory with virtual time, or over a socket.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use civic_core::http::{Clock, HttpConfig, TransportError};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_sandbox::{Chunk, GoVocal, GoVocalBuilder, Head, Platform, Reply};
use futures::{Stream, StreamExt, stream};
use govocal_client::{Client, ClientBuilder, Error};

/// A platform in memory and a client of it. Time is virtual: nothing waits.
pub(crate) struct Bench {
    pub(crate) clock: VirtualClock,
    pub(crate) platform: GoVocal,
    pub(crate) client: Client,
}

impl Bench {
    pub(crate) fn new(platform: GoVocalBuilder) -> Self {
        Self::with(platform, |builder| builder)
    }

    pub(crate) fn with(
        platform: GoVocalBuilder,
        configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        Self::build(platform, HttpConfig::new(), configure)
    }

    pub(crate) fn build(
        platform: GoVocalBuilder,
        http: HttpConfig,
        configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        // After the youngest record that the sandbox makes.
        let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
        let time = clock.clone();
        let platform = platform.clock(Arc::new(move || SystemTime::from(time.now()))).build();
        let http = http.clock(clock.clone()).transport(played(platform.clone(), clock.clone()));
        let builder = Client::builder("https://sandbox.example.org")
            .credentials(platform.client_id(), platform.client_secret())
            .http(http);
        let client = configure(builder).build().unwrap();
        Self { clock, platform, client }
    }

    pub(crate) fn run<F: Future>(&self, future: F) -> F::Output {
        self.clock.run(future).unwrap()
    }

    /// Reads a stream to its end: items and errors.
    pub(crate) fn read<T>(
        &self,
        stream: &mut (impl Stream<Item = Result<T, Error>> + Unpin),
    ) -> (Vec<T>, Vec<Error>) {
        self.run(async {
            let (mut items, mut errors) = (Vec::new(), Vec::new());
            while let Some(item) = stream.next().await {
                match item {
                    Ok(item) => items.push(item),
                    Err(error) => errors.push(error),
                }
            }
            (items, errors)
        })
    }

    /// How often this path was asked for.
    pub(crate) fn requests(&self, path: &str) -> usize {
        self.platform.requests().iter().filter(|request| request.path == path).count()
    }
}

/// Plays a platform's replies as a transport, by the clock's time.
fn played(platform: GoVocal, clock: VirtualClock) -> FakeTransport {
    FakeTransport::new(move |request| {
        let (platform, clock) = (platform.clone(), clock.clone());
        async move {
            let Reply { delay, head, body } = platform.handle(request);
            if !delay.is_zero() {
                clock.sleep(delay).await;
            }
            let (status, headers) = match head {
                Head::Reset => return Err(TransportError::broken("the connection was reset")),
                Head::Never => return std::future::pending().await,
                Head::Response { status, headers } => (status, headers),
            };
            let chunks = stream::iter(body).then(move |chunk| piece(chunk, clock.clone()));
            let mut answer = http::Response::new(FakeBody::stream(chunks.boxed()));
            *answer.status_mut() = status;
            *answer.headers_mut() = headers;
            Ok(answer)
        }
    })
}

async fn piece(chunk: Chunk, clock: VirtualClock) -> Result<Bytes, TransportError> {
    match chunk {
        Chunk::Data(bytes) => Ok(bytes),
        Chunk::Pause(pause) => {
            clock.sleep(pause).await;
            Ok(Bytes::new())
        }
        Chunk::Stall => std::future::pending().await,
        Chunk::Reset => Err(TransportError::broken("the connection was reset")),
        Chunk::Truncate => Err(TransportError::broken("the connection broke within the answer")),
    }
}

/// A quiet platform of some size, the same in every run.
pub(crate) fn platform() -> GoVocalBuilder {
    GoVocal::builder().seed(7).ideas(60)
}

/// Waits that a test over a socket can afford.
pub(crate) fn brisk() -> HttpConfig {
    use govocal_client::http::{ExponentialBackoff, RetryPolicy, Timeouts};
    let backoff = ExponentialBackoff::new(Duration::from_millis(1), Duration::from_millis(5));
    HttpConfig::new()
        .retry(RetryPolicy::default().backoff(backoff))
        .timeouts(Timeouts::default().stall(Duration::from_millis(200)))
}
