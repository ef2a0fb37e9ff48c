//! The client of one site and how it is built.

use std::fmt;
use std::sync::Arc;

use civic_core::Error;
use civic_core::auth::{TokenCache, given_secret};
use civic_core::clock::Clock;
use civic_core::http::platform::{Address, HttpClient};
use civic_core::http::{CallOptions, HttpConfig, Request, Response};
use civic_core::jiff::Timestamp;
use http::HeaderName;
use http::header::AUTHORIZATION;
use secrecy::{ExposeSecret, SecretString};

use super::adapt::{Capabilities, SiteMemory};
use super::auth::SignIn;
use super::platform::DecidimSite;

const JWT_AUDIENCE: HeaderName = HeaderName::from_static("x-jwt-aud");

/// A Decidim site's GraphQL API.
///
/// Cheap to clone; clones share the connections, the rate limit, the token and what is known of
/// the site's version.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    pub(super) options: CallOptions,
}

struct Inner {
    http: HttpClient,
    tokens: Option<TokenCache>,
    /// Whether the builder was given anybody to act as: credentials, a token, or a header, which may be
    /// the cookie of a session.
    is_anonymous: bool,
    parameters: Vec<(String, SecretString)>,
    locale: Option<String>,
    memory: SiteMemory,
}

impl Client {
    /// Begins a client for the site at this address, such as `https://decidim.example.org`. The address
    /// of its API, `https://decidim.example.org/api`, is as good.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::graphql::Client;
    ///
    /// let site = Client::builder("https://decidim.example.org").build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            base_url: Address::from(site_of(base_url.into())),
            identity: Identity::Anonymous,
            locale: None,
            headers: Vec::new(),
            parameters: Vec::new(),
            capabilities: Capabilities::default(),
            http: HttpConfig::new(),
        }
    }

    /// The site's address.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::graphql::Client;
    ///
    /// let site = Client::builder("https://decidim.example.org/api").build()?;
    /// assert_eq!(site.base_url(), "https://decidim.example.org/");
    /// # Ok(())
    /// # }
    /// ```
    pub fn base_url(&self) -> &str {
        self.inner.http.base().as_str()
    }

    /// What this site does not have of everything that the typed reads and writes asked of it so far.
    ///
    /// ```no_run
    /// # use decidim_client::serde_json;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut proposals = site.all_proposals().list().stream();
    /// while proposals.try_next().await?.is_some() {}
    ///
    /// println!("{}", site.capabilities()); // missing: Proposal.followsCount, Proposal.likesCount, …
    /// std::fs::write("known.json", serde_json::to_string(&site.capabilities())?)?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("version", "features"))]
    pub fn capabilities(&self) -> Capabilities {
        self.inner.memory.capabilities()
    }

    /// The same client with this deadline, retry policy and headers for each of its calls. It shares
    /// everything else with this one.
    ///
    /// Each call takes the three by methods of its own as well; this is for many calls alike.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// use std::time::Duration;
    /// use decidim_client::http::CallOptions;
    ///
    /// let hurried = site.with_options(CallOptions::new().deadline(Duration::from_secs(5)));
    /// let organization = hurried.organization().await?;
    /// let proposal = hurried.proposals(39).get(35).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    #[doc(alias("timeout", "deadline"))]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { inner: Arc::clone(&self.inner), options }
    }

    /// The same client with the deadline of its options running from now on, for one call.
    pub(super) fn started(&self) -> Self {
        self.with_options(self.options.clone().started(self.inner.http.clock().as_ref()))
    }

    /// The token of the API credentials, where the client signs in by them.
    pub(super) fn tokens(&self) -> Option<&TokenCache> {
        self.inner.tokens.as_ref()
    }

    pub(super) fn is_anonymous(&self) -> bool {
        self.inner.is_anonymous
    }

    /// The language of messages.
    pub(super) fn locale(&self) -> &str {
        self.chosen_locale().unwrap_or("en")
    }

    /// The language that the builder was given.
    pub(super) fn chosen_locale(&self) -> Option<&str> {
        self.inner.locale.as_deref()
    }

    pub(super) fn memory(&self) -> &SiteMemory {
        &self.inner.memory
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock().now()
    }

    pub(super) fn clock(&self) -> &Arc<dyn Clock> {
        self.inner.http.clock()
    }

    pub(super) async fn send(&self, mut request: Request) -> Result<Response, Error> {
        for (name, value) in &self.inner.parameters {
            request = request.secret_query(name.clone(), value.clone());
        }
        self.inner.http.execute(request.options(self.options.clone())).await
    }
}

