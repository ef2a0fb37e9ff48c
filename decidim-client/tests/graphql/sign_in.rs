//! Signing in: API credentials, a token of the caller's own, and what never shows.

use std::time::Duration;

use civic_core::http::HttpConfig;
use civic_core::testing::{FakeTransport, VirtualClock};
use civic_sandbox::decidim::{Door, Version};
use decidim_client::ErrorKind;
use decidim_client::civic_core::clock::Clock;
use decidim_client::graphql::Client;
use decidim_client::graphql::resources::Commentable;
use decidim_client::graphql::writes::NewComment;

use super::support::{Bench, site};

const SECRET: &str = "a-secret-that-nobody-may-see-0123456789";

fn sign_ins(bench: &Bench) -> usize {
    let requests = bench.platform.requests();
    requests.iter().filter(|request| request.path == "/api/sign_in").count()
}

#[test]
fn credentials_are_exchanged_once_for_a_token_and_again_before_it_ends() {
    for version in [Version::V0_31, Version::V0_32] {
        let bench = Bench::signed_in(version);
        for _ in 0..5 {
            let session = bench.run(bench.client.session()).unwrap();
            assert!(session.is_some(), "{version}: signed in");
        }
        assert_eq!(sign_ins(&bench), 1, "{version}");
        // The token is good for two hours by its own claim.
        bench.run(bench.clock.sleep(Duration::from_secs(119 * 60)));
        assert!(bench.run(bench.client.session()).unwrap().is_some(), "{version}");
        assert_eq!(sign_ins(&bench), 2, "{version}");
    }
}

#[test]
fn a_visitor_has_no_session() {
    for version in Version::ALL {
        let bench = Bench::of(version);
        assert!(bench.run(bench.client.session()).unwrap().is_none(), "{version}");
    }
}

#[test]
fn a_visitor_who_writes_is_told_how_to_sign_in() {
    for version in [Version::V0_24, Version::V0_31, Version::V0_32] {
        let bench = Bench::of(version);
        let on = Commentable::proposal(bench.platform.ids("proposals")[0]);
        let write = bench.client.add_comment(&on, NewComment::new("Yes, please."));
        let error = bench.run(write).unwrap_err();
        let hint = error.hint().unwrap_or_else(|| panic!("{version}: {error}"));
        for told in ["not signed in", ".credentials(", ".bearer("] {
            assert!(hint.contains(told), "{version}: {error}");
        }
    }
}

#[test]
fn a_revoked_token_is_replaced_where_the_site_refuses_it() {
    let site = site().version(Version::V0_31).force_authentication(Door::SignedInApi);
    let (key, secret) = ("key-1234567890", SECRET);
    let bench =
        Bench::with(site.credentials(key, secret), |client| client.credentials(key, secret));
    bench.run(bench.client.decidim()).unwrap();
    bench.platform.revoke_tokens();
    bench.run(bench.client.decidim()).unwrap();
    assert_eq!(sign_ins(&bench), 2);
}

#[test]
fn signing_out_ends_the_token_and_the_next_call_signs_in_again() {
    let bench = Bench::signed_in(Version::V0_31);
    bench.run(bench.client.session()).unwrap();
    bench.run(bench.client.sign_out()).unwrap();
    let out = bench.platform.requests().into_iter().find(|request| request.path == "/api/sign_out");
    assert_eq!(out.unwrap().method, "DELETE");
    assert!(bench.run(bench.client.session()).unwrap().is_some());
    assert_eq!(sign_ins(&bench), 2);
}

#[test]
fn signing_out_before_signing_in_sends_nothing() {
    let bench = Bench::signed_in(Version::V0_31);
    bench.run(bench.client.sign_out()).unwrap();
    assert!(bench.platform.requests().is_empty());
    bench.run(bench.client.session()).unwrap();
    bench.run(bench.client.sign_out()).unwrap();
    let requests = bench.platform.requests().len();
    bench.run(bench.client.sign_out()).unwrap();
    assert_eq!(bench.platform.requests().len(), requests, "a second time neither");
}

