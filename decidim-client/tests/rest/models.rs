//! Models keep what comes and give it back.

use decidim_client::rest::resources::components::Component;
use decidim_client::rest::resources::draft_proposals::DraftProposal;
use decidim_client::rest::resources::proposals::Proposal;
use decidim_client::rest::{Client, Get, List, User, UserClient, Write};
use serde_json::{Value, json};
use static_assertions::assert_impl_all;

use crate::support::proposal;

assert_impl_all!(Client: Send, Sync, Clone, std::fmt::Debug);
assert_impl_all!(UserClient: Send, Sync, Clone, std::fmt::Debug);
assert_impl_all!(List<Proposal, User>: Send, Sync, Clone, std::fmt::Debug);
assert_impl_all!(Get<Proposal>: Send, Clone, std::fmt::Debug);
assert_impl_all!(Write<DraftProposal>: Send, Clone, std::fmt::Debug);

#[test]
fn a_proposal_keeps_all_that_it_says() {
    let mut body = proposal(7);
    body["meta"]["client_id"] = json!("9");
    body["meta"]["voted"] = json!({"weight": 2});
    body["meta"]["newer"] = json!({"en": "x"});
    body["attributes"]["newer"] = json!([1]);
    body["relationships"]["newer"] = json!({"data": null});
    body["newer"] = json!(true);
    let read: Proposal = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(read.meta.voted.as_ref().unwrap().weight, 2);
    assert_eq!(read.author().unwrap().id.number(), Some(5));
    assert_eq!(read.attributes.title.get("fr"), None);
    assert_eq!(serde_json::to_value(&read).unwrap(), body);
}

#[test]
fn what_is_absent_null_or_a_number_loses_no_record() {
    let body = json!({"id": 7, "type": "proposal", "attributes": {"title": null, "body": {"en": "", "pt-BR": null},
        "created_at": "2026-01-02T03:04:05.045+02:00", "updated_at": "2026-01-02T03:04:05Z"},
        "meta": {"voted": null, "client_id": 3}});
    let read: Proposal = serde_json::from_value(body).unwrap();
    assert!(read.attributes.title.is_empty() && read.attributes.body.is_empty());
    assert_eq!((read.state(), read.author(), read.meta.voted.as_ref()), (None, None, None));
    assert_eq!(read.relationships.coauthors.count(), 0);
    assert_eq!(read.meta.client_id.unwrap().number(), Some(3));
}

#[test]
fn components_of_plugins_survive() {
    let body: Value = json!({"id": "8", "type": "awesome_map_component", "attributes": {
        "manifest_name": "shiny", "participatory_space_type": "Decidim::Votings::Voting",
        "participatory_space_id": "3", "name": {"en": "Map"}, "global_announcement": {},
        "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z"},
        "meta": {"published": true, "comments_max_length": false, "zoom": [1, {"a": null}]}});
    let read: Component = serde_json::from_value(body.clone()).unwrap();
    assert!(!read.attributes.manifest_name.is_known());
    assert_eq!(read.meta.number("comments_max_length"), None);
    assert_eq!(serde_json::to_value(&read).unwrap(), body);
}
