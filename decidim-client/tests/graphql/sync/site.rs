//! All records of a site, counted by component.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use civic_sandbox::decidim::Version;
use decidim_client::graphql::resources::{Commentable, Meeting, Proposal, SpaceKind};
use decidim_client::sync::{Change, Evidence, Mode, State, Why};
use serde_json::{Value, json};

use super::super::fullest_component::{fullest_component, visible};
use super::super::support::{Bench, site};
use super::copy::Copy;

fn bench(version: Version) -> Bench {
    Bench::new(site().version(version).proposals(300).no_rate_limit())
}

#[test]
fn a_copy_of_all_proposals_takes_in_what_changes() {
    for version in [Version::V0_24, Version::V0_28, Version::V0_30_5, Version::V0_32] {
        let bench = bench(version);
        let all = || bench.client.all_proposals().list();
        let mut copy = Copy::default();
        let first = copy.run(&bench, |state| all().sync(state));
        assert_eq!((first.mode, first.why), (Mode::Full, Why::FirstTime), "{version}");
        let quiet = copy.run(&bench, |state| all().sync(state));
        assert!(quiet.is_quiet(), "{version}: {quiet:?}");

        // In components of different spaces; each is asked for in its own.
        let components = bench.platform.component_ids("Proposals").into_iter();
        let read = copy.ids();
        let firsts = components.filter_map(|component| {
            visible(&bench, component).into_iter().find(|id| read.binary_search(id).is_ok())
        });
        let deleted: BTreeSet<_> = firsts.collect();
        assert!(deleted.len() > 1, "{version}: {deleted:?}");
        for id in &deleted {
            bench.platform.delete("proposals", *id);
        }
        let told = copy.run(&bench, |state| all().sync(state));
        assert!(told.gone.values().all(|why| *why == Evidence::NotFound), "{version}: {told:?}");
        assert_eq!(told.gone.keys().copied().collect::<BTreeSet<_>>(), deleted, "{version}");
        let quiet = copy.run(&bench, |state| all().sync(state));
        assert!(quiet.is_quiet(), "{version}: {quiet:?}");
    }
}

/// Unpublished, it is listed no longer, and answers nothing.
#[test]
fn a_component_that_was_taken_down_is_withheld_and_the_others_go_on() {
    for version in [Version::V0_30, Version::V0_32] {
        let bench = bench(version);
        let all = || bench.client.all_proposals().list();
        let mut copy = Copy::default();
        copy.run(&bench, |state| all().sync(state));
        let (component, of_it) = fullest_component(&bench);
        let elsewhere = copy.ids().into_iter().find(|id| !of_it.contains(id)).unwrap();
        bench.platform.update("components", component, json!({"published_at": null}));
        bench.platform.update("proposals", elsewhere, json!({"title": {"en": "Another one"}}));
        let also_gone = copy.ids().into_iter().rfind(|id| !of_it.contains(id)).unwrap();
        bench.platform.delete("proposals", also_gone);

        let told = copy.run(&bench, |state| all().sync(state));
        assert_eq!(told.withheld, of_it.len(), "{version}: {}", told.report);
        assert_eq!(told.upserts, [elsewhere], "{version}");
        assert_eq!(told.gone.keys().copied().collect::<Vec<_>>(), [also_gone], "{version}");
        assert!(told.report.complete, "{version}: {}", told.report);
        assert!(of_it.iter().all(|id| copy.rows.contains_key(id)), "{version}");

        // One too few are accepted, and then so many.
        let few = of_it.len() - 1;
        let told = copy.run(&bench, |state| all().sync(state).accept_gone(few));
        assert_eq!((told.withheld, told.gone.len()), (of_it.len(), 0), "{version}");
        let told = copy.run(&bench, |state| all().sync(state).accept_gone(of_it.len()));
        assert_eq!((told.withheld, told.gone.len()), (0, of_it.len()), "{version}");
        assert!(of_it.iter().all(|id| !copy.rows.contains_key(id)), "{version}");
    }
}

