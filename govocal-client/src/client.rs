//! The client of one platform and how it is built.

use std::fmt;
use std::sync::Arc;

use civic_core::Error;
use civic_core::auth::TokenCache;
use civic_core::clock::Clock;
use civic_core::http::platform::{Address, HttpClient};
use civic_core::http::{CallOptions, HttpConfig, Request, Response};
use http::HeaderName;
use secrecy::SecretString;

use crate::auth::Credentials;
use crate::platform::GoVocal;

/// Identifies the integration to the platform's administrators.
const INTEGRATION: HeaderName = HeaderName::from_static("x-govocal-client");

/// A Go Vocal platform.
///
/// Cheap to clone; clones share the token, the connections and the rate limit. Each resource has
/// a method that opens it: `city.ideas().list()`, `city.users().get(id)`,
/// `city.comments().deleted()`. A call that the platform does not have is a compile error.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: HttpClient,
    locale: Option<String>,
}

impl Client {
    /// Begins a client for the platform at this address, such as `https://demo.example.org`.
    ///
    /// ```
    /// use govocal_client::Client;
    ///
    /// # fn main() -> Result<(), govocal_client::Error> {
    /// let city = Client::builder("https://demo.example.org")
    ///     .credentials("5a6f3f0e-7f0c-4d53-9a55-2f60a1a0c001", "the-client-secret")
    ///     .build()?;
    /// assert_eq!(city.base_url(), "https://demo.example.org/");
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            base_url: Address::from(base_url.into()),
            credentials: None,
            locale: None,
            integration: None,
            http: HttpConfig::new(),
        }
    }

    /// Sends any request, with the same token, rate limit, retries and errors as all other calls.
    ///
    /// For paths that this version does not know. The answer's `json()` decodes it into any type.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// use govocal_client::http::Request;
    ///
    /// let request = Request::get("/api/v2/ideas").query("page_size", 5);
    /// let answer: govocal_client::serde_json::Value = city.request(request).await?.json()?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn request(&self, request: Request) -> Result<Response, Error> {
        self.0.http.execute(request).await
    }

    /// The options of a call whose deadline runs from now on.
    pub(crate) fn started(&self, options: CallOptions) -> CallOptions {
        self.0.http.started(options)
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(self.0.http.clock())
    }

    /// The platform's address.
    ///
    /// ```
    /// use govocal_client::Client;
    ///
    /// # fn main() -> Result<(), govocal_client::Error> {
    /// let city = Client::builder("https://demo.example.org")
    ///     .credentials("5a6f3f0e-7f0c-4d53-9a55-2f60a1a0c001", "the-client-secret")
    ///     .build()?;
    /// println!("{}", city.base_url());
    /// # Ok(())
    /// # }
    /// ```
    pub fn base_url(&self) -> &str {
        self.0.http.base().as_str()
    }

    /// The locale that texts are read in unless a call says otherwise. `None`: the platform's
    /// first.
    pub fn locale(&self) -> Option<&str> {
        self.0.locale.as_deref()
    }
}

/// Names the platform; holds no secret.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("govocal_client::Client")
            .field("base_url", &self.base_url())
            .field("locale", &self.0.locale)
            .finish_non_exhaustive()
    }
}

/// Settings of a [`Client`]. Address and credentials are needed, the rest has defaults.
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder {
    base_url: Address,
    credentials: Option<(String, SecretString)>,
    locale: Option<String>,
    integration: Option<String>,
    http: HttpConfig,
}

impl ClientBuilder {
    /// The client id and secret that the platform's administrators made for this program. White space
    /// around them is dropped.
    ///
    /// ```
    /// use govocal_client::{Client, ErrorKind};
    ///
    /// # fn main() -> Result<(), govocal_client::Error> {
    /// let refused = Client::builder("https://demo.example.org")
    ///     .credentials("not a UUID", "the-client-secret")
    ///     .build();
    /// assert_eq!(refused.map_err(|error| error.kind()).err(), Some(ErrorKind::InvalidInput));
    /// # Ok(())
    /// # }
    /// ```
    pub fn credentials(
        mut self,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        self.credentials = Some((client_id.into(), client_secret.into()));
        self
    }

