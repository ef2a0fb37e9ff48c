//! Questions about the schema itself, answered by the compiler crate.

use apollo_compiler::ast::{Document, OperationDefinition, Selection};
use apollo_compiler::introspection::partial_execute;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use serde_json::Value;

use super::document::fragments;
use super::schema::Schema;

/// Adds the answers to `__schema` and `__type` to the data, if they are asked for.
pub(super) fn lay_over(
    data: &mut Value,
    document: &Document,
    operation: &OperationDefinition,
    schema: &Schema,
    variables: &Value,
) {
    let Value::Object(data) = data else { return };
    let Some(answer) = answer(document, operation, schema, variables) else { return };
    if let Value::Object(answer) = answer {
        data.extend(answer);
    }
}

fn answer(
    document: &Document,
    operation: &OperationDefinition,
    schema: &Schema,
    variables: &Value,
) -> Option<Value> {
    if !asks(&operation.selection_set, document) {
        return None;
    }
    let schema = schema.compiled();
    let document = Valid::assume_valid(document.to_executable(schema).ok()?);
    let name = operation.name.as_ref().map(apollo_compiler::Name::as_str);
    let operation = document.operations.get(name).ok()?;
    let variables: JsonMap = serde_json::from_value(variables.clone()).ok()?;
    let variables = Valid::assume_valid(variables);
    let implementers = schema.implementers_map();
    let response = partial_execute(schema, &implementers, &document, operation, &variables).ok()?;
    serde_json::to_value(response.data).ok()
}

/// Whether the schema itself is asked for, at the root or in fragments there.
fn asks(selections: &[Selection], document: &Document) -> bool {
    selections.iter().any(|selection| match selection {
        Selection::Field(field) => matches!(field.name.as_str(), "__schema" | "__type"),
        Selection::InlineFragment(fragment) => asks(&fragment.selection_set, document),
        Selection::FragmentSpread(spread) => fragments(document)
            .get(spread.fragment_name.as_str())
            .is_some_and(|fragment| asks(&fragment.selection_set, document)),
    })
}
