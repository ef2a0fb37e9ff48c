//! What the main branch of August 2026 has and no release: its controllers, forms and request specs.

use super::{Visit, error, id, status};
use crate::decidim::RestVersion;
use crate::reply::Reply;
use http::Method;
use serde_json::{Value, json};

const EVENT: &str = "proposal_creation.succeeded";

fn visit() -> (Visit, String) {
    let visit = Visit::version(RestVersion::Unreleased);
    let token = visit.machine_token("public webhooks meetings");
    (visit, token)
}

fn hook(url: &Value, events: &[&str]) -> Value {
    json!({"data": {"attributes": {"url": url, "subscriptions": events}}})
}

fn attributes(reply: &Reply) -> Value {
    reply.body_json().unwrap()["data"]["attributes"].take()
}

/// `webhook_registrations_controller_create_spec.rb`, `…_update_spec.rb`, `…_destroy_spec.rb`.
#[test]
fn the_secret_of_a_webhook_is_told_when_it_is_made_and_never_again() {
    let (visit, token) = visit();
    let at = |path: &str| format!("/webhook_registrations{path}");
    let first = hook(&json!("https://example.org/hooks/new"), &[EVENT]);
    let made = visit.send(Method::POST, &at(""), &token, &first);
    assert_eq!(status(&made), 201);
    let number = id(&made.body_json().unwrap()["data"]);
    let shown = attributes(&made);
    assert_eq!(shown["url"], "https://example.org/hooks/new");
    assert_eq!(shown["subscriptions"], json!([EVENT]));
    assert_eq!(shown["signing_secret"].as_str().unwrap().len(), 64);

    let other = hook(&json!("https://example.org/hooks/updated"), &[EVENT]);
    let changed = visit.send(Method::PUT, &at(&format!("/{number}")), &token, &other);
    assert_eq!(status(&changed), 200);
    let changed = attributes(&changed);
    assert_eq!(changed["url"], "https://example.org/hooks/updated");
    assert!(changed.get("signing_secret").is_none());
    let alone = visit.data(&at(&format!("/{number}")), &token);
    assert!(alone["attributes"].get("signing_secret").is_none());

    let second =
        id(&visit.send(Method::POST, &at(""), &token, &first).body_json().unwrap()["data"]);
    let listed: Vec<u64> = visit.data(&at(""), &token).as_array().unwrap().iter().map(id).collect();
    assert_eq!(listed, [second, number], "the newest first");
    let gone = visit.send(Method::DELETE, &at(&format!("/{number}")), &token, &Value::Null);
    assert_eq!(status(&gone), 204);
    let gone = visit.send(Method::DELETE, &at(&format!("/{number}")), &token, &Value::Null);
    assert_eq!(status(&gone), 404);
}

/// `webhook_registration_form.rb`. It asks an address that is missing for its first letters.
#[test]
fn a_webhook_needs_an_address_by_https_and_events_that_were_granted() {
    let (visit, token) = visit();
    let refused = |url: Value, events: &[&str]| {
        error(&visit.send(Method::POST, "/webhook_registrations", &token, &hook(&url, events)))
    };
    let url = || json!("https://example.org/hooks/bad");
    let (code, why) = refused(url(), &["not.an.event"]);
    assert_eq!(code, 400);
    assert!(why.contains("to not.an.event is not allowed"), "{why}");
    let (code, why) = refused(json!("http://example.org/hooks"), &[EVENT]);
    assert_eq!(code, 400);
    assert!(why.contains("must be a valid HTTPS URL"), "{why}");
    assert_eq!(refused(url(), &[]).0, 400);
    assert_eq!(refused(json!(""), &[EVENT]).0, 400);
    assert_eq!(refused(Value::Null, &[EVENT]).0, 500);
    let nothing = visit.send(Method::POST, "/webhook_registrations", &token, &json!({}));
    assert_eq!(status(&nothing), 400);
    assert!(visit.data("/webhook_registrations", &token).as_array().unwrap().is_empty());
}

/// `webhook_events_controller_show_spec.rb`.
#[test]
fn an_example_of_an_event_has_a_record_of_the_site() {
    let (visit, token) = visit();
    let reply = visit.get(&format!("/webhook_events/{EVENT}"), &token);
    assert_eq!(status(&reply), 200);
    let body = reply.body_json().unwrap();
    assert_eq!((&body["type"], &body["data"]["type"]), (&json!(EVENT), &json!("proposal")));
    assert!(visit.platform.record("proposals", id(&body["data"])).is_some());
    assert_eq!(status(&visit.get("/webhook_events/does.not.exist", &token)), 404);
}

/// `meetings_controller.rb`, `meetings_controller_index_spec.rb`.
#[test]
fn meetings_begin_with_the_earliest_unless_another_order_is_asked_for() {
    let (visit, token) = visit();
    let starts = |path: &str| -> Vec<String> {
        let rows = visit.data(path, &token);
        let start = |row: &Value| {
            let meeting = visit.platform.record("meetings", id(row)).unwrap();
            meeting["start_time"].to_string()
        };
        rows.as_array().unwrap().iter().map(start).collect()
    };
    let up = starts("/meetings?per_page=50");
    assert!(up.len() > 1 && up.is_sorted(), "{up:?}");
    let mut down = starts("/meetings?per_page=50&order=start_time&order_direction=desc");
    down.reverse();
    assert!(down.is_sorted(), "{down:?}");
    assert_eq!(up, down);
    assert_eq!(status(&visit.get("/meetings/999999", &token)), 404);
    let of_it = visit.get("/meetings?filter[extended_data_cont]=x", &token);
    assert_eq!(status(&of_it), 200, "who may see the data may search them");
}

/// `doorkeeper_authorize! :webhooks`, `:meetings`; `config/routes.rb` of v0.3.4.
#[test]
fn they_need_their_scopes_and_no_release_has_them() {
    let (visit, _) = visit();
    let released = Visit::version(RestVersion::V0_3);
    for path in ["/webhook_registrations", "/webhook_events/x", "/meetings"] {
        assert_eq!(status(&visit.get(path, &visit.machine)), 403, "{path}");
        assert_eq!(status(&released.get(path, &released.machine)), 404, "{path}");
    }
}
