//! Each kind of record that is read by itself, and what of it counts as a change.

use std::fmt::Debug;
use std::time::Duration;

use civic_sandbox::RestVersion;
use decidim_client::rest::Get;
use decidim_client::rest::record::{Record, Resource};
use decidim_client::rest::resources::{
    AttachmentChange, DraftChange, QuestionChange, QuestionnaireChange, RoleType, SpaceManifest,
    Vote,
};
use decidim_client::rest::webhooks::EventType;
use serde_json::{Value, json};

use super::super::newer::{open_to_votes, reads, requests};
use super::super::roles::with_scopes;
use super::super::{every_version, forms, machine, participant, platform, unreleased};
use super::{first, is_unchanged, sent, titled, update};
use crate::bench::Bench;

fn named(text: &str) -> Value {
    json!({"name": {"en": text}})
}

/// Reads a record, again as it was, and once more after it was changed. (Its links may be drawn by chance.)
fn rereads<A, M, R>(bench: &Bench, read: impl Fn() -> Get<Record<A, M, R>>, change: impl FnOnce())
where
    Record<A, M, R>: Resource,
    A: PartialEq + Debug,
{
    let name = Record::<A, M, R>::RESOURCE_NAME;
    let (before, etag) = sent(bench, read(), None);
    let asked = requests(bench, || assert!(is_unchanged(bench, read(), &etag), "{name}"));
    assert_eq!(asked, 1, "a 304 is a request like any other");
    bench.clock.advance(Duration::from_secs(1));
    change();
    let (after, newer) = sent(bench, read(), Some(&etag));
    assert_ne!(after.attributes, before.attributes, "{name}");
    assert_eq!(after.attributes, bench.run(read()).unwrap().attributes, "{name}");
    assert_ne!(newer, etag, "{name}");
    assert!(is_unchanged(bench, read(), &newer), "{name}");
}

#[test]
fn an_unchanged_record_is_not_sent_again_in_any_version() {
    every_version(|version, bench| {
        let site = machine(&bench);
        let id = first!(bench, site.proposals().list());
        rereads(
            &bench,
            || site.proposals().get(&id),
            || update(&bench, "proposals", &id, titled("Another")),
        );
        // Before, the links to its neighbours are drawn by chance for each answer.
        if version >= RestVersion::V0_3 {
            let id = first!(bench, site.blogs().list());
            rereads(
                &bench,
                || site.blogs().get(&id),
                || update(&bench, "posts", &id, titled("Another")),
            );
        }
        let id = first!(bench, site.proposal_components().list());
        rereads(
            &bench,
            || site.proposal_components().get(&id),
            || update(&bench, "components", &id, named("Another")),
        );
        let id = first!(bench, site.blog_components().list());
        rereads(
            &bench,
            || site.blog_components().get(&id),
            || update(&bench, "components", &id, named("Another")),
        );
        let id = first!(bench, site.organizations().list());
        rereads(
            &bench,
            || site.organizations().get(&id),
            || update(&bench, "organizations", &id, named("Another")),
        );
        let mut kinds = vec![SpaceManifest::Assemblies, SpaceManifest::ParticipatoryProcesses];
        if version >= RestVersion::V0_2_10 {
            kinds.extend([SpaceManifest::Conferences, SpaceManifest::Initiatives]);
        }
        for kind in kinds {
            rereads(
                &bench,
                || site.spaces().get_by_manifest(kind.clone(), 1),
                || update(&bench, kind.as_str(), 1, titled("Another")),
            );
        }
    });
}

#[test]
fn an_unchanged_draft_is_not_sent_again_in_any_version() {
    every_version(|_, bench| {
        let user = participant(&bench);
        let (components, _) = bench.read(&mut user.proposal_components().list().stream());
        let open = components.iter().find(|it| it.meta.can_create_proposals() == Some(true));
        let drafts = user.draft_proposals();
        let draft = bench.run(drafts.create(&open.unwrap().id)).unwrap();
        let change = DraftChange::new().title("Benches along the river");
        rereads(
            &bench,
            || drafts.get(&draft.id),
            || drop(bench.run(drafts.update(&draft.id, &change)).unwrap()),
        );
    });
}

/// The id of a role is what it says; when it was last updated stands beside.
#[test]
fn an_unchanged_role_is_not_sent_again_since_0_2_10() {
    every_version(|version, bench| {
        if version < RestVersion::V0_2_10 {
            return;
        }
        let site = with_scopes(&bench, ["public", "roles"]);
        let admins = reads!(bench, site.roles().list().role(RoleType::GeneralAdmin));
        let user = admins[0].attributes.user_id.clone().unwrap();
        rereads(
            &bench,
            || site.roles().get(&admins[0].id),
            || update(&bench, "users", &user, json!({"name": "Kim"})),
        );
    });
}

#[test]
fn what_0_3_brought_is_not_sent_again_unchanged() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let site = forms::client(&bench, RestVersion::V0_3);
    let form = first!(bench, site.questionnaires().list());
    let title = QuestionnaireChange::new().title(&[("en", "The square")].into());
    rereads(
        &bench,
        || site.questionnaires().get(&form),
        || drop(bench.run(site.questionnaires().update(&form, &title)).unwrap()),
    );
    let question = first!(bench, site.questions().of_questionnaire(&form));
    let place = QuestionChange::new().position(9);
    rereads(
        &bench,
        || site.questions().get(&question),
        || drop(bench.run(site.questions().update(&question, &place)).unwrap()),
    );
    let answers = reads!(bench, site.answers().list());
    let text = answers.iter().find(|answer| answer.attributes.body.is_some()).unwrap();
    rereads(
        &bench,
        || site.questionnaire_responses().get(&text.id),
        || update(&bench, "answers", &text.id, json!({"body": "By the river"})),
    );
    let site = with_scopes(&bench, ["public", "attachments"]);
    let file = first!(bench, site.attachments().list());
    let change = AttachmentChange::new("Plan", "1:200");
    rereads(
        &bench,
        || site.attachments().get(&file),
        || drop(bench.run(site.attachments().update(&file, &change)).unwrap()),
    );
}

/// A vote does not change, so that a tag of it is old only beside another vote.
#[test]
fn an_unchanged_vote_is_not_sent_again() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let user = participant(&bench);
    let proposals = open_to_votes(&bench, &user);
    let cast = [&proposals[0], &proposals[1]].map(|proposal| {
        match bench.run(user.vote(&proposal.id, 1)).unwrap() {
            Vote::Vote(vote) => vote,
            other => panic!("{other:?}"),
        }
    });
    let read = |at: usize| user.proposal_votes().get(&cast[at].id);
    let (first, etag) = sent(&bench, read(0), None);
    assert_eq!(first, cast[0]);
    let asked = requests(&bench, || assert!(is_unchanged(&bench, read(0), &etag)));
    assert_eq!(asked, 1);
    let (second, _) = sent(&bench, read(1), Some(&etag));
    assert_eq!(second, cast[1]);
}

#[test]
fn what_is_unreleased_is_not_sent_again_unchanged() {
    let (bench, site) = unreleased::newest();
    let id = first!(bench, site.meetings().list());
    rereads(
        &bench,
        || site.meetings().get(&id),
        || update(&bench, "meetings", &id, titled("Another")),
    );
    let hooks = site.webhook_registrations();
    let address = "https://hooks.example.org/decidim";
    let id = bench.run(hooks.create(address, [EventType::ProposalCreated])).unwrap().id;
    rereads(
        &bench,
        || hooks.get(&id),
        || drop(bench.run(hooks.update(&id, address, [EventType::ProposalUpdated])).unwrap()),
    );
}
