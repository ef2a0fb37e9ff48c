use super::{Visit, error, id, status};
use crate::decidim::{ApiClient, Decidim, RestVersion};
use http::Method;
use serde_json::{Value, json};

const TITLE: &str = "A long enough title";
const BODY: &str = "A body that says what is meant.";

fn begin(visit: &Visit, component: u64) -> Value {
    let body = json!({"data": {"component_id": component, "title": "ignored"}});
    let reply = visit.send(Method::POST, "/draft_proposals", &visit.participant, &body);
    assert_eq!(status(&reply), 200, "{:?}", reply.body_bytes());
    reply.body_json().unwrap()["data"].take()
}

#[test]
fn a_draft_is_begun_written_published_and_then_a_proposal() {
    let visit = Visit::default();
    let draft = begin(&visit, visit.proposal_component());
    assert_eq!(draft["type"], "draft_proposal");
    assert_eq!(draft["attributes"]["title"], json!({}));
    assert_eq!(draft["attributes"]["errors"]["body"], json!(["Body cannot be blank"]));
    assert_eq!(
        (draft["meta"]["publishable"].clone(), draft["meta"]["client_id"].clone()),
        (json!(false), json!(Decidim::CLIENT_ID))
    );
    let path = format!("/draft_proposals/{}", id(&draft));
    let publish = format!("{path}/publish");
    let early = visit.send(Method::POST, &publish, &visit.participant, &Value::Null);
    assert_eq!(error(&early), (400, "Body cannot be blank. Title cannot be blank".to_owned()));
    let put =
        |data: Value| visit.send(Method::PUT, &path, &visit.participant, &json!({"data": data}));
    let short = put(json!({"title": "Short"}));
    assert_eq!(error(&short), (400, "Title is too short (under 15 characters)".to_owned()));
    let half = put(json!({"title": format!("<b>{TITLE}</b>"), "locale": "ca"}))
        .body_json()
        .unwrap()["data"]
        .take();
    assert_eq!(half["attributes"]["title"], json!({"en": TITLE}));
    assert_eq!(half["attributes"]["body"], json!({"en": ""}));
    assert_eq!(half["meta"]["publishable"], false);
    let whole = put(json!({"body": BODY})).body_json().unwrap()["data"].take();
    assert_eq!(whole["attributes"]["title"], json!({"en": TITLE}));
    assert_eq!(whole["meta"]["publishable"], true);
    assert_eq!(put(json!({})).body_json().unwrap()["data"], whole);
    let reply = visit.send(Method::POST, &publish, &visit.participant, &Value::Null);
    let proposal = reply.body_json().unwrap()["data"].take();
    assert_eq!(
        (proposal["type"].clone(), proposal["meta"]["published"].clone()),
        (json!("proposal"), json!(true))
    );
    assert!(proposal["meta"]["client_id"].is_u64());
    assert_eq!(status(&visit.get(&path, &visit.participant)), 404);
    assert!(visit.ids("/proposals?per_page=1000").contains(&id(&draft)));
}

#[test]
fn a_draft_is_seen_by_its_author_with_the_same_client_only() {
    let visit = Visit::to(Decidim::builder().api_client(ApiClient::new("another-client", "s")));
    let draft = begin(&visit, visit.proposal_component());
    let path = format!("/draft_proposals/{}", id(&draft));
    let other = visit.participant_token("someone_else");
    assert_eq!(error(&visit.get(&path, &other)), (404, "Record not found".to_owned()));
    let body = json!({
        "grant_type": "password", "auth_type": "impersonate", "username": "ada_tester",
        "client_id": "another-client", "client_secret": "s", "scope": "proposals",
    });
    let same_person = super::access_token(&visit.token(&body));
    assert_eq!(status(&visit.get(&path, &same_person)), 404);
    // In the list of proposals, any own draft is there.
    let rows = visit.data("/proposals?per_page=1000", &same_person);
    let found = rows.as_array().unwrap().iter().find(|row| row["id"] == draft["id"]).unwrap();
    assert_eq!(found["meta"]["published"], false);
    assert!(!visit.ids("/proposals?per_page=1000").contains(&id(&draft)));
}

#[test]
fn one_draft_in_each_component_and_none_where_there_are_no_proposals() {
    let visit = Visit::default();
    let component = visit.proposal_component();
    begin(&visit, component);
    let ask = |component: Value| {
        let body = json!({"data": {"component_id": component}});
        error(&visit.send(Method::POST, "/draft_proposals", &visit.participant, &body))
    };
    assert_eq!(
        ask(json!(component)),
        (400, "Draft Proposal already exists for this component".to_owned())
    );
    assert_eq!(ask(json!(99999)).0, 404);
    assert_eq!(ask(json!(visit.platform.component_ids("Meetings")[0])).0, 404);
    assert_eq!(ask(Value::Null).0, 400);
    begin(&visit, visit.platform.component_ids("Proposals")[1]);
}

#[test]
fn a_limit_on_proposals_is_told() {
    let visit = Visit::default();
    let component = visit.proposal_component();
    visit.platform.update("components", component, json!({"settings": {"proposal_limit": 1}}));
    let own = visit.platform.ids_in(component, "proposals")[0];
    let user = *visit.platform.ids("users").last().unwrap();
    visit.platform.update("proposals", own, json!({"author_ids": [user]}));
    let body = json!({"data": {"component_id": component}});
    let reply = visit.send(Method::POST, "/draft_proposals", &visit.participant, &body);
    assert!(error(&reply).1.ends_with("exceeded the limit."));
}

#[test]
fn a_withdrawn_draft_shows_itself_a_last_time() {
    let visit = Visit::default();
    let draft = begin(&visit, visit.proposal_component());
    let path = format!("/draft_proposals/{}", id(&draft));
    let reply = visit.send(Method::DELETE, &path, &visit.participant, &Value::Null);
    let last = reply.body_json().unwrap()["data"].take();
    assert_eq!(last["attributes"]["errors"], json!({"title": [], "body": []}));
    assert_eq!(last["meta"]["publishable"], false);
    assert_eq!(status(&visit.get(&path, &visit.participant)), 404);
    begin(&visit, visit.proposal_component());
}

#[test]
fn a_component_links_to_the_draft_on_old_servers_to_that_of_another() {
    for (version, count) in [(RestVersion::V0_2_3, 4), (RestVersion::V0_2_10, 1)] {
        let visit = Visit::version(version);
        begin(&visit, visit.proposal_component());
        let rows = visit.data("/components/proposal_components", &visit.participant);
        let linked =
            rows.as_array().unwrap().iter().filter(|row| row["links"].get("draft").is_some());
        let shown = rows.as_array().unwrap().len();
        assert_eq!(linked.count(), count.min(shown));
    }
}
