//! What a caller may decide about the request pipeline.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue};

use super::address::Address;
use super::call_options::CallOptions;
use super::client::HttpClient;
use super::middleware::{Middleware, Next};
use super::platform::Platform;
use super::rate_limit::RateLimit;
use super::request::Request;
use super::response::Response;
use super::retry_policy::RetryPolicy;
use super::settings::Settings;
use super::timeouts::Timeouts;
use super::transport::Transport;
use crate::Error;
use crate::clock::Clock;

/// The HTTP settings that every client of the family takes: transport, clock, timeouts, retries, rate
/// limit, middleware and user agent.
///
/// ```
/// use std::time::Duration;
/// use civic_core::http::{HttpConfig, RetryPolicy, Timeouts};
///
/// let http = HttpConfig::new()
///     .user_agent("open-data-sync/2.1")
///     .timeouts(Timeouts::default().attempt(Duration::from_secs(10)))
///     .retry(RetryPolicy::default().attempts(6));
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct HttpConfig {
    transport: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    timeouts: Timeouts,
    retry: RetryPolicy,
    middleware: Vec<Middleware>,
    rate_limit: Option<RateLimit>,
    user_agent: Option<String>,
    headers: CallOptions,
}

impl HttpConfig {
    /// The defaults: reqwest, the machine's clock, [`Timeouts`], [`RetryPolicy`], and the
    /// platform's own rate limit.
    ///
    /// ```
    /// use civic_core::http::HttpConfig;
    ///
    /// let http = HttpConfig::new().user_agent("open-data-sync/2.1");
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends requests in another way: by your own reqwest client
    /// ([`ReqwestTransport::from`](crate::http::transport::ReqwestTransport)), a recorder, or a
    /// test double.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::HttpConfig;
    /// use civic_core::http::transport::ReqwestTransport;
    ///
    /// # fn example() -> Result<(), reqwest::Error> {
    /// let own = reqwest::Client::builder()
    ///     .proxy(reqwest::Proxy::all("http://proxy.example.org:3128")?)
    ///     .redirect(reqwest::redirect::Policy::none())
    ///     .build()?;
    /// let http = HttpConfig::new().transport(ReqwestTransport::from(own));
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("proxy", "mock"))]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Uses another clock for the time and for every wait. The client then has a rate limit of its own,
    /// since a limit cannot be shared between clocks.
    ///
    /// ```
    /// use civic_core::http::HttpConfig;
    /// use civic_core::testing::VirtualClock;
    ///
    /// let clock = VirtualClock::new();
    /// let http = HttpConfig::new().clock(clock.clone());
    /// ```
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// How long things may take.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::{HttpConfig, Timeouts};
    ///
    /// let http = HttpConfig::new().timeouts(Timeouts::default().attempt(Duration::from_secs(60)));
    /// ```
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// How often a request is tried, and how long it waits between attempts.
    ///
    /// ```
    /// use civic_core::http::{HttpConfig, RetryPolicy};
    ///
    /// let http = HttpConfig::new().retry(RetryPolicy::default().attempts(6));
    /// ```
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Puts a function around every call: any `async fn(Request, Next) -> Result<Response, Error>`.
    ///
    /// * **Once per call**, around the whole pipeline: it begins before a token is fetched or the rate
    ///   limit is waited for, and ends after the last attempt. What happens at each attempt is
    ///   [logged](super#logs); code that must see each attempt is a [`Transport`].
    /// * **The first one added is outermost**: it sees the request first and the answer last.
    /// * It may change the request, answer without sending it, or send it again with a clone of
    ///   `next`. A header that it adds is sent with every attempt.
    /// * The call's deadline includes the time that it takes.
    /// * It sees the requests for tokens too. `Debug` of a [`Request`] and of a [`Response`] shows no
    ///   secret, no header and no body; the body of an answer itself may hold a token.
    ///
    /// A header, a log and a counter:
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use civic_core::Error;
    /// use civic_core::http::{HttpConfig, Next, Request, Response};
    /// use civic_core::http::types::HeaderName;
    ///
    /// async fn with_campaign(request: Request, next: Next) -> Result<Response, Error> {
    ///     next.run(request.header(HeaderName::from_static("x-campaign"), "spring")).await
    /// }
    ///
    /// async fn logged(request: Request, next: Next) -> Result<Response, Error> {
    ///     let line = format!("{} {}", request.method(), request.path());
    ///     let result = next.run(request).await;
    ///     match &result {
    ///         Ok(response) => eprintln!("{line}: {} {:?}", response.status(), response.stats()),
    ///         Err(error) => eprintln!("{line}: {error}"),
    ///     }
    ///     result
    /// }
    ///
    /// let calls = Arc::new(AtomicU64::new(0));
    /// let counter = Arc::clone(&calls);
    /// let http = HttpConfig::new()
    ///     .middleware(logged)
    ///     .middleware(with_campaign)
    ///     .middleware(move |request, next: Next| {
    ///         counter.fetch_add(1, Ordering::Relaxed);
    ///         next.run(request)
    ///     });
    /// ```
    #[doc(alias("interceptor", "layer", "hook"))]
    pub fn middleware<F, R>(mut self, middleware: F) -> Self
    where
        F: Fn(Request, Next) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Response, Error>> + Send + 'static,
    {
        let boxed = move |request, next| -> BoxFuture<'static, Result<Response, Error>> {
            Box::pin(middleware(request, next))
        };
        self.middleware.push(Arc::new(boxed));
        self
    }

    /// Another rate limit than the platform's, or [`RateLimit::off`].
    ///
    /// ```
    /// use civic_core::http::{HttpConfig, RateLimit};
    ///
    /// // Only where the operators have lifted their limit for you.
    /// let http = HttpConfig::new().rate_limit(RateLimit::off());
    /// ```
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// The name and version of the calling program, put behind the client crate's own:
    /// `govocal-client/0.1.0 open-data-sync/2.1`.
    ///
    /// ```
    /// use civic_core::http::HttpConfig;
    ///
    /// let http = HttpConfig::new().user_agent(concat!("open-data-sync/", env!("CARGO_PKG_VERSION")));
    /// ```
    pub fn user_agent(mut self, program: impl Into<String>) -> Self {
        self.user_agent = Some(program.into());
        self
    }

    /// Adds a header to every request, those for tokens included. A header of the same name that was added
    /// here before is replaced. The values of `Cookie` and other secret headers never appear in errors or
    /// logs.
    ///
    /// Names and values are checked when the client is built: what
    /// [`CallOptions::header`] refuses is refused here too.
    ///
    /// ```
    /// use civic_core::http::HttpConfig;
    ///
    /// let http = HttpConfig::new().header("x-campaign", "spring").header("cookie", "gate=open");
    /// ```
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.headers = self.headers.header(name, value);
        self
    }

    /// A client of the platform at `base`.
    ///
    /// ```
    /// use civic_core::Error;
    /// use civic_core::http::HttpConfig;
    /// use civic_core::http::platform::{HttpClient, Platform};
    /// use civic_core::testing::{FakeTransport, VirtualClock};
    ///
    /// #[derive(Debug)]
    /// struct Town;
    ///
    /// impl Platform for Town {
    ///     fn user_agent(&self) -> &'static str {
    ///         "town-client/0.1.0"
    ///     }
    /// }
    ///
    /// let transport = FakeTransport::new(|_| async { Ok(http::Response::new("{}".into())) });
    /// let config = HttpConfig::new().transport(transport).clock(VirtualClock::new());
    /// let http: HttpClient = config.build("https://town.example.org", Town)?;
    /// assert_eq!(http.base().as_str(), "https://town.example.org/");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): a base URL that is not one, that has a
    /// query or a user in it, or that needs TLS in a build without; no transport or no clock in
    /// a build without reqwest; a user agent that is no header value; a header that may not be set.
    pub fn build(
        self,
        base: impl Into<Address>,
        platform: impl Platform,
    ) -> Result<HttpClient, Error> {
        let base = base.into().parse()?;
        let transport = self.transport.map_or_else(default_transport, Ok)?;
        if base.scheme() == "https" && !transport.speaks_https() {
            return Err(Error::invalid_input(
                "this build has no TLS, so https is out of reach: enable the feature `rustls` or \
                 `native-tls`, or hand in a transport",
            ));
        }
        let own_clock = self.clock.is_some();
        let clock = self.clock.map_or_else(default_clock, Ok)?;
        let rate_limit = self.rate_limit.unwrap_or_else(|| match platform.rate_rules() {
            [] => RateLimit::off(),
            rules if own_clock => RateLimit::new(rules),
            rules => RateLimit::of_host(base.authority(), rules),
        });
        let own = platform.user_agent();
        let user_agent =
            self.user_agent.map_or(own.to_owned(), |program| format!("{own} {program}"));
        let user_agent = HeaderValue::from_str(&user_agent)
            .map_err(|_| Error::invalid_input("the user agent is not a valid header value"))?;
        let mut headers = Settings::headers_of(user_agent);
        self.headers.check([&headers, &HeaderMap::new()])?;
        headers.extend(self.headers.headers().clone());
        let settings = Settings {
            base,
            platform: Arc::new(platform),
            transport,
            clock,
            timeouts: self.timeouts,
            retry: self.retry,
            rate_limit,
            headers,
            tokens: None,
        };
        Ok(HttpClient::new(settings, self.middleware))
    }
}

