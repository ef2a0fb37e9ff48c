use serde_json::{Value, json};

use super::Visit;
use crate::decidim::Version;

#[test]
fn several_mistakes_come_in_one_answer_and_nothing_is_executed() {
    let visit = Visit::version(Version::V0_30);
    let query = "{ component(id: 1) { ... on Proposals { proposals { nodes { likesCount } } } ... on CollaborativeTexts { id } } }";
    let body = visit.ask(query);
    assert_eq!(
        body,
        json!({"errors": [
            {
                "message": "Field 'likesCount' doesn't exist on type 'Proposal'",
                "locations": [{"line": 1, "column": 61}],
                "path": ["query", "component", "... on Proposals", "proposals", "nodes", "likesCount"],
                "extensions": {"code": "undefinedField", "typeName": "Proposal", "fieldName": "likesCount"},
            },
            {
                "message": "No such type CollaborativeTexts, so it can't be a fragment condition",
                "locations": [{"line": 1, "column": 78}],
                "path": ["query", "component", "... on CollaborativeTexts"],
                "extensions": {"code": "undefinedType", "typeName": "CollaborativeTexts"},
            },
        ]})
    );
}

#[test]
fn arguments_and_selections_have_their_own_codes() {
    let visit = Visit::version(Version::V0_30);
    let only = |query: &str| {
        let mut errors = visit.errors(query);
        assert_eq!(errors.len(), 1, "{query} {errors:?}");
        errors.remove(0)
    };
    assert_eq!(
        only("{ component { id } }"),
        json!({
            "message": "Field 'component' is missing required arguments: id",
            "locations": [{"line": 1, "column": 3}], "path": ["query", "component"],
            "extensions": {"code": "missingRequiredArguments", "className": "Field",
                "name": "component", "arguments": "id"},
        })
    );
    assert_eq!(
        only("{ participatoryProcess(foo: 1) { id } }"),
        json!({
            "message": "Field 'participatoryProcess' doesn't accept argument 'foo'",
            "locations": [{"line": 1, "column": 24}],
            "path": ["query", "participatoryProcess", "foo"],
            "extensions": {"code": "argumentNotAccepted", "name": "participatoryProcess",
                "typeName": "Field", "argumentName": "foo"},
        })
    );
    assert_eq!(
        only("{ organization }"),
        json!({
            "message": "Field must have selections (field 'organization' returns Organization \
                but has no selections. Did you mean 'organization { ... }'?)",
            "locations": [{"line": 1, "column": 3}], "path": ["query", "organization"],
            "extensions": {"code": "selectionMismatch", "nodeName": "field 'organization'",
                "typeName": "Organization"},
        })
    );
    assert_eq!(
        only("{ component(id: {a: 1}) { id } }")["extensions"],
        json!({"code": "argumentLiteralsIncompatible", "typeName": "Field", "argumentName": "id"})
    );
    assert_eq!(
        only("{ participatoryProcesses(filter: {until: \"x\"}) { id } }")["extensions"],
        json!({"code": "argumentNotAccepted", "name": "ParticipatoryProcessFilter",
            "typeName": "InputObject", "argumentName": "until"})
    );
    let codes = |query: &str| -> Vec<Value> {
        visit.errors(query).iter().map(|error| error["extensions"]["code"].clone()).collect()
    };
    assert_eq!(
        codes("{ component(id: 1) { ... on Organization { name { locales } } } }"),
        ["cannotSpreadFragment"]
    );
    assert_eq!(codes("{ decidim { version { x } } }"), ["selectionMismatch"]);
    assert_eq!(codes("{ ...F }"), ["useAndDefineFragment"]);
    assert_eq!(codes("{ component(id: $id) { id } }"), ["variableNotDefined"]);
    assert_eq!(
        codes("query($id: Foo) { component(id: $id) { id } }")[0],
        "variableRequiresValidType"
    );
    assert_eq!(codes("query($id: String!) { component(id: $id) { id } }"), ["variableMismatch"]);
    assert_eq!(codes("query($id: ID) { component(id: $id) { id } }"), ["variableMismatch"]);
    assert_eq!(codes("{ decidim @foo { version } }"), ["undefinedDirective"]);
    assert_eq!(
        codes("{ a: decidim { version } a: organization { stats { name } } }"),
        ["fieldConflict"]
    );
}

