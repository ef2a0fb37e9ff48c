//! Fields under one key must be one field with the same arguments.

use apollo_compiler::Node;
use apollo_compiler::ast::{Field as AstField, Selection, Value as Literal};
use serde_json::json;

use super::compared::Conflict;
use super::content::{Content, Placed, Spread};
use super::validator::Validator;
use crate::decidim::engine::Engine;
use crate::decidim::graphql::schema::Field;

impl<'d> Validator<'d> {
    /// Whether an object can be of both types.
    pub(super) fn overlap(&mut self, left: &str, right: &str) -> bool {
        let key = (left.to_owned(), right.to_owned());
        if let Some(known) = self.merge.overlaps.get(&key) {
            return *known;
        }
        let inside = self.schema.possible(right);
        let both = self.schema.possible(left).iter().any(|object| inside.contains(object))
            || (left == right && left.starts_with("__"));
        self.merge.overlaps.insert(key, both);
        both
    }

    pub(super) fn mergeable(&mut self, selections: &'d [Selection], ty: &'d str) {
        let content = self.content(selections, ty, &[]);
        for (key, fields) in &content.keys {
            if self.checks.engine >= Engine::V2_5 && fields.len() > 4 {
                self.compare_by_groups(key, fields);
                continue;
            }
            for (at, field) in fields.iter().enumerate() {
                for other in fields.iter().skip(at + 1) {
                    self.compare(key, field, other, false);
                }
            }
        }
        for (at, spread) in content.spreads.iter().enumerate() {
            let apart = self.apart(&spread.parents, &[ty]);
            self.fields_with_fragment(spread, &content, apart);
            for other in content.spreads.iter().skip(at + 1) {
                let apart = self.apart(&spread.parents, &other.parents);
                self.fragments_with_each_other(spread, other, apart);
            }
        }
        self.report_conflicts();
    }

    fn report_conflicts(&mut self) {
        let mut conflicts = std::mem::take(&mut self.merge.conflicts);
        if self.checks.engine > Engine::V1_12_10 {
            conflicts.sort_by_key(|conflict| conflict.of_arguments);
        }
        for conflict in conflicts {
            let key = conflict.key;
            let kind = if conflict.of_arguments { "an argument" } else { "a field" };
            let texts: Vec<&str> = conflict.fields.iter().map(|(_, text)| text.as_str()).collect();
            let texts = texts.join(" or ");
            let message = format!("Field '{key}' has {kind} conflict: {texts}?");
            let code = json!({"code": "fieldConflict", "fieldName": key, "conflicts": texts});
            let spans: Vec<_> = conflict.fields.iter().map(|(node, _)| node.location()).collect();
            self.report_on(Vec::new(), message, &spans, code);
        }
    }

