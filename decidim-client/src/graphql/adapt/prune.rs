//! Cutting a query, and what falls with each cut.
//!
//! What is cut is read from the site's errors in `validation_error.rs` and `revision.rs`; the query is sent again
//! without it in `graphql/adaptive_call.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::missing_feature::MissingFeature;
use super::source_query::{Edit, Edits, SourcePosition};
use crate::graphql::document::{
    Document, Field, Selection, SelectionSet, Value, variables_in, variables_in_value,
};

/// A query after the cuts.
#[derive(Debug)]
pub(super) struct Pruned {
    pub(super) document: Document,
    /// Variables that have no use any more, and what each one lost its use to.
    pub(super) lost: BTreeMap<String, MissingFeature>,
    /// Something written out in the query itself that must not go without a word: a literal in an
    /// argument, or a part of a mutation.
    pub(super) literal: Option<MissingFeature>,
}

pub(super) fn prune(source: &Document, edits: &Edits) -> Pruned {
    let mut pruner = Pruner {
        source,
        edits,
        lost: BTreeMap::new(),
        literal: None,
        cause: None,
        gone: BTreeSet::new(),
    };
    let mut document = source.clone();
    pruner.fragments(source, &mut document);
    document.selections = pruner.set(&source.selections);
    document.drop_unreached_fragments();
    document.drop_unused_variables();
    let (mut lost, literal) = (pruner.lost, pruner.literal);
    lost.retain(|name, _| document.variables.iter().all(|variable| &variable.name != name));
    Pruned { document, lost, literal }
}

struct Pruner<'a> {
    source: &'a Document,
    edits: &'a Edits,
    lost: BTreeMap<String, MissingFeature>,
    literal: Option<MissingFeature>,
    /// The latest cut: what an emptied field falls with.
    cause: Option<&'a MissingFeature>,
    gone: BTreeSet<String>,
}

impl<'a> Pruner<'a> {
    /// Fragments may spread others, so that one that falls may take others with it.
    fn fragments(&mut self, source: &Document, document: &mut Document) {
        loop {
            let before = self.gone.len();
            for (name, fragment) in &source.fragments {
                if let Some(feature) = self.edits.get(&Edit::Fragment(name.clone())) {
                    self.cut(&fragment.selection_set, feature);
                    self.gone.insert(name.clone());
                } else if !self.gone.contains(name) {
                    let selection_set = self.set(&fragment.selection_set);
                    if selection_set.items.is_empty() {
                        self.gone.insert(name.clone());
                    }
                    if let Some(fragment) = document.fragments.get_mut(name) {
                        fragment.selection_set = selection_set;
                    }
                }
            }
            if self.gone.len() == before {
                break;
            }
        }
        document.fragments.retain(|name, _| !self.gone.contains(name));
    }

    fn set(&mut self, set: &SelectionSet) -> SelectionSet {
        let items = set.items.iter().filter_map(|selection| self.selection(selection)).collect();
        SelectionSet { span: set.span, items }
    }

    fn selection(&mut self, selection: &Selection) -> Option<Selection> {
        match selection {
            Selection::Field(field) => self.field(field).map(Selection::Field),
            Selection::InlineFragment(inline) => {
                if let Some(feature) = self.edits.get(&Edit::Condition(inline.position.into())) {
                    self.cut(&inline.selection_set, feature);
                    return None;
                }
                let selection_set = self.set(&inline.selection_set);
                let mut inline = inline.clone();
                inline.selection_set = selection_set;
                (!inline.selection_set.items.is_empty())
                    .then_some(Selection::InlineFragment(inline))
            }
            Selection::FragmentSpread(spread) => {
                let cut = self.edits.get(&Edit::Condition(spread.position.into()));
                let fragment = self.source.fragments.get(&spread.fragment_name);
                if let (Some(feature), Some(fragment)) = (cut, fragment) {
                    self.cut(&fragment.selection_set, feature);
                }
                let cut = cut.is_some() || self.gone.contains(&spread.fragment_name);
                (!cut).then(|| selection.clone())
            }
        }
    }