/// As graphql-ruby 2.2.16 answers: a literal that does not suit is named at what it is given to; of a mistake
/// inside it, only the mistake is named.
#[test]
fn a_literal_that_does_not_suit_is_told_at_its_field() {
    let visit = Visit::version(Version::V0_30);
    let error = &visit.errors("{ component(id: {a: 1}) { id } }")[0];
    assert_eq!(error["locations"], json!([{"line": 1, "column": 3}]));
    assert_eq!(error["path"], json!(["query", "component", "id"]));
}

/// The words of names that come twice, of spreads and of fragments in circles, as graphql-ruby 2.2.16.
#[test]
fn names_and_fragments_are_told_as_the_library_does() {
    let visit = Visit::version(Version::V0_30);
    let only = |query: &str| {
        let mut errors = visit.errors(query);
        assert_eq!(errors.len(), 1, "{query} {errors:?}");
        errors.remove(0)
    };
    assert_eq!(
        only("{ component(id: 1) { ...F } } fragment F on Organization { __typename }"),
        json!({
            "message": "Fragment F on Organization can't be spread inside ComponentInterface",
            "locations": [{"line": 1, "column": 22}],
            "path": ["query", "component", "... F"],
            "extensions": {"code": "cannotSpreadFragment", "typeName": "Organization",
                "fragmentName": " F", "parentName": "ComponentInterface"},
        })
    );
    assert_eq!(
        only("{ component(id: 1, id: 2) { id } }"),
        json!({
            "message": "There can be only one argument named \"id\"",
            "locations": [{"line": 1, "column": 13}, {"line": 1, "column": 20}],
            "path": ["query", "component"],
            "extensions": {"code": "argumentNotUnique", "name": "id"},
        })
    );
    assert_eq!(
        only("{ organization { ...F } } fragment F on Organization { ...F }"),
        json!({
            "message": "Fragment F contains an infinite loop",
            "locations": [{"line": 1, "column": 27}],
            "path": ["fragment F"],
            "extensions": {"code": "infiniteLoop", "fragmentName": "F"},
        })
    );
    assert_eq!(
        only("{ a: decidim { version } a: organization { stats { name } } }"),
        json!({
            "message": "Field 'a' has a field conflict: decidim or organization?",
            "locations": [{"line": 1, "column": 3}, {"line": 1, "column": 26}],
            "path": [],
            "extensions": {"code": "fieldConflict", "fieldName": "a",
                "conflicts": "decidim or organization"},
        })
    );
}

/// graphql-ruby from 2.3 on: `column_at` finds no line break behind the last line and counts from the
/// beginning of the document.
#[test]
fn columns_of_a_last_line_without_its_end_are_counted_from_the_top() {
    let place =
        |version, query: &str| Visit::version(version).errors(query)[0]["locations"][0].clone();
    let open = "{\n  decidim { nope }";
    assert_eq!(place(Version::V0_30, &format!("{open} }}")), json!({"line": 2, "column": 13}));
    assert_eq!(place(Version::V0_31, &format!("{open} }}")), json!({"line": 2, "column": 15}));
    assert_eq!(place(Version::V0_31, &format!("{open}\n}}")), json!({"line": 2, "column": 13}));
    assert_eq!(place(Version::V0_31, "{ decidim { nope } }"), json!({"line": 1, "column": 13}));
}

#[test]
fn what_is_not_visited_leaves_its_variables_unused() {
    let visit = Visit::version(Version::V0_30);
    let errors =
        visit.errors("query Q($a: String!) { organization { nope(a: $a) stats { name } } }");
    let messages: Vec<&str> =
        errors.iter().map(|error| error["message"].as_str().unwrap()).collect();
    assert_eq!(
        messages,
        [
            "Field 'nope' doesn't exist on type 'Organization'",
            "Variable $a is declared by Q but not used",
        ]
    );
    assert_eq!(errors[1]["path"], json!(["query Q"]));
    let code = json!({"code": "variableNotUsed", "variableName": "a"});
    assert_eq!(errors[1]["extensions"], code);
}

