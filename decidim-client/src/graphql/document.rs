//! A query as a tree: one operation and the fragments that it reaches.

mod parts;
pub(crate) mod several_pages;
mod traversal;
mod variables;

use std::collections::{BTreeMap, BTreeSet};

use civic_core::Error;
use graphql_parser::Pos;
use graphql_parser::query::{self, Definition, OperationDefinition, Type};

use self::parts::Directive;
pub(crate) use self::parts::{
    Field, Fragment, Selection, SelectionSet, Value, Variable, condition, response_key,
};
use self::traversal::{circular, edit, empty, reach, remove, with_rows};
use self::variables::variables_of;
pub(crate) use self::variables::{variables_in, variables_in_value};

/// Where [`Document::unread`] puts what it adds.
const UNREAD_LINE: usize = 9_000;

/// An operation with its fragments.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) is_mutation: bool,
    pub(crate) name: Option<String>,
    pub(crate) variables: Vec<Variable>,
    directives: Vec<Directive>,
    pub(crate) selections: SelectionSet,
    pub(crate) fragments: BTreeMap<String, Fragment>,
}

impl Document {
    /// Reads a document and keeps one operation: the named one, or the only one.
    pub(crate) fn parse(text: &str, operation: Option<&str>) -> Result<Self, Error> {
        let document = graphql_parser::parse_query::<String>(text)
            .map_err(|error| {
                Error::invalid_input(format!("this is not a valid GraphQL query: {error}"))
            })?
            .into_static();
        let (mut operations, mut fragments) = (Vec::new(), BTreeMap::new());
        for definition in document.definitions {
            match definition {
                Definition::Operation(found) => operations.push(Self::of(found)?),
                Definition::Fragment(fragment) => {
                    fragments.insert(fragment.name.clone(), fragment);
                }
            }
        }
        let count = operations.len();
        let chosen = match operation {
            Some(name) => operations.into_iter().find(|found| found.name.as_deref() == Some(name)),
            None => operations.into_iter().next().filter(|_| count == 1),
        };
        let mut chosen = chosen.ok_or_else(|| {
            Error::invalid_input(match operation {
                Some(name) => format!("the query has no operation {name}"),
                None => format!("the query has {count} operations: name the one to run"),
            })
        })?;
        chosen.fragments = fragments;
        chosen.drop_unreached_fragments();
        match circular(&chosen.selections, &chosen.fragments, &mut Vec::new()) {
            Some(name) => {
                Err(Error::invalid_input(format!("the fragment {name} of the query holds itself")))
            }
            None => Ok(chosen),
        }
    }

    fn of(operation: OperationDefinition<'static, String>) -> Result<Self, Error> {
        let (is_mutation, name, variables, directives, selections) = match operation {
            OperationDefinition::SelectionSet(set) => (false, None, Vec::new(), Vec::new(), set),
            OperationDefinition::Query(query) => (
                false,
                query.name,
                query.variable_definitions,
                query.directives,
                query.selection_set,
            ),
            OperationDefinition::Mutation(mutation) => (
                true,
                mutation.name,
                mutation.variable_definitions,
                mutation.directives,
                mutation.selection_set,
            ),
            OperationDefinition::Subscription(_) => {
                return Err(Error::invalid_input("Decidim has no subscriptions"));
            }
        };
        let fragments = BTreeMap::new();
        Ok(Self { is_mutation, name, variables, directives, selections, fragments })
    }

    /// The text that goes to the server.
    pub(crate) fn print(&self) -> String {
        let (position, name) = (Pos::default(), self.name.clone());
        let (variable_definitions, directives) = (self.variables.clone(), self.directives.clone());
        let selection_set = self.selections.clone();
        let operation = if self.is_mutation {
            OperationDefinition::Mutation(query::Mutation {
                position,
                name,
                variable_definitions,
                directives,
                selection_set,
            })
        } else {
            OperationDefinition::Query(query::Query {
                position,
                name,
                variable_definitions,
                directives,
                selection_set,
            })
        };
        let fragments = self.fragments.values().cloned().map(Definition::Fragment);
        let definitions = std::iter::once(Definition::Operation(operation)).chain(fragments);
        query::Document::<'static, String> { definitions: definitions.collect() }.to_string()
    }

