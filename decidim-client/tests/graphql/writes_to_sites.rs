//! Writing to sites of several versions, and reading what hangs on a record there, as the sandbox
//! plays them.

use super::support::Bench;
use civic_sandbox::decidim::Version;
use decidim_client::graphql::resources::{Commentable, ProposalState, SpaceKind};
use decidim_client::graphql::writes::{
    Alignment, AnswerProposalAttributes, CloseMeetingAttributes, DebateAttributes,
    MeetingAttributes, NewComment, ProposalAttributes,
};
use decidim_client::graphql::{Id, ServerError};
use decidim_client::{ErrorKind, Multiloc};
use futures::TryStreamExt;

/// The first component of a type.
fn component(bench: &Bench, kind: &str) -> Id {
    Id::new(bench.platform.component_ids(kind)[0])
}

fn shade() -> ProposalAttributes {
    ProposalAttributes::new("Shade trees for the square", "<p>Ten of them, please.</p>")
}

#[test]
fn proposals_are_made_changed_voted_and_withdrawn_since_0_32() {
    let bench = Bench::signed_in(Version::V0_32);
    let proposals = bench.client.proposals(component(&bench, "Proposals"));
    let before = bench.platform.count("proposals");
    let made = bench.run(proposals.create(shade())).unwrap();
    assert_eq!(made.title.get("en"), Some("Shade trees for the square"));
    assert_eq!(bench.platform.count("proposals"), before + 1);
    let changed = ProposalAttributes::new("Shade trees for all squares", "<p>Ten for each.</p>");
    let changed = bench.run(proposals.update(made.id, changed)).unwrap();
    assert_eq!(changed.title.get("en"), Some("Shade trees for all squares"));
    assert_eq!(bench.run(proposals.vote(made.id)).unwrap().vote_count, Some(1));
    assert_eq!(bench.run(proposals.unvote(made.id)).unwrap().vote_count, Some(0));
    assert!(bench.run(proposals.withdraw(made.id)).unwrap().is_withdrawn());
}

#[test]
fn proposals_are_answered_since_0_31() {
    for version in [Version::V0_31, Version::V0_32] {
        let bench = Bench::signed_in(version);
        let proposals = bench.client.proposals(component(&bench, "Proposals"));
        let id = Id::new(bench.platform.ids("proposals")[0]);
        let answer = AnswerProposalAttributes::new()
            .state(ProposalState::Accepted)
            .answer_content(&Multiloc::single("en", "<p>Yes.</p>"));
        let answered = bench.run(proposals.answer(id, answer)).unwrap();
        assert_eq!(answered.answer.get("en"), Some("<p>Yes.</p>"), "{version:?}");
    }
}

#[test]
fn meetings_and_debates_are_made_and_closed_since_0_32() {
    let bench = Bench::signed_in(Version::V0_32);
    let meetings = bench.client.meetings(component(&bench, "Meetings"));
    let (start, end) = ("2026-12-20T18:00:00Z", "2026-12-20T20:00:00Z");
    let (start, end) = (start.parse().unwrap(), end.parse().unwrap());
    let meeting = MeetingAttributes::new("Kick-off of the year", "<p>Welcome all.</p>", start, end)
        .address("Main Street 1")
        .location("Town hall");
    let meeting = bench.run(meetings.create(meeting)).unwrap();
    assert_eq!(meeting.title.get("en"), Some("Kick-off of the year"));
    let report = CloseMeetingAttributes::new("<p>It went well.</p>", 14);
    let closed = bench.run(meetings.close(meeting.id, report)).unwrap();
    assert_eq!(closed.attendees_count(), Some(14));

    let debates = bench.client.debates(component(&bench, "Debates"));
    let noise = DebateAttributes::new("Noise in the old town", "<p>At night above all.</p>");
    let debate = bench.run(debates.create(noise)).unwrap();
    let closed = bench.run(debates.close(debate.id, "<p>Less of it from now on.</p>")).unwrap();
    assert_eq!(closed.conclusions.get("en"), Some("<p>Less of it from now on.</p>"));
}

