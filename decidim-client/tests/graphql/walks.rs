//! Walks through a component's records: joined, plain, backward, confirmed, resumed.

use std::collections::BTreeSet;

use civic_sandbox::decidim::Version;
use civic_sandbox::{Churn, Fault, FaultRule};
use decidim_client::ErrorKind;
use decidim_client::graphql::resources::{Meeting, Proposal};
use decidim_client::graphql::{Id, Sort};
use decidim_client::list::{Completeness, Gap, Paginator};
use futures::StreamExt;

use super::support::{Bench, site};

fn ids(proposals: &[Proposal]) -> Vec<u64> {
    proposals.iter().map(|proposal| proposal.id.number()).collect()
}

/// The fullest component of proposals, and what can be seen in it.
fn room(bench: &Bench) -> (u64, Vec<u64>) {
    let rooms = bench.site.component_ids("Proposals").into_iter();
    let rooms = rooms.map(|room| (room, visible(bench, room)));
    rooms.max_by_key(|(_, ids)| ids.len()).unwrap()
}

fn visible(bench: &Bench, room: u64) -> Vec<u64> {
    let hidden: BTreeSet<_> = bench.site.hidden_ids("proposals").into_iter().collect();
    let all = bench.site.ids_in(room, "proposals").into_iter();
    all.filter(|id| !hidden.contains(id)).collect()
}

/// Whether the process that a component is in is published; in another space it is.
fn is_in_a_public_process(bench: &Bench, room: u64) -> bool {
    let room = bench.site.record("components", room).unwrap();
    let of_process = room["owner_type"] == "Decidim::ParticipatoryProcess";
    let process = bench.site.record("participatory_processes", room["owner_id"].as_u64().unwrap());
    !of_process || !process.unwrap()["published_at"].is_null()
}

#[test]
fn all_proposals_come_in_the_order_of_their_ids_and_that_is_proven() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).proposals(400));
        let (room, mut expected) = room(&bench);
        expected.sort_unstable();
        let mut walk = bench.client.proposals(room).stream();
        let (proposals, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert_eq!(ids(&proposals), expected, "{version}");
        assert!(expected.len() > 100, "{version}");
        assert!(walk.report().completeness.is_proven(), "{version}: {}", walk.report());
    }
}

#[test]
fn hidden_records_are_holes_that_the_report_counts() {
    for version in [Version::V0_28, Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).proposals(300).hidden(0.2));
        let (room, expected) = room(&bench);
        let hidden = bench.site.ids_in(room, "proposals").len() - expected.len();
        assert!(hidden > 5);
        let mut walk = bench.client.proposals(room).stream();
        let (proposals, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert_eq!(ids(&proposals).len(), expected.len(), "{version}");
        let report = walk.report();
        assert_eq!(report.withheld, hidden as u64, "{version}: {report}");
        assert!(report.completeness.is_proven(), "{version}: {report}");
    }
}

