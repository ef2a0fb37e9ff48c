//! A site that is upgraded in place, and requests that never left.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use civic_core::Sent;
use civic_core::http::Request;
use civic_core::list::Completeness;
use decidim_client::ErrorKind;
use decidim_client::rest::{ApiVersion, UserClient};
use serde_json::{Value, json};

use super::support::{Answer, Fake, Seen, proposal, token};

/// A server whose version can be switched. A server has only the paths of its own version
/// (`scope "v#{Decidim::RestFull.major_minor_version}"`, `config/routes.rb` of every release).
fn switching() -> (Fake, Arc<AtomicBool>) {
    let is_new = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&is_new);
    let fake = Fake::of_any_version(move |seen| {
        let is_new = switch.load(Ordering::SeqCst);
        let prefix = if is_new { "/api/rest_full/v0.3" } else { "/api/rest_full/v0.2" };
        (seen.prefix == prefix).then(|| answer(seen, is_new)).flatten()
    });
    (fake, is_new)
}

fn answer(seen: &Seen, is_new: bool) -> Option<Answer> {
    let vote = json!({"id": "9", "type": "vote_proposals", "attributes": {"weight": 1}});
    Some(match (seen.line().as_str(), is_new) {
        ("POST /oauth/token", _) => token(seen, "token", 1_772_366_400),
        ("POST /oauth/introspect", _) => Answer::json(200, json!({"active": true})),
        ("GET /proposals/7", _) | ("POST /proposal_votes", false) => Answer::data(proposal(7)),
        ("GET /spaces/search", _) => Answer::rows(seen, &[]),
        ("GET /proposals", _) => Answer::rows(seen, &[proposal(7)]),
        ("POST /vote_proposals/sync", true) => Answer::data(vote),
        ("GET /metrics/health", false) => Answer::json(200, json!({"message": "OK"})),
        _ => return None,
    })
}

fn requests(fake: &Fake, run: impl FnOnce()) -> Vec<String> {
    let before = fake.seen().len();
    run();
    let seen = fake.seen();
    seen[before..].iter().map(|seen| format!("{}{}", seen.prefix, seen.path)).collect()
}

#[test]
fn a_living_client_goes_with_the_server_to_another_version_and_back() {
    let (fake, is_new) = switching();
    let user: UserClient = fake.user();
    let read = || drop(fake.run(user.proposals().get(7)).unwrap());
    let vote = || drop(fake.run(user.vote(7, 1)).unwrap());
    let list = || {
        let mut reading = user.proposals().list().stream();
        assert_eq!(fake.read(&mut reading).0.len(), 1);
        assert!(
            matches!(
                reading.report().completeness,
                Completeness::Proven | Completeness::Consistent { .. }
            ),
            "{}",
            reading.report()
        );
    };
    let introspect = || drop(fake.run(user.introspect_own()).unwrap());
    read();
    for (upgraded, known, found) in [(true, "v0.2", "v0.3"), (false, "v0.3", "v0.2")] {
        for (call, path) in [
            (&read as &dyn Fn(), "/proposals/7"),
            (&list, "/proposals"),
            (&introspect, "/oauth/introspect"),
        ] {
            is_new.store(upgraded, Ordering::SeqCst);
            let of = |version: &str| format!("/api/rest_full/{version}{path}");
            // One request that the server does not have, in the same call, and no more after it.
            assert_eq!(requests(&fake, call), [of(known), of(found)]);
            assert_eq!(requests(&fake, call), [of(found)]);
            is_new.store(!upgraded, Ordering::SeqCst);
            assert_eq!(requests(&fake, call).len(), 2);
        }
        is_new.store(upgraded, Ordering::SeqCst);
        let votes = requests(&fake, vote);
        assert_eq!(votes.len(), 2, "{votes:?}");
        let version = if upgraded { ApiVersion::V0_3 } else { ApiVersion::V0_2 };
        assert_eq!(fake.run(user.version()).unwrap(), version);
    }
}

