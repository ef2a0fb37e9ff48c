//! Sites from 0.30.5, 0.31.1 and 0.32 on answer a query that names an unknown type by one error that
//! does not say which (`docs/modules/develop/pages/api/reference/errors/introspection_disabled_error.adoc`
//! of Decidim; that the engine says nothing else beside it was seen on graphql-ruby 2.4 and 2.5).

use std::sync::{Arc, Mutex};

use super::support::{Bench, server, site};
use civic_core::testing::VirtualClock;
use civic_sandbox::decidim::Version;
use decidim_client::ErrorKind;
use decidim_client::graphql::resources::SpaceKind;
use decidim_client::graphql::writes::MeetingAttributes;
use decidim_client::graphql::{Client, Id, ServerError};
use serde_json::{Value, json};

const CLOSED: [Version; 4] = [Version::V0_30_5, Version::V0_31, Version::V0_32, Version::V0_33];

#[test]
fn participants_are_read_by_every_visitor() {
    for version in CLOSED {
        let bench = with_names(version);
        let (first, (users, errors)) =
            bench.requests_of(|bench| bench.read(&mut bench.client.users().list().stream()));
        assert!(errors.is_empty() && !users.is_empty(), "{version}: {errors:?}");
        assert!(first <= 3, "{version}: {first} requests");
        let groups = users.iter().filter(|user| user.members_count.is_some()).count();
        assert_eq!(groups > 0, version == Version::V0_30_5, "{version}: {groups}");
        if version >= Version::V0_31 {
            assert!(users.iter().any(|user| user.created_at.is_some()), "{version}");
        }
        let (later, (again, _)) =
            bench.requests_of(|bench| bench.read(&mut bench.client.users().list().stream()));
        assert_eq!((later, &again), (1, &users), "{version}: remembered");
        // What one query found out, the next need not.
        let id = users[0].id;
        let (single, user) =
            bench.requests_of(|bench| bench.run(bench.client.users().get(id)).unwrap());
        assert!(single <= 2, "{version}: {single} requests");
        assert_eq!(user, users[0], "{version}");
    }
}

#[test]
fn a_component_type_that_is_not_there_is_said_so_in_one_request() {
    let bench = Bench::of(Version::V0_32);
    for expected in [1, 1] {
        let (requests, (_, errors)) = bench.requests_of(|bench| {
            bench.read(&mut bench.client.elections(Id::new(1)).list().stream())
        });
        assert_eq!(requests, expected);
        assert_eq!(errors[0].kind(), ErrorKind::Unsupported);
        assert!(errors[0].to_string().contains("this site has no Elections"), "{}", errors[0]);
    }
    assert!(bench.client.capabilities().is_type_missing("Elections"));
}

#[test]
fn no_query_for_one_record_names_a_type_that_it_does_not_need() {
    for version in CLOSED {
        let bench = Bench::of(version);
        let component = bench.platform.component_ids("Proposals")[0];
        let id = bench.platform.ids_in(component, "proposals")[0];
        let versions = bench.client.proposals(component).versions(id).list().stream();
        let (requests, (_, errors)) = bench.requests_of(|bench| bench.read(&mut { versions }));
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert!(requests <= 2, "{version}: {requests}");
        let sent = bench.platform.requests();
        let body: Value = sent.last().unwrap().json().unwrap();
        let text = body["query"].as_str().unwrap();
        assert_eq!(text.matches("... on ").count(), 1, "{text}");
    }
}

#[test]
fn queries_of_the_callers_own_lose_only_what_the_site_has_not() {
    let bench = Bench::of(Version::V0_32);
    let component = bench.platform.component_ids("Proposals")[0];
    let text = format!(
        "{{ component(id: {component}) {{ __typename id ... on Sortitions {{ weight }} ... on Proposals {{ \
         proposals(first: 1) {{ nodes {{ id ...P }} }} }} ... on Elections {{ weight }} ... on Meetings {{ weight }} }} \
         users {{ __typename ... on UserGroup {{ membersCount }} }} }} \
         fragment P on Proposal {{ title {{ locales }} endorsementsCount }}"
    );
    let (requests, answer) =
        bench.requests_of(|bench| bench.run(bench.client.query(&text)).unwrap());
    assert!(requests <= 12, "{requests}");
    let data: Value = answer.decode().unwrap();
    let node = &data["component"]["proposals"]["nodes"][0];
    assert!(node["title"]["locales"].is_array(), "{data}");
    let missing: Vec<_> = answer.missing_features().iter().map(ToString::to_string).collect();
    let expected = ["Elections", "Proposal.endorsementsCount", "Sortitions", "UserGroup"];
    let mut sorted = missing.clone();
    sorted.sort();
    assert_eq!(sorted, expected);
    let (later, _) = bench.requests_of(|bench| bench.run(bench.client.query(&text)).unwrap());
    assert_eq!(later, 1);
    // As it is, it is refused with the site's words.
    let error = bench.run(bench.client.query(&text).strict()).unwrap_err();
    assert_eq!(ServerError::all_of(&error)[0].code(), Some("INTROSPECTION_DISABLED_ERROR"));
    assert!(bench.client.capabilities().missing_features.is_empty());
}

