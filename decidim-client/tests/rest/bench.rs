//! A client before the sandbox, in memory and with virtual time.

use std::sync::Arc;
use std::time::SystemTime;

use civic_core::http::{Clock, HttpConfig, TransportError};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_sandbox::{Chunk, Decidim, DecidimBuilder, Head, Platform, Reply};
use decidim_client::Error;
use futures::{Stream, StreamExt, stream};

/// A platform in memory. Time is virtual: nothing waits.
pub(crate) struct Bench {
    pub(crate) clock: VirtualClock,
    pub(crate) platform: Decidim,
    pub(crate) http: HttpConfig,
}

impl Bench {
    pub(crate) fn new(platform: DecidimBuilder) -> Self {
        // After the youngest record that the sandbox makes.
        let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
        let time = clock.clone();
        let platform = platform.clock(Arc::new(move || SystemTime::from(time.now()))).build();
        let transport = played(platform.clone(), clock.clone());
        let http = HttpConfig::new().transport(transport).clock(clock.clone());
        Self { clock, platform, http }
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
}

/// Plays a platform's replies as a transport, by the clock's time.
fn played(platform: Decidim, clock: VirtualClock) -> FakeTransport {
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

async fn piece(chunk: Chunk, clock: VirtualClock) -> Result<bytes::Bytes, TransportError> {
    match chunk {
        Chunk::Data(bytes) => Ok(bytes),
        Chunk::Pause(pause) => {
            clock.sleep(pause).await;
            Ok(bytes::Bytes::new())
        }
        Chunk::Stall => std::future::pending().await,
        Chunk::Reset => Err(TransportError::broken("the connection was reset")),
        Chunk::Truncate => Err(TransportError::broken("the connection broke within the answer")),
    }
}
