//! Grants, and what becomes of tokens that servers refuse.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use decidim_client::ErrorKind;
use decidim_client::rest::{Client, Scope};
use serde_json::json;

use super::support::{Answer, Fake, SECRET, proposal, token};

#[test]
fn a_machine_asks_with_its_credentials_once() {
    let fake =
        Fake::new("v0.2", |seen| seen.is("GET", "/proposals/7").then(|| Answer::data(proposal(7))));
    let client = fake.client();
    for _ in 0..3 {
        fake.run(client.proposals().get(7)).unwrap();
    }
    let asked: Vec<_> =
        fake.token_requests().into_iter().filter(|s| s.prefix.ends_with('2')).collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].body,
        json!({
            "grant_type": "client_credentials",
            "client_id": "client-id-of-the-test",
            "client_secret": SECRET,
            "scope": "public system proposals blogs oauth".split(' ').collect::<std::collections::BTreeSet<_>>()
                .into_iter().collect::<Vec<_>>().join(" "),
        })
    );
    assert_eq!(asked[0].token, None);
    assert_eq!(fake.last().token.as_deref(), Some("s3cr3t-token"));
    assert!(client.granted_scopes().unwrap().contains(&Scope::Blogs));
}

#[test]
fn impersonation_sends_whom_to_be_and_all_of_meta() {
    let fake = Fake::new("v0.2", |_| Some(Answer::data(proposal(7))).filter(|_| false));
    let client = fake.builder().version(decidim_client::rest::ApiVersion::V0_2).build().unwrap();
    let user = client
        .impersonate("ana_ruiz")
        .scopes([Scope::Proposals])
        .register_on_missing(true)
        .accept_tos_on_register(true)
        .skip_confirmation_on_register(true)
        .email("ana@example.org")
        .name("Ana Ruiz")
        .send_welcome_message(false)
        .build()
        .unwrap();
    let _ = fake.run(user.proposals().get(7));
    assert_eq!(
        fake.token_requests()[0].body,
        json!({
            "grant_type": "password",
            "auth_type": "impersonate",
            "username": "ana_ruiz",
            "client_id": "client-id-of-the-test",
            "client_secret": SECRET,
            "scope": "proposals",
            "meta": {
                "register_on_missing": true,
                "accept_tos_on_register": true,
                "skip_confirmation_on_register": true,
                "email": "ana@example.org",
                "name": "Ana Ruiz",
                "send_welcome_message": false,
            },
        })
    );
    let user = client.impersonate_id(5).build().unwrap();
    let _ = fake.run(user.proposals().get(7));
    let body = &fake.token_requests()[1].body;
    assert_eq!((&body["id"], body.get("username"), body.get("meta")), (&json!(5), None, None));
    assert!(!body["scope"].as_str().unwrap().contains("system"), "{body}");
}

#[test]
fn login_sends_nickname_and_password() {
    let fake = Fake::new("v0.2", |_| None);
    let client = fake.builder().version(decidim_client::rest::ApiVersion::V0_2).build().unwrap();
    let user = client.login("ana_ruiz", "p4ssw0rd-of-ana").unwrap();
    let _ = fake.run(user.proposals().get(7));
    let body = &fake.token_requests()[0].body;
    assert_eq!((&body["grant_type"], &body["auth_type"]), (&json!("password"), &json!("login")));
    assert_eq!(
        (&body["username"], &body["password"]),
        (&json!("ana_ruiz"), &json!("p4ssw0rd-of-ana"))
    );
}

