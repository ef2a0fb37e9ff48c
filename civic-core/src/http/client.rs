//! The request pipeline, as a client crate holds it.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::{HeaderName, header};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::call_options::CallOptions;
use super::download::Download;
use super::header::header_value;
use super::middleware::{Middleware, Next};
use super::request::Request;
use super::response::Response;
use super::retry_loop::{self, Answered};
use super::settings::Settings;
use super::unread_body::UnreadBody;
use crate::Error;
use crate::auth::TokenCache;
use crate::clock::Clock;

/// Sends requests to one platform through the whole pipeline. Cheap to clone.
///
/// Built by [`HttpConfig::build`](super::HttpConfig::build).
#[derive(Clone)]
pub struct HttpClient {
    settings: Arc<Settings>,
    middleware: Arc<[Middleware]>,
}

impl HttpClient {
    pub(super) fn new(settings: Settings, middleware: Vec<Middleware>) -> Self {
        Self { settings: Arc::new(settings), middleware: middleware.into() }
    }

    /// The same client, which sends a token of this cache with every request that is not anonymous.
    #[must_use]
    pub fn with_tokens(mut self, tokens: TokenCache) -> Self {
        Arc::make_mut(&mut self.settings).tokens = Some(tokens);
        self
    }

    /// The same client with one more header on every request. The values of `Authorization`,
    /// `Proxy-Authorization` and `Cookie` never appear in errors or logs.
    ///
    /// ```no_run
    /// use civic_core::http::types::HeaderName;
    ///
    /// # async fn example(http: civic_core::http::platform::HttpClient) -> Result<(), civic_core::Error> {
    /// let http = http.with_header(HeaderName::from_static("x-client"), "open-data-sync/2.1")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a value that HTTP does not allow.
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Result<Self, Error> {
        let value = header_value(&name, value)?;
        Arc::make_mut(&mut self.settings).headers.insert(name, value);
        Ok(self)
    }

    /// The same client with one more header on every request, whose value never appears in errors or
    /// logs.
    ///
    /// ```no_run
    /// use civic_core::http::types::HeaderName;
    /// use civic_core::secrecy::SecretString;
    ///
    /// # async fn example(http: civic_core::http::platform::HttpClient) -> Result<(), civic_core::Error> {
    /// let key = SecretString::from("the-key");
    /// let http = http.with_secret_header(HeaderName::from_static("x-api-key"), &key)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a value that HTTP does not allow.
    pub fn with_secret_header(
        mut self,
        name: HeaderName,
        value: &SecretString,
    ) -> Result<Self, Error> {
        let mut value = header_value(&name, value.expose_secret())?;
        value.set_sensitive(true);
        Arc::make_mut(&mut self.settings).headers.insert(name, value);
        Ok(self)
    }

    /// The platform's base URL.
    ///
    /// ```no_run
    /// # async fn example(http: civic_core::http::platform::HttpClient) -> Result<(), civic_core::Error> {
    /// println!("{}", http.base().host_str().unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    pub fn base(&self) -> &Url {
        &self.settings.base
    }

    /// The clock of this client.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.settings.clock
    }

    /// The client crate's name and version.
    pub fn user_agent(&self) -> &'static str {
        self.settings.platform.user_agent()
    }

    #[cfg(test)]
    pub(super) fn tokens(&self) -> Option<&TokenCache> {
        self.settings.tokens.as_ref()
    }

    /// The options of a call whose deadline runs from now on, which is the client's own where the
    /// call sets none: for a call that sends several requests, or waits for something first.
    pub fn started(&self, options: CallOptions) -> CallOptions {
        let deadline = self.settings.deadline(&options);
        options.with_running(deadline)
    }

    /// Sends a request and returns its successful answer.
    ///
    /// Waits for the rate limit, adds the token, retries and refreshes the token as configured.
    ///
    /// ```no_run
    /// use civic_core::http::Request;
    ///
    /// # async fn example(http: civic_core::http::platform::HttpClient) -> Result<(), civic_core::Error> {
    /// let answer = http.execute(Request::get("/api/v2/ideas").query("page_size", 5)).await?;
    /// println!("{} {} bytes", answer.status(), answer.body().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Any status other than 2xx, and everything else that [`ErrorKind`](crate::ErrorKind) names.
    pub async fn execute(&self, request: Request) -> Result<Response, Error> {
        self.send(request, false).await.map(|answered| answered.response)
    }

    /// Sends a request and returns its successful answer with the body still to be read, for bodies
    /// of any size.
    ///
    /// Up to the answer's head it works as [`execute`](Self::execute). After that nothing is retried:
    /// the caller already has a part of the body.
    ///
    /// ```no_run
    /// use civic_core::http::Request;
    ///
    /// # async fn example(http: civic_core::http::platform::HttpClient) -> Result<(), civic_core::Error> {
    /// let mut download = http.open(Request::get("/files/plan.pdf")).await?;
    /// while let Some(piece) = download.piece().await? {
    ///     println!("{} bytes more", piece.len());
    /// }
    /// assert!(download.is_whole());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`execute`](Self::execute); those of reading the body come from [`Download::piece`].
    pub async fn open(&self, request: Request) -> Result<Download, Error> {
        let mut request = request;
        request.options = request.options.started(self.clock().as_ref());
        let deadline = request.options.running();
        let Answered { response, unread } = self.send(request, true).await?;
        let unread = unread.unwrap_or_else(|| UnreadBody::of(response.body.clone()));
        let stall = self.settings.timeouts.stall;
        Ok(Download::new(response, unread, Arc::clone(self.clock()), stall).until(deadline))
    }

    /// Boxed: the future is some kilobytes, which every caller's own future would have to hold.
    fn send(&self, request: Request, leaves_body: bool) -> BoxFuture<'_, Result<Answered, Error>> {
        if self.middleware.is_empty() {
            return Box::pin(async move {
                retry_loop::send(&self.settings, &request, leaves_body).await
            });
        }
        Box::pin(self.send_through_middleware(request, leaves_body))
    }

    async fn send_through_middleware(
        &self,
        mut request: Request,
        leaves_body: bool,
    ) -> Result<Answered, Error> {
        let clock = &self.settings.clock;
        let started = clock.elapsed();
        let deadline = self.settings.deadline(&request.options);
        request.options = request.options.with_running(deadline);
        let (method, path) = (request.method().clone(), request.path());
        let (settings, all) = (Arc::clone(&self.settings), Arc::clone(&self.middleware));
        let next = Next::new(settings, all, leaves_body);
        // The pipeline keeps to the deadline itself: this is about a middleware's own time.
        let Some(response) = deadline.limits(next.clone().run(request), clock.as_ref()).await
        else {
            let error = deadline.missed("", None::<&str>).at(method, path);
            let elapsed = clock.elapsed().saturating_sub(started);
            return Err(error.tried(0, elapsed).sent(next.was_sent()));
        };
        Ok(Answered { response: response?, unread: next.take_unread() })
    }
}

/// Names the platform and the base URL; holds no secret.
impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient")
            .field("base", &self.settings.base.as_str())
            .field("user_agent", &self.settings.headers.get(header::USER_AGENT))
            .finish_non_exhaustive()
    }
}