    fn field(&mut self, field: &Field) -> Option<Field> {
        let position = field.position.into();
        if let Some(feature) = self.edits.get(&Edit::Field(position)) {
            self.must_stay(field, feature);
            self.cut_arguments(&field.arguments, feature);
            self.cut(&field.selection_set, feature);
            return None;
        }
        let mut kept = field.clone();
        if self.edits.contains_key(&Edit::Selections(position)) {
            // What was asked of the text is made of the text itself.
            kept.selection_set.items.clear();
        } else if !field.selection_set.items.is_empty() {
            kept.selection_set = self.set(&field.selection_set);
            if kept.selection_set.items.is_empty() {
                if let Some(feature) = self.cause {
                    self.must_stay(field, feature);
                    self.cut_arguments(&field.arguments, feature);
                }
                return None;
            }
        }
        kept.arguments.retain(|(name, value)| {
            let edit = Edit::Argument(position, name.clone());
            let feature = self.edits.get(&edit).or_else(|| self.lost_variable(value));
            if let Some(feature) = feature {
                self.lose_set(value, feature);
            }
            feature.is_none()
        });
        for (argument, value) in &mut kept.arguments {
            self.cut_members(position, argument, value);
        }
        Some(kept)
    }

    /// What makes an argument, or a member of one, fall because the variable that it is, or lists,
    /// does. What holds the member stays, with all that was set beside it.
    fn lost_variable(&self, value: &Value) -> Option<&'a MissingFeature> {
        match value {
            Value::Variable(name) => self.edits.get(&Edit::Variable(name.clone())),
            Value::List(values) => values.iter().find_map(|value| self.lost_variable(value)),
            _ => None,
        }
    }

    /// In a mutation only what is asked of the answer may go: a field with arguments is what is
    /// to be done.
    fn must_stay(&mut self, field: &Field, feature: &MissingFeature) {
        if self.source.is_mutation && has_arguments(field) {
            self.literal.get_or_insert_with(|| feature.clone());
        }
    }

    /// Loses what was set: by a variable, whose loss is reported where it has a value; or written out.
    fn lose_set(&mut self, value: &Value, feature: &'a MissingFeature) {
        if has_literal(value) {
            self.literal.get_or_insert_with(|| feature.clone());
        }
        self.lose(value, feature);
    }

    fn cut_members(&mut self, position: SourcePosition, argument: &str, value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, value| {
                    let edit = Edit::Member(position, argument.to_owned(), name.clone());
                    let feature = self.edits.get(&edit).or_else(|| self.lost_variable(value));
                    if let Some(feature) = feature {
                        self.lose_set(value, feature);
                    }
                    feature.is_none()
                });
                for value in members.values_mut() {
                    self.cut_members(position, argument, value);
                }
            }
            Value::List(values) => {
                for value in values {
                    self.cut_members(position, argument, value);
                }
            }
            _ => {}
        }
    }

    fn cut(&mut self, set: &SelectionSet, feature: &'a MissingFeature) {
        let mut used = BTreeSet::new();
        variables_in(set, &mut used);
        self.note(used, feature);
    }

    fn cut_arguments(&mut self, arguments: &[(String, Value)], feature: &'a MissingFeature) {
        for (_, value) in arguments {
            self.lose(value, feature);
        }
    }

    fn lose(&mut self, value: &Value, feature: &'a MissingFeature) {
        let mut used = BTreeSet::new();
        variables_in_value(value, &mut used);
        self.note(used, feature);
    }

    fn note(&mut self, variables: BTreeSet<String>, feature: &'a MissingFeature) {
        self.cause = Some(feature);
        for name in variables {
            self.lost.entry(name).or_insert_with(|| feature.clone());
        }
    }
}

fn has_arguments(field: &Field) -> bool {
    !field.arguments.is_empty() || has_arguments_in(&field.selection_set)
}

fn has_arguments_in(set: &SelectionSet) -> bool {
    set.items.iter().any(|selection| match selection {
        Selection::Field(field) => has_arguments(field),
        Selection::InlineFragment(inline) => has_arguments_in(&inline.selection_set),
        Selection::FragmentSpread(_) => false,
    })
}

/// Whether something in a value is written out, not given by a variable.
fn has_literal(value: &Value) -> bool {
    match value {
        Value::Variable(_) | Value::Null => false,
        Value::List(values) => values.iter().any(has_literal),
        Value::Object(members) => members.values().any(has_literal),
        _ => true,
    }
}