/// The site whose API has this address.
fn site_of(address: String) -> String {
    match address.trim_end_matches('/').strip_suffix("/api") {
        // A memory may be called `api`.
        Some(site) if !site.ends_with('/') => site.to_owned(),
        _ => address,
    }
}

/// Names the site; holds no secret.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("graphql::Client")
            .field("base_url", &self.base_url())
            .field("is_anonymous", &self.inner.is_anonymous)
            .finish_non_exhaustive()
    }
}

/// Settings of a [`Client`]. Only the address is needed: without credentials it reads what
/// everybody may read.
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder {
    base_url: Address,
    identity: Identity,
    locale: Option<String>,
    headers: Vec<(HeaderName, SecretString)>,
    parameters: Vec<(String, SecretString)>,
    capabilities: Capabilities,
    http: HttpConfig,
}

#[derive(Debug)]
enum Identity {
    Anonymous,
    Credentials { key: SecretString, secret: SecretString },
    Bearer { token: SecretString, audience: Option<String> },
}

impl ClientBuilder {
    /// Signs in with API credentials, which the site's system administrators make (since 0.31).
    /// They stand for an administrator. The token is renewed in time. White space around the key and
    /// the secret is dropped.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::graphql::Client;
    ///
    /// let site = Client::builder("https://decidim.example.org")
    ///     .credentials(std::env::var("DECIDIM_KEY")?, std::env::var("DECIDIM_SECRET")?)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("api key", "login", "sign in"))]
    pub fn credentials(mut self, key: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        self.identity = Identity::Credentials { key: key.into().into(), secret: secret.into() };
        self
    }

    /// Sends a token that the caller has, such as a participant's from OAuth (since 0.31), and
    /// the id of the OAuth application that it was made for. White space around the token is dropped.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::graphql::Client;
    ///
    /// let token = std::env::var("PARTICIPANT_TOKEN")?;
    /// let ana = Client::builder("https://decidim.example.org").bearer(token, Some("application-id")).build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("oauth", "token", "authorization"))]
    pub fn bearer(mut self, token: impl Into<SecretString>, audience: Option<&str>) -> Self {
        let audience = audience.map(str::to_owned);
        self.identity = Identity::Bearer { token: token.into(), audience };
        self
    }

