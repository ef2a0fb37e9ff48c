//! Copies of what came with later releases. What is deleted is deleted by the API's own calls.

use civic_sandbox::RestVersion;
use decidim_client::rest::resources::Vote;
use decidim_client::sync::{Evidence, State, SyncRun};
use serde::Serialize;

use super::newer::open_to_votes;
use super::roles::with_scopes;
use super::sync::Copy;
use super::{every_version, machine, participant, platform};
use crate::bench::Bench;

/// The copy after a first run, and one that finds nothing new.
fn kept<T: Serialize + std::fmt::Debug + Send + 'static>(
    bench: &Bench,
    sync: impl Fn(State) -> SyncRun<T>,
) -> Copy {
    let mut copy = Copy::default();
    let first = copy.run(bench, &sync);
    assert!(first.report.complete, "{}", first.report);
    let quiet = copy.run(bench, &sync);
    assert!(quiet.is_quiet(), "{quiet:?}");
    copy
}

/// Keeps a copy, deletes the first of its records, and sees that only this one is gone, after the server was asked
/// for it by itself. How many records there were.
fn loses_what_is_deleted<T: Serialize + std::fmt::Debug + Send + 'static>(
    bench: &Bench,
    sync: impl Fn(State) -> SyncRun<T>,
    delete: impl FnOnce(&str),
) -> usize {
    let mut copy = kept(bench, &sync);
    let keys = copy.keys();
    delete(&keys[0]);
    let told = copy.run(bench, &sync);
    assert!(told.report.complete, "{}", told.report);
    assert_eq!(told.gone, [(keys[0].clone(), Evidence::NotFound)], "{}", told.report);
    keys.len()
}

/// `roles_controller.rb` (v0.2.10, v0.2.12, v0.3.4).
#[test]
fn a_copy_of_roles_loses_what_was_taken_away() {
    every_version(|version, bench| {
        if version < RestVersion::V0_2_10 {
            return;
        }
        let site = with_scopes(&bench, ["public", "roles"]);
        let roles = |state| site.roles().list().sync(state);
        let count = loses_what_is_deleted(&bench, roles, |key| {
            bench.run(site.roles().delete(key)).unwrap();
        });
        assert!(count > 1, "{version:?}");
    });
}

/// `attachments_controller.rb` (v0.3.4).
#[test]
fn a_copy_of_attachments_loses_what_was_deleted() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let site = with_scopes(&bench, ["public", "attachments"]);
    let attachments = |state| site.attachments().list().sync(state);
    loses_what_is_deleted(&bench, attachments, |key| {
        bench.run(site.attachments().delete(key)).unwrap();
    });
}

/// `proposal_votes_controller.rb`, `jobs_controller.rb` (v0.3.4).
#[test]
fn a_copy_of_votes_loses_what_was_taken_back_and_one_of_jobs_nothing() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let user = participant(&bench);
    let proposals = open_to_votes(&bench, &user);
    for proposal in &proposals[..2] {
        let vote = bench.run(user.vote(&proposal.id, 1)).unwrap();
        assert!(matches!(vote, Vote::Vote(_)));
    }
    let site = machine(&bench);
    let votes = |state| site.proposal_votes().list().sync(state);
    let count = loses_what_is_deleted(&bench, votes, |key| {
        bench.run(user.unvote(key)).unwrap();
    });
    assert_eq!(count, 2);

    let jobs = kept(&bench, |state| user.jobs().list().sync(state));
    let (listed, _) = bench.read(&mut user.jobs().list().stream());
    assert_eq!(jobs.keys().len(), listed.len());
}

/// `meetings_controller.rb` (main).
#[test]
fn a_copy_of_meetings_loses_what_was_deleted() {
    let (bench, site) = super::unreleased::newest();
    let meetings = |state| site.meetings().list().sync(state);
    loses_what_is_deleted(&bench, meetings, |key| {
        assert!(bench.platform.delete("meetings", key.parse().unwrap()));
    });
}