/// Up to 0.27 `proposal_type.rb` has no `authorized?`: a site shows what a moderator has hidden.
#[test]
fn sites_up_to_0_27_show_hidden_records() {
    for version in [Version::V0_24, Version::V0_27] {
        let bench = Bench::new(site().version(version).proposals(300).hidden(0.2));
        let (room, visible) = room(&bench);
        let mut all = bench.site.ids_in(room, "proposals");
        all.sort_unstable();
        assert!(all.len() > visible.len());
        let mut walk = bench.client.proposals(room).stream();
        let (proposals, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let mut came = ids(&proposals).into_iter().collect::<Vec<_>>();
        came.sort_unstable();
        assert_eq!(came, all, "{version}");
        assert_eq!(walk.report().withheld, 0, "{version}: {}", walk.report());
    }
}

#[test]
fn no_change_slips_a_record_out_of_a_joined_walk() {
    let mut shifted = 0;
    for seed in 0..20 {
        let bench = Bench::new(site().seed(seed).proposals(400).version(Version::V0_30));
        let (room, before) = room(&bench);
        bench.site.churn(Churn {
            inserts_per_request: 1.0,
            deletes_per_request: 2.0,
            burst_chance: 0.2,
            burst_size: 12,
            ..Churn::default()
        });
        let mut walk = bench.client.proposals(room).page_size(20).stream();
        let (proposals, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{seed}: {errors:?}");
        let after: BTreeSet<_> = visible(&bench, room).into_iter().collect();
        let read: Vec<_> = ids(&proposals);
        let once: BTreeSet<_> = read.iter().copied().collect();
        assert_eq!(once.len(), read.len(), "{seed}: none twice");
        let throughout = before.iter().filter(|id| after.contains(id));
        let missed: Vec<_> = throughout.filter(|id| !once.contains(id)).collect();
        let report = walk.report();
        assert!(report.completeness.is_proven(), "{seed}: {report}");
        assert!(missed.is_empty(), "{seed}: {missed:?} missed, {report}");

        // The same list in another order goes by cursors alone, and does lose records.
        let mut plain =
            bench.client.proposals(room).by_published_at(Sort::Asc).page_size(20).stream();
        let before: BTreeSet<_> = visible(&bench, room).into_iter().collect();
        let (proposals, _) = bench.read(&mut plain);
        let after: BTreeSet<_> = visible(&bench, room).into_iter().collect();
        let read: BTreeSet<_> = ids(&proposals).into_iter().collect();
        shifted += usize::from(before.intersection(&after).any(|id| !read.contains(id)));
        assert!(!plain.report().completeness.is_proven(), "{seed}: {}", plain.report());
    }
    assert!(shifted > 10, "the churn is strong enough to be seen: {shifted} of 20");
}

#[test]
fn an_order_of_the_callers_own_is_kept_and_is_complete_only_if_nothing_changed() {
    let bench = Bench::new(site().proposals(300));
    let (room, expected) = room(&bench);
    let mut walk = bench.client.proposals(room).by_published_at(Sort::Desc).stream();
    let (proposals, _) = bench.read(&mut walk);
    assert!(proposals.is_sorted_by(|one, next| one.published_at >= next.published_at));
    assert_eq!(proposals.len(), expected.len());
    assert!(matches!(walk.report().completeness, Completeness::Consistent { provided: _ }));
}

#[test]
fn a_backward_walk_brings_the_last_first() {
    let bench = Bench::new(site().proposals(300));
    let (room, _) = room(&bench);
    let forward = bench.client.proposals(room).by_id(Sort::Asc);
    let (forward, _) = bench.read(&mut forward.stream());
    let backward = bench.client.proposals(room).by_id(Sort::Asc);
    let (mut backward, _) = bench.read(&mut backward.stream_backward());
    backward.reverse();
    assert_eq!(ids(&forward), ids(&backward));
}

#[test]
fn a_confirmed_walk_fetches_what_the_first_pass_missed() {
    let mut found = 0;
    for seed in 0..10 {
        let bench = Bench::new(site().seed(seed).rows("meetings", 300).no_rate_limit());
        let rooms = bench.site.component_ids("Meetings");
        let room =
            *rooms.iter().max_by_key(|room| bench.site.ids_in(**room, "meetings").len()).unwrap();
        // Deleted while the first pass is on its way; then all is quiet.
        let gone = bench.site.ids_in(room, "meetings");
        assert!(gone.len() > 40, "{}", gone.len());
        let mut walk = bench.client.meetings(room).page_size(20).two_passes().stream();
        let mut read = Vec::new();
        bench.run(async {
            for _ in 0..20 {
                read.push(walk.next().await.unwrap().unwrap());
            }
        });
        for id in gone.iter().take(5) {
            bench.site.delete("meetings", *id);
        }
        let (rest, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{errors:?}");
        read.extend(rest);
        let once: BTreeSet<u64> =
            read.iter().map(|meeting: &Meeting| meeting.id.number()).collect();
        let missed: Vec<_> = bench
            .site
            .ids_in(room, "meetings")
            .into_iter()
            .filter(|id| !once.contains(id))
            .collect();
        assert!(missed.is_empty(), "{seed}: {missed:?}, {}", walk.report());
        assert_eq!(
            walk.report().completeness,
            Completeness::Agreed { passes: 2 },
            "{}",
            walk.report()
        );
        found += 1;
    }
    assert_eq!(found, 10);
}

#[test]
fn a_walk_resumes_at_every_item() {
    let bench = Bench::new(site().proposals(200));
    let (room, expected) = room(&bench);
    for taken in (0..expected.len()).step_by(7) {
        let mut walk = bench.client.proposals(room).page_size(20).stream();
        let mut read = BTreeSet::new();
        bench.run(async {
            for _ in 0..taken {
                read.insert(walk.next().await.unwrap().unwrap().id.number());
            }
        });
        let kept = serde_json::to_string(&walk.checkpoint()).unwrap();
        let kept = serde_json::from_str(&kept).unwrap();
        let mut walk = bench.client.proposals(room).page_size(20).stream().resume(kept).unwrap();
        let (rest, _) = bench.read(&mut walk);
        read.extend(ids(&rest));
        assert_eq!(read.len(), expected.len(), "after {taken}");
        assert!(walk.report().completeness.is_proven(), "after {taken}: {}", walk.report());
    }
}

#[test]
fn a_walk_resumed_behind_a_page_repeats_no_row() {
    let bench = Bench::new(site().proposals(200));
    let (room, expected) = room(&bench);
    let stream = || bench.client.proposals(room).page_size(20).stream();
    let mut pages = stream().pages();
    let mut read = Vec::new();
    let mut place = None;
    for _ in 0..3 {
        let page = bench.run(pages.next()).unwrap().unwrap();
        read.extend(ids(&page.items));
        place = Some(page.checkpoint);
    }
    let mut walk = stream().resume(place.unwrap()).unwrap();
    read.extend(ids(&bench.read(&mut walk).0));
    assert_eq!(walk.report().items, expected.len() as u64, "{}", walk.report());
    assert_eq!(read, expected);
}

#[test]
fn a_checkpoint_of_another_query_is_refused() {
    let bench = Bench::new(site());
    let (room, _) = room(&bench);
    let kept = bench.client.proposals(room).stream().checkpoint();
    for other in [
        bench.client.proposals(room + 1).stream(),
        bench.client.proposals(room).by_id(Sort::Desc).stream(),
        bench.client.proposals(room).stream_backward(),
    ] {
        let error = other.resume(kept.clone()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Checkpoint);
    }
}

#[test]
fn bad_input_is_refused_before_anything_is_sent() {
    let bench = Bench::new(site());
    for rows in [0, 51] {
        let (items, errors) = bench.read(&mut bench.client.proposals(1).page_size(rows).stream());
        assert!(items.is_empty());
        assert_eq!(errors[0].kind(), ErrorKind::InvalidInput, "{}", errors[0]);
    }
    assert!(bench.site.requests().is_empty());
}

#[test]
fn a_component_that_is_not_there_or_of_another_kind_says_so() {
    for version in [Version::V0_30, Version::V0_32] {
        let bench = Bench::of(version);
        let (_, errors) = bench.read(&mut bench.client.proposals(999_999).stream());
        assert_eq!(errors[0].kind(), ErrorKind::NotFound, "{}", errors[0]);
        let meetings = bench.site.component_ids("Meetings")[0];
        let (_, errors) = bench.read(&mut bench.client.proposals(meetings).stream());
        assert_eq!(errors[0].kind(), ErrorKind::NotFound, "{}", errors[0]);
        assert!(errors[0].to_string().contains("another kind"), "{}", errors[0]);
    }
}

#[test]
fn all_records_of_a_site_come_component_by_component() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let mut walk = bench.client.all_proposals();
        let (proposals, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let rooms = bench.site.component_ids("Proposals").into_iter();
        let rooms = rooms.filter(|room| is_in_a_public_process(&bench, *room));
        let expected: BTreeSet<_> = rooms.flat_map(|room| visible(&bench, room)).collect();
        let read: BTreeSet<_> = ids(&proposals).into_iter().collect();
        assert_eq!(read, expected, "{version}");
        assert!(walk.report().completeness.is_proven(), "{version}: {}", walk.report());
    }
}

#[test]
fn a_broken_page_is_tried_again_and_a_broken_row_is_reported() {
    let bench = Bench::new(site().proposals(300));
    let (room, expected) = room(&bench);
    bench.site.inject(FaultRule::new(Fault::Truncate).skip(2).times(1));
    bench.site.inject(FaultRule::new(Fault::Status(503)).skip(3).times(1));
    let mut walk = bench.client.proposals(room).page_size(20).stream();
    let (proposals, errors) = bench.read(&mut walk);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(proposals.len(), expected.len());
    assert_eq!(walk.report().retries, 2, "{}", walk.report());
    assert!(walk.report().completeness.is_proven());
}

#[test]
fn get_reads_one_and_says_what_is_not_there() {
    for version in Version::ALL {
        let bench = Bench::of(version);
        let (room, expected) = room(&bench);
        let id = Id::new(expected[0]);
        let proposal = bench.run(bench.client.proposals(room).get(id)).unwrap();
        assert_eq!(proposal.id, id);
        assert!(!proposal.title.is_empty(), "{version}");
        let error = bench.run(bench.client.proposals(room).get(999_999)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{version}: {error}");
    }
}

#[test]
fn errors_beside_rows_make_a_possible_gap() {
    // A field that fails on the server leaves a null in a row that came all the same.
    let body = r#"{"data":{"component":{"__typename":"Proposals","proposals":{
        "pageInfo":{"endCursor":"MQ","hasNextPage":false},
        "edges":[{"node":{"id":"1","answer":null}}]}}},
        "errors":[{"message":"Something went wrong","path":["component","proposals","edges",0,"node","answer"]}]}"#;
    let clock = civic_core::testing::VirtualClock::new();
    let transport = civic_core::testing::FakeTransport::new(move |_| async move {
        let mut answer =
            http::Response::new(civic_core::testing::FakeBody::pieces([Ok(body.into())]));
        answer.headers_mut().insert("content-type", "application/json".parse().unwrap());
        Ok(answer)
    });
    let http = civic_core::http::HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = decidim_client::graphql::Client::builder("https://a.example.org").http(http);
    let mut walk = client.build().unwrap().proposals(1).stream();
    let read = clock.run(async { walk.next().await.unwrap().unwrap() }).unwrap();
    assert_eq!(read.id, Id::new(1));
    assert!(clock.run(walk.next()).unwrap().is_none());
    let report = walk.report();
    assert_eq!(
        report.completeness,
        Completeness::Incomplete { gaps: vec![Gap::ServerErrors { errors: 1 }] }
    );
    assert_eq!(report.server_error_texts, ["Something went wrong"]);
}