    /// Of many fields under one key, 2.5 compares one of each kind, and within a kind those with
    /// content.
    fn compare_by_groups(&mut self, key: &'d str, fields: &[Placed<'d>]) {
        let mut groups: Vec<Vec<&Placed<'d>>> = Vec::new();
        for field in fields {
            match groups.iter_mut().find(|group| group.iter().all(|it| is_alike(it, field))) {
                Some(group) => group.push(field),
                None => groups.push(vec![field]),
            }
        }
        for (at, group) in groups.iter().enumerate() {
            for other in groups.iter().skip(at + 1) {
                if let (Some(left), Some(right)) = (group.first(), other.first()) {
                    self.compare(key, left, right, false);
                }
            }
            for (at, left) in group.iter().enumerate() {
                for right in group.iter().skip(at + 1) {
                    let is_empty =
                        left.node.selection_set.is_empty() && right.node.selection_set.is_empty();
                    if !is_empty && !left.node.ptr_eq(right.node) {
                        self.compare(key, left, right, false);
                    }
                }
            }
        }
    }

    fn fields_with_fragment(&mut self, spread: &Spread<'d>, content: &Content<'d>, apart: bool) {
        if !self.merge.fragments.insert(spread.name) {
            return;
        }
        let Some(inside) = self.fragment_content(spread) else { return };
        self.between(content, &inside, apart);
        for inner in &inside.spreads {
            self.fields_with_fragment(inner, content, apart);
        }
    }

    fn fragments_with_each_other(&mut self, left: &Spread<'d>, right: &Spread<'d>, apart: bool) {
        if left.name == right.name {
            return;
        }
        let pair = (left.name.min(right.name), left.name.max(right.name), apart);
        if !self.merge.pairs.insert(pair) {
            return;
        }
        let (Some(of_left), Some(of_right)) =
            (self.fragment_content(left), self.fragment_content(right))
        else {
            return;
        };
        self.between(&of_left, &of_right, apart);
        for inner in &of_right.spreads {
            self.fragments_with_each_other(left, inner, apart);
        }
        for inner in &of_left.spreads {
            self.fragments_with_each_other(right, inner, apart);
        }
    }

    fn between(&mut self, left: &Content<'d>, right: &Content<'d>, apart: bool) {
        for (key, fields) in &left.keys {
            let Some((_, others)) = right.keys.iter().find(|(other, _)| other == key) else {
                continue;
            };
            for field in fields {
                for other in others {
                    self.compare(key, field, other, apart);
                }
            }
        }
    }

    fn compare(&mut self, key: &'d str, left: &Placed<'d>, right: &Placed<'d>, apart: bool) {
        let has_both = left.definition.is_some() && right.definition.is_some();
        if self.checks.engine >= Engine::V2_4 && !has_both {
            return;
        }
        let apart = apart || self.apart(&left.parents, &right.parents);
        if !apart {
            if left.node.name != right.node.name {
                let texts = [left.node.name.to_string(), right.node.name.to_string()];
                self.conflict(key, false, [left.node, right.node], texts);
            }
            if !same_arguments(left.node, right.node) {
                let texts = [shown_arguments(left.node), shown_arguments(right.node)];
                self.conflict(key, true, [left.node, right.node], texts);
            }
        }
        self.below(left, right, apart);
    }

    fn below(&mut self, left: &Placed<'d>, right: &Placed<'d>, apart: bool) {
        let (Some(of_left), Some(of_right)) = (left.definition, right.definition) else { return };
        if left.node.selection_set.is_empty() && right.node.selection_set.is_empty() {
            return;
        }
        if self.checks.engine >= Engine::V2_5 {
            let place = |placed: &Placed<'_>| placed.node.location().map(|span| span.offset());
            let pair = [place(left), place(right)];
            if left.node.ptr_eq(right.node) || !self.merge.fields.insert(pair) {
                return;
            }
        }
        let content = |validator: &Self, placed: &Placed<'d>, definition: &'d Field| {
            let ty = definition.ty.inner_named_type().as_str();
            validator.content(&placed.node.selection_set, ty, &[ty])
        };
        let (in_left, in_right) = (content(self, left, of_left), content(self, right, of_right));
        self.between(&in_left, &in_right, apart);
        for spread in &in_right.spreads {
            self.fields_with_fragment(spread, &in_left, apart);
        }
        for spread in &in_left.spreads {
            self.fields_with_fragment(spread, &in_right, apart);
        }
        for spread in &in_left.spreads {
            for other in &in_right.spreads {
                self.fragments_with_each_other(spread, other, apart);
            }
        }
    }

    /// Whether no object can be in both rows of types. Rows of different length count as apart.
    fn apart(&mut self, left: &[&'d str], right: &[&'d str]) -> bool {
        if left.is_empty() || right.is_empty() {
            return false;
        }
        left.len() != right.len()
            || left
                .iter()
                .zip(right)
                .any(|(left, right)| left != right && !self.overlap(left, right))
    }

    fn conflict(
        &mut self,
        key: &'d str,
        of_arguments: bool,
        nodes: [&'d Node<AstField>; 2],
        texts: [String; 2],
    ) {
        if self.checks.engine == Engine::V1_12_10 {
            let mut fields: Vec<_> = nodes.into_iter().zip(texts).collect();
            if !of_arguments {
                fields.sort_by(|(_, left), (_, right)| left.cmp(right));
            }
            self.merge.conflicts.push(Conflict { key, of_arguments, fields });
            return;
        }
        // The older ones take fields for the same that are written alike.
        let by_place = self.checks.engine >= Engine::V2_5;
        let conflicts = &mut self.merge.conflicts;
        let is_it = |it: &Conflict<'_>| it.key == key && it.of_arguments == of_arguments;
        if !conflicts.iter().any(is_it) {
            conflicts.push(Conflict { key, of_arguments, fields: Vec::new() });
        }
        let Some(conflict) = conflicts.iter_mut().find(|it| is_it(it)) else { return };
        for (node, text) in nodes.into_iter().zip(texts) {
            let is_there = conflict
                .fields
                .iter()
                .any(|(other, _)| if by_place { other.ptr_eq(node) } else { *other == node });
            if !is_there {
                conflict.fields.push((node, text));
            }
        }
    }
}

/// Whether two fields are one field with the same arguments.
fn is_alike(left: &Placed<'_>, right: &Placed<'_>) -> bool {
    let definition = |placed: &Placed<'_>| placed.definition.map(std::ptr::from_ref);
    left.node.name == right.node.name
        && definition(left) == definition(right)
        && same_arguments(left.node, right.node)
}

fn shown(value: &Literal) -> String {
    value.serialize().no_indent().to_string()
}

fn same_arguments(left: &AstField, right: &AstField) -> bool {
    left.arguments.len() == right.arguments.len()
        && left.arguments.iter().all(|argument| {
            let other = right.arguments.iter().find(|other| other.name == argument.name);
            other.is_some_and(|other| shown(&other.value) == shown(&argument.value))
        })
}

/// The arguments of a field in a message: `{id:"1"}`.
fn shown_arguments(field: &AstField) -> String {
    let mut all: Vec<(&str, String)> = Vec::new();
    for argument in &field.arguments {
        let text = serde_json::Value::from(shown(&argument.value)).to_string();
        match all.iter_mut().find(|(name, _)| *name == argument.name.as_str()) {
            Some((_, other)) => *other = text,
            None => all.push((argument.name.as_str(), text)),
        }
    }
    let all: Vec<String> = all.into_iter().map(|(name, text)| format!("{name}:{text}")).collect();
    format!("{{{}}}", all.join(","))
}
