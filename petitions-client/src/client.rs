//! The client of one server and how it is built.

use std::fmt;
use std::sync::Arc;

use civic_core::auth::given_secret;
use civic_core::clock::Clock;
use civic_core::http::platform::{Address, HttpClient};
use civic_core::http::{HttpConfig, Request, Response};
use civic_core::{Error, ErrorKind};
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};

use crate::platform::PetitionsEu;
use crate::server_error::ServerError;
use crate::wrong_host::or_wrong_host;

/// Where the API wants the key: in the query, not in a header.
pub(crate) const KEY: &str = "api_key";

/// A server with the petitions.eu API.
///
/// Cheap to clone; clones share the connections and the rate limit. Each table has a method that
/// opens it: `site.petitions().get(id)`, `site.signatures().list()`,
/// `site.organisations().list()`.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: HttpClient,
    key: SecretString,
    /// The key as servers name it, where it is too short to be looked for by itself.
    named: Vec<SecretString>,
    language: Option<String>,
}

impl Client {
    /// Begins a client for the server at this address, such as `https://petitions.example.org`. There
    /// is no default: operators give their API's address together with a key.
    ///
    /// Write `https://`. The site's code answers each request of plain HTTP with a redirect to HTTPS
    /// (likely the API as well), which this client does not follow; by then the key has been sent once where
    /// others can read it.
    ///
    /// ```
    /// use petitions_client::{Client, language};
    ///
    /// # fn main() -> Result<(), petitions_client::Error> {
    /// let site = Client::builder("https://petitions.example.org")
    ///     .api_key("the-key-from-the-operator")
    ///     .language(language::ENGLISH)
    ///     .build()?;
    /// assert_eq!(site.language(), Some("en"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            base_url: Address::from(base_url.into()),
            key: None,
            language: None,
            http: HttpConfig::new(),
        }
    }

    /// Sends any request, with the same key, rate limit, retries and errors as all other calls.
    ///
    /// For paths that this version does not know. The answer's `json()` decodes it into any type.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// use petitions_client::http::Request;
    ///
    /// let request = Request::get("/api/v1/petitions").query("count", 5);
    /// let answer: petitions_client::serde_json::Value = site.request(request).await?.json()?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn request(&self, request: Request) -> Result<Response, Error> {
        let Inner { key, named, .. } = &*self.0;
        let request = request.secret_query(KEY, key.clone());
        let request = named.iter().cloned().fold(request, Request::containing);
        self.0.http.execute(request).await.map_err(|error| refused(error, self.base_url()))
    }

    /// The server's address.
    ///
    /// ```
    /// use petitions_client::Client;
    ///
    /// # fn main() -> Result<(), petitions_client::Error> {
    /// let site = Client::builder("https://petitions.example.org").api_key("1234").build()?;
    /// assert_eq!(site.base_url(), "https://petitions.example.org/");
    /// # Ok(())
    /// # }
    /// ```
    pub fn base_url(&self) -> &str {
        self.0.http.base().as_str()
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(self.0.http.clock())
    }

    /// The language that texts are read in unless a call says otherwise. `None`: the server's own,
    /// Dutch.
    pub fn language(&self) -> Option<&str> {
        self.0.language.as_deref()
    }
}

/// The shortest key that is removed wherever the server repeats it: a shorter one may stand there by
/// chance.
const TELLING: usize = 6;

/// A shorter key is removed where it stands behind its name: in URLs, JSON, Ruby's own form, headers
/// and XML.
fn named(key: &SecretString) -> Vec<SecretString> {
    let key = key.expose_secret();
    let between = ["=", "\":\"", "\": \"", "\"=>\"", "\" => \"", ": ", ": \"", ">"];
    let forms = between.iter().map(|between| format!("{KEY}{between}{key}").into());
    if key.len() < TELLING { forms.collect() } else { Vec::new() }
}

/// A refusal is about the key. How servers say it is not documented. What is in no form of theirs may
/// also be another server's.
fn refused(error: Error, base: &str) -> Error {
    let is_foreign = ServerError::of(&error).is_none();
    let (kind, likely) = match error.status() {
        _ if error.is_temporary() || error.hint().is_some() => return error,
        Some(StatusCode::UNAUTHORIZED) => (ErrorKind::Credentials, "the API key is not accepted"),
        Some(StatusCode::FORBIDDEN) => {
            (ErrorKind::Credentials, "the API key is not accepted, or lacks the right to this")
        }
        Some(StatusCode::NOT_FOUND) if is_foreign => {
            (error.kind(), "what was asked for is not there")
        }
        Some(status) if is_foreign && status.is_client_error() => {
            (error.kind(), "something on the way answered in the site's place")
        }
        _ => return error,
    };
    let error = error.with_kind(kind);
    if is_foreign { or_wrong_host(error, likely, base) } else { error.with_hint(likely) }
}

/// Names the server; holds no secret.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("petitions_client::Client")
            .field("base_url", &self.base_url())
            .field("language", &self.0.language)
            .finish_non_exhaustive()
    }
}

/// Settings of a [`Client`]. Address and key are needed, the rest has defaults.
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder {
    base_url: Address,
    key: Option<SecretString>,
    language: Option<String>,
    http: HttpConfig,
}

impl ClientBuilder {
    /// The API key. `1234` is the public test key, which gives three petitions, signatures and timestamps,
    /// and all organisations. White space around the key is dropped.
    ///
    /// ```
    /// use petitions_client::{Client, ErrorKind};
    ///
    /// # fn main() -> Result<(), petitions_client::Error> {
    /// let refused = Client::builder("https://petitions.example.org").api_key(" ").build();
    /// assert_eq!(refused.map_err(|error| error.kind()).err(), Some(ErrorKind::InvalidInput));
    /// # Ok(())
    /// # }
    /// ```
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The language to read texts in: one of [`language`](crate::language), or any other text. By
    /// default none is asked for, which servers take as Dutch.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Transport, timeouts, retries and rate limit.
    ///
    /// ```
    /// use petitions_client::Client;
    /// use petitions_client::http::{HttpConfig, RetryPolicy};
    ///
    /// # fn main() -> Result<(), petitions_client::Error> {
    /// let http = HttpConfig::new().retry(RetryPolicy::default().attempts(6));
    /// let site = Client::builder("https://petitions.example.org").api_key("1234").http(http).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn http(mut self, http: HttpConfig) -> Self {
        self.http = http;
        self
    }

    /// The client. Sends nothing yet.
    ///
    /// ```no_run
    /// use petitions_client::{Client, ErrorKind};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let site = Client::builder(std::env::var("PETITIONS_URL")?)
    ///     .api_key(std::env::var("PETITIONS_API_KEY")?)
    ///     .build()?;
    /// // The first call shows whether the key is right.
    /// match site.petitions().list().page_size(1).newest().await {
    ///     Err(error) if error.kind() == ErrorKind::Credentials => eprintln!("{error}"),
    ///     newest => println!("{:?}", newest?.first().and_then(|petition| petition.name.clone())),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput): an invalid address, a missing or empty key, a
    /// blank language, or a build that cannot reach the address.
    pub fn build(self) -> Result<Client, Error> {
        let key = self
            .key
            .ok_or_else(|| Error::invalid_input("the API key is missing: call .api_key(key)"))?;
        let key = given_secret("the API key", &key)?;
        if self.language.as_ref().is_some_and(|language| language.trim().is_empty()) {
            return Err(Error::invalid_input("the language is blank"));
        }
        let http = self.http.build(self.base_url, PetitionsEu)?;
        let named = named(&key);
        Ok(Client(Arc::new(Inner { http, key, named, language: self.language })))
    }
}
