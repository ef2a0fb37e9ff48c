use serde_json::{Value, json};

use super::Visit;
use crate::decidim::{Decidim, Version};

#[test]
fn names_that_became_texts_in_many_languages() {
    let old =
        Visit::version(Version::V0_28).data("{ organization { name } session { user { id } } }");
    assert_eq!(old["organization"]["name"], "Example Town");
    let query = "{ organization { name { translation(locale: \"ca\") } } }";
    assert_eq!(
        Visit::version(Version::V0_29).data(query)["organization"]["name"]["translation"],
        "Vila d'Exemple"
    );
    let stats = "{ organization { stats { name value } } }";
    let old = Visit::version(Version::V0_30).data(stats);
    assert_eq!(old["organization"]["stats"][0]["name"], "users_count");
    let stats = "{ organization { stats { key value name { translation(locale: \"en\") } } } }";
    let new = Visit::version(Version::V0_31).data(stats);
    assert_eq!(new["organization"]["stats"][0]["key"], "users_count");
    assert_eq!(new["organization"]["stats"][0]["name"]["translation"], "users");
}

#[test]
fn the_version_is_told_up_to_0_29_unless_asked_otherwise() {
    let told = |version| {
        Visit::version(version).data("{ decidim { version } }")["decidim"]["version"].clone()
    };
    assert_eq!(told(Version::V0_29), "0.29.4");
    assert_eq!(told(Version::V0_30), Value::Null);
    let builder = Decidim::builder().proposals(5).version(Version::V0_32).disclose_version(true);
    let visit = Visit::to(builder);
    assert_eq!(visit.data("{ decidim { version } }")["decidim"]["version"], "0.32.1");
}

#[test]
fn moments_are_spelled_as_the_version_does() {
    let moment = |version| {
        let visit = Visit::version(version);
        let data = visit.data("{ participatoryProcess(id: 1) { publishedAt startDate } }");
        data["participatoryProcess"].clone()
    };
    let old = json!({"publishedAt": "2020-04-07T10:00:00+00:00", "startDate": "2020-04-07"});
    assert_eq!(moment(Version::V0_30), old);
    assert_eq!(moment(Version::V0_31)["publishedAt"], "2020-04-07T10:00:00Z");
}

#[test]
fn a_withdrawn_proposal_is_a_state_first_and_a_flag_later() {
    let old = Visit::version(Version::V0_28);
    let rows = old.platform.ids("proposals");
    let withdrawn = rows
        .iter()
        .find(|id| !old.platform.record("proposals", **id).unwrap()["withdrawn_at"].is_null());
    let withdrawn = *withdrawn.unwrap();
    let component = old.platform.record("proposals", withdrawn).unwrap()["owner_id"].clone();
    let query = |fields: &str| {
        format!(
            "{{ component(id: {component}) {{ ... on Proposals {{ proposal(id: {withdrawn}) {{ {fields} }} }} }} }}"
        )
    };
    let proposal = |data: &Value| data["component"]["proposal"].clone();
    assert_eq!(proposal(&old.data(&query("state"))), json!({"state": "withdrawn"}));
    let new = Visit::version(Version::V0_29);
    let expected = json!({"state": null, "withdrawn": true});
    assert_eq!(proposal(&new.data(&query("state withdrawn"))), expected);
}

#[test]
fn endorsements_became_likes_and_groups_people() {
    let query = |field: &str| {
        format!(
            "{{ assembly(id: 1) {{ components(filter: {{type: \"Proposals\"}}) {{ ... on Proposals {{ proposals {{ nodes {{ {field} {{ __typename name }} }} }} }} }} }} }}"
        )
    };
    let types = |version, field| {
        let visit = Visit::to(Decidim::builder().proposals(200).no_rate_limit().version(version));
        let data = visit.data(&query(field)).to_string();
        (data.contains("\"User\""), data.contains("\"UserGroup\""))
    };
    assert_eq!(types(Version::V0_30, "endorsements"), (true, true));
    assert_eq!(types(Version::V0_31, "likes"), (true, false));
}

#[test]
fn what_is_missing_is_null_first_and_a_coded_error_later() {
    let query = "{ participatoryProcess(id: 999) { id } }";
    let old = Visit::version(Version::V0_31).ask(query);
    assert_eq!(old, json!({"data": {"participatoryProcess": null}}));
    let new = Visit::version(Version::V0_32).ask(query);
    assert_eq!(
        new,
        json!({
            "errors": [{
                "message": "ParticipatoryProcess not found",
                "locations": [{"line": 1, "column": 3}],
                "path": ["participatoryProcess"],
                "extensions": {"code": "NOT_FOUND_ERROR"},
            }],
            "data": {"participatoryProcess": null},
        })
    );
}

#[test]
fn components_come_and_go_with_the_version() {
    let types = |version| -> Vec<String> {
        let data = Visit::version(version)
            .data("{ participatoryProcess(id: 1) { components { __typename } } }");
        let all = data["participatoryProcess"]["components"].as_array().unwrap().clone();
        all.iter().map(|component| component["__typename"].as_str().unwrap().to_owned()).collect()
    };
    let has = |version, name: &str| types(version).iter().any(|other| other == name);
    assert!(
        !has(Version::V0_30, "CollaborativeTexts") && has(Version::V0_31, "CollaborativeTexts")
    );
    assert!(has(Version::V0_31, "Sortitions") && !has(Version::V0_32, "Sortitions"));
    let voting = "{ votings { components { __typename } } }";
    let data = Visit::version(Version::V0_28).data(voting);
    assert_eq!(data["votings"][0]["components"][0]["__typename"], "Elections");
}
