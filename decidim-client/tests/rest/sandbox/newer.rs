//! What came with later releases: where it works, and how it is refused where it does not.

use std::time::Duration;

use civic_core::Sent;
use civic_core::list::Completeness;
use civic_sandbox::RestVersion;
use decidim_client::rest::filters::TextFilter;
use decidim_client::rest::jobs::{JobStatus, Submitted};
use decidim_client::rest::resources::{Proposal, SpaceManifest, Vote};
use decidim_client::rest::{ApiVersion, UserClient};
use decidim_client::{Error, ErrorKind};

use super::{every_version, machine, of_release, participant, platform};
use crate::bench::Bench;

/// Reads a list to its end, all of it.
macro_rules! reads {
    ($bench:expr, $list:expr) => {{
        let mut reading = $list.stream();
        let (rows, errors) = $bench.read(&mut reading);
        assert!(errors.is_empty(), "{errors:?}");
        let report = reading.report();
        assert!(report.is_consistent() && report.malformed == 0, "{report}");
        crate::described::assert_described(&rows, &["links"]);
        rows
    }};
}
pub(super) use reads;

/// The only error of a list.
macro_rules! refused {
    ($bench:expr, $list:expr) => {{
        let (rows, mut errors) = $bench.read(&mut $list.stream());
        assert!(rows.is_empty());
        errors.remove(0)
    }};
}
pub(super) use refused;

/// How many requests it sends, besides those for tokens.
pub(super) fn requests(bench: &Bench, run: impl FnOnce()) -> usize {
    bench.platform.clear_requests();
    run();
    let seen = bench.platform.requests();
    seen.iter().filter(|seen| !seen.path.ends_with("/oauth/token")).count()
}

/// Each was refused before anything was sent, and for this reason.
pub(super) fn all_unsent(errors: &[Error], because: &str) {
    for error in errors {
        let refused = (error.kind(), error.was_sent());
        assert_eq!(refused, (ErrorKind::Unsupported, Sent::No), "{error}");
        assert!(error.to_string().contains(because), "{error}");
    }
}

/// Proposals of one component that is open to votes.
pub(super) fn open_to_votes(bench: &Bench, user: &UserClient) -> Vec<Proposal> {
    let (components, _) = bench.read(&mut user.proposal_components().list().stream());
    let open = components.iter().find(|it| it.meta.can_vote() == Some(true)).unwrap();
    bench.read(&mut user.proposals().list().in_component(&open.id).stream()).0
}

/// `config/routes.rb`, `spaces_controller.rb` (v0.2.3, v0.2.10, v0.2.12, v0.3.4): the action came with
/// 0.2.11, its path was there before.
#[test]
fn spaces_of_one_kind_have_a_list_since_0_2_11() {
    every_version(|version, bench| {
        let site = machine(&bench);
        let list = || site.spaces().list_by_manifest(SpaceManifest::Assemblies);
        if version < RestVersion::V0_2_12 {
            let error = refused!(bench, list());
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{version:?} {error}");
            assert!(error.hint().unwrap().contains("since 0.2.11"), "{error}");
            // Where the release is told, nothing is sent.
            let told = of_release(&bench, version);
            let list = || told.spaces().list_by_manifest(SpaceManifest::Assemblies);
            let sent = requests(&bench, || {
                let error = refused!(bench, list());
                assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Unsupported, Sent::No));
                assert!(error.to_string().contains("since 0.2.11"), "{error}");
            });
            assert_eq!(sent, 0, "{version:?}");
            return;
        }
        let assemblies = reads!(bench, list());
        let all = reads!(bench, site.spaces().list().manifest_name(SpaceManifest::Assemblies));
        assert_eq!(assemblies.len(), all.len(), "{version:?}");
        assert!(assemblies.len() > 1);
        let one = reads!(bench, list().id(&assemblies[0].id));
        assert_eq!(one.len(), 1, "{version:?}");
        let error = refused!(bench, site.spaces().list_by_manifest(".."));
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    });
}

