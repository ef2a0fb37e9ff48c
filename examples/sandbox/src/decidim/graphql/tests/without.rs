use serde_json::Value;

use super::Visit;
use crate::decidim::Decidim;

#[test]
fn what_was_taken_out_is_unknown_and_the_rest_answers() {
    let items = [
        "Proposal.endorsements",
        "Meetings",
        "Proposals.proposals(order:)",
        "ProposalFilter.publishedSince",
    ];
    let builder = Decidim::builder().proposals(10).no_rate_limit().without(items);
    let visit = Visit::to(builder);
    let query = "{ component(id: 1) { ... on Meetings { id } ... on Proposals { proposals(order: {id: \"asc\"}, \
        filter: {publishedSince: \"2020-01-01\"}) { nodes { id endorsements { name } } } } } }";
    let codes: Vec<Value> =
        visit.errors(query).iter().map(|error| error["extensions"]["code"].clone()).collect();
    assert_eq!(
        codes,
        ["undefinedType", "argumentNotAccepted", "argumentNotAccepted", "undefinedField"]
    );
    let components = visit.data("{ participatoryProcess(id: 1) { components { __typename } } }");
    let components = components["participatoryProcess"]["components"].as_array().unwrap().clone();
    assert!(components.iter().all(|component| component["__typename"] != "Meetings"));
    assert_eq!(components[0]["__typename"], "Proposals");
}
