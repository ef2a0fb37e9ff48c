//! Lists that come in one answer.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::resources::SpaceKind;
use decidim_client::sync::{Change, Evidence, Mode, State, Why};
use serde_json::json;

use super::super::fullest_component::fullest_component;
use super::super::support::{Bench, site};
use super::copy::Copy;

fn bench(version: Version) -> Bench {
    Bench::new(site().version(version).no_rate_limit())
}

#[test]
fn spaces_are_asked_for_one_by_one() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).rows("assemblies", 12).no_rate_limit());
        let assemblies = |state| bench.client.assemblies().list().sync(state);
        let mut copy = Copy::default();
        copy.run(&bench, assemblies);
        let ids = copy.ids();
        assert!(ids.len() > 3, "{version}");
        bench.platform.update("assemblies", ids[0], json!({"title": {"en": "Another one"}}));
        bench.platform.delete("assemblies", ids[1]);
        let told = copy.run(&bench, assemblies);
        let gone: Vec<_> = told.gone.iter().map(|(id, why)| (*id, *why)).collect();
        assert_eq!(gone, [(ids[1], Evidence::NotFound)], "{version}: {told:?}");
        assert!(told.upserts.contains(&ids[0]), "{version}: {told:?}");
        assert_eq!(told.report.passes, 1, "one answer is one snapshot");
        bench.platform.update("assemblies", ids[2], json!({"published_at": null}));
        let told = copy.run(&bench, assemblies);
        assert_eq!(told.gone.get(&ids[2]), Some(&Evidence::NotFound), "{version}: {told:?}");
        assert!(copy.run(&bench, assemblies).is_quiet(), "{version}");
    }
}

#[test]
fn what_has_no_read_of_its_own_is_read_a_second_time_if_it_is_missing() {
    let bench = bench(Version::V0_32);
    let pages = |state| bench.client.static_pages().list().sync(state);
    let mut copy = Copy::default();
    copy.run(&bench, pages);
    let ids = copy.ids();
    let deleted = ids[0];
    bench.platform.delete("static_pages", deleted);
    let told = copy.run(&bench, pages);
    assert_eq!((told.report.passes, told.report.single_reads), (2, 0));
    if ids.len() > 1 {
        assert_eq!(told.gone.get(&deleted), Some(&Evidence::AbsentTwice), "{told:?}");
    } else {
        assert_eq!(told.withheld, 1, "{told:?}");
    }
}

#[test]
fn components_of_the_site_and_of_a_space_are_gone_if_two_readings_miss_them() {
    for version in Version::ALL {
        let bench = bench(version);
        let all = |state| bench.client.all_components().list().sync(state);
        let mut copy = Copy::default();
        copy.run(&bench, all);
        let (component, _) = fullest_component(&bench);
        bench.platform.update("components", component, json!({"published_at": null}));
        let told = copy.run(&bench, all);
        assert_eq!(told.gone.get(&component), Some(&Evidence::AbsentTwice), "{version}: {told:?}");

        let bench = self::bench(version);
        let kind = SpaceKind::ParticipatoryProcess;
        let processes = bench.platform.ids("participatory_processes").into_iter();
        let process = processes.max_by_key(|id| {
            bench.read(&mut bench.client.components(kind, *id).list().stream()).0.len()
        });
        let process = process.unwrap();
        let of_space = |state| bench.client.components(kind, process).list().sync(state);
        let mut copy = Copy::default();
        copy.run(&bench, of_space);
        let ids = copy.ids();
        assert!(ids.len() > 1, "{version}");
        bench.platform.update("components", ids[0], json!({"published_at": null}));
        let told = copy.run(&bench, of_space);
        assert_eq!(told.gone.get(&ids[0]), Some(&Evidence::AbsentTwice), "{version}: {told:?}");
    }
}

#[test]
fn versions_of_a_record_are_kept_by_their_ids() {
    let bench = bench(Version::V0_30);
    let (component, ids) = fullest_component(&bench);
    let mut lists = ids.into_iter().map(|id| {
        let versions = bench.client.proposals(component).versions(id).list();
        let mut copy = Copy::default();
        copy.run(&bench, |state| versions.clone().sync(state));
        (versions, copy)
    });
    let (versions, mut copy) = lists.find(|(_, copy)| copy.rows.len() > 1).unwrap();
    assert!(copy.run(&bench, |state| versions.clone().sync(state)).is_quiet());
}

/// Ids of authors are unique among those of a kind only, so that each run tells all of them.
#[test]
fn who_likes_a_record_is_replaced() {
    for version in [Version::V0_27, Version::V0_31] {
        let bench = bench(version);
        let (component, ids) = fullest_component(&bench);
        let likes = |id: &u64| bench.client.proposals(component).likes(*id).list();
        let most = ids.iter().max_by_key(|id| bench.read(&mut likes(id).stream()).0.len()).unwrap();
        let expected = bench.read(&mut likes(most).stream()).0;
        assert!(!expected.is_empty());
        let mut state = State::new();
        for _ in 0..2 {
            let mut run = likes(most).sync(state);
            let mut told = Vec::new();
            while let Some(change) = bench.run(run.next()) {
                told.push(change.unwrap());
            }
            let Some(Change::Synced { state: next, report }) = told.pop() else { panic!() };
            state = next;
            assert_eq!((report.mode, report.why), (Mode::Replace, Why::NoKeys), "{version}");
            let rows = told.into_iter().filter_map(|change| match change {
                Change::Upsert { key, row } => {
                    assert!(key.is_none());
                    Some(row)
                }
                _ => None,
            });
            assert_eq!(rows.collect::<Vec<_>>(), expected, "{version}");
        }
    }
}

/// A list with a filter that a record does not show: absence must do.
#[test]
fn users_chosen_by_a_text_are_gone_if_two_readings_miss_them() {
    let bench = bench(Version::V0_30);
    let all = |state| bench.client.users().list().sync(state);
    let mut copy = Copy::default();
    copy.run(&bench, all);
    let one = copy.rows.values().next().unwrap()["name"].as_str().unwrap().to_owned();
    let named = |state| bench.client.users().list().named(one.clone()).sync(state);
    let mut copy = Copy::default();
    copy.run(&bench, named);
    let ids = copy.ids();
    assert!(!ids.is_empty());
    bench.platform.update("users", ids[0], json!({"name": "Somebody Else"}));
    let told = copy.run(&bench, named);
    assert_eq!(told.report.single_reads, 0, "{told:?}");
    let is_all = ids.len() < 2;
    assert_eq!(told.withheld, usize::from(is_all), "{told:?}");
    assert_eq!(told.gone.contains_key(&ids[0]), !is_all, "{told:?}");
}
