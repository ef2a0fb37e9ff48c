//! A GraphQL client before the sandbox: in memory, with virtual time.

use std::sync::{Arc, Mutex};

use civic_core::http::HttpConfig;
use civic_core::testing::{FakeTransport, VirtualClock};
use civic_sandbox::decidim::{Decidim, DecidimBuilder, Version};
use decidim_client::graphql::{Client, ClientBuilder};
use serde_json::Value;

use crate::bench::{BenchOf, Edit};

/// A site in memory and a client of it.
pub(crate) type Bench = BenchOf<Client>;

impl Bench {
    pub(crate) fn of(version: Version) -> Self {
        Self::new(site().version(version))
    }

    pub(crate) fn new(site: DecidimBuilder) -> Self {
        Self::with(site, |builder| builder)
    }

    pub(crate) fn with(
        site: DecidimBuilder,
        configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        Self::configured(site, HttpConfig::new(), None, |builder, _| configure(builder))
    }

    /// A client that is signed in as an administrator: by API credentials where the version has
    /// them, by the cookie of a session elsewhere.
    pub(crate) fn signed_in(version: Version) -> Self {
        Self::signed_in_with(site().version(version))
    }

    /// The same, where the client gets the site's answers after this change.
    pub(crate) fn signed_in_to(version: Version, edit: Edit) -> Self {
        let site = site().version(version);
        Self::configured(site, HttpConfig::new(), Some(edit), as_administrator)
    }

    /// The same for this site.
    pub(crate) fn signed_in_with(site: DecidimBuilder) -> Self {
        Self::configured(site, HttpConfig::new(), None, as_administrator)
    }

    /// A client that is signed in as a participant who is not an administrator.
    pub(crate) fn participant(version: Version) -> Self {
        let site = site().version(version);
        Self::configured(site, HttpConfig::new(), None, |builder, site| {
            let user = site.ids("users").into_iter().find(|id| *id != 1).unwrap();
            builder.header(http::header::COOKIE, site.session_cookie_of(user))
        })
    }

    pub(crate) fn with_http(site: DecidimBuilder, http: HttpConfig) -> Self {
        Self::configured(site, http, None, |builder, _| builder)
    }

    /// A client that gets the site's answers after this change.
    pub(crate) fn edited(site: DecidimBuilder, edit: Edit) -> Self {
        Self::configured(site, HttpConfig::new(), Some(edit), |builder, _| builder)
    }

    fn configured(
        site: DecidimBuilder,
        http: HttpConfig,
        edit: Option<Edit>,
        configure: impl FnOnce(ClientBuilder, &Decidim) -> ClientBuilder,
    ) -> Self {
        Self::build(site, http, edit, |http, site| {
            let builder = Client::builder("https://sandbox.example.org").http(http);
            configure(builder, site).build().unwrap()
        })
    }

    /// How many requests something takes.
    pub(crate) fn requests_of<T>(&self, work: impl FnOnce(&Self) -> T) -> (usize, T) {
        let before = self.platform.requests().len();
        let done = work(self);
        (self.platform.requests().len() - before, done)
    }
}

fn as_administrator(builder: ClientBuilder, site: &Decidim) -> ClientBuilder {
    if site.version() >= Version::V0_31 {
        builder.credentials(site.api_key(), site.api_secret())
    } else {
        builder.header(http::header::COOKIE, site.session_cookie())
    }
}

/// A quiet site of some size, the same in every run.
pub(crate) fn site() -> DecidimBuilder {
    Decidim::builder().seed(7)
}

/// A server in memory that answers each query as it likes, and what it was asked.
pub(crate) fn server(
    answer: impl Fn(usize, &str) -> Value + Send + Sync + 'static,
) -> (VirtualClock, Client, Arc<Mutex<Vec<String>>>) {
    let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = Arc::clone(&asked);
    let transport = FakeTransport::new(move |request| {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let text = body["query"].as_str().unwrap().to_owned();
        let mut heard = heard.lock().unwrap();
        let said = answer(heard.len(), &text).to_string();
        heard.push(text);
        std::future::ready(Ok(http::Response::new(said.into())))
    });
    let http = HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = Client::builder("https://decidim.example.org").http(http).build().unwrap();
    (clock, client, asked)
}

/// A client of a site that answers queries, with their variables, like this.
pub(crate) fn answering(
    answer: impl Fn(&str, &Value) -> Value + Send + Sync + 'static,
) -> (VirtualClock, Client) {
    let clock = VirtualClock::new();
    let transport = FakeTransport::new(move |request| {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let body = answer(body["query"].as_str().unwrap(), &body["variables"]).to_string();
        let mut response = http::Response::new(body.into());
        response.headers_mut().insert("content-type", "application/json".parse().unwrap());
        std::future::ready(Ok(response))
    });
    let http = HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = Client::builder("https://site.example.org").http(http).build().unwrap();
    (clock, client)
}
