//! Validation: every mistake of a document in one answer, with graphql-ruby's messages and codes.
//!
//! The rules, their order and their oddities are those of the library's `static_validation`; the test
//! `real_engine` of decidim-client compares the two.

mod arguments;
mod built_in;
mod compared;
mod content;
mod directives;
mod introspection_gate;
mod known_directives;
mod literals;
mod merge;
mod names;
mod spread_graph;
mod spreads;
mod suggestion;
mod usage;
mod validator;
mod variable_usage;
mod variables;
mod visit;

pub(super) use validator::Checks;

use apollo_compiler::ast::Document;

use super::error::Problem;
use super::schema::Schema;
use validator::Validator;

/// What is wrong with a document; nothing of it is executed then.
pub(super) fn validate(document: &Document, schema: &Schema, checks: Checks) -> Vec<Problem> {
    let mut validator = Validator::new(document, schema, checks);
    validator.document();
    if validator.met_the_gate {
        return vec![introspection_gate::closed()];
    }
    validator.problems
}
