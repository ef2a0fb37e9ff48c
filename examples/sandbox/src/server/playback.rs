//! A reply's body as hyper wants it: frames, pauses and, at a defect, an error that ends the
//! connection.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};
use http_body_util::StreamBody;
use hyper::body::Frame;

use crate::reply::Chunk;

/// The connection ends here on purpose.
#[derive(Debug, thiserror::Error)]
#[error("the connection ends here on purpose")]
pub(super) struct Defect;

pub(super) type Playback = StreamBody<BoxStream<'static, Result<Frame<Bytes>, Defect>>>;

pub(super) fn play(body: Vec<Chunk>, reset: Arc<AtomicBool>) -> Playback {
    let frames = stream::unfold((VecDeque::from(body), reset), |(mut rest, reset)| async move {
        loop {
            match rest.pop_front()? {
                Chunk::Data(data) if data.is_empty() => {}
                Chunk::Data(data) => return Some((Ok(Frame::data(data)), (rest, reset))),
                Chunk::Pause(pause) => tokio::time::sleep(pause).await,
                Chunk::Stall => std::future::pending::<()>().await,
                Chunk::Truncate => {
                    flush().await;
                    return Some((Err(Defect), (rest, reset)));
                }
                Chunk::Reset => {
                    flush().await;
                    reset.store(true, Ordering::Relaxed);
                    return Some((Err(Defect), (rest, reset)));
                }
            }
        }
    });
    StreamBody::new(frames.boxed())
}

/// hyper writes out what it has buffered when the body is not ready; an error right after the
/// data would throw the data away.
async fn flush() {
    for _ in 0..2 {
        tokio::task::yield_now().await;
    }
}
