//! What a plan knows of its query, and of what was cut out of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::super::{MissingFeature, Plan, SourceQuery, version_probe};
use super::{PROPOSALS, at, plan, revised, said, undefined};
use crate::graphql::document::Document;

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
fn a_mutation_must_do_all_that_it_was_to_do_however_deep_it_stands() {
    for (cut, does_something) in [
        ("group { act(id: 1) { id } }", true),
        ("group { id inner { act(id: 1) { id } } }", true),
        ("group { ... on Acting { act(id: 1) { id } } }", true),
        ("group { id inner { id } }", false),
    ] {
        let whole = plan(&format!("mutation {{ {cut} other(id: 2) {{ id }} }}"));
        let (rest, missing) = revised(&whole, &[undefined(&whole, "Mutation", "group")]);
        assert_eq!(missing, ["Mutation.group"]);
        let lost = rest.literal().map(ToString::to_string);
        assert_eq!(lost.as_deref(), does_something.then_some("Mutation.group"), "{cut}");
    }
}

/// What is written out is lost for certain; of what variables set, their values decide.
#[test]
fn a_list_or_an_object_is_lost_for_certain_if_something_in_it_is_written_out() {
    for (given, is_written_out) in [
        ("3", true),
        ("DRAFT", true),
        ("null", false),
        ("$a", false),
        ("[$a, null]", false),
        ("[$a, 3]", true),
        ("{b: $a, c: null}", false),
        ("{b: $a, c: 3}", true),
        ("[{b: $a}, {b: [$a]}]", false),
        ("[{b: $a}, {b: [3]}]", true),
    ] {
        let whole = plan(&format!("mutation M($a: Int) {{ act(id: 1, given: {given}) {{ id }} }}"));
        let named = json!({"name": "act", "typeName": "Field", "argumentName": "given"});
        let path = json!(["mutation M", "act", "given"]);
        let no_such = said("argumentNotAccepted", &json!([]), &path, &named);
        let (rest, missing) = revised(&whole, &[no_such]);
        assert_eq!(missing, ["Mutation.act(given:)"]);
        assert_eq!(rest.literal().is_some(), is_written_out, "{given}");
        assert_eq!(rest.lost("a").is_some(), given.contains("$a"), "{given}");
    }
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
