use super::{Visit, error, status};
use crate::decidim::world::Kind;
use crate::decidim::{Decidim, RestVersion};
use http::Method;
use serde_json::{Value, json};

fn look(visit: &Visit, job: &Value) -> Value {
    let path = format!("{}/jobs/{}", visit.prefix(), job["job_id"].as_str().unwrap());
    let reply = visit.raw(Method::GET, &path, &[], &Value::Null);
    assert_eq!(status(&reply), 200);
    reply.body_json().unwrap()
}

fn begin(visit: &Visit, component: u64) -> Value {
    let body = json!({"data": {"component_id": component}});
    let reply = visit.send(Method::POST, "/draft_proposals", &visit.participant, &body);
    assert_eq!(status(&reply), 202);
    reply.body_json().unwrap()
}

#[test]
fn a_write_ends_in_a_job_that_is_polled_until_it_is_done() {
    let visit = Visit::version(RestVersion::V0_3);
    let before = visit.platform.count("proposals");
    let job = begin(&visit, visit.proposal_component());
    assert_eq!((job["status"].clone(), job["data"].clone()), (json!("pending"), Value::Null));
    let id = job["job_id"].as_str().unwrap();
    let address = format!("http://decidim.example.org/api/rest_full/v0.3/jobs/{id}");
    assert_eq!(
        (&job["poll_url"], &job["links"]["self"]["href"]),
        (&json!(address), &json!(address))
    );
    let under_way = look(&visit, &job);
    assert_eq!((&under_way["id"], &under_way["status"]), (&job["job_id"], &json!("processing")));
    assert_eq!(visit.platform.count("proposals"), before);
    let done = look(&visit, &job);
    assert_eq!(done["status"], "completed");
    assert_eq!(done["command_key"], "draft_proposals#create");
    assert_eq!(done["data"]["data"]["type"], "draft_proposal");
    assert_eq!(done["return_value"], done["data"]);
    assert_eq!(look(&visit, &job), done);
    assert_eq!(visit.platform.count("proposals"), before + 1);
}

#[test]
fn a_job_fails_with_the_error_of_its_write() {
    let visit = Visit::to(Decidim::builder().rest_version(RestVersion::V0_3).polls_per_job(0));
    let job = begin(&visit, 99999);
    let done = look(&visit, &job);
    assert_eq!((done["status"].clone(), done["data"].clone()), (json!("failed"), Value::Null));
    assert_eq!(done["error_message"], "Record not found");
    assert_eq!(done["error_class"], "ActiveRecord::RecordNotFound");
}

#[test]
fn sync_answers_at_once_and_reads_have_no_sync() {
    let visit = Visit::version(RestVersion::V0_3);
    let body = json!({"data": {"component_id": visit.proposal_component()}});
    let reply = visit.send(Method::POST, "/draft_proposals/sync", &visit.participant, &body);
    assert_eq!(status(&reply), 200);
    let id = reply.body_json().unwrap()["data"]["id"].as_str().unwrap().to_owned();
    let text = json!({"data": {"title": "A long enough title", "body": "A long enough body"}});
    let path = format!("/draft_proposals/{id}/sync");
    assert_eq!(status(&visit.send(Method::PUT, &path, &visit.participant, &text)), 200);
    let path = format!("/draft_proposals/{id}/publish/sync");
    let reply = visit.send(Method::POST, &path, &visit.participant, &Value::Null);
    assert_eq!(reply.body_json().unwrap()["data"]["type"], "proposal");
    assert_eq!(status(&visit.get("/proposals/sync", &visit.machine)), 404);
    let older = Visit::default();
    let reply = older.send(Method::POST, "/draft_proposals/sync", &older.participant, &body);
    assert_eq!(status(&reply), 404);
}

