//! The parts of a query, by the names that are used here.

use graphql_parser::query::{self, TypeCondition};

pub(crate) type Field = query::Field<'static, String>;
pub(crate) type Fragment = query::FragmentDefinition<'static, String>;
pub(crate) type Selection = query::Selection<'static, String>;
pub(crate) type SelectionSet = query::SelectionSet<'static, String>;
pub(crate) type Value = query::Value<'static, String>;
pub(crate) type Variable = query::VariableDefinition<'static, String>;
pub(crate) type Directive = query::Directive<'static, String>;

/// The type that a fragment is for.
pub(crate) fn condition<'a>(condition: &'a TypeCondition<'static, String>) -> &'a str {
    let TypeCondition::On(name) = condition;
    name
}

/// The name under which an answer has the field.
pub(crate) fn response_key(field: &Field) -> &str {
    field.alias.as_ref().unwrap_or(&field.name)
}
