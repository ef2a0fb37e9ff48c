//! The records of one component.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use civic_sandbox::decidim::Version;
use civic_sandbox::{Churn, Fault, FaultRule, Malformation};
use decidim_client::graphql::Sort;
use decidim_client::graphql::resources::Meeting;
use decidim_client::sync::{Evidence, Mode, State, Why};
use decidim_client::{DateRange, ErrorKind, jiff::civil::date};
use serde_json::{Value, json};

use super::super::fullest_component::{fullest_component, visible};
use super::super::support::{Bench, site};
use super::copy::Copy;

fn bench(version: Version) -> Bench {
    Bench::new(site().version(version).proposals(400).no_rate_limit())
}

#[test]
fn a_copy_of_proposals_takes_in_what_changes_and_nothing_else() {
    for version in Version::ALL {
        let bench = bench(version);
        let (component, ids) = fullest_component(&bench);
        let proposals = || bench.client.proposals(component).list();
        let mut copy = Copy::default();
        let first = copy.run(&bench, |state| proposals().sync(state));
        assert_eq!((first.mode, first.why), (Mode::Full, Why::FirstTime), "{version}");
        assert_eq!((first.upserts, copy.ids()), (ids.clone(), ids.clone()), "{version}");

        let (requests, quiet) =
            bench.requests_of(|bench| copy.run(bench, |state| proposals().sync(state)));
        assert!(quiet.is_quiet(), "{version}: {quiet:?}");
        assert_eq!(quiet.why, Why::Usual);
        assert_eq!(quiet.report.passes, 1, "{version}");
        // One beside the list, for the fields that records have.
        assert_eq!(requests as u64, quiet.report.list.requests + 1, "{version}");
        assert_eq!(requests as u64, quiet.report.requests, "{version}");

        let (edited, deleted, hidden) = (ids[1], ids[3], ids[5]);
        bench.platform.update("proposals", edited, json!({"title": {"en": "Another one"}}));
        bench.platform.delete("proposals", deleted);
        bench.platform.update("proposals", hidden, json!({"hidden": true}));
        let added = bench.platform.insert_into(component).unwrap();
        let told = copy.run(&bench, |state| proposals().sync(state));
        assert!(told.report.complete, "{version}: {told:?}");
        // Up to 0.27 sites show everybody what a moderator has hidden.
        let hides = version >= Version::V0_28;
        let mut gone = BTreeSet::from([deleted]);
        gone.extend(hides.then_some(hidden));
        let mut upserts = BTreeSet::from([edited, added]);
        upserts.extend((!hides).then_some(hidden));
        assert!(told.gone.values().all(|why| *why == Evidence::NotFound), "{version}: {told:?}");
        assert_eq!(told.gone.keys().copied().collect::<BTreeSet<_>>(), gone, "{version}");
        let told_upserts: BTreeSet<_> = told.upserts.iter().copied().collect();
        assert!(told_upserts.is_superset(&upserts), "{version}: {told_upserts:?}");
        assert!(told_upserts.len() <= upserts.len() + 1, "{version}: {told_upserts:?}");
        let all = copy.run(&bench, |state| proposals().sync(state));
        assert!(all.is_quiet(), "{version}: {all:?}");
    }
}

#[test]
fn a_counter_is_a_change_although_the_record_was_not_touched() {
    let bench = bench(Version::V0_30);
    let (component, ids) = fullest_component(&bench);
    let proposals = || bench.client.proposals(component).list();
    let mut copy = Copy::default();
    copy.run(&bench, |state| proposals().sync(state));
    let before = bench.platform.record("proposals", ids[0]).unwrap()["updated_at"].clone();
    let comments = bench.platform.ids("comments");
    let on = |id: &u64| bench.platform.record("comments", *id).unwrap();
    let comment = comments.iter().find(|id| {
        let comment = on(id);
        let proposal = comment["owner_id"].as_u64().unwrap();
        comment["owner_type"] == "Decidim::Proposals::Proposal" && ids.contains(&proposal)
    });
    let comment = *comment.unwrap();
    let proposal = on(&comment)["owner_id"].as_u64().unwrap();
    bench.platform.delete("comments", comment);
    let told = copy.run(&bench, |state| proposals().sync(state).full());
    assert_eq!(told.upserts, [proposal]);
    assert_eq!(bench.platform.record("proposals", ids[0]).unwrap()["updated_at"], before);
}

