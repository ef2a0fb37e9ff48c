//! A module that changes its version while it runs.

use super::{Visit, status};
use crate::decidim::RestVersion;
use http::Method;
use serde_json::{Value, json};

fn vote_type(visit: &Visit, path: &str, proposal: u64) -> Value {
    let body = json!({"proposal_id": proposal, "data": {"weight": 1}});
    let reply = visit.send(Method::POST, path, &visit.participant, &body);
    reply.body_json().unwrap()["data"]["type"].take()
}

/// `config/routes.rb` of v0.2.9 and v0.3.4 serve one version each; the content and the rows of
/// Doorkeeper's token table stay.
#[test]
fn an_upgrade_moves_the_paths_and_keeps_content_and_tokens() {
    let visit = Visit::version(RestVersion::V0_2_3);
    let (before, old) = (visit.ids("/proposals"), visit.prefix());
    assert_eq!(vote_type(&visit, "/proposal_votes", before[0]), "proposal");

    visit.platform.upgrade_rest(RestVersion::V0_3);
    assert_ne!(visit.prefix(), old);
    assert_eq!(visit.ids("/proposals"), before);
    assert_eq!(vote_type(&visit, "/vote_proposals/sync", before[1]), "vote_proposals");
    let gone = visit.raw(Method::GET, &format!("{old}/proposals"), &[], &Value::Null);
    assert_eq!(status(&gone), 404);

    visit.platform.upgrade_rest(RestVersion::V0_2_3);
    assert_eq!(visit.prefix(), old);
    assert_eq!(visit.ids("/proposals"), before);
}

/// `health_controller.rb` stands in v0.2.9 and in no release from v0.2.10 on; bad tokens are a 401
/// from there on.
#[test]
fn an_upgrade_changes_what_a_release_changed() {
    let visit = Visit::version(RestVersion::V0_2_3);
    let health = |visit: &Visit| {
        let path = format!("{}/metrics/health", visit.prefix());
        status(&visit.raw(Method::GET, &path, &[], &Value::Null))
    };
    assert_eq!(health(&visit), 200);
    assert_eq!(status(&visit.get("/proposals", "nonsense")), 500);
    visit.platform.upgrade_rest(RestVersion::V0_3);
    assert_eq!(health(&visit), 404);
    assert_eq!(status(&visit.get("/proposals", "nonsense")), 401);
}
