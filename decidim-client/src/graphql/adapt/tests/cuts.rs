//! What each kind of error cuts out of a query.

use serde_json::json;

use super::{PROPOSALS, at, plan, revised, said, undefined};

#[test]
fn exactly_what_was_named_is_cut_and_all_in_one_step() {
    let plan = plan(PROPOSALS);
    let no_type =
        said("undefinedType", &json!([]), &json!([]), &json!({"typeName": "CollaborativeTexts"}));
    let validation_errors =
        [undefined(&plan, "Proposal", "likes"), undefined(&plan, "Proposal", "url"), no_type];
    let (plan, missing) = revised(&plan, &validation_errors);
    assert_eq!(missing, ["CollaborativeTexts", "Proposal.likes", "Proposal.url"]);
    for gone in ["likes", "url", "CollaborativeTexts"] {
        assert!(!plan.text().contains(gone), "{gone} in {}", plan.text());
    }
    for kept in ["title", "author", "organizationName", "$order", "$lang"] {
        assert!(plan.text().contains(kept), "{kept} in {}", plan.text());
    }
}

#[test]
fn variables_and_fragments_that_nothing_uses_go_in_the_same_step() {
    let plan = plan(PROPOSALS);
    let validation_errors = [
        undefined(&plan, "Proposal", "title"),
        undefined(&plan, "Proposal", "url"),
        undefined(&plan, "Proposal", "author"),
    ];
    let (plan, _) = revised(&plan, &validation_errors);
    assert!(!plan.text().contains("$lang") && !plan.text().contains("Extra"), "{}", plan.text());
    assert_eq!(plan.lost("lang").unwrap().to_string(), "Proposal.title");
    assert_eq!(plan.lost("first"), None);
}

#[test]
fn an_argument_goes_with_its_variable_and_the_loss_is_known() {
    let plan = plan(PROPOSALS);
    let path = json!(["query Page", "component", "... on Proposals", "proposals", "order"]);
    let named = json!({"name": "proposals", "typeName": "Field", "argumentName": "order"});
    let (plan, missing) = revised(&plan, &[said("argumentNotAccepted", &json!([]), &path, &named)]);
    assert_eq!(missing, ["Proposals.proposals(order:)"]);
    assert!(!plan.text().contains("order"), "{}", plan.text());
    assert_eq!(plan.lost("order").unwrap().to_string(), "Proposals.proposals(order:)");
    assert!(plan.takes("first") && !plan.takes("order"));
}

#[test]
fn a_variable_of_an_unknown_type_takes_its_argument_along() {
    let plan = plan(PROPOSALS);
    let named = json!({"typeName": "ProposalSort", "variableName": "order"});
    let validation_error = said("variableRequiresValidType", &json!([]), &json!([]), &named);
    let (plan, missing) = revised(&plan, &[validation_error]);
    assert_eq!(missing, ["ProposalSort"]);
    assert!(!plan.text().contains("order"), "{}", plan.text());
}

#[test]
fn an_object_where_a_plain_value_was_asked_for_is_cut() {
    let plan = plan("{ organization { name stats { value } } }");
    let named = json!({"nodeName": "field 'name'", "typeName": "TranslatedField"});
    let (plan, missing) =
        revised(&plan, &[said("selectionMismatch", &at(&plan, "name"), &json!([]), &named)]);
    assert_eq!(missing, ["Organization.name"]);
    assert!(!plan.text().contains("name"));
}

#[test]
fn what_becomes_empty_falls_with_what_it_held() {
    let plan = plan("query($n: Int) { metrics { count } decidim { version } x(n: $n) { alone } }");
    let (plan, _) =
        revised(&plan, &[undefined(&plan, "Metric", "count"), undefined(&plan, "X", "alone")]);
    assert_eq!(plan.text().split_whitespace().collect::<String>(), "query{decidim{version}}");
    assert!(plan.lost("n").is_some());
    assert_eq!(plan.missing(&["metrics", "count"]), Some("metrics"));
    assert_eq!(plan.missing(&["decidim", "version"]), None);
}

#[test]
fn errors_about_something_else_are_not_answered_by_cutting() {
    let plan = plan(PROPOSALS);
    let other = said("argumentLiteralsIncompatible", &json!([]), &json!([]), &json!({}));
    assert!(plan.findings(&[undefined(&plan, "Proposal", "likes"), other]).is_none());
    let nowhere = json!({"typeName": "Proposal", "fieldName": "nowhere"});
    assert!(plan.findings(&[said("undefinedField", &json!([]), &json!([]), &nowhere)]).is_none());
}

#[test]
fn a_member_cut_from_an_input_takes_its_variable_along() {
    let text = "mutation M($id: ID!, $cost: Float, $state: String) { component(id: $id) { \
                ... on ProposalsMutation { proposal(id: 1) { answer(input: {attributes: {cost: $cost, \
                state: $state}}) { id } } } } }";
    let plan = plan(text);
    let path = json!([
        "mutation M",
        "component",
        "... on ProposalsMutation",
        "proposal",
        "answer",
        "input",
        "attributes",
        "cost"
    ]);
    let named = json!({"name": "AnswerProposalAttributes", "typeName": "InputObject", "argumentName": "cost"});
    let (plan, missing) = revised(&plan, &[said("argumentNotAccepted", &json!([]), &path, &named)]);
    assert_eq!(missing, ["AnswerProposalAttributes.cost"]);
    assert!(plan.lost("cost").is_some() && plan.takes("state"), "{}", plan.text());
}

