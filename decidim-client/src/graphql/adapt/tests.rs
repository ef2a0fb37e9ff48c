use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{MissingFeature, Plan, SourceQuery, version_probe};
use crate::graphql::document::Document;
use crate::graphql::server_error::ServerError;

const PROPOSALS: &str =
    "query Page($component: ID!, $first: Int, $order: ProposalSort, $lang: String!) {
  component(id: $component) {
    __typename
    ... on Proposals {
      proposals(first: $first, order: $order) {
        edges { node { id title { translation(locale: $lang) } likes { __typename name }
          author { __typename organizationName { translations { locale text } } } ...Extra } }
      }
    }
    ... on CollaborativeTexts { id }
  }
}
fragment Extra on Proposal { url }";

fn plan(text: &str) -> Plan {
    let source = SourceQuery::new(Document::parse(text, None).unwrap());
    Plan::new(Arc::new(source), &BTreeSet::new())
}

/// Where a word stands in the text that is sent, as a server says it.
fn at(plan: &Plan, word: &str) -> Value {
    let lines = plan.text().lines().enumerate();
    let mut found = lines.filter_map(|(line, text)| Some((line + 1, text.find(word)? + 1)));
    let (line, column) = found.next().unwrap_or_else(|| panic!("{word} in {}", plan.text()));
    assert_eq!(found.next(), None, "{word} stands once in {}", plan.text());
    json!([{"line": line, "column": column}])
}

fn said(code: &str, locations: &Value, path: &Value, extensions: &Value) -> ServerError {
    let mut extensions = extensions.clone();
    extensions["code"] = code.into();
    let error =
        json!({"message": "no", "locations": locations, "path": path, "extensions": extensions});
    serde_json::from_value(error).unwrap()
}

fn undefined(plan: &Plan, on: &str, field: &str) -> ServerError {
    let named = json!({"typeName": on, "fieldName": field});
    said("undefinedField", &at(plan, field), &json!([]), &named)
}

fn revised(plan: &Plan, validation_errors: &[ServerError]) -> (Plan, Vec<String>) {
    let found = plan.findings(validation_errors).unwrap();
    let plan = plan.without(&found).unwrap();
    let missing: BTreeSet<_> = plan.missing_features().map(ToString::to_string).collect();
    (plan, missing.into_iter().collect())
}

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

/// graphql-ruby names a fragment at the beginning of a path as it names an operation.
#[test]
fn a_path_that_begins_at_a_fragment_leads_to_the_field_in_it() {
    let plan = plan(
        "query Page { organization { name(locale: \"en\") } ...Extra } \
         fragment Extra on Query { assembly { name(locale: \"ca\") } }",
    );
    let path = json!(["fragment Extra", "assembly", "name", "locale"]);
    let named = json!({"name": "name", "typeName": "Field", "argumentName": "locale"});
    let (plan, missing) = revised(&plan, &[said("argumentNotAccepted", &json!([]), &path, &named)]);
    assert_eq!(missing, ["Assembly.name(locale:)"]);
    assert!(plan.text().contains("locale: \"en\""), "{}", plan.text());
    assert!(!plan.text().contains("locale: \"ca\""), "{}", plan.text());
}

