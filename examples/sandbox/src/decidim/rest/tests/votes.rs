use super::{Visit, error, id, status};
use crate::decidim::{Decidim, RestVersion};
use http::Method;
use serde_json::{Value, json};

fn vote(visit: &Visit, proposal: u64, weight: i64) -> crate::reply::Reply {
    let body = json!({"proposal_id": proposal, "data": {"weight": weight}});
    visit.send(Method::POST, "/proposal_votes", &visit.participant, &body)
}

#[test]
fn a_vote_is_cast_once_and_seen_on_the_proposal() {
    let visit = Visit::default();
    let proposal = visit.ids("/proposals")[0];
    let before =
        visit.platform.record("proposals", proposal).unwrap()["vote_count"].as_i64().unwrap();
    let reply = vote(&visit, proposal, 1);
    assert_eq!(reply.body_json().unwrap()["data"]["meta"]["voted"], json!({"weight": 1}));
    assert_eq!(error(&vote(&visit, proposal, 1)), (400, "Already voted".to_owned()));
    let after = visit.platform.record("proposals", proposal).unwrap();
    assert_eq!(after["vote_count"], before + 1);
    let unvoted =
        visit.data(&format!("/proposals/{proposal}"), &visit.participant_token("another_one"));
    assert!(unvoted["meta"].get("voted").is_none());
}

#[test]
fn weights_need_the_plugin() {
    let visit = Visit::default();
    let proposal = visit.ids("/proposals")[0];
    for (weight, message) in [
        (-1, "Negative weight not supported"),
        (0, "Abstention not supported"),
        (2, "Weight not supported"),
    ] {
        let message = format!("Weight: error in the weight field. {message}");
        assert_eq!(error(&vote(&visit, proposal, weight)), (400, message));
    }
    let weighted = Visit::to(Decidim::builder().weighted_votes(true));
    let proposal = weighted.ids("/proposals")[0];
    assert_eq!(
        vote(&weighted, proposal, 0).body_json().unwrap()["data"]["meta"]["voted"]["weight"],
        0
    );
    let path = "/proposals?filter[voted_weight_eq]=0&per_page=1000";
    let found = weighted.data(path, &weighted.participant);
    assert!(found.as_array().unwrap().iter().all(|row| id(row) == proposal));
    assert!(!found.as_array().unwrap().is_empty());
}

#[test]
fn closed_votes_limits_and_unknown_proposals_are_refused() {
    let visit = Visit::default();
    let component = visit.proposal_component();
    let inside = visit.platform.ids_in(component, "proposals");
    visit.platform.update("components", component, json!({"settings": {"votes_enabled": false}}));
    assert_eq!(error(&vote(&visit, inside[0], 1)), (400, "Vote are disabled".to_owned()));
    visit.platform.update("components", component, json!({"settings": {"vote_limit": 1}}));
    assert_eq!(status(&vote(&visit, inside[0], 1)), 200);
    assert_eq!(error(&vote(&visit, inside[1], 1)), (400, "Vote is invalid".to_owned()));
    assert_eq!(status(&vote(&visit, 99999, 1)), 404);
    let reply =
        visit.send(Method::POST, "/proposal_votes", &visit.participant, &json!({"proposal_id": 1}));
    assert_eq!(status(&reply), 400);
}

#[test]
fn since_0_3_votes_are_resources_of_their_own() {
    let visit = Visit::version(RestVersion::V0_3);
    let proposal = visit.ids("/proposals")[0];
    let body = json!({"proposal_id": proposal, "data": {"weight": 1}});
    let reply = visit.send(Method::POST, "/vote_proposals/sync", &visit.participant, &body);
    let cast = reply.body_json().unwrap()["data"].take();
    // `vote_proposal_serializer.rb` (v0.3.4); the plugin's `has_vote_weight.rb`.
    assert_eq!(
        (&cast["type"], &cast["attributes"]["weight"]),
        (&json!("vote_proposals"), &json!(null))
    );
    let weighted =
        Visit::to(Decidim::builder().rest_version(RestVersion::V0_3).weighted_votes(true));
    let more = json!({"proposal_id": proposal, "data": {"weight": 2}});
    let heavy = weighted.send(Method::POST, "/vote_proposals/sync", &weighted.participant, &more);
    assert_eq!(heavy.body_json().unwrap()["data"]["attributes"]["weight"], 2);
    let listed = visit.data("/vote_proposals", &visit.participant);
    assert_eq!(listed, json!([cast]));
    let path = format!("/vote_proposals/{}", id(&cast));
    assert_eq!(visit.data(&path, &visit.participant), cast);
    // Anybody may see a vote, and none but its author takes it back.
    let other = visit.participant_token("another_one");
    assert_eq!(visit.data(&path, &other), cast);
    assert_eq!(status(&visit.send(Method::DELETE, &path, &other, &Value::Null)), 403);
    let gone = visit.send(Method::DELETE, &path, &visit.participant, &Value::Null);
    assert_eq!(status(&gone), 200);
    assert_eq!(status(&visit.get(&path, &visit.participant)), 404);
    let user = id(&cast["relationships"]["author"]["data"]);
    let record = visit.platform.record("proposals", proposal).unwrap();
    assert!(!record["voter_ids"].as_array().unwrap().contains(&json!(user)));
    let path = "/vote_proposals/sync?include_proposal=true";
    let reply = visit.send(Method::POST, path, &visit.participant, &body);
    assert_eq!(reply.body_json().unwrap()["data"]["type"], "proposal");
}

#[test]
fn closed_votes_are_refused_before_a_job_is_made() {
    let visit = Visit::version(RestVersion::V0_3);
    let component = visit.proposal_component();
    let inside = visit.platform.ids_in(component, "proposals")[0];
    let ask = |proposal: u64| {
        let body = json!({"proposal_id": proposal, "data": {"weight": 1}});
        visit.send(Method::POST, "/vote_proposals", &visit.participant, &body)
    };
    assert_eq!(status(&ask(inside)), 202);
    assert_eq!(status(&ask(99999)), 404);
    visit.platform.update("components", component, json!({"settings": {"votes_enabled": false}}));
    assert_eq!(error(&ask(inside)), (400, "Vote are disabled".to_owned()));
}
