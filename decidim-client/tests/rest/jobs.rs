//! Version 0.3: writes at once, and writes that are left to the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use decidim_client::rest::Id;
use decidim_client::rest::jobs::{JobStatus, Submitted};
use decidim_client::rest::resources::OrganizationChange;
use decidim_client::rest::resources::Vote;
use decidim_client::rest::resources::{DraftChange, DraftProposal};
use decidim_client::{ErrorKind, Sent};
use serde_json::{Value, json};

use super::support::{Answer, Fake, proposal};

fn draft() -> Value {
    json!({"id": "1", "type": "draft_proposal", "attributes": {"title": {}, "body": {},
        "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z"},
        "meta": {"publishable": false}})
}

fn job(status: &str, return_value: Value) -> Value {
    json!({"job_id": "0b4e", "status": status, "data": null, "return_value": return_value,
        "poll_url": "/x", "links": {}})
}

#[test]
fn writes_are_asked_for_at_once_by_their_own_paths() {
    let fake = Fake::new("v0.3", |seen| {
        Some(match seen.line().as_str() {
            "POST /draft_proposals/sync"
            | "PUT /draft_proposals/1/sync"
            | "DELETE /draft_proposals/1/sync" => Answer::data(draft()),
            "POST /draft_proposals/1/publish/sync" => Answer::data(proposal(1)),
            "POST /vote_proposals/sync" => {
                Answer::data(json!({"id": "9", "type": "vote_proposals",
                "attributes": {"weight": 1, "created_at": "2026-01-02T03:04:05Z",
                "updated_at": "2026-01-02T03:04:05Z"},
                "relationships": {"proposal": {"data": {"id": "1", "type": "proposals"}},
                "author": {"data": {"id": "5", "type": "users"}}}}))
            }
            "PUT /me/extended_data/sync" => Answer::data(json!({"a": 1})),
            _ => return None,
        })
    });
    let user = fake.user();
    let drafts = user.draft_proposals();
    fake.run(async {
        drafts.create(12).await?;
        drafts.update(1, &DraftChange::new().title("Benches")).await?;
        drafts.publish(1).await?;
        drafts.withdraw(1).await?;
        let vote = user.vote(1, 1).await?;
        assert!(matches!(&vote, Vote::Vote(_)) && vote.weight() == Some(1), "{vote:?}");
        assert_eq!((vote.proposal(), vote.proposal_id().and_then(Id::number)), (None, Some(1)));
        user.extended_data().put(".", &json!({"a": 1})).await?;
        Ok::<_, decidim_client::Error>(())
    })
    .unwrap();
    let change = OrganizationChange::new().comments_max_length(700);
    let _ = fake.run(fake.client().organizations().update(1, &change));
    assert_eq!(fake.last().line(), "PUT /organizations/1/sync");
}

/// `VoteProposalSerializer` (0.3.4): `set_type :vote_proposals`, weight and both moments, which a
/// proposal has as well.
#[test]
fn a_vote_is_told_by_its_type() {
    let at = "2026-01-02T03:04:05Z";
    let cast = json!({"id": "9", "type": "vote_proposals",
        "attributes": {"weight": 2, "created_at": at, "updated_at": at}});
    let read = |body: &Value| serde_json::from_value::<Vote>(body.clone()).unwrap();
    let Vote::Vote(vote) = read(&cast) else { panic!("{:?}", read(&cast)) };
    assert_eq!((vote.id.number(), vote.attributes.weight), (Some(9), Some(2)));
    assert!(vote.attributes.created_at.is_some() && vote.attributes.extra.is_empty());
    let mut voted = proposal(7);
    voted["meta"]["voted"] = json!({"weight": 2});
    assert!(matches!(read(&voted), Vote::Proposal(_)));
    let mut unknown = cast.clone();
    unknown["type"] = "ballot".into();
    assert!(matches!(read(&unknown), Vote::Other(_)));
    for body in [cast, voted, unknown] {
        assert_eq!(serde_json::to_value(read(&body)).unwrap(), body);
    }
}

#[test]
fn a_queued_write_is_a_job_that_can_be_asked_for() {
    let looks = Arc::new(AtomicUsize::new(0));
    let fake = Fake::new("v0.3", move |seen| {
        Some(match seen.line().as_str() {
            "POST /draft_proposals" => Answer::json(202, job("pending", Value::Null)),
            "GET /jobs/0b4e" => {
                assert_eq!(seen.token, None, "the id is all it takes");
                let over = looks.fetch_add(1, Ordering::SeqCst) >= 3;
                let result = if over { json!({"data": draft()}) } else { Value::Null };
                Answer::json(200, job(if over { "completed" } else { "processing" }, result))
            }
            "DELETE /jobs/0b4e" => Answer::json(200, json!({})),
            _ => return None,
        })
    });
    let user = fake.user();
    let submitted = fake.run(user.draft_proposals().create(12).enqueue()).unwrap();
    let Submitted::Queued(mut queued) = submitted else { panic!("{submitted:?}") };
    assert_eq!((queued.id(), queued.state().status.clone()), ("0b4e", JobStatus::Pending));
    assert_eq!(fake.run(queued.poll()).unwrap().status, JobStatus::Processing);
    assert_eq!(fake.run(queued.finished()).unwrap().id.number(), Some(1));
    // In another process, by its id.
    let found = fake.run(user.job::<DraftProposal>("0b4e")).unwrap();
    assert!(found.state().is_over());
    fake.run(found.delete()).unwrap();
}

#[test]
fn a_job_that_fails_or_never_ends_is_an_error() {
    const WAITED: &str =
        "its deadline of 300 s: it was waiting for job 0b4e, which is still processing";
    let failed =
        json!({"job_id": "0b4e", "status": "failed", "error_message": "Body cannot be blank"});
    for (answer, kind, said) in [
        (failed, ErrorKind::Rejected, "Body cannot be blank"),
        (job("processing", Value::Null), ErrorKind::Timeout, WAITED),
        (job("completed", json!("odd")), ErrorKind::Decode, "no such result"),
    ] {
        let fake = Fake::new("v0.3", move |seen| {
            Some(match seen.line().as_str() {
                // Even where it was asked to do it at once.
                "POST /draft_proposals/sync" => Answer::json(202, job("pending", Value::Null)),
                "GET /jobs/0b4e" => Answer::json(200, answer.clone()),
                _ => return None,
            })
        });
        let error = fake.run(fake.user().draft_proposals().create(12)).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn an_error_on_the_way_to_a_job_says_that_the_write_was_accepted() {
    for (status, kind) in [(404, ErrorKind::NotFound), (500, ErrorKind::Server)] {
        let fake = Fake::new("v0.3", move |seen| {
            Some(match seen.line().as_str() {
                "POST /draft_proposals/sync" => Answer::json(202, job("pending", Value::Null)),
                "GET /jobs/0b4e" => Answer::page(status),
                _ => return None,
            })
        });
        let error = fake.run(fake.user().draft_proposals().create(12)).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        let hint = error.hint().unwrap();
        assert!(hint.contains("the write was accepted as job 0b4e"), "{hint}");
        assert!(hint.contains("client.job(\"0b4e\")"), "{hint}");
        assert_eq!(error.was_sent(), Sent::Yes, "{error}");
    }
}

#[test]
fn version_2_does_what_is_queued_at_once() {
    let fake = Fake::new("v0.2", |seen| {
        seen.is("POST", "/draft_proposals").then(|| Answer::data(draft()))
    });
    let submitted = fake.run(fake.user().draft_proposals().create(12).enqueue()).unwrap();
    assert!(matches!(submitted, Submitted::Done(_)));
}
