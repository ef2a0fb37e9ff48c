//! Validation: every mistake of a document in one answer, with graphql-ruby's messages and codes.
//!
//! The rules, their order and their oddities are those of the library's `static_validation`; the test
//! `real_engine` of decidim-client compares the two.

mod arguments;
mod built_in;
mod content;
mod directives;
mod literals;
mod merge;
mod spreads;
mod suggestion;
mod usage;
mod variables;
mod visit;

use std::collections::HashMap;

use apollo_compiler::Node;
use apollo_compiler::ast::{Document, VariableDefinition};
use apollo_compiler::parser::SourceSpan;
use serde_json::Value;

use super::document::{Fragments, fragments};
use super::error::{Problem, place};
use super::schema::{Definition, Field, Input, Schema};
use crate::decidim::engine::Engine;
use directives::Known;
use spreads::Spreads;
use usage::Usage;

/// How a document is checked.
#[derive(Clone, Copy)]
pub(super) struct Checks {
    pub(super) engine: Engine,
    /// Whether the caller may read the schema.
    pub(super) is_open: bool,
}

/// What is wrong with a document; nothing of it is executed then.
pub(super) fn validate(document: &Document, schema: &Schema, checks: Checks) -> Vec<Problem> {
    let mut walk = Walk {
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
        merge: merge::Seen::default(),
        by_directive: HashMap::new(),
        problems: Vec::new(),
        met_the_gate: false,
    };
    walk.document();
    if walk.met_the_gate {
        let message = "Introspection is disabled for this request";
        return vec![Problem::coded(message, "INTROSPECTION_DISABLED_ERROR")];
    }
    walk.problems
}

/// One walk over a document, in the order of its text.
struct Walk<'d> {
    document: &'d Document,
    schema: &'d Schema,
    checks: Checks,
    fragments: Fragments<'d>,
    path: Vec<Value>,
    /// The field that the walk is in, if the schema has it.
    field: Option<&'d Field>,
    /// The directive that the walk is in.
    directive: Option<&'d Known>,
    /// The arguments and members that the walk is in, outermost first.
    arguments: Vec<Option<&'d Input>>,
    /// The variables of the operation that was last begun.
    declared: Vec<&'d Node<VariableDefinition>>,
    usage: Usage<'d>,
    spreads: Spreads<'d>,
    merge: merge::Seen<'d>,
    /// The problem that tells of an unknown directive, by its name.
    by_directive: HashMap<&'d str, usize>,
    problems: Vec<Problem>,
    /// Whether a type of the schema's own description was looked at by somebody who may not: the
    /// engine breaks off there, and its one error takes the place of all others.
    met_the_gate: bool,
}

impl<'d> Walk<'d> {
    /// A type by its name, the built-in ones included.
    fn look_up(&mut self, name: &str) -> Option<&'d Definition> {
        self.met_the_gate |= name.starts_with("__") && !self.checks.is_open;
        self.definition(name)
    }

    fn definition(&self, name: &str) -> Option<&'d Definition> {
        self.schema.get(name).or_else(|| built_in::get(name))
    }

    /// A field of a type, the ones included that every type has.
    fn field_of(&self, parent: &str, name: &str) -> Option<&'d Field> {
        match self.definition(parent)?.fields.get(name) {
            Some(field) => Some(field),
            None => built_in::field(parent, name),
        }
    }

    fn report(&mut self, message: impl Into<Value>, span: Option<SourceSpan>, extensions: Value) {
        self.report_all(message, &[span], extensions);
    }

    fn report_all(
        &mut self,
        message: impl Into<Value>,
        spans: &[Option<SourceSpan>],
        extensions: Value,
    ) {
        let path = self.path.clone();
        self.report_on(path, message, spans, extensions);
    }

    fn report_on(
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
    fn hint<'n>(&self, name: &str, known: impl Iterator<Item = &'n str>) -> String {
        if self.checks.engine.suggests() { suggestion::of(name, known) } else { String::new() }
    }

    /// The same for a name that is no type: all types are looked at, the schema's own too.
    fn type_hint(&mut self, name: &str, suits: impl Fn(&Definition) -> bool) -> String {
        self.met_the_gate |= self.checks.engine.suggests() && !self.checks.is_open;
        let own = self.schema.types.iter().map(|(name, it)| (name.as_str(), it.as_ref()));
        let mut suiting: Vec<&str> =
            own.filter(|(_, it)| suits(it)).map(|(name, _)| name).collect();
        suiting.extend(built_in::all().filter(|(_, it)| suits(it)).map(|(name, _)| name));
        self.hint(name, suiting.into_iter())
    }
}
