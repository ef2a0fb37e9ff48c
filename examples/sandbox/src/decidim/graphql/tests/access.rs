use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};

use super::Visit;
use crate::decidim::{Decidim, Door, Version};
use crate::platform::Platform;

const SESSION: &str = "{ session { user { id name nickname } } }";

#[test]
fn credentials_give_a_token_in_header_and_body() {
    let visit = Visit::version(Version::V0_31);
    assert_eq!(visit.data(SESSION), json!({"session": null}));
    let form = format!(
        "api_user%5Bkey%5D={}&api_user%5Bsecret%5D={}",
        visit.platform.api_key(),
        visit.platform.api_secret()
    );
    let reply =
        visit.send(Method::POST, "/api/sign_in", "application/x-www-form-urlencoded", &form);
    assert_eq!(reply.status().unwrap(), 200);
    let body = reply.body_json().unwrap();
    let token = body["jwt_token"].as_str().unwrap();
    let header = reply.headers().unwrap().get("authorization").unwrap();
    assert_eq!(header.to_str().unwrap(), format!("Bearer {token}"));
    let visit = visit.signed_in();
    assert_eq!(visit.data(SESSION)["session"]["user"]["nickname"], "@machine");
}

#[test]
fn wrong_credentials_are_refused_by_what_is_accepted() {
    // Decidim, `sessions_controller_spec.rb` (578316e5): `have_http_status(:forbidden)`, and `apiauth_spec.rb`
    // (b9f6001b): no token. Devise 4.9.4, `failure_app.rb`: `http_auth?` where JSON is asked for.
    let visit = Visit::version(Version::V0_32);
    let key = visit.platform.api_key();
    let ask = |accepted: Option<&str>, key: &str| {
        let mut request = Request::post("/api/sign_in").header("content-type", "application/json");
        if let Some(accepted) = accepted {
            request = request.header("accept", accepted);
        }
        let body = json!({"api_user": {"key": key, "secret": "x"}}).to_string();
        let reply = visit.platform.handle(request.body(Bytes::from(body)).unwrap());
        (reply.status().unwrap().as_u16(), reply.body_json().unwrap())
    };
    let nulls =
        json!({"id": null, "name": null, "nickname": null, "jwt_token": null, "avatar": null});
    for accepted in [None, Some("*/*"), Some("text/html"), Some("application/json, */*")] {
        assert_eq!(ask(accepted, key), (403, nulls.clone()), "{accepted:?}");
    }
    for (key, message) in [
        (key, "Invalid Key, Secret or password."),
        ("unknown", "You need to sign in or sign up before continuing."),
    ] {
        assert_eq!(ask(Some("application/json"), key), (401, json!({"error": message})));
    }
}

#[test]
fn tokens_expire_are_revoked_and_can_be_given_back() {
    let visit = Visit::version(Version::V0_31).signed_in();
    assert!(visit.data(SESSION)["session"].is_object());
    visit.clock.advance(120 * 60);
    assert_eq!(visit.data(SESSION), json!({"session": null}));
    let visit = visit.signed_in();
    assert!(visit.data(SESSION)["session"].is_object());
    let reply = visit.send(Method::DELETE, "/api/sign_out", "application/json", "");
    assert_eq!((reply.status().unwrap().as_u16(), reply.body_bytes()), (200, Bytes::new()));
    assert_eq!(visit.data(SESSION), json!({"session": null}));
    let visit = visit.signed_in();
    visit.platform.revoke_tokens();
    assert_eq!(visit.data(SESSION), json!({"session": null}));
}

#[test]
fn old_servers_know_no_token_but_cookies() {
    let visit = Visit::version(Version::V0_30);
    let reply = visit.send(Method::POST, "/api/sign_in", "application/json", "{}");
    assert_eq!(reply.status().unwrap(), 404);
    let request = Request::post("/api")
        .header("content-type", "application/json")
        .header("cookie", visit.platform.session_cookie())
        .body(Bytes::from(json!({"query": SESSION}).to_string()));
    let body = visit.platform.handle(request.unwrap()).body_json().unwrap();
    assert_eq!(body["data"]["session"]["user"]["id"], "1");
}

