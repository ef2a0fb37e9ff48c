//! Where introspection is closed. The answers were seen on graphql-ruby 2.2.16, 2.4.17 and 2.5.26 with
//! introspection types whose `visible?` raises, as decidim-api's `introspection_analyzer.rb` (0.31) and
//! `decidim_introspection.rb` (0.32) do.

use serde_json::{Value, json};

use super::Visit;
use crate::decidim::{Decidim, Engine, Version};

const CLOSED: [Version; 3] = [Version::V0_30_5, Version::V0_31, Version::V0_32];

/// Requests that name a type that no version has, some with other mistakes beside it.
const UNKNOWN_TYPE: [&str; 4] = [
    "{ component(id: 1) { id ... on Nope { x } b } }",
    "{ component(id: 1) { id ...F } } fragment F on Nope { x }",
    "query ($f: NopeFilter) { participatoryProcesses(filter: $f) { id } }",
    "{ nope component(id: 1, filtr: 1) { ... on Nope { x } } }",
];

/// Requests that look at the schema's own types.
const INTROSPECTION: [&str; 5] = [
    "{ __schema { types { name } } }",
    "{ __type(name: \"Query\") { name } nope }",
    "{ nope __type { name } }",
    "{ component(id: 1) { ... on __Type { name } } }",
    "query ($k: __TypeKind) { decidim { version } }",
];

fn the_gate() -> Value {
    json!({"errors": [{
        "message": "Introspection is disabled for this request",
        "extensions": {"code": "INTROSPECTION_DISABLED_ERROR"},
    }]})
}

fn visit(
    version: Version,
    change: impl FnOnce(crate::decidim::DecidimBuilder) -> crate::decidim::DecidimBuilder,
) -> Visit {
    Visit::to(change(Decidim::builder().proposals(5).no_rate_limit().version(version)))
}

#[test]
fn an_unknown_type_is_answered_by_the_gate_alone() {
    for version in CLOSED {
        let visit = visit(version, |builder| builder);
        for query in UNKNOWN_TYPE.iter().chain(&INTROSPECTION) {
            assert_eq!(visit.ask(query), the_gate(), "{version} {query}");
        }
    }
}

#[test]
fn what_needs_no_look_at_all_types_is_told_as_ever() {
    for version in CLOSED {
        let visit = visit(version, |builder| builder);
        let codes = |query: &str| -> Vec<Value> {
            visit.errors(query).iter().map(|error| error["extensions"]["code"].clone()).collect()
        };
        assert_eq!(
            codes("{ component(id: 1) { nope } nope }"),
            ["undefinedField", "undefinedField"]
        );
        assert_eq!(
            codes("{ component(id: 1) { ... on ProposalFilter { id } } }"),
            ["fragmentOnNonCompositeType"]
        );
        assert_eq!(
            codes("{ component(id: 1) { ... on String { id } } }"),
            ["fragmentOnNonCompositeType"]
        );
        assert_eq!(
            codes("{ component(id: 1) { ... on Proposal { id } } }"),
            ["cannotSpreadFragment"]
        );
        assert_eq!(codes("{ decidim @nope { version } }"), ["undefinedDirective"]);
        assert_eq!(
            visit.data("{ __typename component(id: 1) { __typename } }")["__typename"],
            "Query"
        );
    }
}

#[test]
fn administrators_and_open_sites_hear_of_the_unknown_type() {
    let admin = Visit::version(Version::V0_32).signed_in();
    let open = visit(Version::V0_32, |builder| builder.introspection(true));
    // graphql-ruby 2.2, with which 0.30 was released, looks for no nearest name.
    let older = visit(Version::V0_30_5, |builder| builder.engine(Engine::V2_2));
    let before = Visit::version(Version::V0_30);
    for (who, visit) in [("admin", admin), ("open", open), ("older", older), ("0.30", before)] {
        let code = &visit.errors(UNKNOWN_TYPE[0])[0]["extensions"]["code"];
        assert_eq!(code, "undefinedType", "{who}");
        let code = &visit.errors(UNKNOWN_TYPE[2])[0]["extensions"]["code"];
        assert_eq!(code, "variableRequiresValidType", "{who}");
    }
}

#[test]
fn an_older_engine_closes_introspection_itself() {
    let visit = visit(Version::V0_30_5, |builder| builder.engine(Engine::V2_2));
    for query in INTROSPECTION {
        assert_eq!(visit.ask(query), the_gate(), "{query}");
    }
}

#[test]
fn a_newer_engine_on_an_older_site_has_no_gate() {
    let visit = visit(Version::V0_30, |builder| builder.engine(Engine::V2_4));
    let message = &visit.errors("{ component(id: 1) { ... on Proposls { id } } }")[0]["message"];
    let words = "No such type Proposls, so it can't be a fragment condition (Did you mean `Proposals` or `Proposal`?)";
    assert_eq!(message, words);
}