/// Documented since 0.2.10; `filter[slug_*]` goes to Ransack, which passes over what a model has no column
/// for, and initiatives have none (Decidim, `initiative.rb`).
#[test]
fn spaces_are_found_by_their_slug_since_0_2_10() {
    every_version(|version, bench| {
        let held = bench.platform.record("assemblies", 1).unwrap();
        let slug = held["slug"].as_str().unwrap();
        if version < RestVersion::V0_3 {
            // It is not known that the site would heed it.
            let error = refused!(bench, machine(&bench).spaces().list().slug(slug));
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{version:?} {error}");
            assert!(error.hint().unwrap().contains("ClientBuilder::release"), "{error}");
        }
        let site = of_release(&bench, version);
        let list = || site.spaces().list().manifest_name("assemblies").slug(slug);
        if version < RestVersion::V0_2_10 {
            let sent = requests(&bench, || {
                let error = refused!(bench, list());
                assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Unsupported, Sent::No));
            });
            assert_eq!(sent, 0);
            return;
        }
        let found = reads!(bench, list());
        assert_eq!(found.len(), 1, "{version:?}");
        assert_eq!(found[0].id.number(), Some(1), "{version:?}");
        let mut reading = site.spaces().list().slug(TextFilter::eq(slug)).stream();
        let (rows, errors) = bench.read(&mut reading);
        assert!(errors.is_empty(), "{version:?} {errors:?}");
        assert_eq!(rows.len(), 1, "{version:?}");
        assert!(
            reading.report().ignored_filters.contains_key("slug"),
            "{version:?} {}",
            reading.report()
        );
    });
}