#[test]
fn a_write_that_older_sites_do_not_have_is_unsupported() {
    for bench in
        [Bench::of(Version::V0_24), Bench::of(Version::V0_30), Bench::signed_in(Version::V0_31)]
    {
        let version = bench.platform.version();
        let proposals = bench.client.proposals(component(&bench, "Proposals"));
        let error = bench.run(proposals.create(shade())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{version:?}: {error}");
    }
}

#[test]
fn comments_are_added_and_voted_on_by_those_who_sign_in() {
    for version in [Version::V0_31, Version::V0_32] {
        let bench = Bench::signed_in(version);
        let on = Commentable::proposal(Id::new(bench.platform.ids("proposals")[0]));
        let comment = NewComment::new("More of them.").alignment(Alignment::For);
        let comment = bench.run(bench.client.add_comment(&on, comment)).unwrap();
        assert_eq!(comment.alignment, Some(1), "{version:?}");
        let voted = bench.run(bench.client.up_vote_comment(comment.id)).unwrap();
        assert_eq!((voted.up_votes, voted.up_voted), (Some(1), Some(true)));
    }
    for version in Version::ALL {
        let bench = Bench::of(version);
        let on = Commentable::proposal(Id::new(bench.platform.ids("proposals")[0]));
        let before = bench.platform.count("comments");
        let write = bench.client.add_comment(&on, NewComment::new("More of them."));
        let error = bench.run(write).unwrap_err();
        let refused = matches!(error.kind(), ErrorKind::Forbidden | ErrorKind::Rejected);
        assert!(refused, "{version:?}: {error}");
        assert_eq!(bench.platform.count("comments"), before);
    }
}

#[test]
fn refusals_of_0_32_tell_why() {
    let bench = Bench::signed_in(Version::V0_32);
    let proposals = bench.client.proposals(component(&bench, "Proposals"));
    let error = bench.run(proposals.create(ProposalAttributes::new("a", "b"))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    let said = ServerError::all_of(&error);
    assert!(said.iter().any(|said| !said.problems().is_empty()), "{error}");
    let bench = Bench::of(Version::V0_32);
    let proposals = bench.client.proposals(component(&bench, "Proposals"));
    let error = bench.run(proposals.create(shade())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden, "{error}");
}

#[test]
fn what_hangs_on_a_proposal_is_read_from_every_version() {
    for version in Version::ALL {
        let bench = Bench::of(version);
        let component = component(&bench, "Proposals");
        let hidden = bench.platform.hidden_ids("proposals");
        let ids = bench.platform.ids_in(component.number(), "proposals");
        let id = Id::new(ids.into_iter().find(|id| !hidden.contains(id)).unwrap());
        let proposals = bench.client.proposals(component);
        let proposal = bench.run(proposals.get(id)).unwrap();
        let likes = bench.run(proposals.likes(id).list().stream().try_collect::<Vec<_>>()).unwrap();
        assert_eq!(Some(likes.len() as u64), proposal.likes_count(), "{version:?}");
        let versions = proposals.versions(id).list().stream().try_collect::<Vec<_>>();
        let versions = bench.run(versions).unwrap();
        assert_eq!(Some(versions.len() as u64), proposal.versions_count, "{version:?}");
        bench.run(proposals.amendments(id).list().stream().try_collect::<Vec<_>>()).unwrap();
        let followers = bench.run(proposals.followers(id).list().stream().try_collect::<Vec<_>>());
        let folders =
            bench.client.space(SpaceKind::Assembly, Id::new(bench.platform.ids("assemblies")[0]));
        let folders = folders.attachment_collections().list().stream().try_collect::<Vec<_>>();
        let folders = bench.run(folders);
        if version >= Version::V0_31 {
            assert_eq!(Some(followers.unwrap().len() as u64), proposal.follows_count);
            folders.unwrap();
        } else {
            assert_eq!(followers.unwrap_err().kind(), ErrorKind::Unsupported, "{version:?}");
            assert_eq!(folders.unwrap_err().kind(), ErrorKind::Unsupported, "{version:?}");
        }
    }
}
