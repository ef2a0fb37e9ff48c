//! A request before it goes out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use url::Url;

use super::call_options::CallOptions;
use super::header::header_value;
use super::multipart::Multipart;
use super::path::{below, shown_path};
use super::redact::Secrets;
use super::retry_policy::RetryPolicy;
use super::shown_url::shown_url;
use super::transport::UploadProgress;
use crate::Error;
use crate::error::excerpt;

/// One call to a platform: method, path or URL, query, body, and whether it may be repeated.
///
/// ```
/// use civic_core::http::Request;
///
/// let request = Request::get("/api/v2/ideas").query("page_number", 2);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Request {
    pub(crate) method: Method,
    target: Target,
    query: Vec<(String, SecretString)>,
    secret_parameters: Vec<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    progress: Option<Arc<dyn Fn(u64, u64) + Send + Sync>>,
    pub(crate) idempotent: bool,
    pub(crate) anonymous: bool,
    pub(crate) takes_redirect: bool,
    #[cfg_attr(not(feature = "cassette"), allow(dead_code, reason = "for recordings"))]
    pub(crate) answer_is_secret: bool,
    pub(crate) class: Option<&'static str>,
    pub(crate) options: CallOptions,
    pub(crate) secrets: Secrets,
    invalid: Option<Error>,
}

#[derive(Clone)]
enum Target {
    Path(String),
    Url(Url),
}