#[test]
fn an_empty_answer_empties_no_copy() {
    /// So many pages come empty.
    static EMPTY: AtomicUsize = AtomicUsize::new(0);
    fn empty(body: &mut Value) {
        let Some(list) = body.pointer_mut("/data/component/proposals") else { return };
        let less = |left: usize| left.checked_sub(1);
        if EMPTY.fetch_update(Relaxed, Relaxed, less).is_ok() {
            *list = json!({"edges": [], "pageInfo": {"hasNextPage": false, "endCursor": null}});
        }
    }
    for version in [Version::V0_27, Version::V0_31] {
        let bench = Bench::edited(site().version(version).proposals(400).no_rate_limit(), empty);
        let (component, ids) = fullest_component(&bench);
        let proposals = || bench.client.proposals(component).list();
        let mut copy = Copy::default();
        copy.run(&bench, |state| proposals().sync(state));
        // One is asked for again.
        EMPTY.store(1, Relaxed);
        let told = copy.run(&bench, |state| proposals().sync(state));
        assert!(told.is_quiet() && told.report.single_reads == 0, "{version}: {told:?}");
        assert_eq!(EMPTY.load(Relaxed), 0);
        // If all are empty, the records that are there speak against it.
        EMPTY.store(1000, Relaxed);
        let told = copy.run(&bench, |state| proposals().sync(state));
        assert!(!told.report.complete && told.gone.is_empty(), "{version}: {told:?}");
        assert!(told.report.left_out > 0, "{version}: {}", told.report);
        assert_eq!(copy.ids(), ids, "{version}");
        EMPTY.store(0, Relaxed);
        let after = copy.run(&bench, |state| proposals().sync(state));
        assert!(after.is_quiet(), "{version}: {after:?}");
    }
}

/// A run that reads all proposals whole, and one that scans them; each with the operation that it sends.
const RUNS: [(&str, bool); 2] = [("operation=Proposals", true), ("operation=ProposalsScan", false)];

#[test]
fn a_run_that_breaks_off_tells_no_deletion_and_the_next_one_repairs() {
    for (operation, is_full) in RUNS {
        let bench = bench(Version::V0_30);
        let (component, ids) = fullest_component(&bench);
        let proposals = |state| {
            let run = bench.client.proposals(component).list().page_size(20).sync(state);
            if is_full { run.full() } else { run }
        };
        let mut copy = Copy::default();
        copy.run(&bench, proposals);
        bench.platform.delete("proposals", ids[0]);
        let skipped = if is_full { 4 } else { 1 };
        bench
            .platform
            .inject(FaultRule::new(Fault::Status(500)).when_query(operation).skip(skipped));
        let told = copy.run(&bench, proposals);
        let is_complete = told.report.complete;
        assert!(!is_complete && !told.errors.is_empty() && told.gone.is_empty(), "{told:?}");
        bench.platform.clear_faults();
        let told = copy.run(&bench, proposals);
        assert!(told.report.complete, "{told:?}");
        let told = copy.run(&bench, proposals);
        assert!(told.report.complete, "{told:?}");
        assert_eq!(copy.ids(), visible(&bench, component));
    }
}

#[test]
fn a_record_that_cannot_be_read_is_there() {
    for (version, (operation, is_full)) in
        [Version::V0_28, Version::V0_31].into_iter().flat_map(|it| RUNS.map(|run| (it, run)))
    {
        let bench = bench(version);
        let (component, ids) = fullest_component(&bench);
        let proposals = |state| {
            let run = bench.client.proposals(component).list().sync(state);
            if is_full { run.full() } else { run }
        };
        let mut copy = Copy::default();
        copy.run(&bench, proposals);
        let how = Malformation::WrongType;
        let broken = Fault::MalformedRow { index: 2, how };
        bench.platform.inject(FaultRule::new(broken).when_query(operation).skip(1).times(1));
        let told = copy.run(&bench, proposals);
        assert_eq!(told.report.list.malformed, 1, "{version}: {}", told.report);
        assert!(told.gone.is_empty() && told.withheld == 0, "{version}: {told:?}");
        assert_eq!(copy.ids(), ids, "{version}");
        let quiet = copy.run(&bench, proposals);
        assert!(quiet.is_quiet(), "{version}: {quiet:?}");
    }
}

/// Plugins and older sites do not sort by id: then two readings must agree.
#[test]
fn a_site_that_does_not_sort_proposals_is_read_until_two_readings_agree() {
    for (without, passes) in [(None, 1), (Some("Proposals.proposals(order:)"), 2)] {
        let made = site().version(Version::V0_30).without(without).no_rate_limit();
        let bench = Bench::new(made);
        let (component, ids) = fullest_component(&bench);
        let proposals = |state| bench.client.proposals(component).list().sync(state);
        let mut copy = Copy::default();
        let told = copy.run(&bench, proposals);
        assert_eq!(told.report.passes, passes, "{without:?}: {}", told.report);
        assert!(told.report.complete && copy.ids() == ids, "{without:?}: {}", told.report);
        let quiet = copy.run(&bench, proposals);
        assert!(quiet.is_quiet(), "{without:?}: {quiet:?}");
        assert_eq!(quiet.report.passes, passes, "{without:?}");
    }
}

/// A 404 from before the site says nothing about the record.
#[test]
fn a_404_of_a_proxy_is_no_evidence() {
    let bench = bench(Version::V0_30);
    let (component, ids) = fullest_component(&bench);
    let proposals = || bench.client.proposals(component).list();
    let mut copy = Copy::default();
    copy.run(&bench, |state| proposals().sync(state));
    bench.platform.delete("proposals", ids[0]);
    // The first single read; the witness answers.
    let rule = FaultRule::new(Fault::HtmlError(404)).when_query("operation=ProposalsOne");
    bench.platform.inject(rule.times(1));
    let told = copy.run(&bench, |state| proposals().sync(state));
    assert!(told.gone.is_empty(), "{told:?}");
    assert_eq!(told.report.unanswered, 1);
    let told = copy.run(&bench, |state| proposals().sync(state));
    assert_eq!(told.gone.keys().copied().collect::<Vec<_>>(), [ids[0]]);
}

