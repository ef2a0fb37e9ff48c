//! Copies of lists that are kept true, in every version.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::bench::Bench;
use civic_sandbox::{Churn, Fault, FaultRule, RestVersion};
use decidim_client::ErrorKind;
use decidim_client::rest::filters::TextFilter;
use decidim_client::rest::resources::{Proposal, SpaceManifest};
use decidim_client::sync::{Change, Evidence, Mode, Report, State, SyncRun, Why};
use serde::Serialize;
use serde_json::{Value, json};

use super::{every_version, machine, participant, platform};

/// The rows of a copy by key, and where its next run begins.
#[derive(Default)]
pub(super) struct Copy {
    rows: BTreeMap<String, Value>,
    state: State,
}

#[derive(Debug)]
pub(super) struct RunOutcome {
    upserts: Vec<String>,
    pub(super) gone: Vec<(String, Evidence)>,
    withheld: usize,
    pub(super) report: Report,
}

impl Copy {
    /// Makes a run and takes it in; a minute passes.
    pub(super) fn run<T: Serialize + std::fmt::Debug + Send + 'static>(
        &mut self,
        bench: &Bench,
        run: impl FnOnce(State) -> SyncRun<T>,
    ) -> RunOutcome {
        let written = serde_json::to_string(&self.state).unwrap();
        let mut run = run(serde_json::from_str(&written).unwrap());
        let (mut upserts, mut gone, mut withheld, mut ended) = (Vec::new(), Vec::new(), 0, None);
        while let Some(change) = bench.run(run.next()) {
            match change {
                Ok(Change::Upsert { key, row }) => {
                    let key = key.unwrap().to_string();
                    self.rows.insert(key.clone(), serde_json::to_value(row).unwrap());
                    upserts.push(key);
                }
                Ok(Change::Gone { key, evidence }) => {
                    assert!(self.rows.remove(&key.to_string()).is_some());
                    gone.push((key.to_string(), evidence));
                }
                Ok(Change::Withheld { keys }) => withheld = keys,
                Ok(Change::Synced { state, report } | Change::Incomplete { state, report }) => {
                    ended = Some((state, report));
                }
                Ok(_) | Err(_) => {}
            }
        }
        let (state, report) = ended.unwrap();
        self.state = state;
        bench.clock.advance(Duration::from_secs(60));
        RunOutcome { upserts, gone, withheld, report }
    }

    pub(super) fn keys(&self) -> Vec<String> {
        self.rows.keys().cloned().collect()
    }
}

impl RunOutcome {
    pub(super) fn is_quiet(&self) -> bool {
        self.upserts.is_empty()
            && self.gone.is_empty()
            && self.withheld == 0
            && self.report.complete
    }
}

fn number(key: &str) -> u64 {
    key.parse().unwrap()
}

#[test]
fn a_copy_of_proposals_takes_in_what_changes_and_nothing_else() {
    every_version(|version, bench| {
        let site = machine(&bench);
        let proposals = |state| site.proposals().list().page_size(25).sync(state);
        let mut copy = Copy::default();
        let first = copy.run(&bench, proposals);
        assert_eq!((first.report.mode, first.report.why), (Mode::Full, Why::FirstTime));
        assert!(first.report.complete && first.report.passes == 2, "{version:?} {}", first.report);
        let keys = copy.keys();
        assert!(keys.len() > 25, "{version:?}");
        let quiet = copy.run(&bench, proposals);
        assert!(quiet.is_quiet(), "{version:?} {quiet:?}");
        assert_eq!(quiet.report.why, Why::CannotTell);

        let title = json!({"title": {"en": "Another one"}});
        bench.platform.update("proposals", number(&keys[0]), title);
        bench.platform.delete("proposals", number(&keys[1]));
        bench.platform.update("proposals", number(&keys[2]), json!({"hidden": true}));
        let told = copy.run(&bench, proposals);
        let gone = [(keys[1].clone(), Evidence::NotFound)];
        assert_eq!(told.gone, gone, "{version:?} {}", told.report);
        // What a moderator hides stays in the list (`proposals_controller.rb`, v0.2.3 to v0.3.4).
        assert!(copy.keys().contains(&keys[2]), "{version:?}");
        assert!(told.upserts.contains(&keys[0]), "{version:?}");
        let changed = [&keys[0], &keys[2]];
        assert!(told.upserts.iter().all(|key| changed.contains(&key)), "{version:?} {told:?}");
        assert!(copy.run(&bench, proposals).is_quiet(), "{version:?}");
    });
}

