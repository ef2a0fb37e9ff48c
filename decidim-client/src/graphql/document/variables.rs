//! Which variables a part of a query uses.

use std::collections::BTreeSet;

use super::parts::{Selection, SelectionSet, Value};

/// The variables that a selection uses, fragments aside.
pub(crate) fn variables_in(set: &SelectionSet, used: &mut BTreeSet<String>) {
    for selection in &set.items {
        let directives = match selection {
            Selection::Field(field) => {
                variables_of(&field.arguments, used);
                variables_in(&field.selection_set, used);
                &field.directives
            }
            Selection::InlineFragment(inline) => {
                variables_in(&inline.selection_set, used);
                &inline.directives
            }
            Selection::FragmentSpread(spread) => &spread.directives,
        };
        for directive in directives {
            variables_of(&directive.arguments, used);
        }
    }
}

pub(super) fn variables_of(arguments: &[(String, Value)], used: &mut BTreeSet<String>) {
    for (_, value) in arguments {
        variables_in_value(value, used);
    }
}

pub(crate) fn variables_in_value(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Variable(name) => {
            used.insert(name.clone());
        }
        Value::List(values) => {
            for value in values {
                variables_in_value(value, used);
            }
        }
        Value::Object(members) => {
            for value in members.values() {
                variables_in_value(value, used);
            }
        }
        _ => {}
    }
}
