//! Models keep what comes and give it back.

use decidim_client::rest::resources::blogs::BlogPostMeta;
use decidim_client::rest::resources::components::Component;
use decidim_client::rest::resources::draft_proposals::{DraftMeta, DraftProposal};
use decidim_client::rest::resources::proposals::Proposal;
use decidim_client::rest::resources::users::ParticipantMeta;
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
fn an_odd_field_sinks_no_proposal() {
    let odd = |change: fn(&mut Value)| -> Proposal {
        let mut body = proposal(7);
        change(&mut body);
        let read = serde_json::from_value::<Proposal>(body.clone());
        let read = read.unwrap_or_else(|error| panic!("{error}: {body}"));
        assert_eq!(read.id.number(), Some(7));
        read
    };
    for field in ["space", "component", "coauthors"] {
        let mut body = proposal(7);
        body["relationships"][field] = Value::Null;
        assert!(serde_json::from_value::<Proposal>(body).is_ok(), "{field}");
    }
    assert_eq!(odd(|body| body["meta"]["scope"] = json!("7")).meta.scope, Some(7));
    assert_eq!(odd(|body| body["meta"]["scope"] = json!(7)).meta.scope, Some(7));
    assert_eq!(odd(|body| body["meta"]["scope"] = json!(false)).meta.scope, None);
    assert_eq!(odd(|body| body["meta"]["voted"] = json!({})).meta.voted, None);
    assert_eq!(odd(|body| body["meta"]["voted"] = json!(false)).meta.voted, None);
    let voted = odd(|body| body["meta"]["voted"] = json!({"weight": "1"})).meta.voted;
    assert_eq!(voted.unwrap().weight, 1);
    let read = odd(|body| body["relationships"]["author"]["data"]["id"] = Value::Null);
    assert_eq!(read.author(), None);
    let read = odd(|body| body["relationships"]["author"]["data"]["type"] = Value::Null);
    assert_eq!(read.author().unwrap().kind, "");
    assert_eq!(odd(|body| body["type"] = Value::Null).kind, "");
}

#[test]
fn a_null_for_yes_or_no_is_a_no() {
    let meta: DraftMeta =
        serde_json::from_value(json!({"publishable": null, "scope": false})).unwrap();
    assert!(!meta.publishable && meta.scope.is_none());
    let meta: ParticipantMeta =
        serde_json::from_value(json!({"blocked": null, "locked": null})).unwrap();
    assert!(!meta.blocked && !meta.locked);
    let post: BlogPostMeta = serde_json::from_value(json!({"scope": "7"})).unwrap();
    assert_eq!(post.scope, Some(7));
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