    /// The language of messages and of texts that are written without one, default `en`; and the one in
    /// which the names of components are searched and sorted, default the site's own. Texts are always
    /// read in all languages.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::graphql::Client;
    ///
    /// let site = Client::builder("https://decidim.example.org").locale("ca").build()?;
    /// let shade = site.components(decidim_client::graphql::resources::SpaceKind::Assembly, 4).list().named("ombra");
    /// # Ok(())
    /// # }
    /// ```
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.locale = Some(locale.into());
        self
    }

    /// Adds a header to every request, for sites behind a login of their own. Its value is shown to nobody.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::graphql::Client;
    ///
    /// let preview = Client::builder("https://preview.example.org")
    ///     .header("cookie".parse()?, std::env::var("PREVIEW_COOKIE")?)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn header(mut self, name: HeaderName, value: impl Into<SecretString>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Adds a query parameter to every request, for sites behind a login of their own. Its value is shown to
    /// nobody.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::graphql::Client;
    ///
    /// let preview = Client::builder("https://preview.example.org")
    ///     .query("access_key", std::env::var("PREVIEW_KEY")?)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn query(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// What is known of the site from an earlier [`Client::capabilities`], so that it need not be
    /// found out again.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::graphql::Client;
    /// use decidim_client::serde_json;
    ///
    /// // What `site.capabilities()` was at the end of the last run.
    /// let known = serde_json::from_str(&std::fs::read_to_string("known.json")?)?;
    /// let site = Client::builder("https://decidim.example.org").capabilities(known).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn capabilities(mut self, known: Capabilities) -> Self {
        self.capabilities = known;
        self
    }

    /// Transport, timeouts, retries and rate limit.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use std::time::Duration;
    /// use decidim_client::graphql::Client;
    /// use decidim_client::http::{HttpConfig, RetryPolicy, Timeouts};
    ///
    /// let http = HttpConfig::new()
    ///     .user_agent("open-data-sync/2.1")
    ///     .timeouts(Timeouts::default().attempt(Duration::from_secs(10)))
    ///     .retry(RetryPolicy::default().attempts(6));
    /// let site = Client::builder("https://decidim.example.org").http(http).build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("proxy", "timeout", "backoff", "rate limit", "throttle", "mock"))]
    pub fn http(mut self, http: HttpConfig) -> Self {
        self.http = http;
        self
    }

    /// The client. Sends nothing yet.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::ErrorKind;
    /// use decidim_client::graphql::Client;
    ///
    /// let refused = Client::builder("decidim, somewhere").build().map(drop).map_err(|error| error.kind());
    /// assert_eq!(refused, Err(ErrorKind::InvalidInput));
    /// let site = Client::builder("https://decidim.example.org").build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput): an address that is not a valid URL, an empty
    /// key, secret, token or locale, an invalid header value, or a build that cannot reach the
    /// address.
    pub fn build(self) -> Result<Client, Error> {
        if self.locale.as_deref().is_some_and(|locale| locale.trim().is_empty()) {
            return Err(Error::invalid_input("the locale is empty"));
        }
        let mut http = self.http.build(self.base_url, DecidimSite)?;
        for (name, value) in &self.headers {
            http = http.with_secret_header(name.clone(), value)?;
        }
        let mut tokens = None;
        let is_anonymous = matches!(self.identity, Identity::Anonymous) && self.headers.is_empty();
        match self.identity {
            Identity::Anonymous => {}
            Identity::Credentials { key, secret } => {
                let (key, secret) =
                    (given_secret("the API key", &key)?, given_secret("the API secret", &secret)?);
                let clock = Arc::clone(http.clock());
                let sign_in = SignIn::new(key, secret, self.parameters.clone(), http.clone());
                let cache = TokenCache::new(sign_in, clock);
                http = http.with_tokens(cache.clone());
                tokens = Some(cache);
            }
            Identity::Bearer { token, audience } => {
                let token = given_secret("the token", &token)?;
                http =
                    http.with_header(AUTHORIZATION, &format!("Bearer {}", token.expose_secret()))?;
                if let Some(audience) = audience {
                    http = http.with_header(JWT_AUDIENCE, &audience)?;
                }
            }
        }
        let memory = SiteMemory::new(self.capabilities);
        let (parameters, locale) = (self.parameters, self.locale);
        let inner = Arc::new(Inner { http, tokens, is_anonymous, parameters, locale, memory });
        Ok(Client { inner, options: CallOptions::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_api_is_the_address_of_the_site() {
        for (given, site) in [
            ("https://a.example.org/api", "https://a.example.org"),
            ("https://a.example.org/api/", "https://a.example.org"),
            ("https://example.org/a/api", "https://example.org/a"),
            ("https://a.example.org/", "https://a.example.org/"),
            ("https://a.example.org/myapi", "https://a.example.org/myapi"),
            ("https://api", "https://api"),
        ] {
            assert_eq!(site_of(given.to_owned()), site);
        }
    }
}
