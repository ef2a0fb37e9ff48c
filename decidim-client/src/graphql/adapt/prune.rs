//! Cutting a query, and what falls with each cut.

use std::collections::{BTreeMap, BTreeSet};

use super::lack::Lack;
use super::source::{Edit, Edits};
use crate::graphql::document::{
    Document, Field, Selection, SelectionSet, Value, variables_in, variables_in_value,
};

/// A query after the cuts.
#[derive(Debug)]
pub(super) struct Pruned {
    pub(super) document: Document,
    /// Variables that have no use any more, and what each one lost its use to.
    pub(super) lost: BTreeMap<String, Lack>,
}

pub(super) fn prune(source: &Document, edits: &Edits) -> Pruned {
    let mut pruner = Pruner { edits, lost: BTreeMap::new(), cause: None, gone: BTreeSet::new() };
    let mut document = source.clone();
    pruner.fragments(source, &mut document);
    document.selections = pruner.set(&source.selections);
    document.drop_unreached_fragments();
    document.drop_unused_variables();
    let mut lost = pruner.lost;
    lost.retain(|name, _| document.variables.iter().all(|variable| &variable.name != name));
    Pruned { document, lost }
}

struct Pruner<'a> {
    edits: &'a Edits,
    lost: BTreeMap<String, Lack>,
    /// The latest cut: what an emptied field falls with.
    cause: Option<&'a Lack>,
    gone: BTreeSet<String>,
}

impl<'a> Pruner<'a> {
    /// Fragments may spread others, so that one that falls may take others with it.
    fn fragments(&mut self, source: &Document, document: &mut Document) {
        loop {
            let before = self.gone.len();
            for (name, fragment) in &source.fragments {
                if let Some(lack) = self.edits.get(&Edit::Fragment(name.clone())) {
                    self.cut(&fragment.selection_set, lack);
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
                if let Some(lack) = self.edits.get(&Edit::Condition(inline.position.into())) {
                    self.cut(&inline.selection_set, lack);
                    return None;
                }
                let selection_set = self.set(&inline.selection_set);
                let mut inline = inline.clone();
                inline.selection_set = selection_set;
                (!inline.selection_set.items.is_empty())
                    .then_some(Selection::InlineFragment(inline))
            }
            Selection::FragmentSpread(spread) => {
                let cut = self.edits.contains_key(&Edit::Condition(spread.position.into()))
                    || self.gone.contains(&spread.fragment_name);
                (!cut).then(|| selection.clone())
            }
        }
    }

    fn field(&mut self, field: &Field) -> Option<Field> {
        let spot = field.position.into();
        if let Some(lack) = self.edits.get(&Edit::Field(spot)) {
            self.cut_arguments(&field.arguments, lack);
            self.cut(&field.selection_set, lack);
            return None;
        }
        let mut kept = field.clone();
        if let Some(lack) = self.edits.get(&Edit::Selections(spot)) {
            self.cut(&field.selection_set, lack);
            kept.selection_set.items.clear();
        } else if !field.selection_set.items.is_empty() {
            kept.selection_set = self.set(&field.selection_set);
            if kept.selection_set.items.is_empty() {
                if let Some(lack) = self.cause {
                    self.cut_arguments(&field.arguments, lack);
                }
                return None;
            }
        }
        kept.arguments.retain(|(name, value)| {
            let edit = Edit::Argument(spot, name.clone());
            let lack = self.edits.get(&edit).or_else(|| self.lost_variable(value));
            if let Some(lack) = lack {
                self.lose(value, lack);
            }
            lack.is_none()
        });
        for (_, value) in &mut kept.arguments {
            self.cut_members(spot, value);
        }
        Some(kept)
    }

    /// What makes an argument, or a member of one, fall because the variable that it is, or lists,
    /// does. What holds the member stays, with all that was set beside it.
    fn lost_variable(&self, value: &Value) -> Option<&'a Lack> {
        match value {
            Value::Variable(name) => self.edits.get(&Edit::Variable(name.clone())),
            Value::List(values) => values.iter().find_map(|value| self.lost_variable(value)),
            _ => None,
        }
    }

    fn cut_members(&mut self, spot: super::source::Spot, value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, value| {
                    let edit = Edit::Member(spot, name.clone());
                    let lack = self.edits.get(&edit).or_else(|| self.lost_variable(value));
                    if let Some(lack) = lack {
                        self.lose(value, lack);
                    }
                    lack.is_none()
                });
                for value in members.values_mut() {
                    self.cut_members(spot, value);
                }
            }
            Value::List(values) => {
                for value in values {
                    self.cut_members(spot, value);
                }
            }
            _ => {}
        }
    }

    fn cut(&mut self, set: &SelectionSet, lack: &'a Lack) {
        let mut used = BTreeSet::new();
        variables_in(set, &mut used);
        self.note(used, lack);
    }

    fn cut_arguments(&mut self, arguments: &[(String, Value)], lack: &'a Lack) {
        for (_, value) in arguments {
            self.lose(value, lack);
        }
    }

    fn lose(&mut self, value: &Value, lack: &'a Lack) {
        let mut used = BTreeSet::new();
        variables_in_value(value, &mut used);
        self.note(used, lack);
    }

    fn note(&mut self, variables: BTreeSet<String>, lack: &'a Lack) {
        self.cause = Some(lack);
        for name in variables {
            self.lost.entry(name).or_insert_with(|| lack.clone());
        }
    }
}