#[test]
fn a_refused_token_makes_no_job() {
    let visit = Visit::version(RestVersion::V0_3);
    let body = json!({"data": {"component_id": visit.proposal_component()}});
    let public = visit.machine_token("public");
    for (token, expected) in [("none", 401), (public.as_str(), 403), (visit.machine.as_str(), 400)]
    {
        let reply = visit.send(Method::POST, "/draft_proposals", token, &body);
        assert_eq!(status(&reply), expected);
    }
    let listed = visit.get("/jobs", &visit.machine).body_json().unwrap();
    assert_eq!(listed["data"], json!([]));
}

#[test]
fn jobs_are_listed_and_can_be_taken_back() {
    let visit = Visit::version(RestVersion::V0_3);
    let job = begin(&visit, visit.proposal_component());
    let count = |query: &str, token: &str| {
        let listed = visit.get(&format!("/jobs?{query}"), token).body_json().unwrap();
        listed["data"].as_array().unwrap().len()
    };
    let own = visit.participant.as_str();
    assert_eq!(count("", own), 1);
    assert_eq!(count("", &visit.participant_token("ada_tester")), 1);
    assert_eq!(count("", &visit.machine), 0);
    assert_eq!(count("filter[status]=pending", own), 1);
    assert_eq!(count("filter[status]=failed", own), 0);
    assert_eq!(count("filter[command_key]=draft_proposals%23publish", own), 0);
    let listed = visit.get("/jobs?per_page=500", own).body_json().unwrap();
    assert_eq!(listed["meta"], json!({"page": 1, "per_page": 100}));
    let path = format!("/jobs/{}", job["job_id"].as_str().unwrap());
    assert_eq!(status(&visit.send(Method::DELETE, &path, &visit.machine, &Value::Null)), 404);
    assert_eq!(status(&visit.send(Method::DELETE, &path, own, &Value::Null)), 204);
    assert_eq!(error(&visit.get(&path, "")), (404, "Resource not found".to_owned()));
}

#[test]
fn reads_answer_304_to_who_has_the_answer_already() {
    let visit = Visit::version(RestVersion::V0_3);
    let path = format!("{}/spaces/assemblies/1", visit.prefix());
    let authorization = format!("Bearer {}", visit.machine);
    let ask = |known: &str| {
        let headers = [("authorization", authorization.as_str()), ("if-none-match", known)];
        visit.raw(Method::GET, &path, &headers, &Value::Null)
    };
    let first = ask("");
    let tag = super::header(&first, "etag").unwrap().to_owned();
    let again = ask(&tag);
    assert_eq!((status(&again), again.body_bytes().len()), (304, 0));
    visit.platform.update("assemblies", 1, json!({"slug": "other"}));
    assert_eq!(status(&ask(&tag)), 200);
    // Only the moment of the last update counts, and not what is shown.
    let tag = super::header(&ask(""), "etag").unwrap().to_owned();
    visit.platform.software().world.change(Kind::Assembly, 1, |assembly| {
        assembly.fields.insert("title".to_owned(), json!({"en": "Another"}));
    });
    assert_eq!(status(&ask(&tag)), 304);
    // Before, the framework marks what is shown.
    let older = Visit::default();
    let reply = older.get("/spaces/assemblies/1", &older.machine);
    let tag = super::header(&reply, "etag").unwrap().to_owned();
    let change = |assembly: &mut crate::decidim::world::Record| {
        assembly.fields.insert("title".to_owned(), json!({"en": "Another"}));
    };
    older.platform.software().world.change(Kind::Assembly, 1, change);
    let reply = older.get("/spaces/assemblies/1", &older.machine);
    assert_ne!(super::header(&reply, "etag"), Some(tag.as_str()));
}

#[test]
fn one_kind_of_space_has_a_list_since_0_2_11() {
    for version in [RestVersion::V0_2_12, RestVersion::V0_3] {
        let visit = Visit::version(version);
        assert_eq!(visit.rows("/spaces/assemblies").len(), 3);
    }
    let older = Visit::version(RestVersion::V0_2_10);
    assert_eq!(status(&older.get("/spaces/assemblies", &older.machine)), 404);
}
