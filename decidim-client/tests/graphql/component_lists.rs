//! Lists of a component's records: their order, what is hidden, and single records.

use civic_sandbox::decidim::Version;
use civic_sandbox::{Fault, FaultRule};
use decidim_client::ErrorKind;
use decidim_client::graphql::{Id, Sort};
use decidim_client::list::{Completeness, Gap};
use serde_json::json;

use super::fullest_component::{fullest_component, ids};
use super::support::{Bench, answering, site};

#[test]
fn all_proposals_come_in_the_order_of_their_ids_and_that_is_proven() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).proposals(400));
        let (component, mut expected) = fullest_component(&bench);
        expected.sort_unstable();
        let mut list = bench.client.proposals(component).list().stream();
        let (proposals, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert_eq!(ids(&proposals), expected, "{version}");
        assert!(expected.len() > 100, "{version}");
        assert!(list.report().completeness.is_proven(), "{version}: {}", list.report());
    }
}

#[test]
fn hidden_records_are_holes_that_the_report_counts() {
    for version in [Version::V0_28, Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).proposals(300).hidden(0.2));
        let (component, expected) = fullest_component(&bench);
        let hidden = bench.platform.ids_in(component, "proposals").len() - expected.len();
        assert!(hidden > 5);
        let mut list = bench.client.proposals(component).list().stream();
        let (proposals, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert_eq!(ids(&proposals).len(), expected.len(), "{version}");
        let report = list.report();
        assert_eq!(report.hidden, hidden as u64, "{version}: {report}");
        assert!(report.completeness.is_proven(), "{version}: {report}");
    }
}

