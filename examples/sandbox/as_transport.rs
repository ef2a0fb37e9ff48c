//! Plays a sandbox platform as a client's transport, with no socket and no time but the clock's, and
//! reads what a client makes of it.
//!
//! The tests of the clients take this file in with `#[path]`, since the sandbox itself knows no
//! client.
#![allow(dead_code, reason = "each test uses its own part of this")]

use bytes::Bytes;
use civic_core::Error;
use civic_core::clock::Clock;
use civic_core::http::transport::TransportError;
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_sandbox::{Chunk, Head, Platform, Reply};
use futures::{Stream, StreamExt, stream};

/// The platform as a transport, by the clock's time.
pub(crate) fn played<P: Platform + Clone>(platform: P, clock: VirtualClock) -> FakeTransport {
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

/// A stream read to its end: items and errors.
pub(crate) async fn drained<T>(
    stream: &mut (impl Stream<Item = Result<T, Error>> + Unpin),
) -> (Vec<T>, Vec<Error>) {
    let (mut items, mut errors) = (Vec::new(), Vec::new());
    while let Some(item) = stream.next().await {
        match item {
            Ok(item) => items.push(item),
            Err(error) => errors.push(error),
        }
    }
    (items, errors)
}