#[test]
fn a_field_that_needs_an_argument_nobody_gives_is_cut() {
    let page = plan(PROPOSALS);
    let named = json!({"className": "Field", "name": "likes", "arguments": "first"});
    let (page, missing) = revised(
        &page,
        &[said("missingRequiredArguments", &at(&page, "likes"), &json!([]), &named)],
    );
    assert_eq!(missing, ["Proposal.likes"]);
    assert!(page.text().contains("title"));
}

#[test]
fn a_fragment_for_a_type_that_cannot_stand_there_is_cut() {
    let named = json!({"typeName": "CollaborativeTexts", "parentName": "Component"});
    let whole = plan(PROPOSALS);
    for locations in [at(&whole, "... on CollaborativeTexts"), json!([])] {
        let error = said("cannotSpreadFragment", &locations, &json!([]), &named);
        let (page, missing) = revised(&whole, &[error]);
        assert_eq!(missing, ["CollaborativeTexts as a kind of Component"]);
        assert!(
            !page.text().contains("CollaborativeTexts") && page.text().contains("... on Proposals")
        );
    }
    let named = json!({"typeName": "Proposal", "parentName": "Post", "fragmentName": "Extra"});
    let error = said("cannotSpreadFragment", &at(&whole, "...Extra"), &json!([]), &named);
    let (page, missing) = revised(&whole, &[error]);
    assert_eq!(missing, ["Proposal as a kind of Post"]);
    assert!(!page.text().contains("Extra") && page.text().contains("likes"), "{}", page.text());
}

#[test]
fn a_variable_of_another_type_than_the_argument_is_cut_with_it() {
    let page = plan(PROPOSALS);
    let path = json!(["query Page", "component", "... on Proposals", "proposals", "order"]);
    let named =
        json!({"variableName": "order", "typeName": "ProposalSort", "argumentName": "order"});
    let (page, missing) = revised(&page, &[said("variableMismatch", &json!([]), &path, &named)]);
    assert_eq!(missing, ["Proposals.proposals(order:)"]);
    assert!(!page.text().contains("order") && page.text().contains("$first"), "{}", page.text());
}

#[test]
fn an_error_that_follows_from_another_cuts_nothing_by_itself() {
    let page = plan(PROPOSALS);
    let unused = said("variableNotUsed", &json!([]), &json!([]), &json!({"variableName": "lang"}));
    assert!(page.findings(std::slice::from_ref(&unused)).unwrap().is_empty());
    let (page, missing) = revised(&page, &[unused, undefined(&page, "Proposal", "url")]);
    assert_eq!(missing, ["Proposal.url"]);
    // Of a variable nobody says which type it should have.
    let nameless = said(
        "variableRequiresValidType",
        &json!([]),
        &json!([]),
        &json!({"variableName": "order"}),
    );
    assert!(page.findings(&[nameless]).is_none());
}

#[test]
fn a_variable_that_is_listed_in_an_argument_or_in_a_member_takes_it_along() {
    let page = plan(
        "query Page($order: ProposalSort) { component(id: 1) { ... on Proposals { \
         proposals(first: 5, sorts: [$order], filter: {likes: 3, kinds: [$order]}) { nodes { id } } } } }",
    );
    let named = json!({"typeName": "ProposalSort", "variableName": "order"});
    let no_type = said("variableRequiresValidType", &json!([]), &json!([]), &named);
    let (page, _) = revised(&page, &[no_type]);
    for gone in ["order", "sorts", "kinds"] {
        assert!(!page.text().contains(gone), "{gone} in {}", page.text());
    }
    for kept in ["first: 5", "likes: 3"] {
        assert!(page.text().contains(kept), "{kept} in {}", page.text());
    }
    assert_eq!(page.lost("order").unwrap().to_string(), "ProposalSort");
}

#[test]
fn a_member_is_cut_from_every_object_that_an_argument_lists() {
    let page = plan(
        "{ component(id: 1) { ... on Proposals { proposals(filters: [{kind: 1, likes: 3}, \
         {kind: 2, within: [{kind: 4, url: 5}]}]) { nodes { id } } } } }",
    );
    let path = json!(["query", "component", "... on Proposals", "proposals", "filters", 0, "kind"]);
    let named =
        json!({"name": "ProposalFilter", "typeName": "InputObject", "argumentName": "kind"});
    let (page, missing) = revised(&page, &[said("argumentNotAccepted", &json!([]), &path, &named)]);
    assert_eq!(missing, ["ProposalFilter.kind"]);
    assert!(!page.text().contains("kind"), "{}", page.text());
    for kept in ["likes: 3", "url: 5"] {
        assert!(page.text().contains(kept), "{kept} in {}", page.text());
    }
}

#[test]
fn what_was_cut_before_is_not_cut_again() {
    let whole = plan(PROPOSALS);
    let found = whole.findings(&[undefined(&whole, "Proposal", "likes")]).unwrap();
    let without_likes = whole.without(&found).unwrap();
    assert!(without_likes.without(&found).is_none(), "nothing is left to cut");
    assert!(whole.without(&whole.findings(&[]).unwrap()).is_none(), "nothing was found");
    let more = without_likes.findings(&[undefined(&without_likes, "Proposal", "url")]).unwrap();
    assert!(without_likes.without(&more).is_some());
}