    /// The same query for one record instead of a list of them: `single(arguments) { .. }` in
    /// place of the list's field, with what was selected of a row.
    pub(crate) fn of_one(mut self, list: &str, single: &str, arguments: &[(&str, &str)]) -> Self {
        for (name, type_name) in arguments {
            let optional = type_name.strip_suffix('!');
            let named = Type::NamedType(optional.unwrap_or(type_name).to_owned());
            self.variables.push(Variable {
                position: Pos::default(),
                name: (*name).to_owned(),
                var_type: match optional {
                    Some(_) => Type::NonNullType(Box::new(named)),
                    None => named,
                },
                default_value: None,
            });
        }
        let given = |name: &&str| ((*name).to_owned(), Value::Variable((*name).to_owned()));
        edit(&mut self.selections, list, &mut |field| {
            single.clone_into(&mut field.name);
            field.arguments = arguments.iter().map(|(name, _)| given(name)).collect();
            let mut row = empty();
            with_rows(field, |rows| std::mem::swap(rows, &mut row));
            field.selection_set = row;
        });
        self.name = self.name.map(|name| format!("{name}One"));
        self.drop_unused_variables();
        self
    }

    /// The same list with nothing of its rows but these fields. `name` is added to the operation's name.
    pub(crate) fn with_rows_of(mut self, list: &str, fields: &[&str], name: &str) -> Self {
        let is_kept = |selection: &Selection| match selection {
            Selection::Field(field) => fields.contains(&field.name.as_str()),
            _ => false,
        };
        edit(&mut self.selections, list, &mut |field| {
            with_rows(field, |rows| rows.items.retain(is_kept));
        });
        self.name = self.name.map(|operation| format!("{operation}{name}"));
        self.drop_unreached_fragments();
        self.drop_unused_variables();
        self
    }

    /// The same list with nothing of the lists of this name within its rows.
    pub(crate) fn shallow(mut self, list: &str) -> Self {
        let is_below = |selection: &Selection| matches!(selection, Selection::Field(field) if field.name == list);
        edit(&mut self.selections, list, &mut |field| {
            field.selection_set.items.retain(|selection| !is_below(selection));
        });
        self.name = self.name.map(|name| format!("{name}Shallow"));
        self
    }

    /// The same query without these fields, wherever they stand.
    pub(crate) fn without_fields(mut self, fields: &[&str]) -> Self {
        if !fields.is_empty() {
            remove(&mut self.selections, fields);
            self.name = self.name.map(|name| format!("{name}Less"));
            self.drop_unreached_fragments();
            self.drop_unused_variables();
        }
        self
    }

    /// The same query with another field of the same form in place of one.
    pub(crate) fn with_field(mut self, of: &str, instead: &str) -> Self {
        edit(&mut self.selections, of, &mut |field| instead.clone_into(&mut field.name));
        self.name = self.name.map(|name| format!("{name}Of{instead}"));
        self
    }

    /// The same query, of which the server checks all and reads nothing.
    ///
    /// Each field says `@skip(if: true)` for itself: of a fragment that is skipped, older servers count the
    /// cost.
    pub(crate) fn unread(mut self) -> Self {
        for selection in &mut self.selections.items {
            if let Selection::Field(field) = selection {
                field.directives.push(Directive {
                    position: field.position,
                    name: "skip".to_owned(),
                    arguments: vec![("if".to_owned(), Value::Boolean(true))],
                });
            }
        }
        // Below the last line of any query, so that no field of the query has the same position.
        let text = "\n".repeat(UNREAD_LINE) + "{ __typename }";
        if let Ok(type_name) = Self::parse(&text, None) {
            self.selections.items.extend(type_name.selections.items);
        }
        self.name = self.name.map(|name| format!("{name}Unread"));
        self
    }

    pub(crate) fn drop_unreached_fragments(&mut self) {
        let mut reached = BTreeSet::new();
        reach(&self.selections, &self.fragments, &mut reached);
        self.fragments.retain(|name, _| reached.contains(name));
    }

    /// Drops what no field uses any more.
    pub(crate) fn drop_unused_variables(&mut self) {
        let mut used = BTreeSet::new();
        let sets = self.fragments.values().map(|fragment| &fragment.selection_set);
        for set in std::iter::once(&self.selections).chain(sets) {
            variables_in(set, &mut used);
        }
        for directive in &self.directives {
            variables_of(&directive.arguments, &mut used);
        }
        self.variables.retain(|variable| used.contains(&variable.name));
    }
}

#[cfg(test)]
mod tests;
