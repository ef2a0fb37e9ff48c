//! A byte order mark before an answer, which some editors and proxies put there: RFC 8259, section 8.1,
//! lets a reader ignore it.

use std::sync::{Arc, Mutex};

use civic_core::http::{HttpConfig, RetryPolicy};
use civic_core::testing::{FakeTransport, VirtualClock};
use decidim_client::ErrorKind;
use decidim_client::graphql::{Client, Id, ServerError};
use serde_json::{Value, json};

/// A site that gives these answers in turn, each behind a mark; then the last one for ever.
fn site(answers: Vec<(u16, Value)>) -> (VirtualClock, Client, Arc<Mutex<Vec<String>>>) {
    let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = Arc::clone(&asked);
    let transport = FakeTransport::new(move |request| {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let mut heard = heard.lock().unwrap();
        heard.push(body["query"].as_str().unwrap().to_owned());
        let (status, answer) = &answers[(heard.len() - 1).min(answers.len() - 1)];
        let answer = http::Response::builder()
            .status(*status)
            .header("content-type", "application/json")
            .body(format!("\u{feff}{answer}").into());
        std::future::ready(Ok(answer.unwrap()))
    });
    let http = HttpConfig::new().clock(clock.clone()).transport(transport);
    let http = http.retry(RetryPolicy::never());
    let client = Client::builder("https://decidim.example.org").http(http).build().unwrap();
    (clock, client, asked)
}

/// A page with one row, whose author's affiliation is a plain text, as before 0.29.
fn page() -> Value {
    let author = json!({"__typename": "User", "id": "3", "organizationName": "Terrassa"});
    json!({"component": {"proposals": {
        "edges": [{"node": {"id": "7", "author": author}}],
        "pageInfo": {"hasNextPage": false, "hasPreviousPage": false}}}})
}

/// What a site of graphql-ruby says of a field of another form than was asked for.
fn other_form() -> Value {
    json!({"errors": [{"message": "no",
        "path": ["query Proposals", "component", "... on Proposals", "proposals", "edges", "node", "author",
                 "organizationName"],
        "extensions": {"code": "selectionMismatch", "nodeName": "field 'organizationName'",
                       "typeName": "String"}}]})
}

#[test]
fn a_mark_before_a_whole_answer_is_passed_over() {
    let said = json!([{"message": "no", "path": ["component", "proposals"]}]);
    for (body, errors) in
        [(json!({"data": page()}), 0), (json!({"errors": said, "data": page()}), 1)]
    {
        let (clock, client, asked) = site(vec![(200, other_form()), (200, body.clone())]);
        let mut reading = client.proposals(1).list().stream();
        let proposal = clock.run(reading.try_next()).unwrap().unwrap().unwrap();
        assert_eq!(proposal.id, Id::new(7));
        let affiliation = proposal.author.unwrap().organization_name;
        assert_eq!(affiliation.get("und"), Some("Terrassa"), "adapted behind the mark too");
        assert!(clock.run(reading.try_next()).unwrap().unwrap().is_none());
        assert_eq!(reading.report().server_errors, errors, "{}", reading.report());
        assert_eq!(asked.lock().unwrap().len(), 2);

        let (clock, client, _) = site(vec![(200, body)]);
        let answer = clock.run(client.query("{ component(id: 1) { id } }"));
        let answer = answer.unwrap().unwrap();
        assert_eq!(answer.decode::<Value>().unwrap(), page());
        assert_eq!(answer.errors().len() as u64, errors);
    }
}

#[test]
fn a_mark_before_an_error_hides_nothing_of_it() {
    let refused =
        |code: &str| json!({"errors": [{"message": "You may not", "extensions": {"code": code}}]});
    for (status, kind) in [
        (200, ErrorKind::Forbidden),
        (403, ErrorKind::Forbidden),
        (422, ErrorKind::Rejected),
        (500, ErrorKind::Server),
    ] {
        let (clock, client, _) = site(vec![(status, refused("UNAUTHORIZED_OBJECT_ERROR"))]);
        let error = clock.run(client.proposals(1).get(7)).unwrap().unwrap_err();
        assert_eq!(error.kind(), kind, "{status}: {error}");
        let said = ServerError::all_of(&error);
        assert_eq!(said.len(), 1, "{status}: {error}");
        assert_eq!(said[0].code(), Some("UNAUTHORIZED_OBJECT_ERROR"));
        assert!(!error.to_string().contains('\u{feff}'), "{error}");
    }
}