impl Request {
    /// A request to a path below the client's base URL. It must start with `/` and have no query;
    /// [`query`](Self::query) adds parameters.
    ///
    /// ```
    /// use civic_core::http::Request;
    /// use civic_core::http::types::Method;
    ///
    /// let request = Request::new(Method::DELETE, "/api/v2/files/17");
    /// assert!(!request.is_idempotent());
    /// ```
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self::to(method, Target::Path(path.into()))
    }

    /// A GET of a path.
    ///
    /// ```
    /// use civic_core::http::Request;
    ///
    /// let request = Request::get("/api/v2/ideas").query("page_size", 5);
    /// assert_eq!(request.path(), "/api/v2/ideas");
    /// ```
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// A POST to a path.
    ///
    /// ```
    /// use civic_core::http::Request;
    /// use serde_json::json;
    ///
    /// let request = Request::post("/api/v2/comments").json(&json!({"body": "Yes, please"}));
    /// ```
    pub fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path)
    }

    /// A GET of a whole URL that the server gave, such as the link to the next page. It must be
    /// on the client's own host: a token never goes elsewhere.
    pub fn get_url(url: Url) -> Self {
        Self::to(Method::GET, Target::Url(url))
    }

    /// The same request to another path, for a client that learns the path after all else.
    pub fn at(self, path: impl Into<String>) -> Self {
        Self { target: Target::Path(path.into()), ..self }
    }

    fn to(method: Method, target: Target) -> Self {
        let idempotent = method == Method::GET || method == Method::HEAD;
        Self {
            method,
            target,
            query: Vec::new(),
            secret_parameters: Vec::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            progress: None,
            idempotent,
            anonymous: false,
            takes_redirect: false,
            answer_is_secret: false,
            class: None,
            options: CallOptions::default(),
            secrets: Secrets::default(),
            invalid: None,
        }
    }

    /// Adds a query parameter; the same name may be added again.
    ///
    /// ```
    /// use civic_core::http::Request;
    ///
    /// let request = Request::get("/api/v2/ideas").query("topic_ids[]", 3).query("topic_ids[]", 5);
    /// ```
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.query.push((name.into(), SecretString::from(value.to_string())));
        self
    }

    /// Adds a query parameter whose value never appears in errors or logs, also where the server
    /// repeats it in its answer, in capital or small letters or escaped. A value of fewer than 6 bytes
    /// is replaced only where it stands as a separate word, a longer one everywhere.
    ///
    /// ```
    /// use civic_core::http::Request;
    /// use civic_core::secrecy::SecretString;
    ///
    /// let request = Request::get("/api/v1/petitions").secret_query("api_key", SecretString::from("k-77"));
    /// assert!(!format!("{request:?}").contains("k-77"));
    /// ```
    pub fn secret_query(mut self, name: impl Into<String>, value: SecretString) -> Self {
        let name = name.into();
        self.secret_parameters.push(name.clone());
        self.secrets.add(value.clone());
        self.query.push((name, value));
        self
    }

    /// Adds a header, replacing one of the same name. A value that HTTP does not allow makes the
    /// call fail before anything is sent.
    ///
    /// The values of `Authorization`, `Proxy-Authorization` and `Cookie` never appear in errors or logs.
    /// An `Authorization` given here is sent instead of the client's token.
    ///
    /// ```
    /// use civic_core::http::Request;
    /// use civic_core::http::types::HeaderName;
    ///
    /// let request = Request::get("/api/v2/ideas").header(HeaderName::from_static("x-campaign"), "spring");
    /// ```
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        match header_value(&name, value) {
            Ok(value) => self.insert(name, value),
            Err(error) => self.refuse(error),
        }
        self
    }

    /// Adds a header whose value never appears in errors or logs, replacing one of the same name.
    ///
    /// ```
    /// use civic_core::http::Request;
    /// use civic_core::http::types::HeaderName;
    /// use civic_core::secrecy::SecretString;
    ///
    /// let key = SecretString::from("the-key");
    /// let request = Request::get("/stats").secret_header(HeaderName::from_static("x-api-key"), &key);
    /// ```
    pub fn secret_header(mut self, name: HeaderName, value: &SecretString) -> Self {
        match header_value(&name, value.expose_secret()) {
            Ok(mut value) => {
                value.set_sensitive(true);
                self.insert(name, value);
            }
            Err(error) => self.refuse(error),
        }
        self
    }

    fn insert(&mut self, name: HeaderName, value: HeaderValue) {
        if value.is_sensitive() {
            self.secrets.add_header(&name, &value);
        }
        self.headers.insert(name, value);
    }

    /// Whether it has its own `Authorization`, so that no token is needed.
    pub(crate) fn brings_authorization(&self) -> bool {
        self.headers.contains_key(header::AUTHORIZATION)
    }

    /// Sets a JSON body. A value that cannot be written as JSON makes the call fail before anything is
    /// sent.
    ///
    /// ```
    /// use civic_core::http::Request;
    /// use serde_json::json;
    ///
    /// let request = Request::post("/api/v2/ideas").json(&json!({"idea": {"title": "Trees"}}));
    /// ```
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => {
                self.body = body.into();
                let json = HeaderValue::from_static("application/json");
                self.headers.insert(header::CONTENT_TYPE, json);
            }
            Err(error) => self.refuse(
                Error::invalid_input("the body cannot be written as JSON").with_source(error),
            ),
        }
        self
    }

    /// Sets a form as the body.
    ///
    /// ```
    /// use civic_core::http::Request;
    /// use civic_core::http::platform::Multipart;
    ///
    /// let form = Multipart::new().file("file", "plan.pdf", "application/pdf", &b"%PDF-1.7"[..]);
    /// let request = Request::post("/files").multipart(&form);
    /// ```
    #[doc(alias("upload", "form"))]
    pub fn multipart(mut self, form: &Multipart) -> Self {
        match form.encoded() {
            Ok((content_type, body)) => {
                self.body = body;
                self.headers.insert(header::CONTENT_TYPE, content_type);
            }
            Err(error) => self.refuse(error),
        }
        self
    }

    /// Calls this function with the bytes of the body that have gone out, and with their total, while it
    /// is sent. It never goes back, and ends with the total where a success is answered. What has gone
    /// out is handed to the connection; whether the server has it, only its answer says.
    ///
    /// It is called while the request is sent, so that it must be quick.
    ///
    /// ```
    /// use civic_core::http::Request;
    /// use civic_core::http::platform::Multipart;
    ///
    /// let form = Multipart::new().file("file", "plan.pdf", "application/pdf", &b"%PDF-1.7"[..]);
    /// let request = Request::post("/files")
    ///     .multipart(&form)
    ///     .on_progress(|sent, total| eprintln!("{sent} of {total} bytes"));
    /// ```
    #[doc(alias = "upload")]
    pub fn on_progress(mut self, tell: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(tell));
        self
    }

    /// Reports to the caller how much of the body has gone out, for all attempts together.
    pub(crate) fn progress(&self) -> Option<UploadProgress> {
        let tell = self.progress.clone()?;
        Some(UploadProgress::new(tell, self.body.len()))
    }

    /// Names a secret that the body or the path contains. It never appears in errors or logs, also where
    /// the server repeats it; see [`secret_query`](Self::secret_query).
    ///
    /// ```
    /// use civic_core::http::Request;
    /// use civic_core::secrecy::SecretString;
    /// use serde_json::json;
    ///
    /// let request = Request::post("/sign_in")
    ///     .json(&json!({"email": "ada@example.org", "password": "the-password"}))
    ///     .containing(SecretString::from("the-password"));
    /// ```
    pub fn containing(mut self, secret: SecretString) -> Self {
        self.secrets.add(secret);
        self
    }

    /// Whether sending it twice does no more than sending it once. By default only for GET and
    /// HEAD; others are repeated only when they were certainly not sent.
    ///
    /// Such a request is also sent again where JSON was asked for and the successful answer has no body,
    /// an HTML page or broken JSON. A request for something else says so in the header `Accept`.
    ///
    /// ```
    /// use civic_core::http::Request;
    /// use serde_json::json;
    ///
    /// // A search by POST changes nothing, so that it may be sent again.
    /// let request = Request::post("/api/search").json(&json!({"q": "trees"})).idempotent(true);
    /// assert!(request.is_idempotent());
    /// ```
    #[doc(alias = "retry")]
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }

    /// Sends no token with it.
    ///
    /// ```
    /// use civic_core::http::Request;
    ///
    /// assert!(Request::get("/status").anonymous().is_anonymous());
    /// ```
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Treats a redirect as a successful answer instead of an error. It is not followed.
    pub fn takes_redirect(mut self) -> Self {
        self.takes_redirect = true;
        self
    }

    /// Says that the answer is a secret as a whole, such as a token: a recording has stand-ins in place of
    /// its texts.
    pub fn secret_answer(mut self) -> Self {
        self.answer_is_secret = true;
        self
    }

    /// The class of requests that it counts as in the platform's rate limits; see
    /// [`RateRule`](super::platform::RateRule).
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = Some(class);
        self
    }

    /// Sets deadline, retries and headers of the call that this request is a part of. Earlier ones are
    /// replaced.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::{CallOptions, Request};
    ///
    /// let options = CallOptions::new().deadline(Duration::from_secs(5));
    /// let request = Request::get("/api/v2/ideas").options(options);
    /// ```
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Whether it goes without a token.
    pub fn is_anonymous(&self) -> bool {
        self.anonymous
    }

    /// Whether sending it twice does no more than sending it once.
    pub fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// Deadline, retries and headers as they are set.
    pub fn call_options(&self) -> &CallOptions {
        &self.options
    }

    /// The longest that this may take, every wait included; see [`CallOptions::deadline`].
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::Request;
    ///
    /// let request = Request::get("/api/v2/ideas").deadline(Duration::from_secs(5));
    /// ```
    #[doc(alias = "timeout")]
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.options = self.options.deadline(limit);
        self
    }

    /// How often this is tried and how long it waits between attempts; see [`CallOptions::retry`].
    ///
    /// ```
    /// use civic_core::http::{Request, RetryPolicy};
    ///
    /// let request = Request::get("/api/v2/ideas").retry(RetryPolicy::never());
    /// ```
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options = self.options.retry(policy);
        self
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path below the client's base URL, without the query and with `***` in place of secrets.
    pub fn path(&self) -> String {
        let path = match &self.target {
            Target::Path(path) => shown_path(path),
            Target::Url(url) => url.path().to_owned(),
        };
        excerpt(&self.secrets.scrub(&path).unwrap_or(path))
    }

    /// Whether a success must be JSON, and asking again does no harm. The header `Accept` says what is
    /// asked for; `headers` are those of the client.
    pub(crate) fn awaits_json(&self, headers: &HeaderMap) -> bool {
        let accept = self.headers.get(header::ACCEPT).or_else(|| headers.get(header::ACCEPT));
        let accept = accept.and_then(|accept| accept.to_str().ok());
        let has_body = self.method != Method::HEAD && self.method != Method::DELETE;
        self.idempotent && has_body && accept.is_some_and(|accept| accept.contains("json"))
    }

    fn refuse(&mut self, error: Error) {
        self.invalid.get_or_insert(error);
    }

    /// What was set wrongly, if anything was. `headers` are those of the client.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), Error> {
        match &self.invalid {
            Some(error) => Err(error.clone()),
            None => self.options.check([headers, &self.headers]),
        }
    }

    /// The URL to send to.
    pub(crate) fn url(&self, base: &Url) -> Result<Url, Error> {
        let mut url = match &self.target {
            Target::Path(path) => below(base, path)?,
            Target::Url(url) if url.origin() == base.origin() => url.clone(),
            Target::Url(url) => {
                return Err(Error::invalid_input(format!(
                    "{} is not on {}, and a token never goes to another host",
                    shown_url(url, &self.secret_parameters),
                    shown_url(base, &[]),
                )));
            }
        };
        if !self.query.is_empty() {
            let mut pairs = url.query_pairs_mut();
            for (name, value) in &self.query {
                pairs.append_pair(name, value.expose_secret());
            }
        }
        Ok(url)
    }

    /// The URL as it may be shown.
    pub(crate) fn shown(&self, url: &Url) -> String {
        let shown = shown_url(url, &self.secret_parameters);
        self.secrets.scrub(&shown).unwrap_or(shown)
    }
}

