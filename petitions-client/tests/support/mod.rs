//! A client before the sandbox, in memory with virtual time.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use civic_core::http::{Clock, HttpConfig, RateLimit, TransportError};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_sandbox::petitions::PetitionsBuilder;
use civic_sandbox::{Chunk, Head, Petitions, Platform, Reply};
use futures::{Stream, StreamExt, stream};
use petitions_client::{Client, Error};

/// A server in memory and a client of it. Time is virtual: nothing waits.
pub(crate) struct Bench {
    pub(crate) clock: VirtualClock,
    pub(crate) platform: Petitions,
    pub(crate) client: Client,
}

impl Bench {
    /// With the key that may do everything.
    pub(crate) fn new(platform: PetitionsBuilder) -> Self {
        Self::with_key(platform, Petitions::FULL_KEY)
    }

    pub(crate) fn with_key(platform: PetitionsBuilder, key: &str) -> Self {
        // After the youngest record that the sandbox makes.
        let clock = VirtualClock::starting_at("2026-11-02T12:00:00Z".parse().unwrap());
        let time = clock.clone();
        let platform = platform.clock(Arc::new(move || SystemTime::from(time.now()))).build();
        let client = client(&platform, &clock, key);
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

    /// What was asked of this path, query by query, decoded.
    pub(crate) fn queries(&self, path: &str) -> Vec<String> {
        let requests = self.platform.requests();
        let asked = requests.iter().filter(|request| request.path == format!("/api/v1/{path}"));
        asked.map(|request| request.query.replace("%2C", ",")).collect()
    }
}

/// Another client of the same server.
pub(crate) fn client(platform: &Petitions, clock: &VirtualClock, key: &str) -> Client {
    let http = HttpConfig::new()
        .clock(clock.clone())
        .rate_limit(RateLimit::off())
        .transport(played(platform.clone(), clock.clone()));
    Client::builder("https://petitions.example.org").api_key(key).http(http).build().unwrap()
}

/// Plays a platform's replies as a transport, by the clock's time.
pub(crate) fn played(platform: Petitions, clock: VirtualClock) -> FakeTransport {
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

/// A client whose server gives this answer to everything.
pub(crate) fn answering(status: u16, body: &'static str, key: &str) -> (VirtualClock, Client) {
    let clock = VirtualClock::new();
    let transport = FakeTransport::new(move |_| async move {
        let mut answer = http::Response::new(FakeBody::from(body));
        *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
        Ok(answer)
    });
    let http = HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = Client::builder("https://petitions.example.org").api_key(key).http(http).build();
    (clock, client.unwrap())
}