/// Its list comes empty, and its records one by one not at all.
#[test]
fn a_component_that_answers_nothing_takes_no_record_along() {
    static SILENT: Mutex<Vec<u64>> = Mutex::new(Vec::new());
    fn is_silent(body: &Value, record: &str) -> bool {
        let id = body.pointer(record).and_then(|record| record["id"].as_str()?.parse().ok());
        id.is_some_and(|id| SILENT.lock().unwrap().contains(&id))
    }
    fn silence(body: &mut Value) {
        if is_silent(body, "/data/component/proposals/edges/0/node") {
            body["data"]["component"]["proposals"] =
                json!({"edges": [], "pageInfo": {"hasNextPage": false, "endCursor": null}});
        }
        if is_silent(body, "/data/component/proposal") {
            body["data"]["component"]["proposal"] = Value::Null;
        }
    }
    let made = site().version(Version::V0_30).proposals(300).no_rate_limit();
    let bench = Bench::edited(made, silence);
    let all = || bench.client.all_proposals().list();
    let mut copy = Copy::default();
    copy.run(&bench, |state| all().sync(state));
    let before = copy.ids();
    let (_, of_it) = fullest_component(&bench);
    let elsewhere = before.iter().copied().find(|id| !of_it.contains(id)).unwrap();
    bench.platform.delete("proposals", elsewhere);
    SILENT.lock().unwrap().extend(&of_it);
    let told = copy.run(&bench, |state| all().sync(state));
    assert_eq!(told.withheld, of_it.len(), "{}", told.report);
    assert_eq!(told.gone.keys().copied().collect::<Vec<_>>(), [elsewhere]);
    SILENT.lock().unwrap().clear();
    let after = copy.run(&bench, |state| all().sync(state));
    assert!(after.is_quiet(), "{after:?}");
    assert_eq!(copy.rows.len(), before.len() - 1);
}

/// One that was left out of the list, and was found by itself, keeps its component.
#[test]
fn a_record_that_was_left_out_once_is_still_asked_for_in_its_component() {
    static LEFT_OUT: AtomicU64 = AtomicU64::new(0);
    fn leave_out(body: &mut Value) {
        let Some(list) = body.pointer_mut("/data/component/proposals/edges") else { return };
        let left_out = LEFT_OUT.load(Relaxed).to_string();
        let is_kept = |edge: &Value| edge["node"]["id"] != left_out.as_str();
        list.as_array_mut().unwrap().retain(is_kept);
    }
    let bench = Bench::edited(site().version(Version::V0_30).no_rate_limit(), leave_out);
    let all = |state| bench.client.all_proposals().list().sync(state);
    let mut copy = Copy::default();
    copy.run(&bench, all);
    let one = copy.ids()[0];
    LEFT_OUT.store(one, Relaxed);
    let told = copy.run(&bench, all);
    assert_eq!((told.report.left_out, told.gone.len()), (1, 0), "{}", told.report);
    bench.platform.delete("proposals", one);
    let told = copy.run(&bench, all);
    assert_eq!(told.gone.get(&one), Some(&Evidence::NotFound), "{}", told.report);
}

/// A full run that was cut short goes on where it was, also in the middle of a component.
#[test]
fn a_run_that_was_killed_goes_on_where_it_was() {
    let bench = bench(Version::V0_31);
    let all = |state| bench.client.all_proposals().list().sync(state);
    let mut expected = Copy::default();
    expected.run(&bench, all);
    let mut copy = Copy::default();
    let mut run = all(State::new());
    let many = expected.rows.len() / 2;
    for _ in 0..many {
        match bench.run(run.next()).unwrap().unwrap() {
            Change::Upsert { row, .. } => {
                copy.rows.insert(row.id.number(), serde_json::to_value(row).unwrap());
            }
            other => assert!(matches!(other, Change::Began { .. }), "{other:?}"),
        }
    }
    copy.state = run.state();
    drop(run);
    let (requests, told) = bench.requests_of(|bench| copy.run(bench, all));
    assert!(told.report.resumed && told.report.complete, "{}", told.report);
    assert!(told.upserts.len() < expected.rows.len() - many / 2, "{}", told.upserts.len());
    assert_eq!(copy.rows, expected.rows);
    let (whole, told) = bench.requests_of(|bench| copy.run(bench, all));
    assert!(told.is_quiet() && requests < whole, "{requests} of {whole}: {told:?}");
}