#[test]
fn newer_servers_offer_the_nearest_name() {
    let message = |version| {
        Visit::version(version).errors("{ organization { stat { value } } }")[0]["message"].clone()
    };
    assert_eq!(message(Version::V0_30), "Field 'stat' doesn't exist on type 'Organization'");
    assert_eq!(
        message(Version::V0_31),
        "Field 'stat' doesn't exist on type 'Organization' (Did you mean `stats`?)"
    );
}

#[test]
fn values_of_variables_are_checked_before_execution() {
    let visit = Visit::version(Version::V0_30);
    let query = "query ($x: ID!) { component(id: $x) { id } }";
    assert_eq!(
        visit.ask(query),
        json!({"errors": [{
            "message": "Variable $x of type ID! was provided invalid value",
            "locations": [{"line": 1, "column": 8}],
            "extensions": {"value": null,
                "problems": [{"path": [], "explanation": "Expected value to not be null"}]},
        }]})
    );
    let query = "query ($o: ParticipatoryProcessSort) { participatoryProcesses(order: $o) { id } }";
    let body = visit.ask_with(query, &json!({"o": {"nope": "asc"}}));
    assert_eq!(
        body["errors"][0]["message"],
        "Variable $o of type ParticipatoryProcessSort was provided invalid value for nope (Field \
         is not defined on ParticipatoryProcessSort)"
    );
    let query = "query ($n: Int) { component(id: 1) { ... on Proposals { proposals(first: $n) { nodes { id } } } } }";
    let body = visit.ask_with(query, &json!({"n": 3_000_000_000_u64}));
    assert_eq!(
        body["errors"][0]["extensions"]["problems"][0]["explanation"],
        "Could not coerce value 3000000000 to Int"
    );
}

#[test]
fn a_document_that_breaks_off_is_told_as_the_version_does() {
    let old = Visit::version(Version::V0_27);
    assert_eq!(
        old.ask("{ decidim {"),
        json!({"errors": [{"message": "Unexpected end of document", "locations": []}]})
    );
    let message = old.errors("{ decidim { ) } }")[0]["message"].clone();
    assert_eq!(message, "Parse error on \")\" (RPAREN) at [1, 13]");
    let new = Visit::version(Version::V0_30);
    let error = &new.errors("{ decidim { vers")[0];
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .starts_with("Expected NAME, actual: (none) (\" \") at [1, "),
        "{error}"
    );
    assert!(error.get("extensions").is_none());
    assert_eq!(new.ask(""), json!({"errors": [{"message": "No query string was present"}]}));
    let two = "query A { decidim { version } } query B { decidim { version } }";
    assert_eq!(new.ask(two), json!({"errors": [{"message": "An operation name is required"}]}));
}

/// As graphql-ruby 2.2.16 and 2.4.17 answer.
#[test]
fn engine_2_2_does_not_look_at_a_last_token_that_is_too_much() {
    let query = "{ decidim { applicationName } } }";
    let visit = Visit::version(Version::V0_30);
    visit.data(query);
    assert_eq!(visit.errors(&format!("{query} ")).len(), 1);
    assert_eq!(Visit::version(Version::V0_31).errors(query).len(), 1);
}

/// `fields_will_merge.rb` of graphql-ruby 1.12.10, with which Decidim 0.24 was released: one entry for
/// each pair of fields; 1.12.20 puts all fields of a key into one.
#[test]
fn conflicts_are_told_pair_by_pair_in_0_24() {
    let query = "{ a: organization { id: name { translation(locale: \"en\") } } a: decidim { version } \
        a: session { user { id } } }";
    let conflicts = |version| {
        let errors = Visit::version(version).errors(query);
        let all = errors.iter().filter(|error| error["extensions"]["code"] == "fieldConflict");
        all.map(|error| error["extensions"]["conflicts"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        conflicts(Version::V0_24),
        ["decidim or organization", "organization or session", "decidim or session"]
    );
    assert_eq!(conflicts(Version::V0_27), ["organization or decidim or session"]);
}
