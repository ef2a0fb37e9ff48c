//! The ready-made transport: reqwest.

#[cfg(feature = "blocking")]
use std::sync::{Arc, OnceLock};

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::stream;
use http_body::{Frame, SizeHint};

use super::{BodyStream, PIECE, Transport, TransportError, TransportFuture, UploadProgress};
use crate::Error;
#[cfg(feature = "blocking")]
use crate::blocking::context;

/// Sends requests with a [`reqwest::Client`]: the default one, or your own.
///
/// The default one follows no redirects, sends no `Referer`, keeps no cookies, decompresses nothing and
/// has no timeouts, since the pipeline does that. With the feature `blocking` it keeps the connections of
/// blocking calls apart. With your own client you can set a proxy, certificates and DNS; if it follows
/// redirects, that is your decision. Build it with `no_gzip()`: where reqwest decompresses a file of
/// several gzip members, it silently stops after the first, and the body's length can no longer be
/// compared with the announced one.
#[doc(alias("proxy", "certificate"))]
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// The connections of blocking calls: those of async code stand still while a call blocks their
    /// runtime. `None` for the caller's own client, which cannot be made twice.
    #[cfg(feature = "blocking")]
    apart: Option<Arc<OnceLock<reqwest::Client>>>,
    https: bool,
    /// Whether there may be a proxy between this machine and the server.
    proxied: bool,
}

impl ReqwestTransport {
    /// The default client.
    ///
    /// ```
    /// use civic_core::http::HttpConfig;
    /// use civic_core::http::transport::ReqwestTransport;
    ///
    /// # fn example() -> Result<(), civic_core::Error> {
    /// let shared = ReqwestTransport::new()?;
    /// let one = HttpConfig::new().transport(shared.clone());
    /// let other = HttpConfig::new().transport(shared);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where TLS cannot be set up: with the
    /// feature `rustls-no-provider` the program must install a cryptography provider first.
    pub fn new() -> Result<Self, Error> {
        // reqwest panics in `build()` when rustls has no provider; an error is kinder.
        #[cfg(all(
            feature = "rustls-no-provider",
            not(any(feature = "rustls", feature = "native-tls"))
        ))]
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(Error::invalid_input(
                "no cryptography provider: call rustls' CryptoProvider::install_default() before \
                 building a client, or use the feature `rustls`",
            ));
        }
        let https =
            cfg!(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider"));
        Ok(Self {
            client: default_client()?,
            #[cfg(feature = "blocking")]
            apart: Some(Arc::default()),
            https,
            proxied: names_a_proxy(|name| std::env::var_os(name).is_some()),
        })
    }

    /// The client whose connections go on while whoever asks waits.
    #[cfg(feature = "blocking")]
    fn client(self) -> Result<reqwest::Client, TransportError> {
        let Some(apart) = self.apart.filter(|_| context::is_blocking()) else {
            return Ok(self.client);
        };
        if let Some(client) = apart.get() {
            return Ok(client.clone());
        }
        let client = default_client().map_err(|error| {
            TransportError::invalid("the HTTP client cannot be set up for blocking calls")
                .with_source(error)
        })?;
        Ok(apart.get_or_init(|| client).clone())
    }
}

fn default_client() -> Result<reqwest::Client, Error> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_gzip()
        .build()
        .map_err(|error| {
            Error::invalid_input("the HTTP client cannot be set up")
                .with_source(error.without_url())
        })
}

/// Whether the environment names a proxy, which reqwest then uses.
fn names_a_proxy(is_set: impl Fn(&str) -> bool) -> bool {
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        .into_iter()
        .any(is_set)
}

/// Uses your own client as it is. Whether it can do TLS is for you to know.
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self {
            client,
            #[cfg(feature = "blocking")]
            apart: None,
            https: true,
            proxied: true,
        }
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture {
        let transport = self.clone();
        Box::pin(async move {
            #[cfg(feature = "blocking")]
            context::check().map_err(|error| {
                TransportError::connect("a blocking call has no connections").with_source(error)
            })?;
            if tokio::runtime::Handle::try_current().is_err() {
                return Err(TransportError::invalid(
                    "needs a tokio runtime: call it from async code that tokio runs",
                ));
            }
            let request = reqwest::Request::try_from(watched(request))
                .map_err(|error| TransportError::invalid(error.without_url().to_string()))?;
            let proxied = transport.proxied;
            #[cfg(feature = "blocking")]
            let client = transport.client()?;
            #[cfg(not(feature = "blocking"))]
            let client = transport.client;
            let answer = client.execute(request).await;
            let answer = answer.map_err(|error| classify(error, proxied))?;
            let mut head = http::Response::new(());
            *head.status_mut() = answer.status();
            *head.version_mut() = answer.version();
            *head.headers_mut() = answer.headers().clone();
            Ok(head.map(|()| body(answer)))
        })
    }

    fn speaks_https(&self) -> bool {
        self.https
    }
}

/// The request with a body that reports how much of it has gone out, where the caller asked for it.
fn watched(mut request: http::Request<Bytes>) -> http::Request<reqwest::Body> {
    let progress = request.extensions_mut().remove::<UploadProgress>();
    request.map(|bytes| match progress {
        Some(progress) => reqwest::Body::wrap(Pieces { rest: bytes, sent: 0, progress }),
        None => bytes.into(),
    })
}

/// A body that goes out piece by piece.
struct Pieces {
    rest: Bytes,
    sent: u64,
    progress: UploadProgress,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        if this.rest.is_empty() {
            return Poll::Ready(None);
        }
        let piece = this.rest.split_to(this.rest.len().min(PIECE));
        this.sent = this.sent.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        this.progress.sent(this.sent);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }
}

fn body(answer: reqwest::Response) -> BodyStream {
    Box::pin(stream::try_unfold(answer, |mut answer| async move {
        let chunk = answer.chunk().await.map_err(|error| {
            TransportError::broken("the connection broke within the answer")
                .with_source(error.without_url())
        })?;
        Ok(chunk.map(|chunk| (chunk, answer)))
    }))
}

/// Sorted by whether anything was sent, not by reqwest's own kinds.
fn classify(error: reqwest::Error, proxied: bool) -> TransportError {
    let error = error.without_url();
    if error.is_builder() {
        TransportError::invalid("the request cannot be made").with_source(error)
    } else if error.is_connect() {
        let message = if proxied {
            "could not connect, or the proxy could not be reached"
        } else {
            "could not connect"
        };
        TransportError::connect(message).with_source(error)
    } else {
        TransportError::broken("the connection broke before an answer came").with_source(error)
    }
}

#[cfg(test)]
mod tests;
