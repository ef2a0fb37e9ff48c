//! The rules that the compiler crate checks for us.

use apollo_compiler::ast::Document;
use serde_json::{Value, json};

use crate::decidim::graphql::error::Problem;
use crate::decidim::graphql::schema::Schema;

/// What the compiler crate finds, under the server's codes.
pub(super) fn validate(document: &Document, schema: &Schema) -> Vec<Problem> {
    let Err(broken) = document.to_executable_validate(schema.compiled()) else {
        return Vec::new();
    };
    let problems = broken.errors.iter().map(|diagnostic| {
        let name = diagnostic.error.unstable_error_name().unwrap_or("invalid");
        let told = diagnostic.unstable_to_json_compat();
        let path: Vec<Value> = Vec::new();
        let mut problem = Problem::bare(told.message).on(path).with(json!({"code": code(name)}));
        problem.locations = Some(told.locations);
        problem
    });
    problems.collect()
}

/// The server's code for a rule of the compiler crate.
fn code(name: &str) -> String {
    match name {
        "ConflictingFieldType" | "ConflictingFieldArgument" | "ConflictingFieldName" => {
            "fieldConflict".to_owned()
        }
        "UniqueArgument" => "argumentNotUnique".to_owned(),
        "UniqueVariable" => "variableNotUnique".to_owned(),
        "UniqueInputValue" => "inputFieldNotUnique".to_owned(),
        "UniqueDirective" => "directiveNotUniqueForLocation".to_owned(),
        "RecursiveFragmentDefinition" => "infiniteLoop".to_owned(),
        "AmbiguousAnonymousOperation" | "UniqueOperation" => "uniquelyNamedOperations".to_owned(),
        "UnsupportedLocation" => "directiveCannotBeApplied".to_owned(),
        "UndefinedField" => "undefinedField".to_owned(),
        "DisallowedVariableUsage" => "variableMismatch".to_owned(),
        other => {
            let mut letters = other.chars();
            let first = letters.next().map(|letter| letter.to_ascii_lowercase());
            first.into_iter().chain(letters).collect()
        }
    }
}
