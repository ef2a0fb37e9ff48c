//! Answers of old versions in the form that was asked for.

use serde_json::{Value, json};

use super::{PROPOSALS, at, plan, revised, said};

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
fn only_a_text_in_the_place_of_the_one_that_was_asked_for_is_lifted() {
    let page = plan(
        "{ component(id: 1) { ... on Proposals { proposals { nodes { author { organizationName { \
         translations { text } } } } } } } }",
    );
    let named = json!({"nodeName": "field 'organizationName'", "typeName": "String"});
    let named = said("selectionMismatch", &at(&page, "organizationName"), &json!([]), &named);
    let (page, _) = revised(&page, &[named]);
    let with =
        |author: &Value| json!({"component": {"proposals": {"nodes": [{"author": author}]}}});
    let lifted = json!({"organizationName": {"translations": [{"text": "Club"}]}});
    for (author, expected) in [
        (json!({"organizationName": "Club"}), &lifted),
        // A server that answers a text where the query asks for an object.
        (json!("Club"), &json!("Club")),
        (json!({"name": "Club"}), &json!({"name": "Club"})),
    ] {
        let mut data = with(&author);
        page.upcasts().iter().for_each(|upcast| upcast.apply(&mut data));
        assert_eq!(data, with(expected));
    }
}