#[test]
fn hot_rows_of_a_list_in_no_order_are_never_told_as_gone() {
    let mut again = 0;
    for seed in 0..3 {
        let bench = Bench::new(
            site().seed(seed).rows("meetings", 120).version(Version::V0_30).no_rate_limit(),
        );
        let components = bench.platform.component_ids("Meetings").into_iter();
        let component =
            components.max_by_key(|id| bench.platform.ids_in(*id, "meetings").len()).unwrap();
        let meetings = || bench.client.meetings(component).list().page_size(10);
        let mut copy = Copy::default();
        let told = copy.run(&bench, |state| meetings().sync(state));
        assert_eq!(told.report.passes, 2, "the second reading agrees");
        let all = copy.ids();
        assert!(all.len() > 20);
        bench.platform.churn(Churn { updates_per_request: 2.0, ..Churn::default() });
        for _ in 0..4 {
            let told = copy.run(&bench, |state| meetings().sync(state));
            assert!(told.gone.is_empty(), "seed {seed}: {told:?}");
            assert_eq!(copy.ids(), all, "seed {seed}");
            again += u32::from(told.report.passes > 2 || !told.report.complete);
        }
        bench.platform.churn(Churn::default());
        bench.platform.delete("meetings", all[4]);
        let told = copy.run(&bench, |state| meetings().sync(state));
        let gone: Vec<_> = told.gone.iter().map(|(id, why)| (*id, *why)).collect();
        assert_eq!(gone, [(all[4], Evidence::NotFound)], "seed {seed}");
        assert!(told.report.passes >= 2);
    }
    assert!(again > 0, "rows moved, so that two readings did not agree");
}

#[test]
fn a_sorted_list_of_proposals_is_in_no_order_that_can_be_trusted() {
    let bench = bench(Version::V0_30);
    let (component, ids) = fullest_component(&bench);
    let mut copy = Copy::default();
    let sorted =
        |state| bench.client.proposals(component).list().by_published_at(Sort::Desc).sync(state);
    let told = copy.run(&bench, sorted);
    assert_eq!((told.report.passes, copy.ids()), (2, ids));
    // The order does not belong to what is copied.
    let told = copy.run(&bench, |state| bench.client.proposals(component).list().sync(state));
    assert!(told.is_quiet() && told.why == Why::Usual, "{told:?}");
}

#[test]
fn a_record_that_leaves_the_filter_is_told_so() {
    let bench = bench(Version::V0_30);
    let (component, _) = fullest_component(&bench);
    let recent = DateRange::since(date(2024, 1, 1));
    let proposals = || bench.client.proposals(component).list().published_at(recent);
    let mut copy = Copy::default();
    copy.run(&bench, |state| proposals().sync(state));
    let ids = copy.ids();
    assert!(ids.len() > 4);
    // 2 January 2020
    bench.platform.update("proposals", ids[2], json!({"published_at": 1_577_923_200_000_u64}));
    let told = copy.run(&bench, |state| proposals().sync(state));
    let gone: Vec<_> = told.gone.iter().map(|(id, why)| (*id, *why)).collect();
    assert_eq!(gone, [(ids[2], Evidence::NoLongerMatches)]);

    // Another filter is another query, and a full run.
    let all = |state| bench.client.proposals(component).list().sync(state);
    let told = copy.run(&bench, all);
    assert_eq!(told.why, Why::QueryChanged);
    assert!(copy.ids().len() > ids.len());
}

#[test]
fn a_state_of_another_list_or_site_is_refused() {
    let bench = bench(Version::V0_30);
    let (component, _) = fullest_component(&bench);
    let mut copy = Copy::default();
    copy.run(&bench, |state| bench.client.proposals(component).list().sync(state));
    let refused = |state: State, component: u64, bench: &Bench| {
        let mut run = bench.client.proposals(component).list().sync(state);
        let error = bench.run(run.next()).unwrap().unwrap_err();
        assert!(bench.run(run.next()).is_none());
        error
    };
    let error = refused(copy.state.clone(), component + 1, &bench);
    assert_eq!(error.kind(), ErrorKind::SyncState, "{error}");
    let mut run = bench.client.all::<Meeting>().list().sync(copy.state.clone());
    let error = bench.run(run.next()).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SyncState, "{error}");

    let json = serde_json::to_string(&copy.state).unwrap();
    let elsewhere = json.replace("sandbox.example.org", "another.example.org");
    let error = refused(serde_json::from_str(&elsewhere).unwrap(), component, &bench);
    assert_eq!(error.kind(), ErrorKind::SyncState, "{error}");
}
