//! The types that a query names: no more than it needs.

use std::collections::BTreeSet;

use graphql_parser::query::Type;

use super::document::{Document, Selection, SelectionSet, condition, response_key};

/// Scalars that every server has.
const BUILT_IN: [&str; 5] = ["Boolean", "Float", "ID", "Int", "String"];

impl Document {
    /// The same without the type conditions beside the one that a path leads through: of a query that
    /// is written for many types, what one of them needs. No version has all types, and some say
    /// nothing but so much where a query names one that they do not have.
    pub(crate) fn along(mut self, path: &[&str]) -> Self {
        narrow(&mut self.selections, path);
        self.drop_unreached_fragments();
        self.drop_unused_variables();
        self
    }

    /// The types that the query names, each once: those of its conditions in order, then those of its
    /// variables.
    pub(crate) fn types(&self) -> Vec<&str> {
        let mut found = Vec::new();
        conditions(&self.selections, &mut found);
        for fragment in self.fragments.values() {
            found.push(condition(&fragment.type_condition));
            conditions(&fragment.selection_set, &mut found);
        }
        let variables = self.variables.iter().map(|variable| type_name(&variable.var_type));
        found.extend(variables.filter(|name| !BUILT_IN.contains(name)));
        let mut seen = BTreeSet::new();
        found.retain(|name| seen.insert(*name));
        found
    }
}

/// Keeps, of the type conditions on each level of a path, those that hold its next name, if any do.
fn narrow(set: &mut SelectionSet, path: &[&str]) {
    let Some((next, rest)) = path.split_first() else { return };
    let leads_on = |selection: &Selection| match selection {
        Selection::InlineFragment(inline) => selected_in(&inline.selection_set, next),
        _ => false,
    };
    if set.items.iter().any(leads_on) {
        set.items.retain(|selection| match selection {
            Selection::InlineFragment(_) => leads_on(selection),
            _ => true,
        });
    }
    for selection in &mut set.items {
        match selection {
            Selection::Field(field) if response_key(field) == *next => {
                narrow(&mut field.selection_set, rest);
            }
            Selection::InlineFragment(inline) => narrow(&mut inline.selection_set, path),
            _ => {}
        }
    }
}

fn selected_in(set: &SelectionSet, name: &str) -> bool {
    let is_it = |selection: &Selection| match selection {
        Selection::Field(field) => response_key(field) == name,
        _ => false,
    };
    set.items.iter().any(is_it)
}

fn conditions<'a>(set: &'a SelectionSet, found: &mut Vec<&'a str>) {
    for selection in &set.items {
        match selection {
            Selection::Field(field) => conditions(&field.selection_set, found),
            Selection::InlineFragment(inline) => {
                found.extend(inline.type_condition.as_ref().map(condition));
                conditions(&inline.selection_set, found);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// The innermost name of a type.
pub(crate) fn type_name<'a>(of: &'a Type<'static, String>) -> &'a str {
    match of {
        Type::NamedType(name) => name,
        Type::ListType(inner) | Type::NonNullType(inner) => type_name(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HISTORY: &str = "query H($component: ID!, $id: ID!, $n: Int, $f: ProposalFilter) {
      component(id: $component) { __typename
        ... on Proposals { proposal(id: $id) { versions { id } other(n: $n, f: $f) { id } } }
        ... on Debates { debate(id: $id) { versions { id ... on TraceVersion { editor } } } ...Rest }
      } }
      fragment Rest on Debates { debates(first: $n) { id } }";

    #[test]
    fn each_type_that_is_named_is_given_once() {
        let document = Document::parse(HISTORY, None).unwrap();
        let types = ["Proposals", "Debates", "TraceVersion", "ProposalFilter"];
        assert_eq!(document.types(), types);
    }

    #[test]
    fn a_query_for_many_types_is_narrowed_to_the_one_that_its_path_needs() {
        let document = Document::parse(HISTORY, None).unwrap();
        let one = document.clone().along(&["component", "debate", "versions"]);
        assert_eq!(one.types(), ["Debates", "TraceVersion"]);
        assert_eq!(document.clone().along(&["component"]).types(), document.types());
        let other = document.along(&["component", "proposal", "versions"]).print();
        assert!(!other.contains("Debates") && !other.contains("Rest"), "{other}");
        assert!(other.contains("$f: ProposalFilter"), "{other}");
    }
}