/// A site may answer for a component that it does not list, such as one in a kind of space that its
/// version has no more.
#[test]
fn what_a_site_answers_for_and_does_not_list_leaves_the_copy() {
    static UNLISTED: AtomicU64 = AtomicU64::new(0);
    fn leave_out(body: &mut Value) {
        let unlisted = UNLISTED.load(Relaxed).to_string();
        let Some(data) = body.get_mut("data").and_then(Value::as_object_mut) else { return };
        for space in data.values_mut().filter_map(Value::as_array_mut).flatten() {
            if let Some(components) = space.get_mut("components").and_then(Value::as_array_mut) {
                components.retain(|component| component["id"] != unlisted.as_str());
            }
        }
    }
    let bench = Bench::edited(site().version(Version::V0_30).no_rate_limit(), leave_out);
    let all = |state| bench.client.all_proposals().list().sync(state);
    let mut copy = Copy::default();
    copy.run(&bench, all);
    let (component, of_it) = fullest_component(&bench);
    UNLISTED.store(component, Relaxed);
    let told = copy.run(&bench, all);
    assert_eq!((told.withheld, told.report.left_out), (of_it.len(), 0), "{}", told.report);
    let told = copy.run(&bench, |state| all(state).accept_gone(of_it.len()));
    assert_eq!(told.gone.len(), of_it.len(), "{}", told.report);
    assert!(told.gone.values().all(|why| *why == Evidence::NoLongerMatches));
    let (listed, _) = bench.read(&mut bench.client.all_proposals().list().stream());
    assert_eq!(copy.rows.len(), listed.len());
}

/// Its components are not listed any more.
#[test]
fn the_records_of_a_space_that_was_unpublished_leave_the_list() {
    for version in [Version::V0_27, Version::V0_31] {
        let bench = bench(version);
        let all = || bench.client.all_proposals().list();
        let mut copy = Copy::default();
        copy.run(&bench, |state| all().sync(state));
        let kind = SpaceKind::ParticipatoryProcess;
        let of = |process: u64| {
            let list = bench.client.all_in::<Proposal>(kind, process).list();
            bench.read(&mut list.stream()).0.len()
        };
        let processes = bench.platform.ids("participatory_processes").into_iter();
        let (process, many) =
            processes.map(|id| (id, of(id))).max_by_key(|(_, many)| *many).unwrap();
        assert!(many > 10);
        let fields = json!({"published_at": null});
        bench.platform.update("participatory_processes", process, fields);
        let told = copy.run(&bench, |state| all().sync(state));
        assert_eq!((told.withheld, told.report.left_out), (many, 0), "{version}: {}", told.report);
        let told = copy.run(&bench, |state| all().sync(state).accept_gone(many));
        assert_eq!(told.gone.len(), many, "{version}: {}", told.report);
        assert!(told.report.complete);
        let (listed, _) = bench.read(&mut all().stream());
        assert_eq!(copy.rows.len(), listed.len(), "{version}");
    }
}

