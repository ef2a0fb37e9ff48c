//! Tokens, records, lists, writes and jobs without async.

use decidim_client::blocking::Blocking;
use decidim_client::rest::jobs::Submitted;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::support::{Answer, Fake, proposal};

#[test]
fn every_kind_of_call_waits_for_its_answer() {
    let looks = AtomicUsize::new(0);
    let job = |status: &str, result: Value| {
        json!({"job_id": "0b4e", "status": status, "data": null, "return_value": result,
            "poll_url": "/x", "links": {}})
    };
    let draft = || {
        json!({"id": "1", "type": "draft_proposal", "attributes": {"title": {}, "body": {},
            "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z"},
            "meta": {"publishable": false}})
    };
    let fake = Fake::new("v0.3", move |seen| {
        Some(match seen.line().as_str() {
            "GET /proposals" => Answer::rows(seen, &[proposal(1), proposal(2)]),
            "POST /draft_proposals" => Answer::json(202, job("pending", Value::Null)),
            "POST /draft_proposals/sync" => Answer::data(draft()),
            "GET /jobs/0b4e" => {
                let is_over = looks.fetch_add(1, Ordering::SeqCst) >= 3;
                let result = if is_over { json!({"data": draft()}) } else { Value::Null };
                Answer::json(200, job(if is_over { "completed" } else { "pending" }, result))
            }
            _ => return None,
        })
    });
    let user = fake.user();
    let mut proposals = user.proposals().list().stream().blocking();
    assert_eq!(proposals.by_ref().map(Result::unwrap).count(), 2);
    assert_eq!(proposals.report().items, 2);
    assert_eq!(user.draft_proposals().create(12).blocking().unwrap().id.number(), Some(1));
    // The pauses between the looks at a job pass in virtual time.
    let submitted = user.draft_proposals().create(12).enqueue().blocking().unwrap();
    let Submitted::Queued(mut queued) = submitted else { panic!("{submitted:?}") };
    assert!(!queued.poll().blocking().unwrap().is_over());
    assert_eq!(queued.finished().blocking().unwrap().id.number(), Some(1));
    assert!(fake.token_requests().len() <= 1);
}
