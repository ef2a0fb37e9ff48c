//! Writes, their jobs, and what belongs to a participant.

use std::time::Duration;

use crate::bench::Bench;
use civic_sandbox::RestVersion;
use decidim_client::ErrorKind;
use decidim_client::rest::filters::WeightFilter;
use decidim_client::rest::jobs::Submitted;
use decidim_client::rest::resources::{DraftChange, Health, OrganizationChange, Vote};
use serde_json::{Value, json};

use super::{every_version, machine, participant, platform};

#[test]
fn a_proposal_is_drafted_published_and_voted_on_in_every_version() {
    every_version(|version, bench| {
        let user = participant(&bench);
        let (components, _) = bench.read(&mut user.proposal_components().list().stream());
        let open = components.iter().find(|c| c.meta.can_create_proposals() == Some(true)).unwrap();
        let drafts = user.draft_proposals();
        let draft = bench.run(drafts.create(&open.id)).unwrap();
        let again = bench.run(drafts.create(&open.id)).unwrap_err();
        assert_eq!(again.kind(), ErrorKind::Rejected, "{version:?} {again}");
        assert!(again.to_string().contains("already exists"), "{again}");

        let early = bench.run(drafts.publish(&draft.id)).unwrap_err();
        assert!(early.to_string().contains("cannot be blank"), "{early}");
        let change = DraftChange::new().title("Benches along the river");
        let half = bench.run(drafts.update(&draft.id, &change)).unwrap();
        assert!(!half.is_publishable() && !half.attributes.errors.body.is_empty());
        let change = DraftChange::new().body("One every hundred metres.").locale("en");
        let whole = bench.run(drafts.update(&draft.id, &change)).unwrap();
        assert!(whole.is_publishable());
        let read = bench.run(drafts.get(&draft.id)).unwrap();
        assert_eq!(read.attributes.title, whole.attributes.title);

        let proposal = bench.run(drafts.publish(&draft.id)).unwrap();
        assert_eq!((proposal.kind.as_str(), proposal.meta.published), ("proposal", Some(true)));
        let gone = bench.run(drafts.get(&draft.id)).unwrap_err();
        assert_eq!(gone.kind(), ErrorKind::NotFound);

        if open.meta.can_vote() == Some(true) {
            let vote = bench.run(user.vote(&proposal.id, 1)).unwrap();
            // Where votes have no weights, a vote of its own has none, and a proposal says 1
            // (`vote_proposal_serializer.rb`, `proposal_serializer.rb`, v0.3.4).
            let weight = (version < RestVersion::V0_3).then_some(1);
            assert_eq!(vote.weight(), weight, "{version:?} {vote:?}");
            assert_eq!(vote.proposal_id(), Some(&proposal.id), "{version:?} {vote:?}");
            let is_new = version == RestVersion::V0_3;
            assert_eq!(matches!(vote, Vote::Vote(_)), is_new, "{version:?} {vote:?}");
            let twice = bench.run(user.vote(&proposal.id, 1)).unwrap_err();
            assert_eq!(twice.kind(), ErrorKind::Rejected, "{twice}");
            let list = user.proposals().list().voted_weight(WeightFilter::eq(1));
            let (voted, errors) = bench.read(&mut list.stream());
            assert!(errors.is_empty() && voted.iter().any(|p| p.id == proposal.id), "{version:?}");
        }

        let another = bench.run(drafts.create(&open.id)).unwrap();
        let withdrawn = bench.run(drafts.withdraw(&another.id)).unwrap();
        assert_eq!(withdrawn.meta.publishable, Some(false));
    });
}

#[test]
fn a_draft_that_is_queued_becomes_a_job() {
    let bench = Bench::new(platform(RestVersion::V0_3).polls_per_job(3));
    let user = participant(&bench);
    let (components, _) = bench.read(&mut user.proposal_components().list().stream());
    let open = components.iter().find(|c| c.meta.can_create_proposals() == Some(true)).unwrap();
    let submitted = bench.run(user.draft_proposals().create(&open.id).enqueue()).unwrap();
    let Submitted::Queued(job) = submitted else { panic!("{submitted:?}") };
    let draft = bench.run(job.finished()).unwrap();
    assert_eq!(bench.run(user.draft_proposals().get(&draft.id)).unwrap().id, draft.id);
}

#[test]
fn extended_data_keeps_what_it_can() {
    every_version(|version, bench| {
        let user = participant(&bench);
        let data = user.extended_data();
        let value = json!({"colour": "green", "no": false, "list": [1, false, "", null]});
        let stored = bench.run(data.put("survey", &value)).unwrap();
        let left = json!({"colour": "green", "list": [1, false, ""]});
        assert_eq!(stored.value, Some(left), "{version:?}");
        assert_eq!(stored.deleted, ["list[3]", "no"]);
        let colour: Option<String> = bench.run(data.get("survey.colour")).unwrap();
        assert_eq!(colour.as_deref(), Some("green"));
        assert_eq!(bench.run(data.get::<Value>("nowhere")).unwrap(), None, "{version:?}");
        let emptied = bench.run(data.put("other", &json!({"only": ""}))).unwrap();
        assert_eq!(emptied.value, None, "{version:?}");

        let site = machine(&bench);
        let (organizations, _) = bench.read(&mut site.organizations().list().stream());
        let data = site.organizations().extended_data(&organizations[0].id);
        assert!(bench.run(data.put(".", &json!({"a": {"b": 1}}))).is_ok());
        assert_eq!(bench.run(data.get::<i64>("a.b")).unwrap(), Some(1));
        let change = OrganizationChange::new().comments_max_length(700);
        let changed = bench.run(site.organizations().update(&organizations[0].id, &change));
        assert_eq!(changed.unwrap().attributes.comments_max_length, Some(700), "{version:?}");
    });
}

#[test]
fn magic_links_sign_in_and_health_is_told_while_it_is() {
    every_version(|version, bench| {
        let user = participant(&bench);
        let link = bench.run(user.magic_link()).unwrap();
        let sign_in = bench.run(user.redeem_magic_link(&link.token)).unwrap();
        assert!(sign_in.location.is_some() && !sign_in.cookies.is_empty(), "{version:?}");
        bench.clock.advance(Duration::from_secs(301));
        let late = bench.run(user.redeem_magic_link(&link.token)).unwrap_err();
        assert_eq!(late.kind(), ErrorKind::Rejected, "{version:?} {late}");
        match bench.run(user.health()) {
            Ok(health) => assert_eq!((version, health), (RestVersion::V0_2_3, Health::Ok)),
            Err(error) => assert_eq!(error.kind(), ErrorKind::Unsupported, "{version:?} {error}"),
        }
    });
}

#[test]
fn a_pending_job_that_is_deleted_is_never_done() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let user = participant(&bench);
    let (components, _) = bench.read(&mut user.proposal_components().list().stream());
    let open = components.iter().find(|c| c.meta.can_create_proposals() == Some(true)).unwrap();
    let before = bench.platform.count("proposals");
    let submitted = bench.run(user.draft_proposals().create(&open.id).enqueue()).unwrap();
    let Submitted::Queued(job) = submitted else { panic!("{submitted:?}") };
    let id = job.id().to_owned();
    bench.run(job.delete()).unwrap();
    bench.clock.advance(Duration::from_secs(3600));
    assert_eq!(bench.platform.count("proposals"), before);
    let gone = bench.run(user.job::<Value>(&id)).unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound, "{gone}");
}
