//! Lists that belong to one record, on sites of several versions.

use std::sync::{Arc, Mutex};

use civic_core::http::HttpConfig;
use civic_core::list::Paginator;
use civic_core::testing::{FakeTransport, VirtualClock};
use decidim_client::graphql::resources::{AmendmentState, SpaceKind};
use decidim_client::graphql::{Client, Id};
use decidim_client::{Error, ErrorKind};
use futures::TryStreamExt;
use serde_json::{Value, json};

use super::support::server;

/// A site that knows some fields, and answers a query that asks for no other.
struct Site {
    clock: VirtualClock,
    client: Client,
    queries: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// `missing` are fields with the type that has not got them there.
    fn new(missing: &'static [(&'static str, &'static str)], data: Value) -> Self {
        let queries: Arc<Mutex<Vec<String>>> = Arc::default();
        let asked = Arc::clone(&queries);
        let transport = FakeTransport::new(move |request| {
            let body: Value = serde_json::from_slice(request.body()).unwrap();
            let query = body["query"].as_str().unwrap().to_owned();
            let unknown = missing.iter().filter(|(_, field)| {
                query.split_whitespace().any(|word| word.split('(').next() == Some(field))
            });
            let validation_errors: Vec<_> = unknown
                .map(|(on, field)| {
                    json!({"message": "no", "extensions":
                        {"code": "undefinedField", "typeName": on, "fieldName": field}})
                })
                .collect();
            let answer = if validation_errors.is_empty() {
                json!({"data": data})
            } else {
                json!({"errors": validation_errors})
            };
            asked.lock().unwrap().push(query);
            async move { Ok(http::Response::new(answer.to_string().into())) }
        });
        let clock = VirtualClock::new();
        let http = HttpConfig::new().clock(clock.clone()).transport(transport);
        let client = Client::builder("https://site.example.org").http(http).build().unwrap();
        Self { clock, client, queries }
    }

    fn read<T>(&self, list: Paginator<T>) -> Result<Vec<T>, Error>
    where
        T: serde::de::DeserializeOwned + Send + 'static,
    {
        self.clock.run(list.try_collect()).unwrap()
    }

    fn requests(&self) -> usize {
        self.queries.lock().unwrap().len()
    }
}

fn proposal(list: &str, rows: &Value) -> Value {
    json!({"component": {"__typename": "Proposals", "proposal": {list: rows}}})
}

#[test]
fn likes_are_read_where_they_are_called_so() {
    let people = json!([{"__typename": "User", "id": "1", "name": "A"}, null]);
    let site = Site::new(&[], proposal("likes", &people));
    let likes =
        site.read(site.client.proposals(Id::new(39)).likes(Id::new(35)).list().stream()).unwrap();
    assert_eq!(likes.len(), 1);
    assert_eq!(site.requests(), 1);
}

#[test]
fn likes_are_read_where_they_are_endorsements() {
    // A person and a group may have the same id.
    let people = json!([{"__typename": "User", "id": "1"}, {"__typename": "UserGroup", "id": "1"}]);
    let old = &[("Proposal", "likes"), ("Post", "likes"), ("Debate", "likes")];
    let site = Site::new(old, proposal("endorsements", &people));
    let likes = || site.read(site.client.proposals(Id::new(39)).likes(Id::new(35)).list().stream());
    assert_eq!(likes().unwrap().len(), 2);
    assert_eq!(site.requests(), 2);
    assert_eq!(likes().unwrap().len(), 2);
    assert_eq!(site.requests(), 3, "then it is known");
}

