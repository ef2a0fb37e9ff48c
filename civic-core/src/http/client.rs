//! The road itself, as a client crate holds it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};
use tracing::Instrument;
use url::Url;

use super::clock::Clock;
use super::content_coding;
use super::download::Download;
use super::exchange::{Answered, Exchange, Rest};
use super::platform::Platform;
use super::rate_limit::RateLimit;
use super::redact::is_secret_header;
use super::request::Request;
use super::response::Response;
use super::retry::RetryPolicy;
use super::retry_budget::RetryBudget;
use super::secrets::Secrets;
use super::timeouts::Timeouts;
use super::transport::Transport;
use crate::Error;
use crate::auth::TokenCache;
use crate::error::excerpt;

/// Takes requests to one platform and brings back answers or errors. Cheap to clone.
///
/// Built by [`HttpConfig::build`](super::HttpConfig::build).
#[derive(Clone)]
pub struct HttpClient {
    parts: Arc<Parts>,
    headers: HeaderMap,
    tokens: Option<TokenCache>,
}

pub(super) struct Parts {
    pub(super) base: Url,
    pub(super) platform: Arc<dyn Platform>,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) timeouts: Timeouts,
    pub(super) retry: RetryPolicy,
    pub(super) budget: RetryBudget,
    pub(super) rate_limit: RateLimit,
    pub(super) user_agent: HeaderValue,
}

impl HttpClient {
    pub(super) fn assemble(parts: Parts) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, parts.user_agent.clone());
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let packed = HeaderValue::from_static(content_coding::ACCEPTED);
        headers.insert(header::ACCEPT_ENCODING, packed);
        Self { parts: Arc::new(parts), headers, tokens: None }
    }

    /// The same road with the tokens of this cache on every request that is not anonymous.
    #[must_use]
    pub fn with_tokens(mut self, tokens: TokenCache) -> Self {
        self.tokens = Some(tokens);
        self
    }

    /// The same road with one more header on every request. `Authorization`,
    /// `Proxy-Authorization` and `Cookie` are shown to nobody.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a value that HTTP does not allow.
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Result<Self, Error> {
        let mut value = HeaderValue::from_str(value)
            .map_err(|_| Error::invalid_input(format!("header {name} has an invalid value")))?;
        value.set_sensitive(is_secret_header(&name));
        self.headers.insert(name, value);
        Ok(self)
    }

    /// The same road with one more header on every request, whose value is shown to nobody.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a value that HTTP does not allow.
    pub fn with_secret_header(
        mut self,
        name: HeaderName,
        value: &SecretString,
    ) -> Result<Self, Error> {
        let mut value = HeaderValue::from_str(value.expose_secret())
            .map_err(|_| Error::invalid_input(format!("header {name} has an invalid value")))?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(self)
    }

    /// The platform's base URL.
    pub fn base(&self) -> &Url {
        &self.parts.base
    }

    /// The clock that times everything on this road.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.parts.clock
    }

    /// The client crate's name and version.
    pub fn user_agent(&self) -> &'static str {
        self.parts.platform.user_agent()
    }

    /// Sends a request and returns its successful answer.
    ///
    /// Waits for the rate limit, authorizes, retries and refreshes the token as configured. Any
    /// answer but a 2xx is an error.
    pub async fn execute(&self, request: Request) -> Result<Response, Error> {
        self.send(&request, false).await.map(|answered| answered.response)
    }

    /// Sends a request and returns its successful answer with the body still to come, for bodies
    /// of any size.
    ///
    /// The way up to the answer's head is that of [`execute`](Self::execute). A body that breaks
    /// off is not asked for again: what was read of it is in the caller's hands.
    pub async fn open(&self, request: Request) -> Result<Download, Error> {
        let Answered { response, rest } = self.send(&request, true).await?;
        let rest = rest.unwrap_or_else(Rest::nothing);
        Ok(Download::new(response, rest, Arc::clone(self.clock()), self.parts.timeouts.stall))
    }

    async fn send(&self, request: &Request, leaves_body: bool) -> Result<Answered, Error> {
        let started = self.parts.clock.elapsed();
        let url = request.url(&self.parts.base)?;
        let shown = request.shown(&url);
        let ready = self.parts.clock.ready();
        ready.map_err(|error| error.at(request.method.clone(), shown.clone()))?;
        let span = tracing::debug_span!(
            "civic.request",
            method = %request.method,
            url = %excerpt(&shown),
            status = tracing::field::Empty,
            attempts = tracing::field::Empty,
        );
        let mut exchange = Exchange::new(self, request, url, shown, started);
        if leaves_body {
            exchange = exchange.leaving_the_body();
        }
        // On the heap, since it is some kilobytes that every caller's own future would hold.
        let result = Box::pin(exchange.run().instrument(span.clone())).await;
        match &result {
            Ok(Answered { response, .. }) => {
                span.record("status", response.status.as_u16());
                span.record("attempts", response.receipt.attempts);
            }
            Err(error) => {
                span.record("attempts", error.attempts());
                if let Some(status) = error.status() {
                    span.record("status", status.as_u16());
                }
            }
        }
        result
    }

    pub(super) fn parts(&self) -> &Parts {
        &self.parts
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// What a request's answer may echo and nobody may see.
    pub(super) fn secrets_with(&self, request: &Request) -> Secrets {
        let mut secrets = request.secrets.clone();
        for (name, value) in self.headers.iter().filter(|(_, value)| value.is_sensitive()) {
            secrets.add_header(name, value);
        }
        secrets
    }

    pub(super) fn tokens(&self) -> Option<&TokenCache> {
        self.tokens.as_ref()
    }

    pub(super) fn elapsed_since(&self, started: Duration) -> Duration {
        self.parts.clock.elapsed().saturating_sub(started)
    }
}

/// Names the platform and the base URL; holds no secret.
impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient")
            .field("base", &self.parts.base.as_str())
            .field("user_agent", &self.parts.user_agent)
            .finish_non_exhaustive()
    }
}
