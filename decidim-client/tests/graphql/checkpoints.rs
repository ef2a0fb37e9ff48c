//! Checkpoints: where reading goes on, and how large they are.

use std::collections::BTreeSet;

use civic_core::testing::VirtualClock;
use decidim_client::ErrorKind;
use decidim_client::graphql::resources::{Comment, Commentable};
use decidim_client::graphql::{Client, Sort};
use decidim_client::list::Paginator;
use serde_json::json;

use super::fullest_component::{fullest_component, ids};
use super::support::{Bench, answering, site};

#[test]
fn reading_resumes_at_every_item() {
    let bench = Bench::new(site().proposals(200));
    let (component, expected) = fullest_component(&bench);
    for taken in (0..expected.len()).step_by(7) {
        let mut list = bench.client.proposals(component).list().page_size(20).stream();
        let mut read = BTreeSet::new();
        bench.run(async {
            for _ in 0..taken {
                read.insert(list.next().await.unwrap().unwrap().id.number());
            }
        });
        let kept = serde_json::to_string(&list.checkpoint()).unwrap();
        let kept = serde_json::from_str(&kept).unwrap();
        let mut list =
            bench.client.proposals(component).list().page_size(20).stream().resume(kept).unwrap();
        let (rest, _) = bench.read(&mut list);
        read.extend(ids(&rest));
        assert_eq!(read.len(), expected.len(), "after {taken}");
        assert!(list.report().completeness.is_proven(), "after {taken}: {}", list.report());
    }
}

#[test]
fn reading_resumed_after_a_page_repeats_no_row() {
    let bench = Bench::new(site().proposals(200));
    let (component, expected) = fullest_component(&bench);
    let stream = || bench.client.proposals(component).list().page_size(20).stream();
    let mut pages = stream().pages();
    let mut read = Vec::new();
    let mut place = None;
    for _ in 0..3 {
        let page = bench.run(pages.next()).unwrap().unwrap();
        read.extend(ids(&page.items));
        place = Some(page.checkpoint);
    }
    let mut list = stream().resume(place.unwrap()).unwrap();
    read.extend(ids(&bench.read(&mut list).0));
    assert_eq!(list.report().items, expected.len() as u64, "{}", list.report());
    assert_eq!(read, expected);
}

#[test]
fn a_checkpoint_of_another_query_is_refused() {
    let bench = Bench::new(site());
    let (component, _) = fullest_component(&bench);
    let kept = bench.client.proposals(component).list().stream().checkpoint();
    for other in [
        bench.client.proposals(component + 1).list().stream(),
        bench.client.proposals(component).list().by_id(Sort::Desc).stream(),
        bench.client.proposals(component).list().stream_backward(),
    ] {
        let error = other.resume(kept.clone()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Checkpoint);
    }
}

/// How many bytes of JSON the checkpoint has after the first page.
fn after_first_page<T: Send + 'static>(clock: &VirtualClock, list: Paginator<T>) -> usize {
    let mut pages = list.pages();
    let page = clock.run(async { pages.next().await.unwrap().unwrap() }).unwrap();
    serde_json::to_vec(&page.checkpoint).unwrap().len()
}

/// A site with one process of so many components, each with one proposal, and on each of these a
/// comment with so many answers.
fn large_site(components: u64, answers: u64) -> (VirtualClock, Client) {
    answering(move |query, variables| {
        if query.contains("commentable(") {
            // Each answer has answers itself.
            let id = |n: u64| (700_000 + n).to_string();
            let answer =
                |n: u64| json!({"id": id(n), "hasComments": true, "totalCommentsCount": 1});
            let answers: Vec<_> = (0..answers).map(answer).collect();
            let comment = json!({"id": "600000", "hasComments": true, "comments": answers});
            return json!({"data": {"commentable": {"id": variables["id"], "comments": [comment]}}});
        }
        if let Some(component) = variables["component"].as_str() {
            let row = json!({"id": format!("9{component}"), "totalCommentsCount": 1});
            return json!({"data": {"component": {"__typename": "Proposals", "proposals": {
                "pageInfo": {"endCursor": "MQ", "hasNextPage": false}, "edges": [{"node": row}],
            }}}});
        }
        let listed = |n: u64| json!({"__typename": "Proposals", "id": (10_000 + n).to_string()});
        let listed: Vec<_> = (0..components).map(listed).collect();
        json!({"data": {
            "assemblies": [], "conferences": [], "consultations": [], "initiatives": [],
            "votings": [], "participatoryProcesses": [{"id": "1", "components": listed}],
        }})
    })
}

#[test]
fn a_checkpoint_of_one_components_list_is_small_and_does_not_grow() {
    let bench = Bench::new(site().proposals(400).no_rate_limit());
    let (component, _) = fullest_component(&bench);
    let proposals = bench.client.proposals(component);
    for list in [proposals.list().stream(), proposals.list().two_passes().stream_backward()] {
        let mut pages = list.pages();
        let mut largest = 0;
        while let Some(page) = bench.run(pages.next()) {
            let checkpoint = serde_json::to_vec(&page.unwrap().checkpoint).unwrap();
            largest = largest.max(checkpoint.len());
        }
        assert!(largest > 0 && largest < 1024, "{largest} bytes");
    }
}

#[test]
fn a_checkpoint_of_a_whole_site_grows_by_the_components_that_are_left() {
    let sizes = [100, 600].map(|components| {
        let (clock, client) = large_site(components, 0);
        after_first_page(&clock, client.all_proposals().list().stream())
    });
    assert_eq!(sizes[1] - sizes[0], 500 * 8, "an id of five digits takes eight bytes: {sizes:?}");
    assert!(sizes[0] < 1024 + 100 * 8, "{sizes:?}");
}

#[test]
fn a_checkpoint_of_comments_grows_by_those_whose_answers_are_left() {
    let one_thread = |client: &Client| client.comments(Commentable::proposal(35)).list().stream();
    let whole_site = |client: &Client| client.all_comments().list().stream();
    for open in [one_thread as fn(&Client) -> Paginator<Comment>, whole_site] {
        let sizes = [102, 302].map(|answers| {
            let (clock, client) = large_site(1, answers);
            after_first_page(&clock, open(&client))
        });
        assert_eq!(sizes[1] - sizes[0], 200 * 9, "an id of six digits takes nine bytes: {sizes:?}");
        assert!(sizes[1] < 4096, "{sizes:?}");
    }
}

#[test]
fn a_checkpoint_of_all_components_does_not_grow() {
    let sizes = [1, 500].map(|components| {
        let (clock, client) = large_site(components, 0);
        after_first_page(&clock, client.all_components().list().stream())
    });
    assert!(sizes[1] < 1024 && sizes[1] - sizes[0] < 8, "{sizes:?}");
}