#[test]
fn what_no_server_can_grant_is_refused_before_sending() {
    let fake = Fake::new("v0.2", |_| None);
    let client = fake.client();
    for error in [
        client.impersonate("ana_ruiz").scopes([Scope::System]).build().unwrap_err(),
        client.impersonate(" ").build().unwrap_err(),
        client.impersonate_id(5).register_on_missing(true).build().unwrap_err(),
        client.login("ana@example.org", "x").unwrap_err(),
        Client::builder("https://decidim.example.org").build().unwrap_err(),
        fake.builder().scopes([""; 0]).build().unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
    assert!(fake.seen().is_empty());
}

#[test]
fn refused_grants_say_what_is_wrong() {
    let cases = [
        (401, "invalid_client", "Client authentication failed", ErrorKind::Credentials, "secret"),
        (400, "invalid_scope", "The requested scope is invalid", ErrorKind::Credentials, "scopes"),
        (
            400,
            "400: Bad request",
            "Invalid Api Client, check credentials",
            ErrorKind::Credentials,
            "client id",
        ),
        (
            400,
            "400: Bad request",
            "User not found. To create one, user meta.register_on_missing",
            ErrorKind::NotFound,
            "register_on_missing",
        ),
        (
            400,
            "400: Bad request",
            "You are not authorized to perform this action",
            ErrorKind::Forbidden,
            "oauth.impersonate",
        ),
    ];
    for (status, code, description, kind, said) in cases {
        let fake = Fake::new("v0.2", move |seen| {
            let is_token = seen.path == "/oauth/token";
            is_token.then(|| Answer::error(status, code, description))
        });
        let error = fake.run(fake.user().proposals().get(7)).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.hint().unwrap().contains(said), "{error}");
        assert!(!error.is_temporary(), "{error}");
    }
}

#[test]
fn a_refused_login_is_not_tried_again_and_a_failure_of_the_server_is() {
    // `doorkeeper_config.rb` (v0.3.4) asks `user&.valid_password?`, which counts nothing: Devise counts in
    // `valid_for_authentication?` (4.9.4, `lockable.rb`). So nobody is locked out by asking again.
    for (status, description, kind, said, attempts) in [
        (400, "User not found", ErrorKind::Credentials, "nickname", 1),
        (500, "Internal Server Error", ErrorKind::Server, "0.2.9", 4),
        (403, "Forbidden", ErrorKind::Credentials, "oauth.login", 1),
    ] {
        let fake = Fake::new("v0.2", move |seen| {
            let is_token = seen.path == "/oauth/token";
            is_token.then(|| Answer::error(status, &format!("{status}: x"), description))
        });
        let user = fake.client().login("ana_ruiz", "p4ssw0rd-of-ana").unwrap();
        let error = fake.run(user.proposals().get(7)).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.hint().unwrap().contains(said), "{error}");
        let tried = fake.token_requests().iter().filter(|s| s.prefix.ends_with("v0.2")).count();
        assert_eq!(tried, attempts, "{status}");
    }
}

/// A server that refuses the first token with this status, however often it is asked with it.
fn refusing(status: u16, age: i64) -> (Fake, Arc<AtomicU32>) {
    let issued = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&issued);
    let fake = Fake::new("v0.2", move |seen| match seen.path.as_str() {
        "/oauth/token" => {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            // As old as a clock that stood still would not notice.
            let mut answer = token(seen, &format!("token-{number}"), 1_772_366_400 - age);
            if number == 1 && age > 0 {
                answer.body = answer.body.replace("7200", &age.to_string());
            }
            Some(answer)
        }
        _ if seen.token.as_deref() == Some("s3cr3t-token-1") => {
            let error =
                if status == 500 { "Server error".to_owned() } else { format!("{status}: x") };
            Some(Answer::error(status, &error, "x"))
        }
        _ => Some(Answer::data(proposal(7))),
    });
    (fake, issued)
}

#[test]
fn a_401_is_answered_with_a_new_token_once_for_writes_too() {
    let (fake, issued) = refusing(401, 0);
    let user = fake.user();
    fake.run(user.draft_proposals().publish(7)).unwrap();
    assert_eq!(issued.load(Ordering::SeqCst), 2);
    assert_eq!(fake.lines(), ["POST /draft_proposals/7/publish"; 2]);
}

#[test]
fn old_servers_refusals_are_about_the_token_only_past_its_end() {
    // 403 and, for reads, 500: of a token that is past its end.
    for status in [403, 500] {
        let (fake, issued) = refusing(status, 60);
        fake.run(fake.client().proposals().get(7)).unwrap();
        assert_eq!(issued.load(Ordering::SeqCst), 2, "{status}");
        assert_eq!(fake.lines().len(), 2, "{status}");
    }
    // Of a fresh one they mean what they say.
    let (fake, issued) = refusing(403, 0);
    let error = fake.run(fake.client().proposals().get(7)).unwrap_err();
    assert_eq!((error.kind(), issued.load(Ordering::SeqCst)), (ErrorKind::Forbidden, 1));
    let (fake, issued) = refusing(500, 0);
    let error = fake.run(fake.client().proposals().get(7)).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 4));
    assert_eq!(issued.load(Ordering::SeqCst), 1);
    // A write that failed may have been done.
    let (fake, issued) = refusing(500, 60);
    let error = fake.run(fake.user().draft_proposals().publish(7)).unwrap_err();
    assert_eq!((error.kind(), issued.load(Ordering::SeqCst)), (ErrorKind::Server, 1));
    assert_eq!(fake.lines().len(), 1);
}