#[test]
fn every_list_is_kept_and_says_how_it_knows_that_a_record_is_gone() {
    every_version(|version, bench| {
        let site = machine(&bench);
        macro_rules! keeps {
            ($list:expr, $records:literal, $evidence:expr) => {{
                let mut copy = Copy::default();
                let told = copy.run(&bench, |state| $list.sync(state));
                assert!(told.report.complete, "{version:?} {}", told.report);
                let quiet = copy.run(&bench, |state| $list.sync(state));
                assert!(quiet.is_quiet(), "{version:?} {quiet:?}");
                let keys = copy.keys();
                let key = keys.last().unwrap();
                let id = number(key.rsplit('/').next().unwrap());
                assert!(bench.platform.delete($records, id), "{version:?} {key}");
                let told = copy.run(&bench, |state| $list.sync(state));
                if keys.len() > 1 {
                    assert_eq!(
                        told.gone,
                        [(key.clone(), $evidence)],
                        "{version:?} {}",
                        told.report
                    );
                } else {
                    assert_eq!(told.withheld, 1, "{version:?} {}", told.report);
                }
            }};
        }
        keeps!(site.blogs().list(), "posts", Evidence::NotFound);
        keeps!(site.blog_components().list(), "components", Evidence::AbsentTwice);
        keeps!(site.proposal_components().list(), "components", Evidence::AbsentTwice);
        keeps!(site.components().list(), "components", Evidence::AbsentTwice);
        keeps!(site.users().list(), "users", Evidence::AbsentTwice);
        let assemblies = || site.spaces().list().manifest_name(SpaceManifest::Assemblies);
        keeps!(assemblies(), "assemblies", Evidence::NotFound);
        if version >= RestVersion::V0_2_12 {
            let processes = SpaceManifest::ParticipatoryProcesses;
            let processes = || site.spaces().list_by_manifest(processes.clone());
            keeps!(processes(), "participatory_processes", Evidence::NotFound);
        }
        if version >= RestVersion::V0_3 {
            let site = super::forms::client(&bench, version);
            keeps!(site.answers().list(), "answers", Evidence::AbsentTwice);
            keeps!(site.questions().of_questionnaire(1), "questions", Evidence::NotFound);
            keeps!(site.questionnaires().list(), "questionnaires", Evidence::AbsentTwice);
        }
    });
}

/// `collection.find(id)` in `proposal_components_controller.rb` (v0.2.3 to v0.3.4) finds a component in any space.
#[test]
fn a_component_of_a_space_that_turned_private_is_gone_although_it_can_still_be_read() {
    every_version(|version, bench| {
        let user = participant(&bench);
        let components = |state| user.proposal_components().list().sync(state);
        let mut copy = Copy::default();
        assert!(copy.run(&bench, components).report.complete, "{version:?}");
        let keys = copy.keys();
        let secret = json!({"private_space": true, "is_transparent": false});
        bench.platform.update("participatory_processes", 2, secret);
        let told = copy.run(&bench, components);
        assert!(told.report.complete, "{version:?} {}", told.report);
        let [(key, Evidence::AbsentTwice)] = told.gone.as_slice() else {
            panic!("{version:?} {told:?}");
        };
        assert!(keys.contains(key) && copy.keys().len() == keys.len() - 1);
        assert!(bench.run(user.proposal_components().get(key.as_str())).is_ok(), "{version:?}");
    });
}

#[test]
fn spaces_are_told_apart_by_their_kind_too() {
    every_version(|version, bench| {
        let site = machine(&bench);
        let mut copy = Copy::default();
        let told = copy.run(&bench, |state| site.spaces().list().sync(state));
        assert_eq!(told.report.without_key, 0);
        let (rows, _) = bench.read(&mut site.spaces().list().stream());
        assert_eq!(copy.rows.len(), rows.len(), "{version:?} {:?}", copy.keys());
        let of = |kind: &str| copy.rows.keys().filter(|key| key.starts_with(kind)).count();
        assert!(of("assemblies/") > 0 && of("participatory_processes/") > 0, "{version:?}");
    });
}

#[test]
fn rows_that_move_while_the_list_is_read_are_never_told_as_gone() {
    for seed in 0..4 {
        let platform = platform(RestVersion::V0_2_10).seed(seed);
        let bench = Bench::new(platform);
        let site = machine(&bench);
        let blogs = |state| site.blogs().list().page_size(5).sync(state);
        let mut copy = Copy::default();
        copy.run(&bench, blogs);
        let keys = copy.keys();
        bench.platform.churn(Churn { updates_per_request: 2.0, ..Churn::default() });
        for _ in 0..3 {
            let told = copy.run(&bench, blogs);
            assert!(told.gone.is_empty() && told.withheld == 0, "seed {seed}: {told:?}");
            assert_eq!(copy.keys(), keys, "seed {seed}");
        }
    }
}

