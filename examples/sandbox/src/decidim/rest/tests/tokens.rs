use super::{NOW, Visit, access_token, credentials, error, header, status};
use crate::decidim::{ApiClient, Decidim, RestVersion};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::{Value, json};

#[test]
fn client_credentials_give_a_token_with_its_life_by_the_clock() {
    let visit = Visit::default();
    let body = credentials(json!({"grant_type": "client_credentials"}));
    for path in ["/oauth/token", "/api/rest_full/v0.2/oauth/token"] {
        let reply = visit.raw(Method::POST, path, &[], &body);
        assert_eq!(header(&reply, "cache-control"), Some("no-store"));
        assert_eq!(header(&reply, "pragma"), Some("no-cache"));
        let token = reply.body_json().unwrap();
        assert_eq!(token["token_type"], "Bearer");
        assert_eq!(
            (token["expires_in"].clone(), token["created_at"].clone()),
            (json!(7200), json!(NOW))
        );
        assert_eq!(token["scope"], "public");
        assert!(token.get("refresh_token").is_none());
    }
}

#[test]
fn a_form_is_as_good_as_json() {
    let visit = Visit::default();
    let form = format!(
        "grant_type=client_credentials&scope=public+system&client_id={}&client_secret={}",
        Decidim::CLIENT_ID,
        Decidim::CLIENT_SECRET
    );
    let request = http::Request::post("/oauth/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(bytes::Bytes::from(form));
    let reply = crate::platform::Platform::handle(&visit.platform, request.unwrap());
    assert_eq!(reply.body_json().unwrap()["scope"], "public system");
}

#[test]
fn wrong_clients_and_scopes_are_refused_in_the_oauth_librarys_words() {
    let visit = Visit::default();
    let body = json!({"grant_type": "client_credentials", "client_id": Decidim::CLIENT_ID, "client_secret": "no"});
    let reply = visit.token(&body);
    assert_eq!(status(&reply), 401);
    assert_eq!(reply.body_json().unwrap()["error"], "invalid_client");
    // Doorkeeper 5.8.2, `config/locales/en.yml`, `error_response.rb` (`headers`).
    let words = "Client authentication failed due to unknown client, no client authentication included, or \
                 unsupported authentication method.";
    assert_eq!(error(&reply), (401, words.to_owned()));
    let why = format!(
        "Bearer realm=\"Doorkeeper\", error=\"invalid_client\", error_description=\"{words}\""
    );
    assert_eq!(header(&reply, "www-authenticate"), Some(why.as_str()));
    assert_eq!(header(&reply, "cache-control"), Some("no-store"));
    let body = credentials(json!({"grant_type": "client_credentials", "scope": "public nuclear"}));
    let reply = visit.token(&body);
    assert_eq!(status(&reply), 400);
    assert_eq!(reply.body_json().unwrap()["error"], "invalid_scope");
    assert!(header(&reply, "www-authenticate").unwrap().contains("error=\"invalid_scope\""));
}

#[test]
fn a_basic_authorization_goes_before_the_credentials_of_the_body() {
    // Doorkeeper 5.8.2, `config.rb`: `client_credentials_methods`, `from_basic` first.
    let visit = Visit::default();
    let body = credentials(json!({"grant_type": "client_credentials"}));
    let wrong = format!("Basic {}", STANDARD.encode(format!("{}:wrong", Decidim::CLIENT_ID)));
    let headers = [("authorization", wrong.as_str())];
    assert_eq!(status(&visit.raw(Method::POST, "/oauth/token", &headers, &body)), 401);
}

#[test]
fn grant_types_that_are_none_break_old_servers() {
    for (version, unknown) in [(RestVersion::V0_2_3, 500), (RestVersion::V0_2_10, 400)] {
        let visit = Visit::version(version);
        assert_eq!(status(&visit.token(&credentials(json!({})))), 500);
        let body = credentials(json!({"grant_type": "magic"}));
        let reply = visit.token(&body);
        assert_eq!(status(&reply), unknown);
        if unknown == 400 {
            // An exception without a message: `api_exception.rb` (v0.2.10) tells what it says of itself.
            assert_eq!(error(&reply).1, "Doorkeeper::Errors::InvalidTokenStrategy");
        }
    }
}

#[test]
fn bad_tokens_answer_as_their_version_does() {
    for (version, unknown, stale) in [
        (RestVersion::V0_2_3, 500, 403),
        (RestVersion::V0_2_10, 401, 401),
        (RestVersion::V0_3, 401, 401),
    ] {
        let visit = Visit::version(version);
        let path = format!("{}/spaces/search", visit.prefix());
        assert_eq!(status(&visit.raw(Method::GET, &path, &[], &Value::Null)), unknown);
        assert_eq!(status(&visit.get("/spaces/search", "foreign")), unknown);
        assert_eq!(status(&visit.get("/spaces/search", &visit.machine)), 200);
        // Doorkeeper, `expirable.rb`: `Time.now.utc > expires_at`.
        visit.clock.advance(7200);
        assert_eq!(status(&visit.get("/spaces/search", &visit.machine)), 200);
        visit.clock.advance(1);
        assert_eq!(status(&visit.get("/spaces/search", &visit.machine)), stale);
        let fresh = visit.machine_token("public");
        assert_eq!(status(&visit.get("/spaces/search", &fresh)), 200);
        visit.platform.revoke_tokens();
        assert_eq!(status(&visit.get("/spaces/search", &fresh)), stale);
    }
}

#[test]
fn tokens_in_the_query_count_on_old_servers_only() {
    for (version, expected) in [(RestVersion::V0_2_3, 200), (RestVersion::V0_2_10, 401)] {
        let visit = Visit::version(version);
        for name in ["access_token", "bearer_token"] {
            let uri = format!("{}/spaces/search?{name}={}", visit.prefix(), visit.machine);
            assert_eq!(status(&visit.raw(Method::GET, &uri, &[], &Value::Null)), expected);
        }
    }
}

#[test]
fn a_missing_scope_or_ability_is_403_and_a_missing_participant_400() {
    let visit = Visit::to(
        Decidim::builder()
            .api_client(ApiClient::new("client-of-little-use", "s").without_ability("blogs.read")),
    );
    let public = visit.machine_token("public");
    for path in ["/proposals", "/blogs", "/users", "/organizations"] {
        assert_eq!(error(&visit.get(path, &public)), (403, "Forbidden".to_owned()), "{path}");
    }
    let body = json!({"grant_type": "client_credentials", "client_id": "client-of-little-use", "client_secret": "s", "scope": "blogs proposals"});
    let little = access_token(&visit.token(&body));
    assert_eq!(status(&visit.get("/blogs", &little)), 403);
    assert_eq!(status(&visit.get("/proposals", &little)), 200);
    for (method, path) in [
        (Method::GET, "/me/extended_data?object_path=."),
        (Method::POST, "/draft_proposals"),
        (Method::POST, "/proposal_votes"),
        (Method::POST, "/me/magic_links"),
    ] {
        let reply = visit.send(method, path, &visit.machine, &json!({}));
        assert_eq!(error(&reply), (400, "User required".to_owned()), "{path}");
    }
    assert_eq!(status(&visit.get("/organizations", &visit.participant)), 403);
    let user = *visit.platform.ids("users").last().unwrap();
    visit.platform.update("users", user, json!({"blocked": true}));
    let reply = visit.get("/me/extended_data?object_path=.", &visit.participant);
    assert_eq!(error(&reply), (400, "User blocked".to_owned()));
}

#[test]
fn a_body_that_is_no_json_is_told_so() {
    let visit = Visit::default();
    let request = http::Request::put("/api/rest_full/v0.2/me/extended_data")
        .header("authorization", format!("Bearer {}", visit.participant))
        .body(bytes::Bytes::from_static(b"{\"data\": "));
    let reply = crate::platform::Platform::handle(&visit.platform, request.unwrap());
    assert_eq!(status(&reply), 400);
    assert_eq!(reply.body_json().unwrap()["error"], "400: Malformed JSON request");
}