/// `vote_proposals_operations.rb` (v0.3.4); 0.2 has no such path.
#[test]
fn votes_are_listed_read_and_taken_back_since_0_3() {
    every_version(|version, bench| {
        let user = participant(&bench);
        if version < RestVersion::V0_3 {
            bench.run(user.version()).unwrap();
            let sent = requests(&bench, || {
                let listed = refused!(bench, user.proposal_votes().list());
                let read = bench.run(user.proposal_votes().get(1)).unwrap_err();
                let back = bench.run(user.unvote(1)).unwrap_err();
                for error in [listed, read, back] {
                    assert_eq!(
                        (error.kind(), error.was_sent()),
                        (ErrorKind::Unsupported, Sent::No),
                        "{error}"
                    );
                    assert!(error.to_string().contains("since 0.3.0"), "{error}");
                }
            });
            assert_eq!(sent, 0, "{version:?}");
            return;
        }
        assert!(reads!(bench, user.proposal_votes().list()).is_empty());
        let proposals = open_to_votes(&bench, &user);
        let vote = |proposal: &Proposal| {
            let vote = bench.run(user.vote(&proposal.id, 1)).unwrap();
            let Vote::Vote(vote) = vote else { panic!("{vote:?}") };
            vote
        };
        let cast = [vote(&proposals[0]), vote(&proposals[1])];
        let me = &cast[0].relationships.author.data.as_ref().unwrap().id;
        // A program sees them, too.
        let site = machine(&bench);
        assert_eq!(reads!(bench, site.proposal_votes().list()).len(), 2);
        let list = || user.proposal_votes().list();
        let found = reads!(bench, list().proposal(&proposals[0].id).author(me));
        assert_eq!(found, [cast[0].clone()]);
        assert!(reads!(bench, list().author(999_999)).is_empty());
        let component = &proposals[0].relationships.component.data.as_ref().unwrap().id;
        assert_eq!(reads!(bench, list().in_component(component)).len(), 2);
        assert!(reads!(bench, list().in_component(999_999)).is_empty());
        let space = proposals[0].relationships.space.data.as_ref().unwrap();
        assert_eq!(reads!(bench, list().in_space(space.kind.as_str(), &space.id)).len(), 2);
        assert!(reads!(bench, list().in_space(space.kind.as_str(), 999_999)).is_empty());
        let error = refused!(bench, list().proposal(" "));
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");

        let read = bench.run(user.proposal_votes().get(&cast[0].id)).unwrap();
        assert_eq!(read, cast[0]);
        let other = machine(&bench).impersonate("elm_street").register_on_missing(true);
        let other = other.build().unwrap();
        let error = bench.run(other.unvote(&cast[0].id)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{error}");
        let back = bench.run(user.unvote(&cast[0].id)).unwrap();
        assert_eq!(back, cast[0]);
        let error = bench.run(user.unvote(&cast[0].id)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
        assert_eq!(reads!(bench, list()).len(), 1);
        // And the participant may vote again.
        assert_ne!(vote(&proposals[0]).id, cast[0].id);
    });
}

/// `proposal_votes_operations.rb`, `include_full_proposal?` (v0.3.4). 0.2 answers with it anyway.
#[test]
fn a_vote_can_bring_its_proposal_in_every_version() {
    every_version(|version, bench| {
        let user = participant(&bench);
        let proposals = open_to_votes(&bench, &user);
        let vote = user.vote(&proposals[0].id, 1).include_proposal();
        let vote = bench.run(vote).unwrap();
        let proposal = vote.proposal().unwrap();
        assert_eq!(proposal.id, proposals[0].id, "{version:?}");
        assert_eq!((vote.weight(), vote.proposal_id()), (Some(1), Some(&proposal.id)));
    });
}

/// `jobs_controller.rb` (v0.3.4): own jobs, latest first; no count; at most 100 rows a page.
#[test]
fn jobs_are_listed_since_0_3_and_none_is_lost_on_small_pages() {
    every_version(|version, bench| {
        let user = participant(&bench);
        if version < RestVersion::V0_3 {
            bench.run(user.version()).unwrap();
            let sent = requests(&bench, || {
                let error = refused!(bench, user.jobs().list());
                assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Unsupported, Sent::No));
            });
            assert_eq!(sent, 0, "{version:?}");
            return;
        }
        assert!(reads!(bench, user.jobs().list()).is_empty());
        let proposals = open_to_votes(&bench, &user);
        let enqueue = |proposal: &Proposal| {
            let submitted = bench.run(user.vote(&proposal.id, 1).enqueue()).unwrap();
            let Submitted::Queued(job) = submitted else { panic!("{submitted:?}") };
            job
        };
        let first = enqueue(&proposals[0]);
        assert_eq!(reads!(bench, user.jobs().list()).len(), 1, "one row, and no count");
        for _ in 0..120 {
            enqueue(&proposals[0]);
        }
        for size in [7, 25, 100, 300] {
            let rows = reads!(bench, user.jobs().list().page_size(size));
            assert_eq!(rows.len(), 121, "{size}");
        }
        let id = first.id().to_owned();
        bench.run(first.finished()).unwrap();
        let list = || user.jobs().list();
        let done = reads!(bench, list().status(JobStatus::Completed));
        assert_eq!(done.len(), 1);
        assert_eq!((done[0].id.as_str(), &done[0].status), (&*id, &Some(JobStatus::Completed)));
        assert_eq!(reads!(bench, list().status(JobStatus::Pending)).len(), 120);
        assert_eq!(reads!(bench, list().command_key("vote_proposals#create")).len(), 121);
        assert!(reads!(bench, list().command_key("blogs/posts#create")).is_empty());
        // Another's are not shown.
        assert!(reads!(bench, machine(&bench).jobs().list()).is_empty());

        // A state that the server does not know is not a condition for it.
        let mut reading = list().status("paused".into()).stream();
        assert!(bench.read(&mut reading).0.is_empty());
        assert!(reading.report().ignored_filters.contains_key("status"), "{}", reading.report());
    });
}

#[test]
fn a_refusal_ends_when_the_site_is_upgraded() {
    let bench = Bench::new(platform(RestVersion::V0_2_12));
    let user = participant(&bench);
    bench.run(user.version()).unwrap();
    bench.platform.upgrade_rest(RestVersion::V0_3);
    let error = refused!(bench, user.jobs().list());
    assert_eq!(error.kind(), ErrorKind::Unsupported, "the last answer was of 0.2");
    // After a while the site is looked at again before anything is refused.
    bench.clock.advance(Duration::from_secs(301));
    let mut reading = user.jobs().list().stream();
    let (rows, errors) = bench.read(&mut reading);
    assert!(rows.is_empty() && errors.is_empty(), "{errors:?}");
    assert!(!matches!(reading.report().completeness, Completeness::Incomplete { .. }));
    assert_eq!(bench.run(user.version()).unwrap(), ApiVersion::V0_3);
}