#[test]
fn a_record_that_leaves_the_filter_is_told_so_or_is_missing_twice() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let site = machine(&bench);
    let (all, _) = bench.read(&mut site.proposals().list().stream());
    let state_of = |proposal: &Proposal| proposal.state().map(str::to_owned);
    let state = all.iter().find_map(state_of).unwrap();
    let of_state = |it| site.proposals().list().state(state.as_str()).sync(it);
    let mut copy = Copy::default();
    copy.run(&bench, of_state);
    let keys = copy.keys();
    assert!(keys.len() > 2, "{keys:?}");
    bench.platform.update("proposals", number(&keys[0]), json!({"state": null}));
    let told = copy.run(&bench, of_state);
    assert_eq!(told.gone, [(keys[0].clone(), Evidence::NoLongerMatches)], "{}", told.report);

    // A record may contain a text in any language, so that only the server can tell.
    let assemblies = |title: &str| {
        let list = site.spaces().list().manifest_name(SpaceManifest::Assemblies);
        list.title(TextFilter::matches(title))
    };
    let mut copy = Copy::default();
    let title = "%e%";
    copy.run(&bench, |state| assemblies(title).sync(state));
    let keys = copy.keys();
    assert!(!keys.is_empty());
    let id = number(keys[0].rsplit('/').next().unwrap());
    bench.platform.update("assemblies", id, json!({"title": {"en": "Xyz"}}));
    let told = copy.run(&bench, |state| assemblies(title).sync(state));
    assert_eq!(told.report.single_reads, 0, "{}", told.report);
    let missing: Vec<_> = told.gone.iter().map(|(_, evidence)| *evidence).collect();
    assert!(missing == [Evidence::AbsentTwice] || told.withheld == 1, "{told:?}");
}

#[test]
fn a_404_that_is_not_the_apis_own_is_no_evidence_and_an_empty_answer_empties_no_copy() {
    let bench = Bench::new(platform(RestVersion::V0_2_10));
    let site = machine(&bench);
    let proposals = |state| site.proposals().list().sync(state);
    let mut copy = Copy::default();
    copy.run(&bench, proposals);
    let keys = copy.keys();
    bench.platform.delete("proposals", number(&keys[3]));
    let path = format!("/api/rest_full/v0.2/proposals/{}", keys[3]);
    bench.platform.inject(FaultRule::new(Fault::HtmlError(404)).on(path).times(1));
    let told = copy.run(&bench, proposals);
    assert!(told.gone.is_empty() && told.report.unanswered == 1, "{told:?}");
    let told = copy.run(&bench, proposals);
    assert_eq!(told.gone, [(keys[3].clone(), Evidence::NotFound)]);

    let keys = copy.keys();
    for times in [1, 1000] {
        let empty = FaultRule::new(Fault::EmptyPage).when_query("per_page");
        bench.platform.inject(empty.times(times));
        let told = copy.run(&bench, proposals);
        bench.platform.clear_faults();
        assert!(told.gone.is_empty() && told.withheld == 0, "{told:?}");
        assert_eq!(copy.keys(), keys);
    }
    assert!(copy.run(&bench, proposals).is_quiet());
}

#[test]
fn a_component_that_is_deleted_is_withheld_and_the_others_go_on() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let site = machine(&bench);
    let proposals = |state| site.proposals().list().sync(state);
    let mut copy = Copy::default();
    copy.run(&bench, proposals);
    let component = |row: &Value| row["relationships"]["component"]["data"]["id"].clone();
    let of =
        |copy: &Copy, it: &Value| copy.rows.values().filter(|row| component(row) == *it).count();
    let first = component(copy.rows.values().next().unwrap());
    let many = of(&copy, &first);
    let elsewhere = copy.rows.iter().find(|(_, row)| component(row) != first).unwrap().0.clone();
    assert!(many > 1);
    bench.platform.delete("components", number(first.as_str().unwrap()));
    bench.platform.delete("proposals", number(&elsewhere));
    let told = copy.run(&bench, proposals);
    assert_eq!((told.withheld, of(&copy, &first)), (many, many), "{}", told.report);
    assert_eq!(told.gone, [(elsewhere, Evidence::NotFound)]);
    let told = copy.run(&bench, |state| proposals(state).accept_gone(many));
    assert_eq!((told.gone.len(), of(&copy, &first)), (many, 0), "{}", told.report);
}

#[test]
fn an_upgrade_is_told_as_the_reason_and_a_state_of_another_actor_is_refused() {
    let bench = Bench::new(platform(RestVersion::V0_2_10));
    let site = machine(&bench);
    let mut copy = Copy::default();
    copy.run(&bench, |state| site.proposals().list().sync(state));
    bench.platform.upgrade_rest(RestVersion::V0_3);
    // The client finds the upgrade out with the first answer that shows it.
    bench.read(&mut site.proposals().list().stream());
    let told = copy.run(&bench, |state| site.proposals().list().sync(state));
    assert_eq!((told.report.mode, told.report.why), (Mode::Full, Why::ModelChanged));
    let told = copy.run(&bench, |state| site.proposals().list().sync(state));
    assert!(told.is_quiet() && told.report.why == Why::CannotTell, "{told:?}");

    let user = participant(&bench);
    let mut run = user.proposals().list().sync(copy.state.clone());
    let error = bench.run(run.next()).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SyncState, "{error}");
    let mut run = site.blogs().list().sync(copy.state);
    let error = bench.run(run.next()).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SyncState, "{error}");
}
