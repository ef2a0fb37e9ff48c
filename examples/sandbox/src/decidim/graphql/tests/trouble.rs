use serde_json::{Value, json};

use super::Visit;
use crate::decidim::Version;
use crate::fault::{Fault, FaultRule, Malformation};

const PAGE: &str = "query Page($id: ID!, $after: String) { component(id: $id) { ... on Proposals { \
    proposals(first: 4, after: $after) { pageInfo { endCursor hasNextPage } edges { cursor node { id \
    createdAt } } } } } }";

fn page(visit: &Visit, after: Option<&str>) -> Value {
    let id = visit.component("Proposals");
    visit.ask_with(PAGE, &json!({"id": id, "after": after}))
}

fn ids(body: &Value) -> Vec<Value> {
    let edges = body["data"]["component"]["proposals"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["id"].clone()).collect()
}

#[test]
fn null_in_an_order_breaks_the_server() {
    let visit = Visit::version(Version::V0_30);
    let query = "{ participatoryProcesses(order: {publishedAt: null}) { id } }";
    let reply = visit.post(&json!({"query": query}));
    assert_eq!(reply.status().unwrap(), 500);
    let body = json!({"errors": [{"message": "Internal Server error"}], "data": {}});
    assert_eq!(reply.body_json(), Some(body));
    let query = "{ commentable(id: \"1\", type: \"Nothing\", locale: \"en\", toggleTranslations: false) { id } }";
    assert_eq!(visit.post(&json!({"query": query})).status().unwrap(), 500);
    let new = Visit::version(Version::V0_32);
    assert_eq!(new.errors(query)[0]["extensions"]["code"], "NOT_FOUND_ERROR");
}

#[test]
fn bad_orders_and_dates_are_errors_of_their_field() {
    let visit = Visit::version(Version::V0_30);
    assert_eq!(
        visit.ask(
            "{ participatoryProcesses(order: {publishedAt: \"foo\"}) { id } decidim { version } }"
        ),
        json!({
            "errors": [{
                "message": "Invalid order value for :published_at, only ASC or DESC are valids (received \"foo\")",
                "locations": [{"line": 1, "column": 3}],
                "path": ["participatoryProcesses"],
            }],
            "data": {"participatoryProcesses": null, "decidim": {"version": null}},
        })
    );
    for filter in
        ["{publishedSince: null}", "{publishedSince: \"soon\"}", "{publishedBefore: \"x\"}"]
    {
        let errors =
            visit.errors(&format!("{{ participatoryProcesses(filter: {filter}) {{ id }} }}"));
        assert_eq!(errors[0]["message"], "Invalid date format for publishedBefore", "{filter}");
    }
    visit.data("{ participatoryProcesses(filter: null, order: {}) { id } }");
}

#[test]
fn faults_strike_by_operation_and_variable() {
    let visit = Visit::version(Version::V0_30);
    let rule = FaultRule::new(Fault::Status(503)).on("/api");
    visit.platform.inject(rule.when_query("after=NA").once());
    let first = page(&visit, None);
    let end = first["data"]["component"]["proposals"]["pageInfo"]["endCursor"].as_str().unwrap();
    assert_eq!(end, "NA");
    let id = visit.component("Proposals");
    let struck = visit.post(&json!({"query": PAGE, "variables": {"id": id, "after": "NA"}}));
    assert_eq!(struck.status().unwrap(), 503);
    assert_eq!(page(&visit, Some("NA")).get("errors"), None);
    visit.platform.inject(FaultRule::new(Fault::Reset).when_query("operation=Page"));
    visit.data("query Other { decidim { version } }");
    assert_eq!(visit.post(&json!({"query": PAGE, "variables": {"id": id}})).status(), None);
    let logged = visit.platform.requests();
    assert_eq!(logged.last().unwrap().operation.as_deref(), Some("Page"));
    visit.platform.clear_faults();
    visit.platform.clear_requests();
    page(&visit, None);
    assert_eq!(visit.platform.requests().len(), 1);
}

#[test]
fn faults_bend_pages_and_break_rows() {
    let visit = Visit::version(Version::V0_30);
    let whole = ids(&page(&visit, None));
    let with = |fault: Fault, after: Option<&str>| {
        visit.platform.inject(FaultRule::new(fault).once());
        page(&visit, after)
    };
    assert_eq!(ids(&with(Fault::ClampPageSize(2), None)), whole[..2]);
    assert_eq!(ids(&with(Fault::RepeatPage, Some("NA"))), whole);
    let empty = with(Fault::EmptyPage, None);
    assert!(ids(&empty).is_empty());
    assert_eq!(empty["data"]["component"]["proposals"]["pageInfo"]["hasNextPage"], true);
    let row = |how| Fault::MalformedRow { index: 1, how };
    assert_eq!(ids(&with(row(Malformation::Null), None))[1], Value::Null);
    let missing = with(row(Malformation::MissingId), None);
    let node = &missing["data"]["component"]["proposals"]["edges"][1]["node"];
    assert!(node.get("id").is_none() && node.get("createdAt").is_some());
    let wrong = with(row(Malformation::WrongType), None);
    assert!(wrong["data"]["component"]["proposals"]["edges"][1]["node"]["createdAt"].is_object());
    assert!(with(Fault::WrongEnvelope, None).get("payload").is_some());
}

#[test]
fn a_write_can_happen_although_its_answer_is_lost() {
    let visit = Visit::version(Version::V0_31).signed_in();
    let before = visit.platform.count("comments");
    visit.platform.inject(FaultRule::new(Fault::Reset).after_work().once());
    let query = "mutation { commentable(id: \"1\", type: \"Decidim::Proposals::Proposal\") { \
        addComment(body: \"Hello\") { id } } }";
    assert_eq!(visit.post(&json!({"query": query})).status(), None);
    assert_eq!(visit.platform.count("comments"), before + 1);
}
