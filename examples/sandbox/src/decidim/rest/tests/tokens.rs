use super::{NOW, Visit, access_token, credentials, error, header, status};
use crate::decidim::{ApiClient, Decidim, RestVersion};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::{Value, json};

fn password(mut body: Value) -> Value {
    body["grant_type"] = json!("password");
    credentials(body)
}

fn nickname(visit: &Visit) -> String {
    let user = visit.platform.record("users", 2).unwrap();
    user["nickname"].as_str().unwrap().to_owned()
}

#[test]
fn client_credentials_give_a_token_with_its_life_by_the_clock() {
    let visit = Visit::default();
    let body = credentials(json!({"grant_type": "client_credentials"}));
    for path in ["/oauth/token", "/api/rest_full/v0.2/oauth/token"] {
        let reply = visit.raw(Method::POST, path, &[], &body);
        assert_eq!(header(&reply, "cache-control"), Some("no-store"));
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
    let body = credentials(json!({"grant_type": "client_credentials", "scope": "public nuclear"}));
    let reply = visit.token(&body);
    assert_eq!(status(&reply), 400);
    assert_eq!(reply.body_json().unwrap()["error"], "invalid_scope");
}

#[test]
fn grant_types_that_are_none_break_old_servers() {
    for (version, unknown) in [(RestVersion::V0_2_3, 500), (RestVersion::V0_2_10, 400)] {
        let visit = Visit::version(version);
        assert_eq!(status(&visit.token(&credentials(json!({})))), 500);
        let body = credentials(json!({"grant_type": "magic"}));
        assert_eq!(status(&visit.token(&body)), unknown);
    }
}

#[test]
fn a_participant_signs_in_by_nickname_and_password() {
    let visit = Visit::default();
    let login = |name: &str, secret: &str| {
        visit.token(&password(json!({"auth_type": "login", "username": name, "password": secret})))
    };
    let name = nickname(&visit);
    access_token(&login(&name, Decidim::PASSWORD));
    assert_eq!(error(&login(&name, "wrong")), (400, "User not found".to_owned()));
    assert_eq!(status(&login("nobody_at_all", "x")), 500);
    let newer = Visit::version(RestVersion::V0_2_10);
    let body = json!({"auth_type": "login", "username": "nobody_at_all", "password": "x"});
    let reply = newer.token(&password(body));
    assert_eq!(error(&reply), (400, "User not found".to_owned()));
    let reply = visit.token(&password(json!({"auth_type": "login", "username": "x"})));
    assert_eq!(reply.body_json().unwrap()["error"], "400: Required parameter missing");
}

#[test]
fn each_mistake_of_a_password_grant_has_its_message() {
    let visit = Visit::to(
        Decidim::builder()
            .api_client(ApiClient::new("client-without-abilities", "s").abilities(["oauth.read"])),
    );
    let ask = |more: Value| error(&visit.token(&password(more)));
    let register = json!({"register_on_missing": true});
    for (more, message) in [
        (
            json!({"auth_type": "impersonate", "username": "nobody_at_all"}),
            "User not found. To create one, user meta.register_on_missing",
        ),
        (
            json!({"auth_type": "impersonate", "id": 99999, "meta": register}),
            "Param .id forbidden. Check your impersonation payload",
        ),
        (json!({"auth_type": "impersonate"}), "Username params required"),
        (
            json!({"auth_type": "impersonate", "username": "x", "scope": "public system"}),
            "can not request system scope with ROPC flow",
        ),
        (
            json!({"auth_type": "impersonate", "username": "not ok!", "meta": register}),
            "Nickname is invalid",
        ),
    ] {
        assert_eq!(ask(more), (400, message.to_owned()));
    }
    assert_eq!(ask(json!({"auth_type": "guess"})).0, 401);
    let mut other = password(json!({"auth_type": "impersonate", "username": "x"}));
    for (id, message) in [
        ("short", "Invalid Api Client, check client_id credentials"),
        ("long-but-unknown", "Invalid Api Client, check credentials"),
    ] {
        other["client_id"] = json!(id);
        assert_eq!(error(&visit.token(&other)), (400, message.to_owned()));
    }
    other["client_id"] = json!("client-without-abilities");
    assert_eq!(status(&visit.token(&other)), 400);
    other["auth_type"] = json!("login");
    other["password"] = json!("x");
    assert_eq!(status(&visit.token(&other)), 403);
}

#[test]
fn who_is_missing_is_registered_with_every_detail_before_the_secret_is_checked() {
    let visit = Visit::default();
    let mut body = password(json!({
        "auth_type": "impersonate", "username": "grace_example",
        "meta": {
            "register_on_missing": true, "accept_tos_on_register": true,
            "skip_confirmation_on_register": true, "email": "grace@mail.example.org",
            "name": "Grace E.", "send_welcome_message": true,
        },
    }));
    body["client_secret"] = json!("wrong");
    assert_eq!(visit.token(&body).body_json().unwrap()["error"], "invalid_client");
    let user = visit.platform.ids("users").into_iter().last().unwrap();
    let record = visit.platform.record("users", user).unwrap();
    assert_eq!(
        (record["nickname"].clone(), record["name"].clone()),
        (json!("grace_example"), json!("Grace E."))
    );
    assert_eq!(record["email"], "grace@mail.example.org");
    assert!(record["confirmed_at"].is_i64() && record["accepted_tos_at"].is_i64());
    let before = visit.platform.count("users");
    body["client_secret"] = json!(Decidim::CLIENT_SECRET);
    access_token(&visit.token(&body));
    assert_eq!(visit.platform.count("users"), before);
    visit.participant_token("plain_name");
    let user = visit.platform.ids("users").into_iter().last().unwrap();
    let record = visit.platform.record("users", user).unwrap();
    assert_eq!(
        (record["name"].clone(), record["email"].clone()),
        (json!("Plain Name"), json!("plain_name@example.org"))
    );
    assert!(record["confirmed_at"].is_null());
}

#[test]
fn an_id_wins_over_a_nickname_and_extra_data_counts_in_no_release() {
    // `doorkeeper_config.rb`, `find_user_via_impersonate` (v0.3.4, main).
    for (version, data) in [
        (RestVersion::V0_2_10, json!({})),
        (RestVersion::V0_3, json!({})),
        (RestVersion::Unreleased, json!({"source": "kiosk"})),
    ] {
        let visit = Visit::version(version);
        let body = json!({
            "auth_type": "impersonate", "id": 2, "username": "nobody_at_all",
            "extra": {"source": "kiosk"},
        });
        access_token(&visit.token(&password(body)));
        assert_eq!(visit.platform.record("users", 2).unwrap()["extended_data"], data);
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
        visit.clock.advance(7199);
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
    let itself = ask(&by_bearer, json!({"token": visit.machine}));
    assert_eq!(status(&itself), 401);
    assert_eq!(itself.body_json().unwrap()["state"], "unauthorized");
    assert_eq!(status(&ask(&by_bearer, json!({"token": "unknown"}))), 401);
    let told = ask(&[], credentials(json!({"token": visit.machine}))).body_json().unwrap();
    assert!(told["active"] == true && told.get("resource").is_none());
    let unknown = ask(&[], credentials(json!({"token": "unknown"})));
    assert_eq!(unknown.body_json().unwrap(), json!({"active": false}));
    let basic = format!("{}:{}", Decidim::CLIENT_ID, Decidim::CLIENT_SECRET);
    let basic = format!("Basic {}", STANDARD.encode(basic));
    let told = ask(&[("authorization", &basic)], json!({"token": visit.machine}));
    assert_eq!(told.body_json().unwrap()["active"], true);
    let none = ask(&[], json!({"token": visit.machine}));
    assert_eq!(
        (status(&none), none.body_json().unwrap()["error"].clone()),
        (400, json!("invalid_request"))
    );
    visit.clock.advance(7200);
    let told = ask(&[], credentials(json!({"token": visit.machine})));
    assert_eq!(told.body_json().unwrap(), json!({"active": false}));
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