impl fmt::Debug for HttpConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpConfig")
            .field("transport", &self.transport)
            .field("clock", &self.clock)
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(super::transport::ReqwestTransport::new()?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    Err(Error::invalid_input(
        "this build has no transport: enable `rustls`, or set one with HttpConfig::transport",
    ))
}

#[cfg(feature = "reqwest")]
#[allow(clippy::unnecessary_wraps, reason = "fails in builds without reqwest")]
fn default_clock() -> Result<Arc<dyn Clock>, Error> {
    Ok(Arc::new(crate::clock::SystemClock::new()))
}

#[cfg(not(feature = "reqwest"))]
fn default_clock() -> Result<Arc<dyn Clock>, Error> {
    Err(Error::invalid_input(
        "this build has no clock: enable `rustls`, or set one with HttpConfig::clock",
    ))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;

    use super::super::any_order::in_any_order;
    use super::super::platform::RateRule;
    use super::super::request::Request;
    use super::super::transport::TransportFuture;
    use super::*;
    use crate::ErrorKind;
    use crate::testing::{FakeTransport, VirtualClock};

    #[test]
    fn each_setting_is_what_was_set_whatever_else_is_set() {
        let limits = || Timeouts::default().body_limit(4);
        let settings: [fn(HttpConfig) -> HttpConfig; 8] = [
            |http| {
                http.transport(FakeTransport::new(|_| async {
                    Ok(http::Response::new("{}".into()))
                }))
            },
            |http| http.clock(VirtualClock::new()),
            |http| http.timeouts(Timeouts::default().body_limit(4)),
            |http| http.retry(RetryPolicy::default().attempts(9)),
            |http| http.middleware(|request, next| async move { next.run(request).await }),
            |http| http.rate_limit(RateLimit::off()),
            |http| http.user_agent("sync/2.1"),
            |http| http.header("x-a", "1"),
        ];
        for made in in_any_order(HttpConfig::new, &settings) {
            assert!(made.transport.is_some() && made.clock.is_some() && made.rate_limit.is_some());
            assert_eq!((made.timeouts, made.retry.attempts), (limits(), 9));
            assert_eq!((made.middleware.len(), made.user_agent.as_deref()), (1, Some("sync/2.1")));
            assert_eq!(made.headers.headers()["x-a"], "1");
        }
    }

    #[derive(Debug)]
    struct Town;

    impl Platform for Town {
        fn user_agent(&self) -> &'static str {
            "town-client/1.0"
        }

        fn rate_rules(&self) -> &[RateRule] {
            const RULES: [RateRule; 1] = [RateRule::new(100, Duration::from_secs(60))];
            &RULES
        }
    }

    fn answering() -> FakeTransport {
        FakeTransport::new(|_| async { Ok(http::Response::new("{}".into())) })
    }

    #[test]
    fn a_transport_without_tls_reaches_http_alone() {
        #[derive(Debug)]
        struct Plain(FakeTransport);

        impl Transport for Plain {
            fn send(&self, request: http::Request<Bytes>) -> TransportFuture {
                self.0.send(request)
            }

            fn speaks_https(&self) -> bool {
                false
            }
        }
        let build = |base: &str| {
            let config = HttpConfig::new().transport(Plain(answering()));
            config.clock(VirtualClock::new()).build(base, Town)
        };
        assert_eq!(build("http://town.example.org").unwrap().user_agent(), "town-client/1.0");
        let error = build("https://town.example.org").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains("no TLS"), "{error}");
        let with_tls = HttpConfig::new().transport(answering()).clock(VirtualClock::new());
        assert!(with_tls.build("https://town.example.org", Town).is_ok());
    }

    /// A clock of one's own begins anywhere, so windows by it say nothing to others.
    #[test]
    fn clients_of_a_host_share_its_limit_unless_they_have_a_clock_of_their_own() {
        let of_host = RateLimit::of_host("shared.example.org", Town.rate_rules());
        let clock = VirtualClock::new();
        let own = HttpConfig::new().transport(answering()).clock(clock.clone());
        let own = own.build("https://shared.example.org", Town).unwrap();
        clock.run(own.execute(Request::get("/"))).unwrap().unwrap();
        assert_eq!(of_host.used(), [0]);

        let shared = HttpConfig::new().transport(answering());
        let shared = shared.build("https://shared.example.org", Town).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(shared.execute(Request::get("/"))).unwrap();
        assert_eq!(of_host.used(), [1]);
    }
}