#[test]
fn wrong_credentials_and_sites_without_them_are_different_errors() {
    let wrong =
        Bench::with(site().version(Version::V0_31), |client| client.credentials("k", SECRET));
    let error = wrong.run(wrong.client.decidim()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
    assert!(error.to_string().contains("the key or the secret is wrong"), "{error}");
    let old = Bench::with(site().version(Version::V0_29), |client| client.credentials("k", SECRET));
    let error = old.run(old.client.decidim()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("since Decidim 0.31"), "{error}");
    for error in [error.to_string(), format!("{error:?}"), format!("{:?}", wrong.client)] {
        assert!(!error.contains(SECRET), "{error}");
    }
}

#[test]
fn a_refusal_is_about_the_credentials_with_either_status() {
    // Decidim, `sessions_controller_spec.rb` (578316e5) and Devise 4.9.4, `failure_app.rb`: 403 with nulls,
    // or 401 with an error where JSON is asked for.
    let nulls = r#"{"id":null,"name":null,"nickname":null,"jwt_token":null,"avatar":null}"#;
    let words = r#"{"error":"Invalid Key, Secret or password."}"#;
    for (status, body) in [(403, nulls), (401, nulls), (401, words)] {
        let transport = FakeTransport::new(move |_| async move {
            let mut answer = http::Response::new(body.into());
            *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
            Ok(answer)
        });
        let clock = VirtualClock::new();
        let http = HttpConfig::new().transport(transport).clock(clock.clone());
        let client = Client::builder("https://decidim.example.org").credentials("key", SECRET);
        let client = client.http(http).build().unwrap();
        let error = clock.run(client.session()).unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{status} {error}");
        assert!(error.to_string().contains("the key or the secret is wrong"), "{status} {error}");
        assert!(!error.to_string().contains("not a Decidim site"), "{status} {error}");
    }
}

#[test]
fn a_token_of_the_callers_own_travels_with_its_audience() {
    let bench = Bench::with(site().version(Version::V0_31), |client| {
        client.bearer("eyJ-a-token", Some("oauth-client-7"))
    });
    bench.run(bench.client.decidim()).unwrap();
    let request = bench.platform.requests().pop().unwrap();
    assert_eq!(request.headers["authorization"], "Bearer eyJ-a-token");
    assert_eq!(request.headers["x-jwt-aud"], "oauth-client-7");
    assert!(!format!("{:?}", bench.client).contains("eyJ-a-token"));
}

#[test]
fn headers_and_parameters_for_a_gate_go_with_every_request_and_show_nowhere() {
    let bench = Bench::with(site(), |client| {
        let gate = http::HeaderName::from_static("x-gate");
        client.header(gate, "open-sesame").query("preview", SECRET)
    });
    bench.platform.inject(civic_sandbox::FaultRule::new(civic_sandbox::Fault::Status(403)));
    let error = bench.run(bench.client.decidim()).unwrap_err();
    let request = bench.platform.requests().pop().unwrap();
    assert_eq!(request.headers["x-gate"], "open-sesame");
    assert!(request.query.contains(SECRET));
    for shown in [error.to_string(), format!("{error:?}"), error.url().unwrap().to_owned()] {
        assert!(!shown.contains(SECRET) && !shown.contains("open-sesame"), "{shown}");
    }
}

#[test]
fn parameters_for_a_gate_go_with_signing_in_too() {
    let site = site().version(Version::V0_31).credentials("key-1234567890", SECRET);
    let bench = Bench::with(site, |client| {
        client.credentials("key-1234567890", SECRET).query("gate", "open")
    });
    assert!(bench.run(bench.client.session()).unwrap().is_some());
    assert_eq!(sign_ins(&bench), 1);
    for request in bench.platform.requests() {
        assert!(request.query.contains("gate=open"), "{}", request.path);
    }
}

#[test]
fn bad_settings_are_refused_before_anything_is_sent() {
    let refused = [
        Client::builder("no address").build(),
        Client::builder("https://a.example.org").credentials("", SECRET).build(),
        Client::builder("https://a.example.org").credentials("key", " ").build(),
        Client::builder("https://a.example.org").bearer(" ", None).build(),
        Client::builder("https://a.example.org").bearer("a\nb", None).build(),
        Client::builder("https://a.example.org").locale("").build(),
    ];
    for client in refused {
        assert_eq!(client.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn a_line_break_behind_what_was_given_is_no_part_of_it() {
    let (key, secret) = ("key-1234567890", SECRET);
    let site = site().version(Version::V0_31).credentials(key, secret);
    let bench =
        Bench::with(site, |client| client.credentials(format!("{key}\n"), format!("{secret}\r\n")));
    assert!(bench.run(bench.client.session()).unwrap().is_some());
    for (key, secret) in [("\n", SECRET), ("key-1234567890", " ")] {
        let client = Client::builder("https://a.example.org").credentials(key, secret);
        assert_eq!(client.build().unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}
