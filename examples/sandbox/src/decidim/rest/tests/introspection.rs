use super::{NOW, Visit, credentials, error, header, status};
use crate::decidim::{ApiClient, Decidim};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::{Value, json};

#[test]
fn introspection_tells_clients_about_their_tokens() {
    let visit = Visit::default();
    let ask = |headers: &[(&str, &str)], body: Value| {
        visit.raw(Method::POST, "/oauth/introspect", headers, &body)
    };
    let bearer = format!("Bearer {}", visit.machine);
    let by_bearer = [("authorization", bearer.as_str())];
    let told = ask(&by_bearer, json!({"token": visit.participant})).body_json().unwrap();
    assert_eq!(
        (told["active"].clone(), told["exp"].clone(), told["iat"].clone()),
        (json!(true), json!(NOW + 7200), json!(NOW))
    );
    assert!(told["sub"].is_u64());
    assert_eq!(told["aud"], "https://decidim.example.org");
    assert_eq!(told["resource"]["attributes"]["email"], "ada_tester@example.org");
    // Doorkeeper 5.8.2, `token_introspection.rb`, `invalid_token_response.rb`.
    let refused = "The access token is invalid".to_owned();
    let itself = ask(&by_bearer, json!({"token": visit.machine}));
    assert_eq!(error(&itself), (401, refused.clone()));
    assert_eq!(itself.body_json().unwrap()["state"], "unauthorized");
    assert!(header(&itself, "www-authenticate").unwrap().contains("error=\"invalid_token\""));
    assert_eq!(error(&ask(&by_bearer, json!({"token": "unknown"}))), (401, refused));
    let in_body = json!({"token": visit.participant, "access_token": visit.machine});
    assert_eq!(status(&ask(&[], in_body)), 200);
    // The credentials count, and a bearer beside them does not.
    let foreign = [("authorization", "Bearer foreign")];
    let told = ask(&foreign, credentials(json!({"token": visit.machine})));
    assert_eq!(told.body_json().unwrap()["active"], true);
    let mut wrong = credentials(json!({"token": visit.participant}));
    wrong["client_secret"] = json!("wrong");
    let told = ask(&by_bearer, wrong);
    assert_eq!(
        (status(&told), told.body_json().unwrap()["error"].clone()),
        (401, json!("invalid_client"))
    );
    let told = ask(&[], credentials(json!({"token": visit.machine}))).body_json().unwrap();
    assert!(told["active"] == true && told.get("resource").is_none());
    let unknown = ask(&[], credentials(json!({"token": "unknown"})));
    assert_eq!(unknown.body_json().unwrap(), json!({"active": false}));
    let basic = format!("{}:{}", Decidim::CLIENT_ID, Decidim::CLIENT_SECRET);
    let basic = format!("Basic {}", STANDARD.encode(basic));
    let told = ask(&[("authorization", &basic)], json!({"token": visit.machine}));
    assert_eq!(told.body_json().unwrap()["active"], true);
    for headers in [&[][..], &foreign] {
        let none = ask(headers, json!({"token": visit.machine}));
        assert_eq!(
            (status(&none), none.body_json().unwrap()["error"].clone()),
            (400, json!("invalid_request"))
        );
    }
    visit.clock.advance(7201);
    let told = ask(&[], credentials(json!({"token": visit.machine})));
    assert_eq!(told.body_json().unwrap(), json!({"active": false}));
    let told = ask(&by_bearer, json!({"token": visit.participant}));
    assert_eq!(error(&told), (401, "The access token expired".to_owned()));
    visit.platform.revoke_tokens();
    let told = ask(&by_bearer, json!({"token": visit.participant}));
    assert_eq!(error(&told), (401, "The access token was revoked".to_owned()));
}

#[test]
fn a_token_is_taken_back_by_its_own_client_alone_and_at_the_platforms_path() {
    // Doorkeeper 5.8.2, `tokens_controller.rb` (`revoke`); the module routes `oauth/token` and
    // `oauth/introspect` (`config/routes.rb`, v0.2.9, v0.3.4).
    let visit = Visit::to(Decidim::builder().api_client(ApiClient::new("another-client", "s")));
    let revoke = |path: &str, body: Value| visit.raw(Method::POST, path, &[], &body);
    let is_good = || status(&visit.get("/spaces/search", &visit.machine)) == 200;
    let refused = (403, "You are not authorized to revoke this token".to_owned());
    let nobody = revoke("/oauth/revoke", json!({"token": visit.machine}));
    assert_eq!(nobody.body_json().unwrap()["error"], "unauthorized_client");
    assert_eq!(error(&nobody), refused);
    let another =
        json!({"client_id": "another-client", "client_secret": "s", "token": visit.machine});
    assert_eq!(error(&revoke("/oauth/revoke", another)), refused);
    let own = credentials(json!({"token": visit.machine}));
    assert_eq!(status(&revoke("/api/rest_full/v0.2/oauth/revoke", own.clone())), 404);
    assert!(is_good());
    assert_eq!(status(&revoke("/oauth/revoke", credentials(json!({"token": "unknown"})))), 200);
    assert_eq!(revoke("/oauth/revoke", own).body_json().unwrap(), json!({}));
    assert!(!is_good());
}
