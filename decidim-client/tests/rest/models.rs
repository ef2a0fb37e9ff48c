//! Models keep what comes and give it back.

use decidim_client::rest::auth::User;
use decidim_client::rest::resources::Component;
use decidim_client::rest::resources::DraftProposal;
use decidim_client::rest::resources::Participant;
use decidim_client::rest::resources::Proposal;
use decidim_client::rest::{Client, Get, Id, List, UserClient, Write};
use serde_json::{Value, json};
use static_assertions::assert_impl_all;

use super::support::proposal;

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
    assert_eq!(read.meta.voted.as_ref().unwrap().weight, Some(2));
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
fn an_odd_field_costs_no_proposal() {
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
    let scope = |read: &Proposal| read.meta.scope.as_ref().and_then(Id::number);
    assert_eq!(scope(&odd(|body| body["meta"]["scope"] = json!("7"))), Some(7));
    assert_eq!(scope(&odd(|body| body["meta"]["scope"] = json!(7))), Some(7));
    // What has another form than its field is kept under its own name.
    let meta = odd(|body| body["meta"]["scope"] = json!(false)).meta;
    assert_eq!((meta.scope, &meta.extra["scope"]), (None, &json!(false)));
    let meta = odd(|body| body["meta"]["voted"] = json!({})).meta;
    assert_eq!(meta.voted.unwrap().weight, None);
    let meta = odd(|body| body["meta"]["voted"] = json!(true)).meta;
    assert_eq!((meta.voted, &meta.extra["voted"]), (None, &json!(true)));
    let voted = odd(|body| body["meta"]["voted"] = json!({"weight": "1"})).meta.voted.unwrap();
    assert_eq!((voted.weight, &voted.extra["weight"]), (None, &json!("1")));
    let read = odd(|body| body["relationships"]["author"]["data"]["id"] = Value::Null);
    assert_eq!(read.author(), None);
    assert_eq!(read.relationships.author.unwrap().extra["data"]["type"], "user");
    let authors = json!([{"id": "5", "type": "user"}, {"id": "6", "type": "user"}]);
    let mut body = proposal(7);
    body["relationships"]["author"]["data"] = authors.clone();
    let read: Proposal = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(read.author(), None);
    assert_eq!(read.relationships.author.as_ref().unwrap().extra["data"], authors);
    assert_eq!(serde_json::to_value(&read).unwrap(), body);
    let read = odd(|body| body["relationships"]["author"]["data"]["type"] = Value::Null);
    assert_eq!(read.author().unwrap().kind, "");
    assert_eq!(odd(|body| body["type"] = Value::Null).kind, "");
}

#[test]
fn what_is_neither_yes_nor_no_is_told_apart_from_no() {
    let draft = |publishable: Value| -> DraftProposal {
        let meta = json!({"publishable": publishable});
        serde_json::from_value(json!({"id": "1", "type": "draft_proposal", "meta": meta})).unwrap()
    };
    assert_eq!(draft(Value::Null).meta.publishable, None);
    assert_eq!(draft(json!(false)).meta.publishable, Some(false));
    assert!(draft(json!(true)).is_publishable() && !draft(Value::Null).is_publishable());
    let person: Participant =
        serde_json::from_value(json!({"id": "1", "meta": {"blocked": null, "locked": true}}))
            .unwrap();
    assert_eq!((person.meta.blocked, person.meta.locked), (None, Some(true)));
}

#[test]
fn components_of_plugins_survive() {
    let body: Value = json!({"id": "8", "type": "awesome_map_component", "attributes": {
        "manifest_name": "shiny", "participatory_space_type": "Decidim::Votings::Voting",
        "participatory_space_id": "3", "name": {"en": "Map"}, "global_announcement": {"en": ""},
        "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z"},
        "meta": {"published": true, "comments_max_length": false, "zoom": [1, {"a": null}]}});
    let read: Component = serde_json::from_value(body.clone()).unwrap();
    assert!(!read.attributes.manifest_name.as_ref().unwrap().is_known());
    assert_eq!(read.meta.number("comments_max_length"), None);
    assert_eq!(serde_json::to_value(&read).unwrap(), body);
}
