//! Other hosts than Decidim sites: a web server's page, a path that is not there, a method that is not allowed.

use civic_core::http::HttpConfig;
use civic_core::testing::{FakeTransport, VirtualClock};
use decidim_client::{Error, graphql, open_data, rest};

/// What servers that know nothing of Decidim answer, with status and body.
const ANSWERS: [(u16, &str); 5] = [
    (200, "<!DOCTYPE html><html><title>Welcome to nginx!</title></html>"),
    (404, ""),
    (404, "<html><title>404 Not Found</title></html>"),
    (405, "<html><title>405 Not Allowed</title></html>"),
    (403, "<html><title>403 Forbidden</title></html>"),
];

const HINT: &str = "or https://blog.example.org is not a Decidim site";

fn other_host(status: u16, body: &'static str) -> (VirtualClock, HttpConfig) {
    let transport = FakeTransport::new(move |_| async move {
        let mut answer = http::Response::new(body.into());
        *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
        Ok(answer)
    });
    let clock = VirtualClock::new();
    (clock.clone(), HttpConfig::new().transport(transport).clock(clock))
}

fn base() -> &'static str {
    "https://blog.example.org/"
}

fn tells_the_host(read: impl Fn(&VirtualClock, HttpConfig) -> Error) {
    for (status, body) in ANSWERS {
        let (clock, http) = other_host(status, body);
        let error = read(&clock, http);
        assert!(error.hint().is_some_and(|hint| hint.ends_with(HINT)), "{status}: {error}");
        assert!(!error.to_string().contains("/../"), "{error}");
    }
}

#[test]
fn graphql_says_so_with_credentials_and_without() {
    tells_the_host(|clock, http| {
        let client = graphql::Client::builder(base()).http(http).build().unwrap();
        clock.run(client.proposals(39).list().stream().try_next()).unwrap().unwrap_err()
    });
    tells_the_host(|clock, http| {
        let client = graphql::Client::builder(base()).credentials("key", "a-secret").http(http);
        let client = client.build().unwrap();
        clock.run(client.proposals(39).list().stream().try_next()).unwrap().unwrap_err()
    });
}

#[test]
fn the_rest_api_says_so() {
    tells_the_host(|clock, http| {
        let client = rest::Client::builder(base()).credentials("client-id", "a-secret").http(http);
        let client = client.build().unwrap();
        let error = clock.run(client.proposals().list().stream().try_next()).unwrap().unwrap_err();
        let unsent = "GET https://blog.example.org/api/rest_full/{version}/proposals was not sent";
        assert!(error.to_string().ends_with(unsent), "{error}");
        error
    });
}

#[test]
fn open_data_say_so_of_a_table_the_archive_and_the_list() {
    tells_the_host(|clock, http| {
        let client = open_data::Client::builder(base()).http(http).build().unwrap();
        clock.run(client.proposals().stream().try_next()).unwrap().unwrap_err()
    });
    tells_the_host(|clock, http| {
        let client = open_data::Client::builder(base()).http(http).build().unwrap();
        clock.run(client.archive()).unwrap().unwrap_err()
    });
    tells_the_host(|clock, http| {
        let client = open_data::Client::builder(base()).http(http).build().unwrap();
        clock.run(client.tables()).unwrap().unwrap_err()
    });
}

/// The sign-in filter of a Decidim site: `{"error": "Access denied"}`, with 401.
#[test]
fn a_site_that_answers_in_decidims_own_form_is_not_doubted() {
    let (clock, http) = other_host(401, r#"{"error": "Access denied"}"#);
    let client = graphql::Client::builder(base()).http(http).build().unwrap();
    let mut list = client.proposals(39).list().stream();
    let error = clock.run(list.try_next()).unwrap().unwrap_err();
    assert!(!error.to_string().contains(HINT), "{error}");
}

#[test]
fn json_of_another_api_is_doubted_and_json_that_was_cut_off_is_not() {
    let error = |body| {
        let (clock, http) = other_host(200, body);
        let client = graphql::Client::builder(base()).http(http).build().unwrap();
        clock.run(client.proposals(39).list().stream().try_next()).unwrap().unwrap_err()
    };
    let other = error(r#"{"version": "2.1", "status": "up"}"#);
    assert!(other.hint().is_some_and(|hint| hint.ends_with(HINT)), "{other}");
    let cut_off = error(r#"{"data": {"component": {"propo"#);
    assert!(!cut_off.to_string().contains(HINT), "{cut_off}");
}
