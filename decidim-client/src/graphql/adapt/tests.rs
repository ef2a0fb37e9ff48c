mod cuts;
mod places;
mod plans;
mod upcasts;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Plan, SourceQuery};
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