#[test]
fn a_path_is_cut_by_what_it_leads_along_and_not_by_what_stands_before_it() {
    let page = plan(
        "{ component(id: 1) { ... on CollaborativeTexts { id } \
         ... on Proposals { proposals { nodes { id } } } } }",
    );
    let named = json!({"typeName": "CollaborativeTexts"});
    let no_type = said("undefinedType", &json!([]), &json!([]), &named);
    let (page, _) = revised(&page, &[no_type, undefined(&page, "Proposals", "proposals")]);
    let reason = page.reason(&["component", "proposals"]).map(ToString::to_string);
    assert_eq!(reason.as_deref(), Some("Proposals.proposals"));
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
fn a_plain_text_is_lifted_into_the_form_that_was_asked_for() {
    let plan = plan(PROPOSALS);
    let named = json!({"nodeName": "field 'organizationName'", "typeName": "String"});
    let validation_error =
        said("selectionMismatch", &at(&plan, "organizationName"), &json!([]), &named);
    let (plan, missing) = revised(&plan, &[validation_error]);
    assert_eq!(missing, ["Author.organizationName as an object"]);
    assert!(!plan.text().contains("translations"), "{}", plan.text());
    let author = json!({"__typename": "User", "organizationName": "Terrassa"});
    let nobody = json!({"__typename": "User", "organizationName": null});
    let node = |author: &Value| json!({"node": {"id": "1", "author": author}});
    let mut data =
        json!({"component": {"proposals": {"edges": [node(&author), node(&nobody), null]}}});
    for upcast in plan.upcasts() {
        upcast.apply(&mut data);
    }
    let upcast = &data["component"]["proposals"]["edges"];
    let texts = &upcast[0]["node"]["author"]["organizationName"];
    assert_eq!(texts, &json!({"translations": [{"locale": "und", "text": "Terrassa"}]}));
    assert_eq!(upcast[1]["node"]["author"]["organizationName"], Value::Null);
}

#[test]
fn only_what_a_version_does_not_know_is_a_lesson() {
    let plan = plan(PROPOSALS);
    let form = json!({"nodeName": "field 'organizationName'", "typeName": "String"});
    let form = said("selectionMismatch", &at(&plan, "organizationName"), &json!([]), &form);
    let needs = json!({"className": "Field", "name": "component", "arguments": "id"});
    let needs = said("missingRequiredArguments", &json!([]), &json!([]), &needs);
    let found = plan.findings(&[form, needs, undefined(&plan, "Proposal", "url")]).unwrap();
    let lessons: Vec<_> = found.lessons.iter().map(ToString::to_string).collect();
    assert_eq!(lessons, ["Proposal.url"]);
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
fn errors_without_a_position_are_traced_by_their_path() {
    let plan = plan(
        "{ assembly(id: 1) { id title { locales } } conference(id: 1) { title { locales } } }",
    );
    let path = json!(["query", "conference", "title"]);
    let named = json!({"typeName": "Conference", "fieldName": "title"});
    let (plan, _) = revised(&plan, &[said("undefinedField", &json!([]), &path, &named)]);
    assert_eq!(plan.missing(&["assembly", "title"]), None);
    assert_eq!(plan.missing(&["conference"]), Some("conference"));
}

#[test]
fn what_one_query_taught_is_left_out_of_the_next() {
    let missing = BTreeSet::from([
        MissingFeature::Field { on: "Proposal".into(), field: "likes".into() },
        MissingFeature::Object { on: "Author".into(), field: "organizationName".into() },
        MissingFeature::Type { name: "CollaborativeTexts".into() },
    ]);
    let source = SourceQuery::new(Document::parse(PROPOSALS, None).unwrap());
    let plan = Plan::new(Arc::new(source), &missing);
    for gone in ["likes", "CollaborativeTexts", "translations"] {
        assert!(!plan.text().contains(gone), "{gone} in {}", plan.text());
    }
    assert_eq!(plan.upcasts().len(), 1);
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

/// Such a mutation is not sent: it would do less than it was written to do, and say nothing of it.
#[test]
fn a_mutation_remembers_what_it_was_to_do_and_can_no_longer_do() {
    let whole = plan(
        "mutation M($state: String) { component(id: 7) { ... on ProposalsMutation { proposal(id: 1) { \
         answer(input: {attributes: {cost: 3, state: $state}}) { id title } } } } }",
    );
    let literal = |plan: &Plan| plan.literal().map(ToString::to_string);
    let without = |member: &str| {
        let on = ["mutation M", "component", "... on ProposalsMutation", "proposal", "answer"];
        let path: Vec<_> = on.into_iter().chain(["input", "attributes", member]).collect();
        let named =
            json!({"name": "Attributes", "typeName": "InputObject", "argumentName": member});
        revised(&whole, &[said("argumentNotAccepted", &json!([]), &json!(path), &named)]).0
    };
    assert_eq!(literal(&without("cost")).as_deref(), Some("Attributes.cost"));
    // Whether that is a loss depends on the variable's value, so it is not the plan that says so.
    let given = without("state");
    assert_eq!((literal(&given), given.lost("state").is_some()), (None, true));

    let (answered, _) = revised(&whole, &[undefined(&whole, "Proposal", "title")]);
    assert_eq!(literal(&answered), None);
    let (undone, missing) = revised(&whole, &[undefined(&whole, "ProposalMutation", "answer")]);
    assert_eq!(Vec::from_iter(literal(&undone)), missing);
}

#[test]
fn a_plan_knows_what_its_query_is() {
    let page = plan(PROPOSALS);
    assert_eq!(page.operation_name(), Some("Page"));
    assert!(!page.is_mutation() && !page.introspects() && !page.is_empty());
    // Not those that every server has.
    assert_eq!(page.types(), ["Proposals", "CollaborativeTexts", "Proposal", "ProposalSort"]);
    let types = ["component", "order", "nothing"].map(|name| page.variable_type(name));
    assert_eq!(types, [Some("ID"), Some("ProposalSort"), None]);
    let comment = plan("mutation { comment(id: 1) { id } }");
    assert!(comment.is_mutation() && comment.operation_name().is_none());
    for of_the_schema in ["{ __schema { types { name } } }", "{ __type(name: \"A\") { name } }"] {
        assert!(plan(of_the_schema).introspects(), "{of_the_schema}");
    }
}

#[test]
fn what_cut_a_path_out_is_known() {
    let no_type =
        said("undefinedType", &json!([]), &json!([]), &json!({"typeName": "CollaborativeTexts"}));
    let page = plan(PROPOSALS);
    let (page, _) = revised(&page, &[undefined(&page, "Proposal", "likes"), no_type]);
    let reason = |path: &[&str]| page.reason(path).map(ToString::to_string);
    let rows = ["component", "proposals", "edges", "node"];
    assert_eq!(reason(&[&rows[..], &["likes"]].concat()).as_deref(), Some("Proposal.likes"));
    // What may have emptied a selection is any cut within it.
    assert_eq!(reason(&rows).as_deref(), Some("Proposal.likes"));
    assert_eq!(reason(&["component", "id"]).as_deref(), Some("CollaborativeTexts"));
    assert_eq!(reason(&["nowhere"]), None);
}

#[test]
fn a_plan_asks_for_what_was_not_cut() {
    let page = plan(PROPOSALS);
    let of = |text: &str| text.to_owned();
    let field = |field| MissingFeature::Field { on: of("Proposal"), field: of(field) };
    let kind = MissingFeature::Type { name: of("CollaborativeTexts") };
    let argument = |argument| MissingFeature::Argument {
        on: of("Proposals"),
        field: of("proposals"),
        argument: of(argument),
    };
    for asked in [field("likes"), field("url"), kind.clone(), argument("order"), argument("first")]
    {
        assert!(page.asks_for(&asked), "{asked}");
    }
    for other in [field("body"), argument("filter"), MissingFeature::Type { name: of("Post") }] {
        assert!(!page.asks_for(&other), "{other}");
    }
    let path = json!(["query Page", "component", "... on Proposals", "proposals", "order"]);
    let named = json!({"name": "proposals", "typeName": "Field", "argumentName": "order"});
    let no_order = said("argumentNotAccepted", &json!([]), &path, &named);
    let (page, _) = revised(&page, &[undefined(&page, "Proposal", "url"), no_order]);
    assert!(!page.asks_for(&field("url")) && !page.asks_for(&argument("order")));
    assert!(page.asks_for(&argument("first")) && page.asks_for(&field("likes")));
    let page = page.without_types(["CollaborativeTexts"]);
    assert!(!page.asks_for(&kind) && !page.asks_for(&field("url")));
    // The whole query again, but for what is true of the version.
    assert!(page.uncut().asks_for(&kind) && page.uncut().asks_for(&field("url")));
    let form = json!({"nodeName": "field 'organizationName'", "typeName": "String"});
    let form = said("selectionMismatch", &at(&page, "organizationName"), &json!([]), &form);
    let found = page.findings(&[form, undefined(&page, "Proposal", "likes")]).unwrap();
    assert!(!found.is_empty() && page.findings(&[]).unwrap().is_empty());
    let anew = page.anew(&found);
    assert!(
        !anew.asks_for(&field("likes")) && anew.asks_for(&field("url")) && anew.asks_for(&kind)
    );
    assert!(anew.text().contains("translations"), "{}", anew.text());
}

#[test]
fn an_error_within_a_fragment_is_traced_by_its_path() {
    let page = plan(PROPOSALS);
    let named = json!({"typeName": "Proposal", "fieldName": "url"});
    let path = json!(["fragment Extra", "url"]);
    let (page, missing) = revised(&page, &[said("undefinedField", &json!([]), &path, &named)]);
    assert_eq!(missing, ["Proposal.url"]);
    assert!(page.text().contains("likes"));
}

#[test]
fn each_member_of_a_text_is_made_of_the_plain_one() {
    let page = plan(
        "{ component(id: 1) { ... on Proposals { proposals { nodes { author { organizationName { __typename locales \
         other in: translation(locale: \"en\") translations { locale text machineTranslated } } } } } } } }",
    );
    let named = json!({"nodeName": "field 'organizationName'", "typeName": "String"});
    let (page, _) = revised(
        &page,
        &[said("selectionMismatch", &at(&page, "organizationName"), &json!([]), &named)],
    );
    let mut data =
        json!({"component": {"proposals": {"nodes": [{"author": {"organizationName": "Club"}}]}}});
    page.upcasts().iter().for_each(|upcast| upcast.apply(&mut data));
    let text = &data["component"]["proposals"]["nodes"][0]["author"]["organizationName"];
    let each = json!({"locale": "und", "text": "Club", "machineTranslated": false});
    assert_eq!(
        text,
        &json!({"__typename": "TranslatedField", "locales": ["und"], "other": null, "in": "Club", "translations": [each]})
    );
}

#[test]
fn what_is_carried_along_to_notice_another_version_is_not_asked_for() {
    let mut document = Document::parse("{ decidim { version } }", None).unwrap();
    version_probe::add_to(&mut document);
    let source = SourceQuery::new(document);
    let probed = Plan::new(Arc::new(source), &BTreeSet::new());
    assert!(!probed.is_empty() && probed.text().contains("hashtags"));
    let (probed, missing) = revised(&probed, &[undefined(&probed, "Query", "hashtags")]);
    assert_eq!(missing, [""; 0]);
    assert!(!probed.text().contains("hashtags") && probed.missing(&["staticPages"]).is_some());
    let (probed, missing) = revised(&probed, &[undefined(&probed, "Decidim", "version")]);
    assert_eq!(missing, ["Decidim.version"]);
    assert!(probed.is_empty() && probed.text().contains("staticPages"));
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
fn a_field_of_no_known_place_is_that_of_the_named_type() {
    let text = "{ assembly(id: 1) { title { locales } } conference(id: 1) { title { locales } } }";
    let page = plan(text);
    let of = |on: &str| {
        let named = json!({"typeName": on, "fieldName": "title"});
        said("undefinedField", &json!([]), &json!([]), &named)
    };
    let (one, _) = revised(&page, &[of("Conference")]);
    assert_eq!(
        (one.missing(&["assembly", "title"]), one.missing(&["conference"])),
        (None, Some("conference"))
    );
    // Of a type that the query does not have a field of, all of this name.
    let (none, _) = revised(&page, &[of("Elsewhere")]);
    assert!(none.is_empty(), "{}", none.text());
}
