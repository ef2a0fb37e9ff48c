//! How a client is made.

use std::sync::Arc;

use civic_core::Error;
use civic_core::http::HttpConfig;
use civic_core::http::platform::Address;
use secrecy::SecretString;

use super::auth::Machine;
use super::auth::credentials::{Credentials, Grant};
use super::auth::scope::{Scope, Scopes};
use super::client::Client;
use super::platform::RestFull;
use super::session::Session;
use super::site::Site;
use super::version::{ApiVersion, Release};

impl Client<Machine> {
    /// Begins a client for the site at this address, such as `https://decidim.example.org`: its primary
    /// host, for that is what chooses the organisation. No server refuses the
    /// [credentials](ClientBuilder::credentials) of another of its organisations.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::rest::Client;
    ///
    /// let site = Client::builder("https://decidim.example.org").credentials("client-id", "secret").build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(base_url.into())
    }
}

/// Settings of a [`Client`]. Address and credentials are needed, the rest has defaults.
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder {
    base_url: Address,
    credentials: Option<(String, SecretString)>,
    scopes: Scopes,
    version: Option<ApiVersion>,
    release: Option<Result<Release, Error>>,
    locales: Vec<String>,
    http: HttpConfig,
}

impl ClientBuilder {
    pub(super) fn new(base_url: String) -> Self {
        Self {
            base_url: Address::from(base_url),
            credentials: None,
            scopes: [Scope::Public].into_iter().collect(),
            version: None,
            release: None,
            locales: Vec::new(),
            http: HttpConfig::new(),
        }
    }

    /// The client id and secret that the system panel shows for this program. White space around them
    /// is dropped.
    ///
    /// They give a token at every host of the same server, also at that of another organisation, whose content
    /// is then read and written without any error. If your program is given the address by somebody else, ask
    /// once whose the credentials are:
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let own = site.introspect_own().await?.aud.ok_or("the server does not say whose the token is")?;
    /// if own.trim_end_matches('/') != site.base_url().trim_end_matches('/') {
    ///     return Err(format!("these credentials belong to {own}").into());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::rest::Client;
    ///
    /// let (id, secret) = (std::env::var("DECIDIM_CLIENT_ID")?, std::env::var("DECIDIM_CLIENT_SECRET")?);
    /// let site = Client::builder("https://decidim.example.org").credentials(id, secret).build()?;
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

    /// What the token may be used for. Default: only [`Scope::Public`].
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::rest::{Client, Scope};
    ///
    /// let site = Client::builder("https://decidim.example.org")
    ///     .credentials("client-id", "secret")
    ///     .scopes([Scope::Public, Scope::Proposals, Scope::Oauth])
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn scopes<S: Into<Scope>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().collect();
        self
    }

    /// The version of the server's API. Where it is not set, the first token request finds it out: it
    /// tries 0.3, then 0.2, and the answer is remembered for this host. In both cases it is found out
    /// again when the server no longer has it.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::rest::{ApiVersion, Client};
    ///
    /// let site = Client::builder("https://decidim.example.org")
    ///     .credentials("client-id", "secret")
    ///     .version(ApiVersion::of_release("0.3.4")?)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn version(mut self, version: ApiVersion) -> Self {
        self.version = Some(version);
        self
    }

    /// The release of the module that the server has, such as `0.2.10`, and with it the
    /// [`version`](Self::version) of its API. Default: not known, for no answer says it.
    ///
    /// What came with a later release is then refused before anything is sent. What older releases would
    /// ignore in silence, such as a filter on slugs, is sent to a server with version 0.2 only if this says
    /// that it heeds it.
    ///
    /// `unreleased` is the module's main branch as of August 2026, for Decidim 0.32: 0.3.4 with webhooks and meetings
    /// by API, and with extended data of components, spaces, proposals and meetings. A server does not tell it from
    /// 0.3.4, so these are asked for only where this says so.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::rest::Client;
    ///
    /// let site = Client::builder("https://decidim.example.org")
    ///     .credentials("client-id", "secret")
    ///     .release("0.2.12")
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn release(mut self, release: &str) -> Self {
        let release = release.parse::<Release>();
        self.version = release.as_ref().ok().map(|release| release.api_version());
        self.release = Some(release);
        self
    }

    /// The locales to read texts in, unless a call says otherwise. Default: all of the site's.
    /// Servers refuse locales that they do not have.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::rest::Client;
    ///
    /// let site = Client::builder("https://decidim.example.org")
    ///     .credentials("client-id", "secret")
    ///     .locales(["ca", "es"])
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn locales<L: Into<String>>(mut self, locales: impl IntoIterator<Item = L>) -> Self {
        self.locales = locales.into_iter().map(Into::into).collect();
        self
    }

    /// Transport, timeouts, retries and rate limit.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::http::{HttpConfig, RetryPolicy};
    /// use decidim_client::rest::Client;
    ///
    /// let site = Client::builder("https://decidim.example.org")
    ///     .credentials("client-id", "secret")
    ///     .http(HttpConfig::new().user_agent("votes/1.0").retry(RetryPolicy::default().attempts(6)))
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
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::ErrorKind;
    /// use decidim_client::rest::Client;
    ///
    /// let nameless = Client::builder("https://decidim.example.org").build();
    /// assert_eq!(nameless.map(drop).map_err(|error| error.kind()), Err(ErrorKind::InvalidInput));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput): an invalid address, missing
    /// credentials, a client id of less than 8 characters, an empty secret, no scope, an unknown
    /// release, or a build that cannot reach the address.
    pub fn build(self) -> Result<Client<Machine>, Error> {
        let (id, secret) = self.credentials.ok_or_else(|| {
            Error::invalid_input("credentials are missing: call .credentials(client_id, secret)")
        })?;
        let credentials = Credentials::new(&id, &secret)?;
        if self.scopes.is_empty() {
            return Err(Error::invalid_input("a token needs at least one scope"));
        }
        let release = self.release.transpose()?;
        let http = self.http.build(self.base_url, RestFull)?;
        let site = Arc::new(Site::new(http, self.version, release));
        let session = Session::new(site, credentials, self.scopes, self.locales, Grant::Machine);
        Ok(Client::new(session))
    }
}
