//! Validation: every mistake of a document in one answer, with graphql-ruby's messages and codes.
//!
//! The rules, their order and their oddities are those of the library's `static_validation`; the test
//! `real_engine` of decidim-client compares the two.

mod arguments;
mod built_in;
mod compared;
mod content;
mod directives;
mod known_directives;
mod literals;
mod merge;
mod names;
mod spread_graph;
mod spreads;
mod suggestion;
mod usage;
mod variable_usage;
mod variables;
mod visit;
mod walk;

pub(super) use walk::Checks;

use apollo_compiler::ast::Document;

use super::error::Problem;
use super::schema::Schema;
use walk::Walk;

/// What is wrong with a document; nothing of it is executed then.
pub(super) fn validate(document: &Document, schema: &Schema, checks: Checks) -> Vec<Problem> {
    let mut walk = Walk::new(document, schema, checks);
    walk.document();
    if walk.met_the_gate {
        let message = "Introspection is disabled for this request";
        return vec![Problem::coded(message, "INTROSPECTION_DISABLED_ERROR")];
    }
    walk.problems
}
