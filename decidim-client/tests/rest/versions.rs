//! Which version a host has, and which host an organisation has.

use decidim_client::ErrorKind;
use decidim_client::rest::{ApiVersion, ServerError, Sites};
use serde_json::json;

use super::support::{Answer, Fake, proposal, token};

fn one_proposal(version: &'static str) -> Fake {
    Fake::new(version, |seen| seen.is("GET", "/proposals/7").then(|| Answer::data(proposal(7))))
}

#[test]
fn the_version_is_found_out_once_for_a_host() {
    for (version, found, tried) in
        [("v0.3", ApiVersion::V0_3, vec!["v0.3"]), ("v0.2", ApiVersion::V0_2, vec!["v0.3", "v0.2"])]
    {
        let fake = one_proposal(version);
        let client = fake.client();
        fake.run(client.proposals().get(7)).unwrap();
        assert_eq!(fake.run(client.version()).unwrap(), found);
        let prefixes: Vec<_> = fake.token_requests().into_iter().map(|seen| seen.prefix).collect();
        let expected: Vec<_> = tried.iter().map(|v| format!("/api/rest_full/{v}")).collect();
        assert_eq!(prefixes, expected);
        // A participant's client of the same site asks no more.
        let user = client.impersonate("ana_ruiz").build().unwrap();
        fake.run(user.proposals().get(7)).unwrap();
        assert_eq!(fake.token_requests().len(), tried.len() + 1);
        assert_eq!(fake.lines(), ["GET /proposals/7"; 2]);
    }
}

#[test]
fn a_404_that_is_not_the_apis_own_leads_to_the_other_version() {
    for body in [
        json!({"status": 404, "error": "Not Found"}),
        json!({"error": "not_found"}),
        json!({"error": "No such route", "error_description": "404"}),
    ] {
        let fake = Fake::of_any_version(move |seen| match seen.path.as_str() {
            _ if seen.prefix.ends_with("v0.3") => Some(Answer::json(404, body.clone())),
            "/oauth/token" => Some(token(seen, "token", seen.at)),
            "/proposals/7" => Some(Answer::data(proposal(7))),
            _ => None,
        });
        let client = fake.client();
        fake.run(client.proposals().get(7)).unwrap();
        assert_eq!(fake.run(client.version()).unwrap(), ApiVersion::V0_2);
    }
}

#[test]
fn a_version_that_is_told_is_taken() {
    let fake = one_proposal("v0.2");
    let client = fake.builder().version(ApiVersion::V0_2).build().unwrap();
    fake.run(client.proposals().get(7)).unwrap();
    assert_eq!(fake.seen().len(), 2);
    assert_eq!(fake.last().prefix, "/api/rest_full/v0.2");
}

#[test]
fn a_failure_on_the_way_says_nothing_about_the_version() {
    let fake = Fake::new("v0.3", |seen| match seen.path.as_str() {
        "/oauth/token" if seen.body["username"] == "ana_ruiz" => Some(Answer::page(502)),
        "/proposals/7" => Some(Answer::data(proposal(7))),
        _ => None,
    });
    let client = fake.client();
    let user = client.impersonate("ana_ruiz").build().unwrap();
    let error = fake.run(user.proposals().get(7)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert!(fake.seen().iter().all(|seen| seen.prefix.ends_with("v0.3")));
}

#[test]
fn a_site_without_the_module_is_said_to_be_one() {
    let fake = Fake::new("v9", |_| None);
    let error = fake.run(fake.client().proposals().get(7)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.hint().unwrap().contains("decidim-rest-full"), "{error}");
    assert_eq!(fake.seen().len(), 2);
}

#[test]
fn a_secondary_host_is_named_with_its_primary_one_and_not_followed() {
    // The token request already meets it.
    let fake = Fake::new("v0.3", |_| {
        let mut answer = Answer::page(301);
        answer.body.clear();
        Some(
            answer
                .header("location", "https://first.example.org/api/rest_full/v0.3/x?token=abcdefg"),
        )
    });
    let user = fake.user();
    let error = fake.run(user.draft_proposals().create(12)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    let host = "https://first.example.org".to_owned();
    assert_eq!(ServerError::of(&error), Some(ServerError::PrimaryHost { host }));
    assert!(error.hint().unwrap().contains("https://first.example.org"), "{error}");
    assert!(!error.to_string().contains("abcdefg"));
    assert!(fake.seen().iter().all(|seen| seen.path == "/oauth/token" && seen.method == "POST"));

    // And a write does, with a token of another day.
    let fake = Fake::new("v0.3", |seen| {
        (seen.path != "/oauth/token")
            .then(|| Answer::page(301).header("location", "https://first.example.org/x"))
    });
    let error = fake.run(fake.user().draft_proposals().create(12)).unwrap_err();
    assert!(matches!(ServerError::of(&error), Some(ServerError::PrimaryHost { .. })));
    assert_eq!(fake.lines(), ["POST /draft_proposals/sync"]);
}

#[test]
fn hosts_without_credentials_are_refused() {
    let fake = one_proposal("v0.2");
    let mut sites = Sites::new();
    sites.add(fake.client()).unwrap();
    assert!(sites.add(fake.client()).is_err());
    let client = sites.of("https://decidim.example.org/processes").unwrap();
    assert!(fake.run(client.proposals().get(7)).is_ok());
    for host in ["evil.example.org", "https://decidim.example.org@evil.example.org/", ""] {
        assert_eq!(sites.of(host).unwrap_err().kind(), ErrorKind::InvalidInput, "{host}");
    }
    assert_eq!(sites.hosts().collect::<Vec<_>>(), ["decidim.example.org"]);
}
