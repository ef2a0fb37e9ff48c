//! Walks through a whole site: what a site lacks, loses or fails to give is passed over or told,
//! never lost in silence.

use std::collections::BTreeSet;

use bytes::Bytes;
use civic_core::http::HttpConfig;
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_sandbox::decidim::Version;
use civic_sandbox::{Fault, FaultRule};
use decidim_client::graphql::resources::{Comment, Commentable, Proposal, SpaceKind};
use decidim_client::graphql::{Client, Id};
use decidim_client::list::Paginator;
use decidim_client::{Error, ErrorKind};
use futures::StreamExt;
use serde_json::{Value, json};

use super::support::{Bench, site};

/// A client of a site that answers queries like this.
fn answering(answer: fn(&str, &Value) -> Value) -> (VirtualClock, Client) {
    let clock = VirtualClock::new();
    let transport = FakeTransport::new(move |request: http::Request<Bytes>| async move {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let body = answer(body["query"].as_str().unwrap(), &body["variables"]).to_string();
        let mut response = http::Response::new(FakeBody::pieces([Ok(body.into())]));
        response.headers_mut().insert("content-type", "application/json".parse().unwrap());
        Ok(response)
    });
    let http = HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = Client::builder("https://site.example.org").http(http).build().unwrap();
    (clock, client)
}

fn read<T: Send + 'static>(clock: &VirtualClock, walk: &mut Paginator<T>) -> Vec<Result<T, Error>> {
    clock.run(async { walk.collect().await }).unwrap()
}

fn ids(comments: &[Comment]) -> BTreeSet<Id> {
    comments.iter().map(|comment| comment.id).collect()
}