/// Shows method, path and the names of parameters, and no values of parameters, headers or body.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = match &self.target {
            Target::Path(path) => shown_path(path),
            Target::Url(url) => shown_url(url, &self.secret_parameters),
        };
        let target = self.secrets.scrub(&target).unwrap_or(target);
        let target = excerpt(&target);
        let parameters: Vec<_> = self.query.iter().map(|(name, _)| name).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("target", &target)
            .field("parameters", &parameters)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    fn base() -> Url {
        Url::parse("https://demo.example.org/sub/").unwrap()
    }

    #[test]
    fn a_path_goes_below_the_base() {
        let url = Request::get("/api/v2/ideas").query("a[]", "x y").url(&base()).unwrap();
        assert_eq!(url.as_str(), "https://demo.example.org/sub/api/v2/ideas?a%5B%5D=x+y");
    }

    #[test]
    fn another_path_keeps_the_rest_of_the_request() {
        let url = Request::get("/early").query("a", "b").at("/late").url(&base()).unwrap();
        assert_eq!(url.as_str(), "https://demo.example.org/sub/late?a=b");
    }

    #[test]
    fn a_path_never_leaves_the_host() {
        for path in ["//evil.example.org/x", "/a/...//evil.example.org", "/@evil.example.org"] {
            let url = Request::get(path).url(&base()).unwrap();
            assert_eq!(url.host_str(), Some("demo.example.org"), "{path}");
        }
        for path in ["https://evil.example.org", "ideas", "/ideas?a=1", "/ideas#a"] {
            let error = Request::get(path).url(&base()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{path}");
        }
    }

    #[test]
    fn segments_of_dots_are_refused_however_they_are_written() {
        for path in [
            "/ideas/.",
            "/ideas/..",
            "/..//evil.example.org",
            "/ideas/../users/1",
            "/ideas/%2e%2E",
            "/ideas/.%2e/x",
            "/ideas/%2E",
            "/ideas\\..\\users",
            "/ideas/.\t./users",
        ] {
            let error = Request::get(path).url(&base()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{path}");
        }
        for path in ["/ideas/...", "/.well-known/x", "/a..b", "/ideas/1.csv"] {
            assert!(Request::get(path).url(&base()).is_ok(), "{path}");
        }
    }

    #[test]
    fn a_query_within_a_path_is_refused_and_not_shown() {
        for path in
            ["/ideas?api_key=s3cr3t", "/ideas#s3cr3t", "https://me:s3cr3t@demo.example.org/"]
        {
            let request = Request::get(path);
            let shown = format!("{} {request:?}", request.url(&base()).unwrap_err());
            assert!(!shown.contains("s3cr3t"), "{shown}");
            assert!(shown.contains("query()"), "{shown}");
        }
    }

    #[test]
    fn a_url_on_another_host_is_refused() {
        let url = Url::parse("https://evil.example.org/?token=abcdef").unwrap();
        let error = Request::get_url(url).url(&base()).unwrap_err();
        assert!(!error.to_string().contains("abcdef"), "{error}");
    }

    #[test]
    fn a_broken_header_fails_before_sending() {
        let request = Request::get("/a").header(header::ACCEPT, "a\nb");
        assert_eq!(request.check(&HeaderMap::new()).unwrap_err().kind(), ErrorKind::InvalidInput);
    }

    #[test]
    fn secret_headers_are_sensitive_and_remembered_as_secrets() {
        let request = Request::get("/a")
            .header(header::AUTHORIZATION, "Bearer s3cr3t-1")
            .header(header::COOKIE, "session=s3cr3t-2")
            .header(header::PROXY_AUTHORIZATION, "Basic s3cr3t-3")
            .header(header::ACCEPT, "text/html")
            .secret_header(HeaderName::from_static("x-api-key"), &SecretString::from("s3cr3t-4"));
        let open: Vec<_> = request.headers.iter().filter(|(_, v)| !v.is_sensitive()).collect();
        assert_eq!(open.len(), 1, "{open:?}");
        for number in 1..=4 {
            let said = format!("your s3cr3t-{number}!");
            assert_eq!(request.secrets.scrub(&said).as_deref(), Some("your ***!"));
        }
        assert!(request.brings_authorization());
    }

    #[test]
    fn a_secret_within_the_path_is_not_shown() {
        let request = Request::get("/links/s3cr3t=").containing(SecretString::from("s3cr3t="));
        let url = request.url(&base()).unwrap();
        assert!(url.path().ends_with("/links/s3cr3t="));
        let shown = format!("{} {request:?}", request.shown(&url));
        assert!(shown.contains("/links/***") && !shown.contains("s3cr3t"), "{shown}");
    }

    #[test]
    fn the_path_is_shown_without_query_and_secrets() {
        let request = Request::get("/links/s3cr3t=").containing(SecretString::from("s3cr3t="));
        assert_eq!(request.path(), "/links/***");
        let url = Url::parse("https://demo.example.org/a/b?key=s3cr3t").unwrap();
        assert_eq!(Request::get_url(url).path(), "/a/b");
    }

    #[test]
    fn debug_shows_no_values() {
        let request = Request::get("/a")
            .secret_query("api_key", SecretString::from("s3cr3t"))
            .query("name", "private");
        let shown = format!("{request:?}");
        assert!(!shown.contains("s3cr3t") && !shown.contains("private"), "{shown}");
    }

    #[test]
    fn it_tells_how_it_is_sent() {
        let plain = Request::get("/a");
        assert!(!plain.is_anonymous() && plain.is_idempotent());
        assert!(!Request::post("/a").is_idempotent());
        let limited = Request::get("/a").anonymous().deadline(Duration::from_secs(5));
        assert!(limited.is_anonymous());
        assert_eq!(limited.call_options().limit(), Some(Duration::from_secs(5)));
        assert_eq!(plain.call_options().limit(), None);
    }
}