#[test]
fn a_token_is_asked_for_where_the_server_is_now() {
    let (fake, is_new) = switching();
    let client = fake.client();
    fake.run(client.proposals().get(7)).unwrap();
    is_new.store(true, Ordering::SeqCst);
    let user = client.impersonate("ana_ruiz").build().unwrap();
    let asked = requests(&fake, || drop(fake.run(user.proposals().get(7)).unwrap()));
    let (old, new) = ("/api/rest_full/v0.2", "/api/rest_full/v0.3");
    assert_eq!(
        asked,
        [format!("{old}/oauth/token"), format!("{new}/oauth/token"), format!("{new}/proposals/7"),]
    );
}

#[test]
fn a_path_that_no_version_has_changes_nothing() {
    let (fake, _) = switching();
    let client = fake.client();
    fake.run(client.proposals().get(7)).unwrap();
    let lost = requests(&fake, || {
        let error = fake.run(client.blogs().get(1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.url().unwrap().contains("v0.2"), "{error}");
    });
    assert_eq!(lost.len(), 2, "{lost:?}");
    assert_eq!(fake.run(client.version()).unwrap(), ApiVersion::V0_2);
}

#[test]
fn a_write_goes_to_the_other_version_only_where_this_one_has_no_such_path() {
    // Answers after which nobody knows what was done, or the API itself has refused.
    for (answer, kind) in [
        (Answer::page(502), ErrorKind::Server),
        (Answer::page(500), ErrorKind::Server),
        (Answer::error(404, "404: Record not found", "Record not found"), ErrorKind::NotFound),
        (Answer::error(400, "400: Bad request", "Already voted"), ErrorKind::Rejected),
    ] {
        let fake = Fake::new("v0.2", move |seen| {
            seen.is("POST", "/proposal_votes").then(|| answer.clone())
        });
        let error = fake.run(fake.user().vote(7, 1)).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(fake.lines(), ["POST /proposal_votes"], "{error}");
    }
}

#[test]
fn a_caller_who_builds_paths_learns_of_the_upgrade() {
    let (fake, is_new) = switching();
    let client = fake.client();
    fake.run(client.proposals().get(7)).unwrap();
    is_new.store(true, Ordering::SeqCst);
    let path = format!("{}/proposals/7", ApiVersion::V0_2.path_prefix());
    let error = fake.run(client.request(Request::get(path))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.hint().unwrap().contains("v0.3"), "{error}");
    let path = format!("{}/proposals/7", fake.run(client.version()).unwrap().path_prefix());
    assert!(fake.run(client.request(Request::get(path))).is_ok());
}

/// What is met on the way to a request says nothing about that request.
#[test]
fn a_write_whose_token_or_version_failed_was_not_sent() {
    let cases: [(u16, Value); 3] = [
        (500, json!({"error": "Server error"})),
        (401, json!({"error": "invalid_client", "error_description": "No."})),
        (502, Value::Null),
    ];
    for (status, body) in cases {
        for version in [None, Some(ApiVersion::V0_2)] {
            let body = body.clone();
            let fake = Fake::new("v0.2", move |seen| {
                (seen.path == "/oauth/token").then(|| Answer::json(status, body.clone()))
            });
            let builder = fake.builder();
            let builder =
                version.into_iter().fold(builder, decidim_client::rest::ClientBuilder::version);
            let user = builder.build().unwrap().impersonate("ana_ruiz").build().unwrap();
            let error = fake.run(user.draft_proposals().create(12)).unwrap_err();
            assert_eq!(error.was_sent(), Sent::No, "{version:?}: {error}");
            assert!(error.to_string().contains("draft_proposals"), "{error}");
            assert!(fake.lines().is_empty());
            let error = fake.run(user.vote(7, 1)).unwrap_err();
            assert_eq!(error.was_sent(), Sent::No, "{version:?}: {error}");
        }
    }
    // No module at all.
    let fake = Fake::new("v9", |_| None);
    let error = fake.run(fake.client().introspect(&"s3cr3t-other".into())).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Unsupported, Sent::No), "{error}");
    assert!(error.to_string().contains("introspect"), "{error}");
    let error = fake.run(fake.client().health()).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Unsupported, Sent::No), "{error}");
    let error = fake.run(fake.user().draft_proposals().create(12)).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Unsupported, Sent::No), "{error}");
}