#[test]
fn a_query_for_the_schema_is_refused_at_once() {
    let bench = Bench::of(Version::V0_32);
    for text in
        ["{ __schema { queryType { name } } }", "{ users { id } __type(name: \"User\") { name } }"]
    {
        let (requests, error) =
            bench.requests_of(|bench| bench.run(bench.client.query(text)).unwrap_err());
        assert_eq!((requests, error.kind()), (1, ErrorKind::Unsupported), "{text}: {error}");
    }
}

#[test]
fn a_site_that_is_upgraded_behind_the_gate_is_learned_anew() {
    let bench = with_names(Version::V0_30);
    let (before, _) = bench.read(&mut bench.client.users().list().stream());
    assert!(before.iter().any(|user| user.members_count.is_some()));
    bench.platform.upgrade(Version::V0_31);
    let (requests, (users, errors)) =
        bench.requests_of(|bench| bench.read(&mut bench.client.users().list().stream()));
    assert!(errors.is_empty(), "{errors:?}");
    assert!(requests <= 3, "{requests}");
    assert_eq!(users, bench_users(Version::V0_31));
    bench.platform.upgrade(Version::V0_30);
    assert_eq!(bench.read(&mut bench.client.users().list().stream()).0, before);
}

fn bench_users(version: Version) -> Vec<decidim_client::graphql::resources::User> {
    let bench = with_names(version);
    bench.read(&mut bench.client.users().list().stream()).0
}

/// A site on which no account was deleted: the thirteenth would be.
fn with_names(version: Version) -> Bench {
    Bench::new(site().version(version).rows("users", 12))
}

#[test]
fn listing_all_spaces_of_a_closed_site_takes_no_more_requests() {
    let bench = Bench::of(Version::V0_32);
    bench.read(&mut bench.client.all_components().list().stream());
    let (later, (components, errors)) =
        bench.requests_of(|bench| bench.read(&mut bench.client.all_components().list().stream()));
    assert!(errors.is_empty() && !components.is_empty(), "{errors:?}");
    assert!(later <= 4, "{later} requests: one a kind of space that the site has");
    let space = Id::new(bench.platform.ids("assemblies")[0]);
    let _ = bench.read(&mut bench.client.components(SpaceKind::Assembly, space).list().stream());
}

/// A server that is closed to everybody and does not have these types, and the queries that it
/// was sent.
fn closed(
    missing: &'static [&'static str],
    data: Value,
) -> (VirtualClock, Client, Arc<Mutex<Vec<String>>>) {
    server(move |_, text| {
        let names = |word: &str| missing.contains(&word);
        let is_stopped = text.split(|c: char| !c.is_alphanumeric()).any(names);
        if is_stopped {
            json!({"errors": [{"message": "Introspection is disabled for this request",
                               "extensions": {"code": "INTROSPECTION_DISABLED_ERROR"}}]})
        } else {
            json!({"data": data})
        }
    })
}

#[test]
fn a_write_is_sent_once_whatever_type_it_needs() {
    let missing = &["MeetingsMutation", "TypeOfMeetingEnum", "ProposalsMutation"];
    let (clock, client, asked) = closed(missing, json!({}));
    let (start, end) = ("2026-12-20T18:00:00Z", "2026-12-20T20:00:00Z");
    let (start, end) = (start.parse().unwrap(), end.parse().unwrap());
    let meeting = MeetingAttributes::new("Kick-off of the year", "<p>Welcome all.</p>", start, end)
        .address("Main Street 1")
        .location("Town hall");
    let error = clock.run(client.meetings(1).create(meeting)).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("this site has no MeetingsMutation"), "{error}");
    assert_eq!(asked.lock().unwrap().len(), 1);
    let error = clock.run(client.proposals(1).withdraw(2)).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert_eq!(asked.lock().unwrap().len(), 2);
    assert!(client.capabilities().missing_features.is_empty(), "a write finds nothing out");
}

#[test]
fn types_of_the_clients_own_variables_are_spared_too() {
    let page = json!({"component": {"proposals": {"edges": [{"node": {"id": "7"}}],
        "pageInfo": {"hasNextPage": false, "hasPreviousPage": false}}}});
    let (clock, client, asked) = closed(&["ProposalSort"], page);
    let mut reading = client.proposals(1).list().stream();
    let proposal = clock.run(reading.try_next()).unwrap().unwrap().unwrap();
    assert_eq!(proposal.id, Id::new(7));
    assert!(asked.lock().unwrap().len() <= 4, "{}", asked.lock().unwrap().len());
    assert!(client.capabilities().is_type_missing("ProposalSort"));
}

#[test]
fn a_server_that_stops_everything_is_given_up_within_bounds() {
    let (clock, client, asked) = closed(&["query", "users", "proposals"], json!({}));
    let error = clock.run(client.users().list().stream().try_next()).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    let first = asked.lock().unwrap().len();
    assert!(first <= 12, "{first}");
}