#[test]
fn the_records_of_one_space_and_those_in_no_order_are_copied_too() {
    let bench = Bench::new(site().rows("meetings", 60).version(Version::V0_31).no_rate_limit());
    let mut copy = Copy::default();
    let kind = SpaceKind::ParticipatoryProcess;
    let process = bench.platform.ids("participatory_processes").into_iter().find(|id| {
        let list = bench.client.all_in::<Proposal>(kind, *id).list();
        !bench.read(&mut list.stream()).0.is_empty()
    });
    let process = process.unwrap();
    let in_space = || bench.client.all_in::<Proposal>(kind, process).list();
    copy.run(&bench, |state| in_space().sync(state));
    let gone = copy.ids()[0];
    bench.platform.delete("proposals", gone);
    let told = copy.run(&bench, |state| in_space().sync(state));
    assert_eq!(told.gone.keys().copied().collect::<Vec<_>>(), [gone]);

    let mut copy = Copy::default();
    let meetings = || bench.client.all::<Meeting>().list();
    let told = copy.run(&bench, |state| meetings().sync(state));
    assert_eq!(told.report.passes, 2);
    let gone = copy.ids()[1];
    bench.platform.delete("meetings", gone);
    let told = copy.run(&bench, |state| meetings().sync(state));
    assert_eq!(told.gone.keys().copied().collect::<Vec<_>>(), [gone]);
}

#[test]
fn comments_have_no_reads_of_their_own_and_are_gone_if_two_readings_miss_them() {
    for version in [Version::V0_27, Version::V0_31] {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let all = || bench.client.all_comments().list();
        let mut copy = Copy::default();
        copy.run(&bench, |state| all().sync(state));
        // The signed global ids of comments differ in every reading.
        let quiet = copy.run(&bench, |state| all().sync(state));
        assert!(quiet.is_quiet(), "{version}: {quiet:?}");

        let is_answered = |id: &u64| {
            bench.platform.ids("comments").iter().any(|other| {
                let other = bench.platform.record("comments", *other).unwrap();
                other["owner_type"] == "Decidim::Comments::Comment" && other["owner_id"] == *id
            })
        };
        let deleted = copy.ids().into_iter().find(|id| !is_answered(id)).unwrap();
        bench.platform.delete("comments", deleted);
        let told = copy.run(&bench, |state| all().sync(state));
        let gone: Vec<_> = told.gone.iter().map(|(id, why)| (*id, *why)).collect();
        assert_eq!(gone, [(deleted, Evidence::AbsentTwice)], "{version}: {}", told.report);
        assert_eq!(told.report.single_reads, 0);
    }
}

#[test]
fn comments_on_one_record_are_read_once_where_none_is_missing() {
    let bench = Bench::new(site().version(Version::V0_31).no_rate_limit());
    let mut lists = bench.platform.ids("proposals").into_iter().map(|id| {
        let comments = || bench.client.comments(Commentable::proposal(id)).list();
        let mut copy = Copy::default();
        copy.run(&bench, |state| comments().sync(state));
        (comments(), copy)
    });
    let (comments, mut copy) = lists.find(|(_, copy)| copy.rows.len() > 3).unwrap();
    let quiet = copy.run(&bench, |state| comments.clone().sync(state));
    assert!(quiet.is_quiet() && quiet.report.passes == 1, "{quiet:?}");
    let last = *copy.ids().last().unwrap();
    bench.platform.delete("comments", last);
    let told = copy.run(&bench, |state| comments.clone().sync(state));
    assert_eq!(told.gone.get(&last), Some(&Evidence::AbsentTwice));
    assert_eq!(told.report.passes, 2);
}

/// A comment that may not be shown costs the list that it is in, so nothing is known of what is missing.
#[test]
fn a_comment_that_may_not_be_shown_makes_the_run_incomplete_and_nothing_is_gone() {
    let bench = Bench::new(site().version(Version::V0_31).no_rate_limit());
    let all = || bench.client.all_comments().list();
    let mut copy = Copy::default();
    copy.run(&bench, |state| all().sync(state));
    let before = copy.ids();
    bench.platform.update("comments", before[0], json!({"deleted": true}));
    let told = copy.run(&bench, |state| all().sync(state));
    assert!(!told.report.complete && told.gone.is_empty() && told.withheld == 0, "{told:?}");
    assert_eq!(copy.ids(), before);
}