/// Up to 0.27 `proposal_type.rb` has no `authorized?`: a site shows what a moderator has hidden.
#[test]
fn sites_up_to_0_27_show_hidden_records() {
    for version in [Version::V0_24, Version::V0_27] {
        let bench = Bench::new(site().version(version).proposals(300).hidden(0.2));
        let (component, visible) = fullest_component(&bench);
        let mut all = bench.platform.ids_in(component, "proposals");
        all.sort_unstable();
        assert!(all.len() > visible.len());
        let mut list = bench.client.proposals(component).list().stream();
        let (proposals, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let mut came = ids(&proposals).into_iter().collect::<Vec<_>>();
        came.sort_unstable();
        assert_eq!(came, all, "{version}");
        assert_eq!(list.report().hidden, 0, "{version}: {}", list.report());
    }
}

#[test]
fn runs_of_hidden_records_longer_than_a_page_do_not_end_a_list() {
    for seed in 0..4 {
        let bench = Bench::new(site().seed(seed).proposals(300).hidden(0.7).no_rate_limit());
        let (component, expected) = fullest_component(&bench);
        let hidden = bench.platform.ids_in(component, "proposals").len() - expected.len();
        for size in [1, 2, 5, 20] {
            let mut list = bench.client.proposals(component).list().page_size(size).stream();
            let (proposals, errors) = bench.read(&mut list);
            assert!(errors.is_empty(), "{seed}, {size}: {errors:?}");
            assert_eq!(proposals.len(), expected.len(), "{seed}, {size}: {}", list.report());
            assert_eq!(list.report().hidden, hidden as u64, "{seed}, {size}: {}", list.report());
            assert!(list.report().is_consistent(), "{seed}, {size}: {}", list.report());
        }
    }
}

#[test]
fn an_order_of_the_callers_own_is_kept_and_is_complete_only_if_nothing_changed() {
    let bench = Bench::new(site().proposals(300));
    let (component, expected) = fullest_component(&bench);
    let mut list = bench.client.proposals(component).list().by_published_at(Sort::Desc).stream();
    let (proposals, _) = bench.read(&mut list);
    assert!(proposals.is_sorted_by(|one, next| one.published_at >= next.published_at));
    assert_eq!(proposals.len(), expected.len());
    assert!(matches!(list.report().completeness, Completeness::Consistent { provided: _ }));
}

#[test]
fn reading_backward_brings_the_last_first() {
    let bench = Bench::new(site().proposals(300));
    let (component, _) = fullest_component(&bench);
    let forward = bench.client.proposals(component).list().by_id(Sort::Asc);
    let (forward, _) = bench.read(&mut forward.stream());
    let backward = bench.client.proposals(component).list().by_id(Sort::Asc);
    let (mut backward, _) = bench.read(&mut backward.stream_backward());
    backward.reverse();
    assert_eq!(ids(&forward), ids(&backward));
}

#[test]
fn bad_input_is_refused_before_anything_is_sent() {
    let bench = Bench::new(site());
    for rows in [0, 51] {
        let (items, errors) =
            bench.read(&mut bench.client.proposals(1).list().page_size(rows).stream());
        assert!(items.is_empty());
        assert_eq!(errors[0].kind(), ErrorKind::InvalidInput, "{}", errors[0]);
    }
    assert!(bench.platform.requests().is_empty());
}

#[test]
fn a_component_that_is_not_there_or_of_another_kind_says_so() {
    for version in [Version::V0_30, Version::V0_32] {
        let bench = Bench::of(version);
        let (_, errors) = bench.read(&mut bench.client.proposals(999_999).list().stream());
        assert_eq!(errors[0].kind(), ErrorKind::NotFound, "{}", errors[0]);
        let meetings = bench.platform.component_ids("Meetings")[0];
        let (_, errors) = bench.read(&mut bench.client.proposals(meetings).list().stream());
        assert_eq!(errors[0].kind(), ErrorKind::NotFound, "{}", errors[0]);
        assert!(errors[0].to_string().contains("another kind"), "{}", errors[0]);
    }
}

#[test]
fn a_broken_page_is_tried_again_and_a_broken_row_is_reported() {
    let bench = Bench::new(site().proposals(300));
    let (component, expected) = fullest_component(&bench);
    bench.platform.inject(FaultRule::new(Fault::Truncate).skip(2).times(1));
    bench.platform.inject(FaultRule::new(Fault::Status(503)).skip(3).times(1));
    let mut list = bench.client.proposals(component).list().page_size(20).stream();
    let (proposals, errors) = bench.read(&mut list);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(proposals.len(), expected.len());
    assert_eq!(list.report().retries, 2, "{}", list.report());
    assert!(list.report().completeness.is_proven());
}

#[test]
fn get_reads_one_and_says_what_is_not_there() {
    for version in Version::ALL {
        let bench = Bench::of(version);
        let (component, expected) = fullest_component(&bench);
        let id = Id::new(expected[0]);
        let proposal = bench.run(bench.client.proposals(component).get(id)).unwrap();
        assert_eq!(proposal.id, id);
        assert!(!proposal.title.is_empty(), "{version}");
        let error = bench.run(bench.client.proposals(component).get(999_999)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{version}: {error}");
    }
}

#[test]
fn errors_beside_rows_make_a_list_incomplete() {
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
    let mut list = client.build().unwrap().proposals(1).list().stream();
    let read = clock.run(async { list.next().await.unwrap().unwrap() }).unwrap();
    assert_eq!(read.id, Id::new(1));
    assert!(clock.run(list.next()).unwrap().is_none());
    let report = list.report();
    assert_eq!(
        report.completeness,
        Completeness::Incomplete { gaps: vec![Gap::ServerErrors { errors: 1 }] }
    );
    assert_eq!(report.server_error_texts, ["Something went wrong"]);
}

#[test]
fn a_single_record_needs_its_id_as_a_row_of_a_list_does() {
    let missing = ["Proposal.id", "ParticipatoryProcess.id"];
    let bench = Bench::new(site().version(Version::V0_30).without(missing));
    let (component, expected) = fullest_component(&bench);
    let error = bench.run(bench.client.proposals(component).get(expected[0])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("Proposal.id"), "{error}");
    let error = bench.run(bench.client.participatory_processes().get(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
}

/// A place of a page that has no record, and no null in its place, without an error.
#[test]
fn a_place_without_the_record_that_was_asked_for_is_not_just_hidden() {
    let (clock, client) = answering(|_, _| {
        json!({"data": {"component": {"__typename": "Meetings", "id": "1", "meetings": {
            "edges": [{"node": {"id": "1"}}, {}],
            "pageInfo": {"endCursor": "Mg", "hasNextPage": false},
        }}}})
    });
    let mut list = client.meetings(1).list().stream();
    clock.run(async { while list.next().await.is_some() {} }).unwrap();
    let report = list.report();
    assert_eq!(report.items, 1, "{report}");
    assert!(!report.is_consistent() && report.server_errors == 1, "{report}");
}