#[test]
fn debates_without_likes_are_an_error() {
    let old = &[
        ("Proposal", "likes"),
        ("Post", "likes"),
        ("Debate", "likes"),
        ("Debate", "endorsements"),
    ];
    let site = Site::new(old, json!({"component": {"__typename": "Debates", "debate": {}}}));
    let error =
        site.read(site.client.debates(Id::new(45)).likes(Id::new(1)).list().stream()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
}

#[test]
fn versions_and_amendments_are_read() {
    let versions = json!([
        {"id": "1", "changeset": {"title": [null, {"en": "Shade"}]}, "editor": null},
        {"id": "2", "changeset": {"title": [{"en": "Shade"}, {"en": "More shade"}]},
            "createdAt": "2026-02-03T10:11:12Z", "editor": {"__typename": "User", "id": "3"}},
    ]);
    let site = Site::new(&[], proposal("versions", &versions));
    let versions = site
        .read(site.client.proposals(Id::new(39)).versions(Id::new(35)).list().stream())
        .unwrap();
    assert_eq!(versions[1].changeset["title"][1]["en"], "More shade");
    assert_eq!(versions[1].editor.as_ref().map(|editor| editor.id), Some(Some(Id::new(3))));

    let amendments = json!([{"id": "4", "state": "accepted",
        "amendable": {"__typename": "Proposal", "id": "35"},
        "emendation": {"__typename": "Proposal", "id": "36"}}]);
    let site = Site::new(&[], proposal("amendments", &amendments));
    let found = site
        .read(site.client.proposals(Id::new(39)).amendments(Id::new(35)).list().stream())
        .unwrap();
    assert_eq!(found[0].state, Some(AmendmentState::Accepted));
    assert_eq!(found[0].emendation.map(|record| record.id), Some(Some(Id::new(36))));
}

#[test]
fn a_record_that_is_not_there_is_an_error() {
    let site = Site::new(&[], json!({"component": {"__typename": "Proposals", "proposal": null}}));
    let error = site
        .read(site.client.proposals(Id::new(39)).versions(Id::new(1)).list().stream())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    let site = Site::new(&[], json!({"component": {"__typename": "Meetings"}}));
    let error = site
        .read(site.client.proposals(Id::new(39)).followers(Id::new(1)).list().stream())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
}

#[test]
fn what_a_version_does_not_have_is_an_error_not_an_empty_list() {
    let old = &[
        ("Proposal", "followers"),
        ("Meeting", "followers"),
        ("Debate", "followers"),
        ("Post", "followers"),
        ("Assembly", "followers"),
        ("Assembly", "attachmentCollections"),
    ];
    let site = Site::new(old, json!({"component": {"proposal": {}}, "assembly": {"id": "4"}}));
    let unsupported = |error: Error| assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    let followers = site.client.meetings(Id::new(38)).followers(Id::new(7)).list().stream();
    unsupported(site.read(followers).unwrap_err());
    let assembly = site.client.space(SpaceKind::Assembly, Id::new(4));
    unsupported(site.read(assembly.followers().list().stream()).unwrap_err());
    unsupported(site.read(assembly.attachment_collections().list().stream()).unwrap_err());
}

#[test]
fn lists_of_a_space_are_read_whatever_its_kind() {
    let file = |id: &str| json!({"id": id, "url": "https://files.example.org/a.pdf"});
    let site = Site::new(
        &[],
        json!({"conference": {
            "id": "4",
            "attachments": [file("1"), file("2")],
            "attachmentCollections": [{"id": "9", "attachments": [file("1")]}],
            "followers": [{"__typename": "User", "id": "3"}],
            "versions": [{"id": "5"}],
        }}),
    );
    let space = site.client.space(SpaceKind::Conference, Id::new(4));
    assert_eq!(site.read(space.attachments().list().stream()).unwrap().len(), 2);
    assert_eq!(
        site.read(space.attachment_collections().list().stream()).unwrap()[0].attachments.len(),
        1
    );
    assert_eq!(site.read(space.followers().list().stream()).unwrap()[0].id, Id::new(3));
    assert_eq!(site.read(space.versions().list().stream()).unwrap()[0].id, Id::new(5));
}

#[test]
fn attachments_without_ids_are_distinguished_by_all_their_fields() {
    let file = |name: &str| json!({"url": format!("https://files.example.org/{name}")});
    let mut other = file("a.pdf");
    other["type"] = "image".into();
    let files = json!([file("a.pdf"), file("b.pdf"), file("a.pdf"), other]);
    let site = Site::new(&[], json!({"assembly": {"id": "4", "attachments": files}}));
    let space = site.client.space(SpaceKind::Assembly, Id::new(4));
    assert_eq!(site.read(space.attachments().list().stream()).unwrap().len(), 3);
}

#[test]
fn versions_of_what_a_budget_holds_come_by_project() {
    let projects = json!([{"id": "9", "versions": [{"id": "1"}, {"id": "2"}]}, {"id": "10"}]);
    let data = json!({"component": {"__typename": "Budgets", "budget": {"projects": projects}}});
    let site = Site::new(&[], data.clone());
    let budgets = site.client.budgets(Id::new(44));
    let versions = site.read(budgets.versions_of_projects(Id::new(3)).list().stream()).unwrap();
    let counts: Vec<_> = versions.iter().map(|item| (item.id, item.versions.len())).collect();
    assert_eq!(counts, [(Id::new(9), 2), (Id::new(10), 0)]);

    let old =
        &[("Project", "versions"), ("Milestone", "versions"), ("DocumentVersion", "versions")];
    let site = Site::new(old, data);
    let budgets = site.client.budgets(Id::new(44));
    let error = site.read(budgets.versions_of_projects(Id::new(3)).list().stream()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "rows without versions are not none: {error}");
}

#[test]
fn suggestions_and_trustees_are_asked_for_where_they_are() {
    let text = json!({"suggestions": [{"id": "5", "versions": [{"id": "1"}]}]});
    let site = Site::new(&[], json!({"component": {"collaborativeText": text}}));
    let texts = site.client.collaborative_texts(Id::new(50));
    assert_eq!(
        site.read(texts.versions_of_suggestions(Id::new(2)).list().stream()).unwrap()[0].id,
        Id::new(5)
    );
    let election = json!({"trustees": [{"id": "6", "versions": [{"id": "1"}]}]});
    let site = Site::new(&[], json!({"component": {"election": election}}));
    let elections = site.client.elections(Id::new(51));
    assert_eq!(
        site.read(elections.versions_of_trustees(Id::new(2)).list().stream()).unwrap()[0].id,
        Id::new(6)
    );
}

/// All requests count, also the one that learned that the site has an older name.
#[test]
fn the_request_that_learned_an_older_name_counts() {
    let (clock, client, asked) = server(|_, query| {
        if query.contains("endorsements") {
            json!({"data": {"component": {"__typename": "Proposals", "id": "1", "proposal": {"id": "7", "endorsements": []}}}})
        } else {
            json!({"errors": [{
                "message": "Field 'likes' doesn't exist on type 'Proposal'",
                "locations": [{"line": 1, "column": 1}],
                "path": ["query", "component", "... on Proposals", "proposal", "likes"],
                "extensions": {"code": "undefinedField", "typeName": "Proposal", "fieldName": "likes"},
            }]})
        }
    });
    let mut list = client.proposals(1).likes(7).list().stream();
    clock.run(async { while list.try_next().await.unwrap().is_some() {} }).unwrap();
    let report = list.report();
    let sent = asked.lock().unwrap().len() as u64;
    assert_eq!(report.requests, sent, "{report}");
}
