//! A transport that answers from a function.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{StreamExt, stream};

use crate::http::transport::{
    BodyStream, PIECE, Transport, TransportError, TransportFuture, UploadProgress,
};

/// A body for a [`FakeTransport`]'s answer.
pub struct FakeBody(BodyStream);

impl FakeBody {
    /// A body in these pieces, which may break off with an error.
    ///
    /// ```
    /// use civic_core::http::transport::TransportError;
    /// use civic_core::testing::FakeTransport;
    /// use civic_core::testing::FakeBody;
    ///
    /// // The connection breaks within the body.
    /// let transport = FakeTransport::new(|_| async {
    ///     let pieces = [Ok("{\"ideas\": [".into()), Err(TransportError::broken("reset"))];
    ///     Ok(http::Response::new(FakeBody::pieces(pieces)))
    /// });
    /// ```
    pub fn pieces(
        pieces: impl IntoIterator<Item = Result<Bytes, TransportError>, IntoIter: Send + 'static>,
    ) -> Self {
        Self(stream::iter(pieces).boxed())
    }

    /// A body that sends these bytes and then nothing more, without ending.
    ///
    /// ```
    /// use civic_core::testing::{FakeBody, FakeTransport};
    ///
    /// let transport = FakeTransport::new(|_| async {
    ///     Ok(http::Response::new(FakeBody::stalled_after("{\"ideas\": [")))
    /// });
    /// ```
    pub fn stalled_after(start: impl Into<Bytes>) -> Self {
        let start = start.into();
        Self(stream::iter([Ok(start)]).chain(stream::pending()).boxed())
    }

    /// A body from any stream.
    pub fn stream(stream: BodyStream) -> Self {
        Self(stream)
    }
}

impl<B: Into<Bytes>> From<B> for FakeBody {
    fn from(body: B) -> Self {
        Self::pieces([Ok(body.into())])
    }
}

/// Answers requests by a function, without a socket.
///
/// ```
/// use civic_core::testing::FakeTransport;
///
/// let transport = FakeTransport::new(|request| async move {
///     Ok(http::Response::new(format!("you asked for {}", request.uri().path()).into()))
/// });
/// ```
#[doc(alias = "mock")]
#[derive(Clone)]
pub struct FakeTransport(Arc<Answer>);

type Answer = dyn Fn(http::Request<Bytes>) -> BoxFuture<'static, Result<http::Response<FakeBody>, TransportError>>
    + Send
    + Sync;

impl FakeTransport {
    /// A transport that answers by this function.
    ///
    /// ```
    /// use civic_core::http::HttpConfig;
    /// use civic_core::testing::FakeTransport;
    ///
    /// let transport = FakeTransport::new(|request| async move {
    ///     let mut answer = http::Response::new("Retry later".into());
    ///     if request.uri().path().starts_with("/busy") {
    ///         *answer.status_mut() = http::StatusCode::TOO_MANY_REQUESTS;
    ///     }
    ///     Ok(answer)
    /// });
    /// let http = HttpConfig::new().transport(transport);
    /// ```
    pub fn new<F, R>(answer: F) -> Self
    where
        F: Fn(http::Request<Bytes>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<http::Response<FakeBody>, TransportError>> + Send + 'static,
    {
        Self(Arc::new(move |request| Box::pin(answer(request))))
    }
}

impl Transport for FakeTransport {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture {
        if let Some(progress) = request.extensions().get::<UploadProgress>() {
            // As the ready-made transport does it, piece by piece.
            for sent in (0..progress.total()).step_by(PIECE).skip(1) {
                progress.sent(sent);
            }
        }
        let answer = (self.0)(request);
        Box::pin(async move { answer.await.map(|response| response.map(|body| body.0)) })
    }
}

impl fmt::Debug for FakeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FakeTransport")
    }
}