#[test]
fn a_closed_api_answers_401_or_redirects_by_what_is_accepted() {
    let builder = Decidim::builder().proposals(5).version(Version::V0_31).no_rate_limit();
    let visit = Visit::to(builder.force_authentication(Door::SignedInApi));
    let query = json!({"query": SESSION});
    let reply = visit.post(&query);
    assert_eq!(reply.status().unwrap(), 401);
    assert_eq!(reply.body_json(), Some(json!({"error": "Access denied"})));
    let request = Request::post("/api").header("accept", "text/html");
    let reply = visit.platform.handle(request.body(Bytes::from(query.to_string())).unwrap());
    assert_eq!(reply.status().unwrap(), 302);
    assert!(visit.signed_in().data(SESSION)["session"].is_object());
}

#[test]
fn a_private_organization_redirects_visitors_to_the_sign_in_page() {
    let builder = Decidim::builder().proposals(5).force_authentication(Door::PrivateOrganization);
    let reply = Visit::to(builder).post(&json!({"query": SESSION}));
    assert_eq!(reply.status().unwrap(), 302);
    assert_eq!(reply.headers().unwrap().get("location").unwrap(), "/users/sign_in");
}

#[test]
fn bodies_come_as_json_or_as_a_form() {
    let visit = Visit::version(Version::V0_30);
    let query =
        "query A($id: ID!) { component(id: $id) { id } } query B { decidim { applicationName } }";
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("query", query)
        .append_pair("variables", "{\"id\": 1}")
        .append_pair("operationName", "A")
        .finish();
    let reply = visit.send(Method::POST, "/api/", "application/x-www-form-urlencoded", &form);
    assert_eq!(reply.body_json(), Some(json!({"data": {"component": {"id": "1"}}})));
    let text = json!({"query": query, "variables": "{\"id\": \"1\"}", "operationName": "A"});
    assert_eq!(visit.post(&text).body_json().unwrap()["data"]["component"]["id"], "1");
    let broken = visit.post(&json!({"query": query, "variables": "{", "operationName": "A"}));
    assert_eq!(broken.status().unwrap(), 500);
    let batch = visit.post(&json!([{"query": query}])).body_json().unwrap();
    assert_eq!(batch["errors"][0]["message"], "No query string was present");
    let reply = visit.send(Method::GET, "/api", "", "");
    assert_eq!(reply.headers().unwrap().get("location").unwrap(), "/api/docs");
    let logged = visit.platform.requests();
    assert_eq!(logged[0].operation.as_deref(), Some("A"));
    assert_eq!(logged[0].status.unwrap(), 200);
}

#[test]
fn unpublished_spaces_are_for_administrators() {
    let slugs = |visit: &Visit| -> Vec<Value> {
        let data = visit.data("{ participatoryProcesses { slug } }");
        data["participatoryProcesses"].as_array().unwrap().clone()
    };
    let visit = Visit::version(Version::V0_31);
    let public = slugs(&visit).len();
    assert_eq!(
        visit.data("{ participatoryProcess(id: 4) { id } }")["participatoryProcess"],
        json!(null)
    );
    // The publication of the fourth is never null in the schema, so a list of ids is asked for.
    assert_eq!(slugs(&visit.signed_in()).len(), public + 1);
}

#[test]
fn a_token_of_no_lifetime_is_already_expired() {
    let builder = Decidim::builder().proposals(5).version(Version::V0_31).no_rate_limit();
    let visit = Visit::to(builder.token_lifetime(Duration::ZERO)).signed_in();
    assert_eq!(visit.data(SESSION), json!({"session": null}));
}
