//! A site that changes its version while it runs.

use serde_json::{Value, json};

use super::Visit;
use crate::decidim::Version;

#[test]
fn an_upgrade_changes_the_schema_and_keeps_the_data() {
    let visit = Visit::version(Version::V0_30);
    let id = visit.component("Proposals");
    let asked = |fields: &str| {
        let query = format!(
            "{{ component(id: {id}) {{ ... on Proposals {{ proposals {{ nodes {{ {fields} }} }} }} }} }}"
        );
        visit.ask(&query)
    };
    let before = asked("id n: endorsementsCount");
    assert!(before["data"]["component"]["proposals"]["nodes"][0]["n"].is_u64(), "{before}");
    assert_eq!(asked("likesCount")["errors"][0]["extensions"]["code"], "undefinedField");

    visit.platform.upgrade(Version::V0_31);
    assert_eq!(visit.platform.version(), Version::V0_31);
    assert_eq!(asked("id n: likesCount"), before);
    assert_eq!(asked("endorsementsCount")["errors"][0]["extensions"]["code"], "undefinedField");

    visit.platform.upgrade(Version::V0_30);
    assert_eq!(asked("id n: endorsementsCount"), before);
    assert_eq!(asked("likesCount")["errors"][0]["extensions"]["code"], "undefinedField");
}

#[test]
fn limits_and_tokens_go_along_with_the_upgrade() {
    let visit = Visit::version(Version::V0_31).signed_in();
    let session = "{ session { user { nickname } } }";
    let before = visit.data(session);
    assert!(before["session"].is_object());
    let introspection = "{ __type(name: \"Query\") { name } }";
    visit.platform.upgrade(Version::V0_32);
    assert_eq!(visit.data(session), before);
    let visitor = Visit { token: None, ..visit };
    assert_eq!(
        visitor.errors(introspection)[0]["extensions"]["code"],
        Value::from("INTROSPECTION_DISABLED_ERROR")
    );
    visitor.platform.upgrade(Version::V0_30);
    assert_eq!(visitor.data(introspection)["__type"], json!({"name": "Query"}));
}
