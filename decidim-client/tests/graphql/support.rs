//! A GraphQL client before the sandbox: in memory, with virtual time.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use bytes::Bytes;
use civic_core::clock::Clock;
use civic_core::http::HttpConfig;
use civic_core::list::Paginator;
use civic_core::testing::{FakeTransport, VirtualClock};
use civic_sandbox::decidim::{Decidim, DecidimBuilder, Version};
use civic_sandbox::{Platform, Reply};
use decidim_client::Error;
use decidim_client::graphql::{Client, ClientBuilder};
use http::Request;
use serde_json::Value;

use crate::as_transport::{drained, played};

/// A site in memory and a client of it. Time is virtual: nothing waits.
pub(crate) struct Bench {
    pub(crate) clock: VirtualClock,
    pub(crate) site: Decidim,
    pub(crate) client: Client,
}

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
        Self::build(site, HttpConfig::new(), |builder, _| configure(builder))
    }

    /// A client that is signed in as an administrator: by API credentials where the version has
    /// them, by the cookie of a session elsewhere.
    pub(crate) fn signed_in(version: Version) -> Self {
        Self::signed_in_to(version, |_| {})
    }

    /// The same, where the client gets the site's answers after this change.
    pub(crate) fn signed_in_to(version: Version, edit: fn(&mut Value)) -> Self {
        Self::build_edited(site().version(version), HttpConfig::new(), edit, as_administrator)
    }

    /// The same for this site, of 0.31 or later.
    pub(crate) fn signed_in_with(site: DecidimBuilder) -> Self {
        Self::build(site, HttpConfig::new(), as_administrator)
    }

    /// A client that is signed in as a participant who is no administrator.
    pub(crate) fn participant(version: Version) -> Self {
        Self::build(site().version(version), HttpConfig::new(), |builder, site| {
            let user = site.ids("users").into_iter().find(|id| *id != 1).unwrap();
            builder.header(http::header::COOKIE, site.session_cookie_of(user))
        })
    }

    pub(crate) fn with_http(site: DecidimBuilder, http: HttpConfig) -> Self {
        Self::build(site, http, |builder, _| builder)
    }

    /// A client that gets the site's answers after this change.
    pub(crate) fn edited(site: DecidimBuilder, edit: fn(&mut Value)) -> Self {
        Self::build_edited(site, HttpConfig::new(), edit, |builder, _| builder)
    }

    fn build(
        site: DecidimBuilder,
        http: HttpConfig,
        configure: impl FnOnce(ClientBuilder, &Decidim) -> ClientBuilder,
    ) -> Self {
        Self::build_edited(site, http, |_| {}, configure)
    }

    fn build_edited(
        site: DecidimBuilder,
        http: HttpConfig,
        edit: fn(&mut Value),
        configure: impl FnOnce(ClientBuilder, &Decidim) -> ClientBuilder,
    ) -> Self {
        // After the youngest record that the sandbox makes.
        let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
        let time = clock.clone();
        let site = site.clock(Arc::new(move || SystemTime::from(time.now()))).build();
        let transport = played(Edited { site: site.clone(), edit }, clock.clone());
        let http = http.clock(clock.clone()).transport(transport);
        let builder = Client::builder("https://sandbox.example.org").http(http);
        let client = configure(builder, &site).build().unwrap();
        Self { clock, site, client }
    }

    pub(crate) fn run<F: IntoFuture>(&self, work: F) -> F::Output {
        self.clock.run(work.into_future()).unwrap()
    }

    /// Reads a reading to its end: items and errors.
    pub(crate) fn read<T: Send + 'static>(
        &self,
        reading: &mut Paginator<T>,
    ) -> (Vec<T>, Vec<Error>) {
        self.run(drained(reading))
    }

    /// How many requests something takes.
    pub(crate) fn requests_of<T>(&self, work: impl FnOnce(&Self) -> T) -> (usize, T) {
        let before = self.site.requests().len();
        let done = work(self);
        (self.site.requests().len() - before, done)
    }
}

fn as_administrator(builder: ClientBuilder, site: &Decidim) -> ClientBuilder {
    if site.version() >= Version::V0_31 {
        builder.credentials(site.api_key(), site.api_secret())
    } else {
        builder.header(http::header::COOKIE, site.session_cookie())
    }
}

/// A site with something on the way that changes its answers.
#[derive(Clone)]
struct Edited {
    site: Decidim,
    edit: fn(&mut Value),
}

impl Platform for Edited {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        self.site.handle(request).edited(self.edit)
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
