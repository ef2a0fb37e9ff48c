//! What a selection set holds, in and out of fragments.

use std::collections::HashSet;

use apollo_compiler::ast::{Field as AstField, FragmentDefinition, Selection};
use apollo_compiler::{Name, Node};

use super::validator::Validator;
use crate::decidim::engine::Engine;
use crate::decidim::graphql::schema::Field;

/// A field, and the types of the fragments that it stands in.
#[derive(Clone)]
pub(super) struct Placed<'d> {
    pub(super) node: &'d Node<AstField>,
    pub(super) definition: Option<&'d Field>,
    pub(super) parents: Vec<&'d str>,
}

/// A spread, and the types of the fragments that it stands in.
#[derive(Clone)]
pub(super) struct Spread<'d> {
    pub(super) name: &'d str,
    pub(super) parents: Vec<&'d str>,
}

/// What a selection set holds: fields by key, and spreads.
#[derive(Default)]
pub(super) struct Content<'d> {
    pub(super) keys: Vec<(&'d str, Vec<Placed<'d>>)>,
    pub(super) spreads: Vec<Spread<'d>>,
}

impl<'d> Validator<'d> {
    pub(super) fn content(
        &self,
        selections: &'d [Selection],
        ty: &'d str,
        parents: &[&'d str],
    ) -> Content<'d> {
        let mut content = Content::default();
        self.collect(selections, ty, parents, &mut content, &mut HashSet::new());
        content
    }

    /// From 2.5 on, what named fragments hold is put behind the selections that they stand in, each
    /// fragment once; `seen` are those.
    fn collect(
        &self,
        selections: &'d [Selection],
        ty: &'d str,
        parents: &[&'d str],
        into: &mut Content<'d>,
        seen: &mut HashSet<&'d str>,
    ) {
        let engine = self.checks.engine;
        let mut spreads = Vec::new();
        for selection in selections {
            match selection {
                Selection::Field(node) => {
                    let definition = self.field_of(ty, &node.name);
                    let placed = Placed { node, definition, parents: parents.to_vec() };
                    let key = node.alias.as_ref().unwrap_or(&node.name).as_str();
                    match into.keys.iter_mut().find(|(other, _)| *other == key) {
                        Some((_, fields)) => fields.push(placed),
                        None => into.keys.push((key, vec![placed])),
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.type_condition.as_ref().map(Name::as_str);
                    let condition = condition.unwrap_or(ty);
                    if self.definition(condition).is_none() {
                        continue;
                    }
                    let mut inner = parents.to_vec();
                    inner.push(condition);
                    // The older ones look for the fields in the type around the fragment.
                    let owner = if engine < Engine::V2_4 { ty } else { condition };
                    self.collect(&fragment.selection_set, owner, &inner, into, seen);
                }
                Selection::FragmentSpread(spread) => spreads.push(spread.fragment_name.as_str()),
            }
        }
        for name in spreads {
            let spread = Spread { name, parents: parents.to_vec() };
            if engine < Engine::V2_5 {
                into.spreads.push(spread);
            } else if seen.insert(name)
                && let Some((fragment, inner)) = self.fragment_of(&spread)
            {
                let condition = fragment.type_condition.as_str();
                self.collect(&fragment.selection_set, condition, &inner, into, seen);
            }
        }
    }

    /// What a named fragment holds, if it is there and on a type.
    pub(super) fn fragment_content(&self, spread: &Spread<'d>) -> Option<Content<'d>> {
        let (fragment, parents) = self.fragment_of(spread)?;
        let ty = fragment.type_condition.as_str();
        Some(self.content(&fragment.selection_set, ty, &parents))
    }

    fn fragment_of(
        &self,
        spread: &Spread<'d>,
    ) -> Option<(&'d Node<FragmentDefinition>, Vec<&'d str>)> {
        let fragment = self.fragments.get(spread.name).copied()?;
        let ty = fragment.type_condition.as_str();
        self.definition(ty)?;
        let mut parents = spread.parents.clone();
        parents.push(ty);
        Some((fragment, parents))
    }
}