#[test]
fn runs_of_hidden_records_longer_than_a_page_stop_no_walk() {
    for seed in 0..4 {
        let bench = Bench::new(site().seed(seed).proposals(300).hidden(0.7).no_rate_limit());
        let (room, expected) = room(&bench);
        let hidden = bench.site.ids_in(room, "proposals").len() - expected.len();
        for size in [1, 2, 5, 20] {
            let mut walk = bench.client.proposals(room).page_size(size).stream();
            let (proposals, errors) = bench.read(&mut walk);
            assert!(errors.is_empty(), "{seed}, {size}: {errors:?}");
            assert_eq!(proposals.len(), expected.len(), "{seed}, {size}: {}", walk.report());
            assert_eq!(walk.report().withheld, hidden as u64, "{seed}, {size}: {}", walk.report());
            assert!(walk.report().is_consistent(), "{seed}, {size}: {}", walk.report());
        }
    }
}

/// A server with these pages whatever order it is asked for: one for each place that a cursor is.
fn stubborn(
    pages: &'static [(u64, &'static [u64])],
) -> (civic_core::testing::VirtualClock, Paginator<Proposal>) {
    let clock = civic_core::testing::VirtualClock::new();
    let transport = civic_core::testing::FakeTransport::new(move |request| async move {
        let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        let after = match body["variables"]["after"].as_str() {
            None => 0,
            Some(cursor) => (0..200)
                .find(|n: &u64| {
                    use base64::Engine;
                    let text = base64::prelude::BASE64_STANDARD_NO_PAD.encode(n.to_string());
                    text == cursor
                })
                .unwrap(),
        };
        let (_, ids) = pages.iter().find(|(at, _)| *at == after).unwrap_or(&(0, &[]));
        let end = after + ids.len() as u64;
        let last = pages.iter().map(|(at, ids)| at + ids.len() as u64).max().unwrap();
        let cursor = {
            use base64::Engine;
            base64::prelude::BASE64_STANDARD_NO_PAD.encode(end.to_string())
        };
        let edges: Vec<_> =
            ids.iter().map(|id| serde_json::json!({"node": {"id": id.to_string()}})).collect();
        let answer = serde_json::json!({"data": {"component": {"__typename": "Proposals", "proposals": {
            "pageInfo": {"endCursor": cursor, "hasNextPage": end < last}, "edges": edges,
        }}}});
        let body = civic_core::testing::FakeBody::pieces([Ok(answer.to_string().into())]);
        Ok(http::Response::new(body))
    });
    let http = civic_core::http::HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = decidim_client::graphql::Client::builder("https://a.example.org").http(http);
    (clock, client.build().unwrap().proposals(1).page_size(5).stream())
}