    /// The locale to read texts in, such as `nl-BE`. The platform answers in its first locale where it
    /// does not have this one, and does not say so.
    ///
    /// ```
    /// use govocal_client::Client;
    ///
    /// # fn main() -> Result<(), govocal_client::Error> {
    /// let city = Client::builder("https://demo.example.org")
    ///     .credentials("5a6f3f0e-7f0c-4d53-9a55-2f60a1a0c001", "the-client-secret")
    ///     .locale("nl-BE")
    ///     .build()?;
    /// assert_eq!(city.locale(), Some("nl-BE"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.locale = Some(locale.into());
        self
    }

    /// The calling program's name and version, such as `open-data-sync/2.1`: sent as
    /// `X-GoVocal-Client`, which platforms log beside each request since September 2026.
    ///
    /// ```
    /// use govocal_client::Client;
    ///
    /// # fn main() -> Result<(), govocal_client::Error> {
    /// let city = Client::builder("https://demo.example.org")
    ///     .credentials("5a6f3f0e-7f0c-4d53-9a55-2f60a1a0c001", "the-client-secret")
    ///     .integration("open-data-sync/2.1")
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn integration(mut self, program: impl Into<String>) -> Self {
        self.integration = Some(program.into());
        self
    }

    /// Transport, timeouts, retries and rate limit.
    ///
    /// ```
    /// use std::time::Duration;
    /// use govocal_client::Client;
    /// use govocal_client::http::{HttpConfig, RetryPolicy, Timeouts};
    ///
    /// # fn main() -> Result<(), govocal_client::Error> {
    /// let http = HttpConfig::new()
    ///     .retry(RetryPolicy::default().attempts(6))
    ///     .timeouts(Timeouts::default().attempt(Duration::from_secs(60)));
    /// let city = Client::builder("https://demo.example.org")
    ///     .credentials("5a6f3f0e-7f0c-4d53-9a55-2f60a1a0c001", "the-client-secret")
    ///     .http(http)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn http(mut self, http: HttpConfig) -> Self {
        self.http = http;
        self
    }

    /// The client. Sends nothing yet: the first call asks for a token.
    ///
    /// ```no_run
    /// use govocal_client::{Client, ErrorKind};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let city = Client::builder(std::env::var("GOVOCAL_URL")?)
    ///     .credentials(std::env::var("GOVOCAL_CLIENT_ID")?, std::env::var("GOVOCAL_CLIENT_SECRET")?)
    ///     .build()?;
    /// // The first call shows whether the credentials are right.
    /// match city.projects().list().page_size(1).stream().try_next().await {
    ///     Err(error) if error.kind() == ErrorKind::Credentials => eprintln!("{error}"),
    ///     first => println!("{:?}", first?.and_then(|project| project.title)),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput): an invalid address, missing
    /// credentials, a client id that is not a UUID, an empty secret, a blank locale, a blank or
    /// otherwise invalid name of the integration, or a build that cannot reach the address.
    pub fn build(self) -> Result<Client, Error> {
        let (id, secret) = self.credentials.ok_or_else(|| {
            Error::invalid_input("credentials are missing: call .credentials(client_id, secret)")
        })?;
        let credentials = Credentials::new(&id, &secret)?;
        if self.locale.as_deref().is_some_and(|locale| locale.trim().is_empty()) {
            return Err(Error::invalid_input("the locale is blank"));
        }
        if self.integration.as_deref().is_some_and(|name| name.trim().is_empty()) {
            return Err(Error::invalid_input("the integration's name is blank"));
        }
        let mut http = self.http.build(self.base_url, GoVocal)?;
        if let Some(program) = &self.integration {
            http = http.with_header(INTEGRATION, program)?;
        }
        let clock = Arc::clone(http.clock());
        let tokens = TokenCache::new(credentials.source(http.clone()), clock);
        Ok(Client(Arc::new(Inner { http: http.with_tokens(tokens), locale: self.locale })))
    }
}

/// The client of a platform at this address, for this crate's tests.
#[cfg(test)]
pub(crate) fn client_of(base: &str) -> Client {
    Client::builder(base)
        .credentials(uuid::Uuid::from_u128(1).to_string(), "a-secret-of-twenty-characters")
        .build()
        .unwrap()
}
