//! The state of a check: where in the document it is, what it has seen and found.

use std::collections::HashMap;

use apollo_compiler::Node;
use apollo_compiler::ast::{Document, VariableDefinition};
use apollo_compiler::parser::SourceSpan;
use serde_json::Value;

use super::compared::Compared;
use super::known_directives::Known;
use super::spread_graph::Spreads;
use super::variable_usage::Usage;
use super::{built_in, suggestion};
use crate::decidim::engine::Engine;
use crate::decidim::graphql::document::{Fragments, fragments};
use crate::decidim::graphql::error::{Problem, place};
use crate::decidim::graphql::schema::{Definition, Field, Input, Schema};

/// How a document is checked.
#[derive(Clone, Copy)]
pub(in crate::decidim::graphql) struct Checks {
    pub(in crate::decidim::graphql) engine: Engine,
    /// Whether the caller may read the schema.
    pub(in crate::decidim::graphql) is_open: bool,
}

/// One check of a document, in the order of its text.
pub(super) struct Validator<'d> {
    pub(super) document: &'d Document,
    pub(super) schema: &'d Schema,
    pub(super) checks: Checks,
    pub(super) fragments: Fragments<'d>,
    pub(super) path: Vec<Value>,
    /// The field that the validator is in, if the schema has it.
    pub(super) field: Option<&'d Field>,
    /// The directive that the validator is in.
    pub(super) directive: Option<&'d Known>,
    /// The arguments and members that the validator is in, outermost first.
    pub(super) arguments: Vec<Option<&'d Input>>,
    /// The variables of the operation that was last begun.
    pub(super) declared: Vec<&'d Node<VariableDefinition>>,
    pub(super) usage: Usage<'d>,
    pub(super) spreads: Spreads<'d>,
    pub(super) merge: Compared<'d>,
    /// The problem that tells of an unknown directive, by its name.
    pub(super) by_directive: HashMap<&'d str, usize>,
    pub(super) problems: Vec<Problem>,
    /// Whether a type of the schema's own description was looked at by somebody who may not: the
    /// engine breaks off there, and its one error takes the place of all others.
    pub(super) met_the_gate: bool,
}

impl<'d> Validator<'d> {
    pub(super) fn new(document: &'d Document, schema: &'d Schema, checks: Checks) -> Self {
        Self {
            document,
            schema,
            checks,
            fragments: fragments(document),
            path: Vec::new(),
            field: None,
            directive: None,
            arguments: Vec::new(),
            declared: Vec::new(),
            usage: Usage::default(),
            spreads: Spreads::default(),
            merge: Compared::default(),
            by_directive: HashMap::new(),
            problems: Vec::new(),
            met_the_gate: false,
        }
    }

    pub(super) fn definition(&self, name: &str) -> Option<&'d Definition> {
        self.schema.get(name).or_else(|| built_in::get(name))
    }

    /// A field of a type, the ones included that every type has.
    pub(super) fn field_of(&self, parent: &str, name: &str) -> Option<&'d Field> {
        match self.definition(parent)?.fields.get(name) {
            Some(field) => Some(field),
            None => built_in::field(parent, name),
        }
    }

    pub(super) fn report(
        &mut self,
        message: impl Into<Value>,
        span: Option<SourceSpan>,
        extensions: Value,
    ) {
        self.report_all(message, &[span], extensions);
    }

    pub(super) fn report_all(
        &mut self,
        message: impl Into<Value>,
        spans: &[Option<SourceSpan>],
        extensions: Value,
    ) {
        let path = self.path.clone();
        self.report_on(path, message, spans, extensions);
    }

    pub(super) fn report_on(
        &mut self,
        path: Vec<Value>,
        message: impl Into<Value>,
        spans: &[Option<SourceSpan>],
        extensions: Value,
    ) {
        let mut problem = Problem::bare(message).on(path).with(extensions);
        let places = spans.iter().filter_map(|span| place(*span, &self.document.sources));
        problem.locations = Some(places.collect());
        self.problems.push(problem);
    }

    /// ` (Did you mean ..)`, where the server says so and there is something near.
    pub(super) fn hint<'n>(&self, name: &str, known: impl Iterator<Item = &'n str>) -> String {
        if self.checks.engine.suggests() { suggestion::of(name, known) } else { String::new() }
    }
}
