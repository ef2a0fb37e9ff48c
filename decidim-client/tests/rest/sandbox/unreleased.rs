//! What the main branch of August 2026 has and no release: webhooks, meetings, extended data.

use civic_core::Sent;
use civic_sandbox::{Decidim, RestVersion};
use decidim_client::rest::extended_data::ExtendedData;
use decidim_client::rest::jobs::Deleted;
use decidim_client::rest::resources::SpaceManifest;
use decidim_client::rest::webhooks::{Event, EventData, EventType, Verifier};
use decidim_client::rest::{Client, ClientBuilder};
use decidim_client::secrecy::ExposeSecret;
use decidim_client::{Error, ErrorKind};
use serde_json::{Value, json};

use super::newer::{all_unsent, reads, refused, requests};
use super::platform;
use crate::bench::Bench;

const HOOK: &str = "https://hooks.example.org/decidim";

fn client(bench: &Bench, release: Option<&str>, scopes: &[&str]) -> Client {
    let builder = Client::builder("https://decidim.example.org")
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes(scopes.iter().copied())
        .http(bench.http.clone());
    release.into_iter().fold(builder, ClientBuilder::release).build().unwrap()
}

pub(super) fn newest() -> (Bench, Client) {
    let bench = Bench::new(platform(RestVersion::Unreleased));
    let scopes = ["public", "proposals", "meetings", "webhooks", "system"];
    let site = client(&bench, Some("unreleased"), &scopes);
    (bench, site)
}

#[test]
fn releases_are_not_even_asked() {
    for version in RestVersion::ALL {
        for told in [None, Some(version.release())] {
            let bench = Bench::new(platform(version));
            let site = client(&bench, told, &["public", "proposals"]);
            bench.run(site.version()).unwrap();
            let mut errors: Vec<Error> = Vec::new();
            let sent = requests(&bench, || {
                macro_rules! refuses {
                    ($($call:expr),+ $(,)?) => {
                        $(errors.push(bench.run($call).map(drop).unwrap_err());)+
                    };
                }
                let hooks = site.webhook_registrations();
                let data = json!({"a": 1});
                refuses!(
                    hooks.get(1),
                    hooks.create(HOOK, [EventType::ProposalCreated]),
                    hooks.update(1, HOOK, [EventType::ProposalCreated]),
                    hooks.delete(1),
                    site.webhook_example(&EventType::ProposalCreated),
                    site.meetings().get(1),
                    site.meetings().extended_data(1).put(".", &data),
                    site.proposals().extended_data(1).get::<Value>("a"),
                    site.components().extended_data(1).get::<Value>("a"),
                    site.spaces().extended_data(SpaceManifest::Assemblies, 1).put("a", &json!("b")),
                );
                errors.push(refused!(bench, hooks.list()));
                errors.push(refused!(bench, site.meetings().list()));
                errors.push(refused!(bench, site.proposals().list().extended_data_cont("a")));
                errors.push(refused!(bench, site.components().list().extended_data_entry("a", 1)));
                errors.push(refused!(bench, site.spaces().list().extended_data_entry("a", 1)));
            });
            assert_eq!((sent, errors.len()), (0, 15), "{version:?} {told:?}");
            all_unsent(&errors, "unreleased main branch");
        }
    }
}

/// A site that is said to run the main branch and does not.
#[test]
fn a_release_that_was_taken_for_the_main_branch_is_named() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let site = client(&bench, Some("unreleased"), &["public"]);
    let error = bench.run(site.meetings().get(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
}

/// `webhook_registrations_controller.rb` (main).
#[test]
fn webhooks_are_made_listed_changed_and_deleted() {
    let (bench, site) = newest();
    let hooks = site.webhook_registrations();
    let events = [EventType::ProposalCreated, EventType::MeetingReminder];
    let made = bench.run(hooks.create(HOOK, events.clone())).unwrap();
    let secret = made.attributes.signing_secret.clone().unwrap();
    assert_eq!(secret.as_secret().expose_secret().len(), 64);
    assert!(Verifier::new(secret.as_secret().clone()).is_ok());
    // It is told once, and shown nowhere.
    let shown = format!("{made:?} {}", serde_json::to_string(&made).unwrap());
    assert!(!shown.contains(secret.as_secret().expose_secret()), "{shown}");
    let read = bench.run(hooks.get(&made.id)).unwrap();
    assert_eq!(
        (&read.attributes.subscriptions[..], read.attributes.signing_secret),
        (&events[..], None)
    );

    for number in 0..120 {
        let events = [EventType::ProposalCreated];
        bench.run(hooks.create(&format!("{HOOK}/{number}"), events)).unwrap();
    }
    // A page of more than 100 would be one of 25.
    let all = reads!(bench, hooks.list().page_size(500));
    assert_eq!(all.len(), 121);

    let other = [EventType::ProposalUpdated];
    let changed = bench.run(hooks.update(&made.id, "https://hooks.example.org/new", other));
    assert_eq!(changed.unwrap().attributes.url.as_deref(), Some("https://hooks.example.org/new"));
    let foreign = bench.run(hooks.create(HOOK, [EventType::from("odd.event")]));
    let foreign = foreign.unwrap_err();
    assert_eq!(foreign.kind(), ErrorKind::Rejected, "{foreign}");
    assert!(foreign.to_string().contains("odd.event is not allowed"), "{foreign}");
    for refused in [
        hooks.create("http://hooks.example.org", [EventType::ProposalCreated]),
        hooks.create(HOOK, []),
        hooks.update("", HOOK, [EventType::ProposalCreated]),
    ] {
        let error = bench.run(refused).unwrap_err();
        assert_eq!(
            (error.kind(), error.was_sent()),
            (ErrorKind::InvalidInput, Sent::No),
            "{error}"
        );
    }
    let Deleted { .. } = bench.run(hooks.delete(&made.id)).unwrap();
    let gone = bench.run(hooks.get(&made.id)).unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
}

/// `webhook_events_controller.rb` and the `*_webhook_serializer.rb` (main).
#[test]
fn an_example_of_an_event_is_read_as_a_delivery_is() {
    let (bench, site) = newest();
    let event: Event = bench.run(site.webhook_example(&EventType::ProposalCreated)).unwrap();
    assert_eq!(event.event_type, EventType::ProposalCreated);
    let EventData::Proposal(proposal) = &event.data else { panic!("{event:?}") };
    assert!(proposal.attributes.title.tags().next().is_some());
    let event = bench.run(site.webhook_example(&EventType::MeetingReminder)).unwrap();
    assert!(matches!(event.data, EventData::Meeting(_)), "{event:?}");
    let event = bench.run(site.webhook_example(&EventType::StepActivated)).unwrap();
    assert!(matches!(event.data, EventData::Space(_)), "{event:?}");
    let unknown = bench.run(site.webhook_example(&EventType::from("odd.event"))).unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound);
}

