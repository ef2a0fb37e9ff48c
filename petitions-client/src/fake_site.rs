//! A client before a server of a few lines, for the unit tests.

use civic_core::http::{HttpConfig, RateLimit};
use civic_core::list::source::PageSource;
use civic_core::testing::{FakeTransport, VirtualClock, check_page_source};
use serde_json::Value;

use crate::client::Client;

/// A client whose server answers by path, below `/api/v1/`, and query.
pub(crate) fn client(answer: fn(&str, &str) -> Value) -> (VirtualClock, Client) {
    let clock = VirtualClock::new();
    let transport = FakeTransport::new(move |request| {
        let path = request.uri().path().trim_start_matches("/api/v1/").to_owned();
        let body = answer(&path, request.uri().query().unwrap_or_default()).to_string();
        async move { Ok(http::Response::new(body.into())) }
    });
    let http = HttpConfig::new().transport(transport).clock(clock.clone());
    let client = Client::builder("https://petitions.example.org")
        .api_key("some-key")
        .http(http.rate_limit(RateLimit::off()))
        .build();
    (clock, client.unwrap())
}

/// How many pages of a source answered the same when they were asked for twice.
pub(crate) fn pages_asked_twice(clock: &VirtualClock, source: &impl PageSource) -> u64 {
    clock.run(check_page_source(source)).unwrap().unwrap()
}