#[test]
fn a_fresh_403_names_what_is_missing() {
    let fake = Fake::new("v0.2", |seen| {
        (seen.path != "/oauth/token").then(|| Answer::error(403, "403: Forbidden", "Forbidden"))
    });
    let client = fake.builder().scopes([Scope::Public]).build().unwrap();
    let error = fake.run(client.proposals().get(7)).unwrap_err();
    assert!(error.hint().unwrap().contains("lacks the scope \"proposals\""), "{error}");
    let error = fake.run(client.spaces().assembly(7)).unwrap_err();
    assert!(error.hint().unwrap().contains("permission \"public.space.read\""), "{error}");
    let error = fake.run(client.users().list().stream().collect_consistent()).unwrap_err();
    assert!(error.error.unwrap().hint().unwrap().contains("lacks the scope \"oauth\""));
    // What a filter needs besides is named too.
    let client = fake.builder().scopes([Scope::Oauth]).build().unwrap();
    let list = client.users().list().extended_data_entry("foo", "bar");
    let error = fake.run(list.stream().collect_consistent()).unwrap_err();
    assert!(error.error.unwrap().hint().unwrap().contains("\"oauth.extended_data.read\""));
}

#[test]
fn a_token_is_replaced_ahead_of_its_end() {
    let fake =
        Fake::new("v0.2", |seen| seen.is("GET", "/proposals/7").then(|| Answer::data(proposal(7))));
    let client = fake.client();
    let get = || fake.run(client.proposals().get(7)).unwrap();
    get();
    let before = fake.token_requests().len();
    fake.clock.advance(Duration::from_secs(6800));
    get();
    assert_eq!(fake.token_requests().len(), before);
    fake.clock.advance(Duration::from_secs(200));
    get();
    assert_eq!(fake.token_requests().len(), before + 1);
}

#[test]
fn introspection_is_asked_with_the_credentials_and_read_in_all_forms() {
    let fake = Fake::new("v0.2", |seen| {
        let known = seen.body["token"] == "s3cr3t-token";
        seen.is("POST", "/oauth/introspect").then(|| {
            assert_eq!((seen.token.as_deref(), &seen.body["client_secret"]), (None, &json!(SECRET)));
            let active = json!({
                "active": true, "scope": "proposals public", "client_id": "c", "token_type": "Bearer",
                "exp": 1_751_358_282, "iat": 1_751_351_082, "sub": 41,
                "aud": "https://decidim.example.org",
                "resource": {"id": "5", "type": "user", "attributes": {"email": "ana@example.org",
                    "name": "Ana Ruiz", "locale": "en", "created_at": "2026-01-02T03:04:05Z",
                    "updated_at": "2026-01-02T03:04:05Z"}, "relationships": {},
                    "meta": {"blocked": false, "locked": true}},
            });
            Answer::json(200, if known { active } else { json!({"active": false}) })
        })
    });
    let user = fake.user();
    let said = fake.run(user.introspect_own()).unwrap();
    assert!(said.active && said.scope.as_ref().unwrap().contains(&Scope::Proposals));
    assert_eq!(said.sub.as_ref().unwrap().number(), Some(41));
    assert_eq!(said.ends_at().unwrap().as_second(), 1_751_358_282);
    let person = said.resource.unwrap();
    assert!(
        person.meta.locked == Some(true) && person.attributes.name.as_deref() == Some("Ana Ruiz")
    );
    let said = fake.run(fake.client().introspect(&"s3cr3t-unknown".into())).unwrap();
    assert_eq!(serde_json::to_value(said).unwrap(), json!({"active": false}));
}
