//! Where in the query an error stands: by a position, by a path, or by a type alone.

use serde_json::json;

use super::{PROPOSALS, plan, revised, said, undefined};

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
fn an_error_within_a_fragment_is_traced_by_its_path() {
    let page = plan(PROPOSALS);
    let named = json!({"typeName": "Proposal", "fieldName": "url"});
    let path = json!(["fragment Extra", "url"]);
    let (page, missing) = revised(&page, &[said("undefinedField", &json!([]), &path, &named)]);
    assert_eq!(missing, ["Proposal.url"]);
    assert!(page.text().contains("likes"));
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
