//! Lists of a whole site: what a site does not have, loses or fails to give is passed over or reported,
//! never lost in silence.

use std::collections::BTreeSet;

use civic_core::testing::VirtualClock;
use civic_sandbox::decidim::Version;
use civic_sandbox::{Fault, FaultRule};
use decidim_client::graphql::Id;
use decidim_client::graphql::resources::{Comment, Commentable, Proposal, SpaceKind};
use decidim_client::list::Paginator;
use decidim_client::{Error, ErrorKind};
use futures::StreamExt;
use serde_json::{Value, json};

use super::fullest_component::{ids as proposal_ids, visible};
use super::support::{Bench, answering, site};

fn read<T: Send + 'static>(clock: &VirtualClock, list: &mut Paginator<T>) -> Vec<Result<T, Error>> {
    clock.run(async { list.collect().await }).unwrap()
}

fn ids(comments: &[Comment]) -> BTreeSet<Id> {
    comments.iter().map(|comment| comment.id).collect()
}

/// A thread on a proposal that takes several questions.
fn deep_thread(bench: &Bench) -> (Commentable, Vec<Comment>) {
    let roots = bench.platform.ids("proposals").into_iter().map(Commentable::proposal);
    for root in roots {
        let mut list = bench.client.comments(root.clone()).list().stream();
        let (comments, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{errors:?}");
        if list.report().pages > 1 {
            return (root, comments);
        }
    }
    panic!("no thread is deep");
}

#[test]
fn a_site_that_cannot_choose_components_is_read_all_the_same() {
    let all = Bench::new(site().version(Version::V0_30).no_rate_limit());
    let (all, _) = all.read(&mut all.client.all_proposals().list().stream());
    for without in
        ["ComponentFilter", "ComponentFilter.type", "ParticipatoryProcess.components(filter:)"]
    {
        let bench = Bench::new(site().version(Version::V0_30).without([without]).no_rate_limit());
        let mut list = bench.client.all_proposals().list().stream();
        let (proposals, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{without}: {errors:?}");
        assert_eq!(proposals.len(), all.len(), "{without}");
        assert!(list.report().is_consistent(), "{without}: {}", list.report());
    }
}

#[test]
fn a_site_that_lists_no_components_is_refused() {
    let missing = ["ParticipatoryProcess.components", "ParticipatorySpaceInterface.components"];
    let bench = Bench::new(site().version(Version::V0_30).without(missing).no_rate_limit());
    let (_, errors) = bench.read(&mut bench.client.all_proposals().list().stream());
    assert_eq!(errors.first().map(Error::kind), Some(ErrorKind::Unsupported));
}

#[test]
fn a_page_of_http_404_is_no_component_that_was_taken_down() {
    let whole = Bench::new(site().no_rate_limit());
    let (proposals, _) = whole.read(&mut whole.client.all_proposals().list().stream());
    let (comments, _) = whole.read(&mut whole.client.all_comments().list().stream());
    let failing = || {
        let bench = Bench::new(site().no_rate_limit());
        bench.platform.inject(FaultRule::new(Fault::HtmlError(404)).skip(6).times(1000));
        bench
    };

    let bench = failing();
    let mut list = bench.client.all_proposals().list().stream();
    let (read, errors) = bench.read(&mut list);
    assert!(read.len() < proposals.len());
    assert_eq!(errors[0].kind(), ErrorKind::NotFound);
    assert!(!list.report().is_consistent(), "{}", list.report());

    let bench = failing();
    let mut list = bench.client.all_comments().list().stream();
    let (read, errors) = bench.read(&mut list);
    assert!(read.len() < comments.len() && !errors.is_empty());
    assert!(!list.report().is_consistent(), "{}", list.report());
}

#[test]
fn a_component_that_is_gone_is_reported_as_withheld() {
    let (clock, client) = answering(|query, variables| {
        if query.contains("component(id:") {
            return match variables["component"].as_str() {
                Some("7") => page_of_one("70"),
                _ => json!({"data": {"component": null}}),
            };
        }
        if query.contains("participatoryProcesses") {
            let component = |id: &str| json!({"__typename": "Proposals", "id": id});
            let process = json!({"id": "1", "components": [component("7"), component("8")]});
            return json!({"data": {"participatoryProcesses": [process]}});
        }
        empty()
    });
    let mut list = client.all_proposals().list().stream();
    let read = read(&clock, &mut list);
    assert_eq!(read.len(), 1);
    assert_eq!(list.report().hidden, 1, "{}", list.report());
    // The site listed it, and says no word of where it went.
    assert!(!list.report().is_consistent(), "{}", list.report());
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
    let mut list = client.all_in::<Proposal>(SpaceKind::ParticipatoryProcess, 1).list().stream();
    let read = read(&clock, &mut list);
    let ids: Vec<_> = read.into_iter().map(|proposal| proposal.unwrap().id.number()).collect();
    assert_eq!(ids, [70, 80]);
    assert_eq!(list.report().requests, 3, "the list of components is counted");
}

#[test]
fn comments_on_questions_of_consultations_are_read() {
    let (clock, client) = answering(|query, variables| {
        if query.contains("commentable(") {
            assert_eq!(variables["type"], "Decidim::Consultations::Question");
            assert_eq!(variables["id"], "5", "the other one has no comments");
            let comments = json!([{"id": "50", "comments": []}]);
            return json!({"data": {"commentable": {"id": "5", "comments": comments}}});
        }
        if query.contains("totalCommentsCount") {
            let question = |id: &str, count: u64| json!({"id": id, "totalCommentsCount": count});
            let questions = [question("4", 0), question("5", 1)];
            return json!({"data": {"consultations": [{"id": "1", "questions": questions}]}});
        }
        empty()
    });
    let mut list = client.all_comments().list().stream();
    let read = read(&clock, &mut list);
    let comments: Vec<_> = read.into_iter().map(Result::unwrap).collect();
    assert_eq!(comments.len(), 1);
    assert_eq!(comments[0].root, Some(Commentable::question(5)));
    assert!(list.report().is_consistent(), "{}", list.report());
}

#[test]
fn records_deleted_meanwhile_do_not_end_the_list_of_comments() {
    for version in [Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let mut list = bench.client.all_comments().list().stream();
        let first = bench.run(list.next()).unwrap().unwrap();
        let of = first.root.unwrap().id();
        let gone: BTreeSet<_> =
            bench.platform.ids("proposals").into_iter().filter(|id| id % 3 == 0).collect();
        for id in gone.iter().filter(|id| Id::new(**id) != of) {
            bench.platform.delete("proposals", *id);
        }
        let (read, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let classes: BTreeSet<_> = read
            .iter()
            .filter_map(|comment| comment.root.as_ref())
            .map(Commentable::class)
            .collect();
        assert!(classes.len() >= 5, "{version}: it came to the other kinds: {classes:?}");
        // Since 0.32 the server says that it is not there; before, it fails.
        let is_said = version >= Version::V0_32;
        assert_eq!(list.report().is_consistent(), is_said, "{version}: {}", list.report());
        assert_eq!(list.report().server_errors == 0, is_said, "{version}: {}", list.report());
    }
}

#[test]
fn answers_deleted_meanwhile_do_not_end_a_thread() {
    for version in [Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).rows("comments", 400).no_rate_limit());
        let (root, before) = deep_thread(&bench);
        let mut list = bench.client.comments(root).list().stream();
        let first = bench.run(list.next()).unwrap().unwrap();
        let is_opened =
            |comment: &&Comment| comment.parent.is_some() && comment.has_comments == Some(true);
        for comment in before.iter().filter(is_opened) {
            bench.platform.delete("comments", comment.id.number());
        }
        let (rest, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert!(rest.len() + 1 < before.len(), "{version}");
        let mut read = ids(&rest);
        read.insert(first.id);
        assert!(read.is_subset(&ids(&before)));
        let is_said = version >= Version::V0_32;
        assert_eq!(list.report().is_consistent(), is_said, "{version}: {}", list.report());
    }
}

#[test]
fn a_thread_on_nothing_is_an_error() {
    for version in [Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let mut list = bench.client.comments(Commentable::proposal(987_654)).list().stream();
        let (read, errors) = bench.read(&mut list);
        assert!(read.is_empty() && !errors.is_empty(), "{version}");
        assert!(!list.report().is_consistent(), "{version}");
    }
}

#[test]
fn a_deleted_comment_does_not_end_the_list_of_a_site() {
    for version in [Version::V0_28, Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).deleted_comments(0.05).no_rate_limit());
        assert!(!bench.platform.deleted_comments().is_empty());
        let mut list = bench.client.all_comments().list().stream();
        let (read, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let report = list.report();
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
            let mut list = bench.client.all_components().list().stream();
            let (sent, _) = bench.requests_of(|bench| bench.read(&mut list));
            assert_eq!(list.report().requests, sent as u64, "components, {version:?}, {round}");
            let mut list = bench.client.all_comments().list().stream();
            let (sent, _) = bench.requests_of(|bench| bench.read(&mut list));
            assert_eq!(list.report().requests, sent as u64, "comments, {version:?}, {round}");
        }
    }
}

/// Whether the process that a component is in is published; in another space it is.
fn is_in_a_public_process(bench: &Bench, component: u64) -> bool {
    let component = bench.platform.record("components", component).unwrap();
    let of_process = component["owner_type"] == "Decidim::ParticipatoryProcess";
    let process =
        bench.platform.record("participatory_processes", component["owner_id"].as_u64().unwrap());
    !of_process || !process.unwrap()["published_at"].is_null()
}

#[test]
fn all_records_of_a_site_come_component_by_component() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let mut list = bench.client.all_proposals().list().stream();
        let (proposals, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let components = bench.platform.component_ids("Proposals").into_iter();
        let components = components.filter(|component| is_in_a_public_process(&bench, *component));
        let expected: BTreeSet<_> =
            components.flat_map(|component| visible(&bench, component)).collect();
        let read: BTreeSet<_> = proposal_ids(&proposals).into_iter().collect();
        assert_eq!(read, expected, "{version}");
        assert!(list.report().completeness.is_proven(), "{version}: {}", list.report());
    }
}