/// A thread on a proposal that takes several questions.
fn deep_thread(bench: &Bench) -> (Commentable, Vec<Comment>) {
    let roots = bench.site.ids("proposals").into_iter().map(Commentable::proposal);
    for root in roots {
        let mut walk = bench.client.comments(root.clone());
        let (comments, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{errors:?}");
        if walk.report().pages > 1 {
            return (root, comments);
        }
    }
    panic!("no thread is deep");
}

#[test]
fn a_site_that_cannot_choose_components_is_read_all_the_same() {
    let all = Bench::new(site().version(Version::V0_30).no_rate_limit());
    let (all, _) = all.read(&mut all.client.all_proposals());
    for lacks in
        ["ComponentFilter", "ComponentFilter.type", "ParticipatoryProcess.components(filter:)"]
    {
        let bench = Bench::new(site().version(Version::V0_30).without([lacks]).no_rate_limit());
        let mut walk = bench.client.all_proposals();
        let (proposals, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{lacks}: {errors:?}");
        assert_eq!(proposals.len(), all.len(), "{lacks}");
        assert!(walk.report().is_consistent(), "{lacks}: {}", walk.report());
    }
}

#[test]
fn a_site_that_lists_no_components_is_refused() {
    let lacks = ["ParticipatoryProcess.components", "ParticipatorySpaceInterface.components"];
    let bench = Bench::new(site().version(Version::V0_30).without(lacks).no_rate_limit());
    let (_, errors) = bench.read(&mut bench.client.all_proposals());
    assert_eq!(errors.first().map(Error::kind), Some(ErrorKind::Unsupported));
}

#[test]
fn a_page_of_http_404_is_no_component_that_was_taken_down() {
    let whole = Bench::new(site().no_rate_limit());
    let (proposals, _) = whole.read(&mut whole.client.all_proposals());
    let (comments, _) = whole.read(&mut whole.client.all_comments());
    let failing = || {
        let bench = Bench::new(site().no_rate_limit());
        bench.site.inject(FaultRule::new(Fault::HtmlError(404)).skip(6).times(1000));
        bench
    };

    let bench = failing();
    let mut walk = bench.client.all_proposals();
    let (read, errors) = bench.read(&mut walk);
    assert!(read.len() < proposals.len());
    assert_eq!(errors[0].kind(), ErrorKind::NotFound);
    assert!(!walk.report().is_consistent(), "{}", walk.report());

    let bench = failing();
    let mut walk = bench.client.all_comments();
    let (read, errors) = bench.read(&mut walk);
    assert!(read.len() < comments.len() && !errors.is_empty());
    assert!(!walk.report().is_consistent(), "{}", walk.report());
}

#[test]
fn a_component_that_is_gone_is_told_as_withheld() {
    let (clock, client) = answering(|query, variables| {
        if query.contains("component(id:") {
            return match variables["component"].as_str() {
                Some("7") => page_of_one("70"),
                _ => json!({"data": {"component": null}}),
            };
        }
        if query.contains("participatoryProcesses") {
            let room = |id: &str| json!({"__typename": "Proposals", "id": id});
            let process = json!({"id": "1", "components": [room("7"), room("8")]});
            return json!({"data": {"participatoryProcesses": [process]}});
        }
        empty()
    });
    let mut walk = client.all_proposals();
    let read = read(&clock, &mut walk);
    assert_eq!(read.len(), 1);
    assert_eq!(walk.report().withheld, 1, "{}", walk.report());
    // The site listed it, and says no word of where it went.
    assert!(!walk.report().is_consistent(), "{}", walk.report());
}

fn page_of_one(id: &str) -> Value {
    json!({"data": {"component": {"__typename": "Proposals", "proposals": {
        "pageInfo": {"endCursor": "MQ", "hasNextPage": false},
        "edges": [{"node": {"id": id}}],
    }}}})
}

/// No space of any kind.
fn empty() -> Value {
    json!({"data": {
        "assemblies": [], "conferences": [], "consultations": [], "initiatives": [],
        "participatoryProcesses": [], "votings": [],
    }})
}

#[test]
fn a_component_of_an_odd_form_is_read_for_what_it_holds() {
    let (clock, client) = answering(|query, variables| {
        if query.contains("component(id:") {
            return page_of_one(if variables["component"] == "7" { "70" } else { "80" });
        }
        json!({"data": {"participatoryProcess": {"id": "1", "components": [
            {"__typename": "Proposals", "id": "7", "weight": 1},
            {"__typename": "Proposals", "id": "8", "weight": {"odd": 1}, "createdAt": 5},
        ]}}})
    });
    let mut walk = client.all_in::<Proposal>(SpaceKind::ParticipatoryProcess, 1);
    let read = read(&clock, &mut walk);
    let ids: Vec<_> = read.into_iter().map(|proposal| proposal.unwrap().id.number()).collect();
    assert_eq!(ids, [70, 80]);
    assert_eq!(walk.report().requests, 3, "the list of components is counted");
}

#[test]
fn comments_on_questions_of_consultations_are_read() {
    let (clock, client) = answering(|query, variables| {
        if query.contains("commentable(") {
            assert_eq!(variables["type"], "Decidim::Consultations::Question");
            assert_eq!(variables["id"], "5", "the other one has no comments");
            return json!({"data": {"commentable": {"id": "5", "comments": [{"id": "50"}]}}});
        }
        if query.contains("totalCommentsCount") {
            let question = |id: &str, count: u64| json!({"id": id, "totalCommentsCount": count});
            let questions = [question("4", 0), question("5", 1)];
            return json!({"data": {"consultations": [{"id": "1", "questions": questions}]}});
        }
        empty()
    });
    let mut walk = client.all_comments();
    let read = read(&clock, &mut walk);
    let comments: Vec<_> = read.into_iter().map(Result::unwrap).collect();
    assert_eq!(comments.len(), 1);
    assert_eq!(comments[0].root, Some(Commentable::question(5)));
    assert!(walk.report().is_consistent(), "{}", walk.report());
}

#[test]
fn records_deleted_meanwhile_do_not_end_a_walk_through_comments() {
    for version in [Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let mut walk = bench.client.all_comments();
        let first = bench.run(walk.next()).unwrap().unwrap();
        let of = first.root.unwrap().id();
        let gone: BTreeSet<_> =
            bench.site.ids("proposals").into_iter().filter(|id| id % 3 == 0).collect();
        for id in gone.iter().filter(|id| Id::new(**id) != of) {
            bench.site.delete("proposals", *id);
        }
        let (read, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let classes: BTreeSet<_> = read
            .iter()
            .filter_map(|comment| comment.root.as_ref())
            .map(Commentable::class)
            .collect();
        assert!(classes.len() >= 5, "{version}: it came to the other kinds: {classes:?}");
        // Since 0.32 the server says that it is not there; before, it fails.
        let is_told = version >= Version::V0_32;
        assert_eq!(walk.report().is_consistent(), is_told, "{version}: {}", walk.report());
        assert_eq!(walk.report().server_errors == 0, is_told, "{version}: {}", walk.report());
    }
}

#[test]
fn answers_deleted_meanwhile_do_not_end_a_thread() {
    for version in [Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).rows("comments", 400).no_rate_limit());
        let (root, before) = deep_thread(&bench);
        let mut walk = bench.client.comments(root);
        let first = bench.run(walk.next()).unwrap().unwrap();
        let is_opened =
            |comment: &&Comment| comment.parent.is_some() && comment.has_comments == Some(true);
        for comment in before.iter().filter(is_opened) {
            bench.site.delete("comments", comment.id.number());
        }
        let (rest, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert!(rest.len() + 1 < before.len(), "{version}");
        let mut read = ids(&rest);
        read.insert(first.id);
        assert!(read.is_subset(&ids(&before)));
        let is_told = version >= Version::V0_32;
        assert_eq!(walk.report().is_consistent(), is_told, "{version}: {}", walk.report());
    }
}

#[test]
fn a_thread_on_nothing_is_an_error() {
    for version in [Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let mut walk = bench.client.comments(Commentable::proposal(987_654));
        let (read, errors) = bench.read(&mut walk);
        assert!(read.is_empty() && !errors.is_empty(), "{version}");
        assert!(!walk.report().is_consistent(), "{version}");
    }
}

#[test]
fn a_deleted_comment_does_not_end_the_walk_through_a_site() {
    for version in [Version::V0_28, Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).deleted_comments(0.05).no_rate_limit());
        assert!(!bench.site.deleted_comments().is_empty());
        let mut walk = bench.client.all_comments();
        let (read, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let report = walk.report();
        assert!(report.server_errors > 0 && !report.is_consistent(), "{version}: {report}");
        let classes: BTreeSet<_> = read
            .iter()
            .filter_map(|comment| comment.root.as_ref())
            .map(Commentable::class)
            .collect();
        assert!(classes.len() >= 5, "{version}: {classes:?}");
    }
}

#[test]
fn questions_that_found_no_such_spaces_are_counted_too() {
    for version in [Version::V0_27, Version::V0_31] {
        let bench = Bench::new(site().version(version).no_rate_limit());
        for round in ["first contact", "known"] {
            let mut walk = bench.client.all_components();
            let (sent, _) = bench.requests_of(|bench| bench.read(&mut walk));
            assert_eq!(walk.report().requests, sent as u64, "components, {version:?}, {round}");
            let mut walk = bench.client.all_comments();
            let (sent, _) = bench.requests_of(|bench| bench.read(&mut walk));
            assert_eq!(walk.report().requests, sent as u64, "comments, {version:?}, {round}");
        }
    }
}