/// `meetings_controller.rb` (main).
#[test]
fn meetings_are_listed_and_read() {
    let (bench, site) = newest();
    let all = reads!(bench, site.meetings().list().page_size(5));
    assert!(!all.is_empty() && all.len() <= bench.platform.count("meetings"));
    let component = all[0].relationships.component.data.as_ref().unwrap();
    let some = reads!(bench, site.meetings().list().in_component(&component.id));
    assert!(!some.is_empty() && some.len() < all.len());
    let start = |id: &decidim_client::rest::Id| {
        bench.platform.record("meetings", id.number().unwrap()).unwrap()["start_time"].as_i64()
    };
    let late = reads!(bench, site.meetings().list().newest_first());
    assert!(late.windows(2).all(|two| start(&two[0].id) >= start(&two[1].id)));
    let one = bench.run(site.meetings().get(&all[0].id)).unwrap();
    assert_eq!(one.attributes, all[0].attributes);
}

/// `extended_data_endpoints.rb`, `has_extended_data.rb` (main).
#[test]
fn records_keep_extended_data_and_are_found_by_it() {
    let (bench, site) = newest();
    macro_rules! keeps {
        ($list:expr, $id:ident => $data:expr) => {{
            let all = reads!(bench, $list);
            let $id = &all[0].id;
            let data: ExtendedData = $data;
            let stored = bench.run(data.put("import", &json!({"source": "paper", "x": ""}))).unwrap();
            assert_eq!(stored.value, Some(json!({"source": "paper"})));
            let source: Option<String> = bench.run(data.get("import.source")).unwrap();
            assert_eq!(source.as_deref(), Some("paper"));
            assert_eq!(bench.run(data.get::<Value>("nowhere")).unwrap(), None);
            let found = reads!(bench, $list.extended_data_entry("source", "paper"));
            assert_eq!(found.iter().map(|row| &row.id).collect::<Vec<_>>(), [$id]);
            assert!(reads!(bench, $list.extended_data_cont("\"source\":\"paper\"")).is_empty());
        }};
    }
    let assemblies = || site.spaces().list().manifest_name(SpaceManifest::Assemblies);
    keeps!(assemblies(), id => site.spaces().extended_data(SpaceManifest::Assemblies, id));
    keeps!(site.components().list(), id => site.components().extended_data(id));
    keeps!(site.proposals().list(), id => site.proposals().extended_data(id));
    keeps!(site.meetings().list(), id => site.meetings().extended_data(id));
    let nowhere = site.components().extended_data(99_999);
    let error = bench.run(nowhere.put("a", &json!("b"))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
}

/// `ability.rb` of main asks for the plural, that of 0.3.4 for the singular.
#[test]
fn the_permission_for_an_organizations_data_is_named_otherwise() {
    for (version, name) in [
        (RestVersion::V0_3, "system.organization.extended_data.read"),
        (RestVersion::Unreleased, "system.organizations.extended_data.read"),
    ] {
        let few = civic_sandbox::ApiClient::new("client-of-few-rights", "a-secret-of-no-use");
        let bench = Bench::new(platform(version).api_client(few.without_ability(name)));
        let site = Client::builder("https://decidim.example.org")
            .credentials("client-of-few-rights", "a-secret-of-no-use")
            .scopes(["system"])
            .http(bench.http.clone())
            .build()
            .unwrap();
        let data = site.organizations().extended_data(1);
        let error = bench.run(data.get::<Value>("a")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{version:?}");
        assert!(error.hint().unwrap().contains(name), "{error}");
    }
}
