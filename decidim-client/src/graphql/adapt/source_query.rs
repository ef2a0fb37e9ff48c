//! A query before anything is cut out of it, with the type that each of its fields is of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use graphql_parser::Pos;

use super::missing_feature::MissingFeature;
use crate::graphql::document::{Document, Field, Selection, SelectionSet, condition};
use crate::graphql::schema::Schema;
use crate::graphql::type_conditions::type_name;

/// A place in the text of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SourcePosition(pub(super) usize, pub(super) usize);

impl From<Pos> for SourcePosition {
    fn from(position: Pos) -> Self {
        Self(position.line, position.column)
    }
}

/// Something to cut out, by where it stands in the source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    Field(SourcePosition),
    /// What is selected of a field, not the field.
    Selections(SourcePosition),
    /// An inline fragment or a spread.
    Condition(SourcePosition),
    /// A fragment and its spreads.
    Fragment(String),
    Argument(SourcePosition, String),
    /// A member of the input objects written out in a field's argument.
    Member(SourcePosition, String, String),
    /// A variable and the arguments that it is given to.
    Variable(String),
}

pub(super) type Edits = BTreeMap<Edit, MissingFeature>;

/// A query as its author wrote it.
#[derive(Debug)]
pub(crate) struct SourceQuery {
    pub(super) document: Document,
    fields: HashMap<SourcePosition, TypedField>,
}

/// A field, and the type that it is a field of; empty where this client's schema has none.
#[derive(Debug)]
pub(super) struct TypedField {
    pub(super) parent: String,
    pub(super) field: Field,
}

impl SourceQuery {
    pub(crate) fn new(document: Document) -> Self {
        let mut fields = HashMap::new();
        let root = if document.is_mutation { "Mutation" } else { "Query" };
        place(&document.selections, root, &mut fields);
        for fragment in document.fragments.values() {
            let on = condition(&fragment.type_condition);
            place(&fragment.selection_set, on, &mut fields);
        }
        Self { document, fields }
    }

    pub(super) fn field(&self, position: SourcePosition) -> Option<&TypedField> {
        self.fields.get(&position)
    }

    /// All fields of this name.
    pub(super) fn fields_named<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = (SourcePosition, &'a TypedField)> {
        self.fields.iter().filter(move |(_, typed)| typed.field.name == name).map(|(s, p)| (*s, p))
    }

    /// All inline fragments, with where they stand and the type that they are for.
    pub(super) fn conditions(&self) -> Vec<(SourcePosition, &str)> {
        let mut found = Vec::new();
        conditions_in(&self.document.selections, &mut found);
        for fragment in self.document.fragments.values() {
            conditions_in(&fragment.selection_set, &mut found);
        }
        found
    }

    /// What is known to be missing and would be asked for.
    pub(super) fn edits(&self, missing: &BTreeSet<MissingFeature>) -> Edits {
        let mut edits = Edits::new();
        for feature in missing {
            for edit in self.edits_for(feature) {
                edits.insert(edit, feature.clone());
            }
        }
        edits
    }

    pub(super) fn edits_for(&self, feature: &MissingFeature) -> Vec<Edit> {
        let typed = |on: &str, field: &str| -> Vec<(SourcePosition, &TypedField)> {
            let named = self.fields.iter().filter(|(_, p)| p.field.name == field && p.parent == on);
            named.map(|(position, typed)| (*position, typed)).collect()
        };
        match feature {
            MissingFeature::Type { name } => self.edits_for_type(name),
            MissingFeature::Field { on, field } => {
                typed(on, field).into_iter().map(|(position, _)| Edit::Field(position)).collect()
            }
            MissingFeature::Object { on, field } => {
                let found = typed(on, field).into_iter();
                let objects = found.filter(|(_, p)| !p.field.selection_set.items.is_empty());
                objects.map(|(position, _)| Edit::Selections(position)).collect()
            }
            MissingFeature::Argument { on, field, argument } => {
                let found = typed(on, field).into_iter();
                let given =
                    found.filter(|(_, p)| p.field.arguments.iter().any(|a| &a.0 == argument));
                given.map(|(position, _)| Edit::Argument(position, argument.clone())).collect()
            }
            // Of these the place is not known, only the name; the host says it again.
            MissingFeature::Member { .. } | MissingFeature::Kind { .. } => Vec::new(),
        }
    }

    /// Everything that needs a type.
    pub(super) fn edits_for_type(&self, name: &str) -> Vec<Edit> {
        let inline = self.conditions().into_iter().filter(|(_, on)| *on == name);
        let fragments = self.document.fragments.values();
        let fragments = fragments.filter(|f| condition(&f.type_condition) == name);
        let variables = self.document.variables.iter();
        let variables = variables.filter(|v| type_name(&v.var_type) == name);
        inline
            .map(|(position, _)| Edit::Condition(position))
            .chain(fragments.map(|fragment| Edit::Fragment(fragment.name.clone())))
            .chain(variables.map(|variable| Edit::Variable(variable.name.clone())))
            .collect()
    }
}

fn place(set: &SelectionSet, parent: &str, fields: &mut HashMap<SourcePosition, TypedField>) {
    for selection in &set.items {
        match selection {
            Selection::Field(field) => {
                let of = Schema::own().field_type(parent, &field.name).unwrap_or_default();
                place(&field.selection_set, of, fields);
                let typed = TypedField { parent: parent.to_owned(), field: field.clone() };
                fields.insert(field.position.into(), typed);
            }
            Selection::InlineFragment(inline) => {
                let on = inline.type_condition.as_ref().map_or(parent, condition);
                place(&inline.selection_set, on, fields);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn conditions_in<'a>(set: &'a SelectionSet, found: &mut Vec<(SourcePosition, &'a str)>) {
    for selection in &set.items {
        match selection {
            Selection::Field(field) => conditions_in(&field.selection_set, found),
            Selection::InlineFragment(inline) => {
                let on = inline.type_condition.as_ref().map_or("", condition);
                found.push((inline.position.into(), on));
                conditions_in(&inline.selection_set, found);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}
