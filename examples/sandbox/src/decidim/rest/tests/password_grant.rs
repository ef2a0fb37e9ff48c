use super::{Visit, access_token, credentials, error, status};
use crate::decidim::{ApiClient, Decidim, RestVersion};
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
            "Param .username required. Check your impersonation payload",
        ),
        (
            json!({"auth_type": "impersonate", "id": 99999, "username": "x", "meta": register}),
            "Param .id forbidden. Check your impersonation payload",
        ),
        (json!({"auth_type": "impersonate"}), "Username params required"),
        (
            json!({"auth_type": "impersonate", "username": "x", "scope": "public system"}),
            "can not request system scope with ROPC flow",
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
    let message = "You are not authorized to access this page.";
    assert_eq!(error(&visit.token(&other)), (400, message.to_owned()));
    other["auth_type"] = json!("login");
    other["password"] = json!("x");
    assert_eq!(status(&visit.token(&other)), 403);
}

#[test]
fn what_is_asked_for_first_depends_on_the_release() {
    // `engine.rb` (v0.2.9), `doorkeeper_config.rb` (v0.2.10, v0.3.4).
    let missing = "param is missing or the value is empty: ";
    for (version, first) in
        [(RestVersion::V0_2_3, "auth_type"), (RestVersion::V0_2_10, "client_id")]
    {
        let visit = Visit::version(version);
        let body = json!({"grant_type": "password"});
        assert_eq!(error(&visit.token(&body)), (400, format!("{missing}{first}")));
        let body = json!({"grant_type": "password", "scope": "public system"});
        let message = "can not request system scope with ROPC flow";
        assert_eq!(error(&visit.token(&body)), (400, message.to_owned()));
    }
    let visit = Visit::to(
        Decidim::builder()
            .rest_version(RestVersion::V0_2_10)
            .api_client(ApiClient::new("client-without-abilities", "s").abilities(["oauth.read"])),
    );
    // The permission comes before what is missing, and the name before the password.
    let mut body = password(json!({"auth_type": "login"}));
    assert_eq!(error(&visit.token(&body)), (400, format!("{missing}username")));
    body["username"] = json!("nobody_at_all");
    assert_eq!(error(&visit.token(&body)), (400, "User not found".to_owned()));
    body["client_id"] = json!("client-without-abilities");
    assert_eq!(status(&visit.token(&body)), 403);
}

#[test]
fn a_new_users_nickname_is_of_at_most_20_ascii_letters_digits_and_dashes() {
    // Decidim, `user.rb` (`REGEXP_NICKNAME`, `\w` of Ruby is ASCII), `nicknamizable.rb` (20),
    // `user_base_entity.rb` (`REGEXP_NAME`), `decidim_validatable.rb`; the module's
    // `impersonate_resource_owner_from_credentials.rb` raises the list of the messages (v0.3.4).
    let visit = Visit::default();
    let register = |username: &str, more: Value| {
        let mut meta = json!({"register_on_missing": true});
        meta.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let body = json!({"auth_type": "impersonate", "username": username, "meta": meta});
        visit.token(&password(body))
    };
    let refused = |username: &str, more: Value| error(&register(username, more));
    let too_long = "Nickname is too long (maximum is 20 characters)";
    for (username, more, message) in [
        ("a_nickname_of_21_lett", json!({}), format!("[\"{too_long}\", \"{too_long}\"]")),
        ("zoë", json!({}), "[\"Nickname is invalid\"]".to_owned()),
        ("not ok!", json!({}), "[\"Email is invalid\", \"Nickname is invalid\"]".to_owned()),
        ("bea", json!({"email": "nowhere"}), "[\"Email is invalid\"]".to_owned()),
        ("bea", json!({"name": "B & A"}), "[\"Name is invalid\"]".to_owned()),
        (
            "bea",
            json!({"email": "ada_tester@example.org"}),
            "[\"Email has already been taken\", \"Email has already been taken\"]".to_owned(),
        ),
    ] {
        assert_eq!(refused(username, more), (400, message), "{username}");
    }
    for username in ["ana", "a", "a_nickname_of_20_let"] {
        access_token(&register(username, json!({})));
    }
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