#[test]
fn a_server_that_ignores_the_order_loses_no_row_and_proves_nothing() {
    // The second page begins with older ids by chance; the third ascends again.
    const BY_CHANCE: &[(u64, &[u64])] =
        &[(0, &[301, 302, 303, 304, 305]), (4, &[201, 202, 203, 204, 205]), (9, &[401, 402])];
    const SHUFFLED: &[(u64, &[u64])] =
        &[(0, &[9, 3, 7, 1, 5]), (5, &[11, 12, 13, 14, 15]), (10, &[16, 17])];
    for pages in [BY_CHANCE, SHUFFLED] {
        let (clock, mut walk) = stubborn(pages);
        let mut read = BTreeSet::new();
        clock
            .run(async {
                while let Some(row) = walk.next().await {
                    read.insert(row.unwrap().id.number());
                }
            })
            .unwrap();
        let all: BTreeSet<u64> = pages.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
        assert!(read.is_superset(&all) || !walk.report().is_consistent(), "{}", walk.report());
        assert!(!walk.report().completeness.is_proven(), "{}", walk.report());
    }
}

#[test]
fn a_single_record_needs_its_id_as_a_row_of_a_list_does() {
    let lacks = ["Proposal.id", "ParticipatoryProcess.id"];
    let bench = Bench::new(site().version(Version::V0_30).without(lacks));
    let (room, expected) = room(&bench);
    let error = bench.run(bench.client.proposals(room).get(expected[0])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("Proposal.id"), "{error}");
    let error = bench.run(bench.client.participatory_processes().get(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
}
