//! How requests are carried to a server: for your own HTTP library, recorder, cache or test double.

#[cfg(feature = "reqwest")]
mod reqwest;
mod upload_progress;

use std::error::Error as StdError;
use std::fmt::{self, Write};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

use crate::error::OneLine;
use crate::{ErrorKind, Sent};

#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
pub use self::upload_progress::UploadProgress;

#[cfg(any(feature = "reqwest", feature = "testing"))]
pub(crate) use self::upload_progress::PIECE;

/// The body of an answer, in pieces, as they arrive.
pub type BodyStream = BoxStream<'static, Result<Bytes, TransportError>>;

/// What [`Transport::send`] returns.
pub type TransportFuture = BoxFuture<'static, Result<http::Response<BodyStream>, TransportError>>;

/// Sends one request and returns the answer.
///
/// An implementation sends each request exactly once. It neither retries nor follows redirects and needs
/// no timeouts: the pipeline that calls it does all that. It returns the body as it came; one that
/// decompresses it must also remove the headers `Content-Encoding` and `Content-Length`.
/// [`ReqwestTransport`] is the default.
#[doc(alias("mock", "proxy", "http client"))]
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends a request. The future ends when the head of the answer has arrived.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use bytes::Bytes;
    /// use civic_core::http::transport::{ReqwestTransport, Transport, TransportFuture};
    ///
    /// /// Counts what goes over the wire, repeated attempts included.
    /// #[derive(Debug)]
    /// struct Counting(ReqwestTransport, AtomicU64);
    ///
    /// impl Transport for Counting {
    ///     fn send(&self, request: http::Request<Bytes>) -> TransportFuture {
    ///         self.1.fetch_add(1, Ordering::Relaxed);
    ///         self.0.send(request)
    ///     }
    /// }
    /// ```
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture;

    /// Whether `https` URLs work; default `true`. Called once, when a client is built.
    fn speaks_https(&self) -> bool {
        true
    }
}

/// Why no answer came.
#[derive(thiserror::Error)]
pub struct TransportError {
    kind: ErrorKind,
    sent: Sent,
    message: String,
    #[source]
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// No connection could be made; the request was certainly not sent.
    ///
    /// ```
    /// use civic_core::http::transport::TransportError;
    /// use civic_core::{ErrorKind, Sent};
    ///
    /// let error = TransportError::connect("connection refused");
    /// assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Connect, Sent::No));
    /// ```
    pub fn connect(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Connect, Sent::No, message)
    }

    /// The connection broke; the request may have been received.
    ///
    /// ```
    /// use civic_core::http::transport::TransportError;
    /// use civic_core::{ErrorKind, Sent};
    ///
    /// let error = TransportError::broken("the connection was reset");
    /// assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Transport, Sent::Maybe));
    /// ```
    pub fn broken(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Transport, Sent::Maybe, message)
    }

    /// The request cannot be sent as it is.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidInput, Sent::No, message)
    }

    pub(crate) fn new(kind: ErrorKind, sent: Sent, message: impl Into<String>) -> Self {
        Self { kind, sent, message: message.into(), source: None }
    }

    /// Adds the underlying error. It must not name a secret.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether the request may have been received.
    pub fn was_sent(&self) -> Sent {
        self.sent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine::new(f);
        f.write_str(&self.message)?;
        // The outermost message of an HTTP library says little; the innermost says why.
        let mut cause = self.source.as_deref().map(|source| source as &(dyn StdError + 'static));
        let mut last = None;
        while let Some(error) = cause {
            last = Some(error.to_string());
            cause = error.source();
        }
        match last {
            Some(reason) if !self.message.contains(&reason) => write!(f, ": {reason}"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TransportError({:?}: {self})", self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_tells_its_reason_once() {
        let refused = || TransportError::connect("could not connect: refused");
        assert_eq!(refused().to_string(), "could not connect: refused");
        assert_eq!(refused().with_source("refused").to_string(), "could not connect: refused");
        // Of several, the innermost.
        let broken = TransportError::broken("the connection broke")
            .with_source(TransportError::broken("cannot read").with_source("reset by peer"));
        assert_eq!(broken.to_string(), "the connection broke: reset by peer");
    }
}
