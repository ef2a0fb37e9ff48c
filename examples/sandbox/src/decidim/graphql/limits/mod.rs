//! What the server refuses before it executes anything.

mod complexity;
mod shape;

use apollo_compiler::Node;
use apollo_compiler::ast::{Directive, OperationDefinition, Selection};
use serde_json::Value;

use super::condition::is_wanted;
use super::document::Fragments;
use super::error::Problem;
use super::schema::Schema;
use crate::decidim::engine::Engine;
use crate::decidim::settings::Settings;
use crate::decidim::version::Version;

/// The most alias names of a query.
const ALIASES: usize = 5;
/// The most times that one field name may stand on one path.
const RECURSION: usize = 2;

/// A query about to be executed.
pub(super) struct Query<'d> {
    pub(super) operation: &'d OperationDefinition,
    pub(super) fragments: &'d Fragments<'d>,
    pub(super) schema: &'d Schema,
    pub(super) variables: &'d Value,
    pub(super) engine: Engine,
}

impl Query<'_> {
    /// Whether the library's visitor passes this over: fields that `@skip` or `@include` take out,
    /// from 2.3 on fragments too.
    fn is_skipped(&self, selection: &Selection) -> bool {
        match selection {
            Selection::Field(field) => !self.wants(&field.directives),
            Selection::InlineFragment(_) | Selection::FragmentSpread(_)
                if self.engine < Engine::V2_4 =>
            {
                false
            }
            Selection::InlineFragment(fragment) => !self.wants(&fragment.directives),
            Selection::FragmentSpread(spread) => !self.wants(&spread.directives),
        }
    }

    fn wants(&self, directives: &[Node<Directive>]) -> bool {
        is_wanted(directives, self.variables)
    }
}

/// Every limit that the query breaks.
pub(super) fn broken(query: &Query<'_>, settings: &Settings) -> Vec<Problem> {
    let version = settings.version;
    let mut problems = Vec::new();
    let usual = if version < Version::V0_27 { 300 } else { 5000 };
    let most = settings.max_complexity.unwrap_or(usual);
    // From 0.28 on, a page costs its size times its content.
    let page = (version >= Version::V0_28).then_some(settings.max_page_size);
    // Of a page's own fields 2.0 and the first 2.2 know `pageInfo`, `edges` and `nodes` alone.
    let counts_all = match query.engine {
        Engine::V2_2 => version >= Version::V0_30,
        engine => engine > Engine::V2_2,
    };
    let complexity = complexity::of(query, page, counts_all);
    if complexity > most {
        problems.push(Problem::bare(format!(
            "Query has complexity of {complexity}, which exceeds max complexity of {most}"
        )));
    }
    let shape = shape::of(query);
    let most = settings.max_depth;
    if shape.depth > most {
        let depth = shape.depth;
        problems.push(Problem::bare(format!(
            "Query has depth of {depth}, which exceeds max depth of {most}"
        )));
    }
    if version < Version::V0_30_5 {
        return problems;
    }
    let aliases = shape.aliases.len();
    if aliases > ALIASES && !settings.codes_alias_limit {
        let names: Vec<&str> = shape.aliases.iter().copied().collect();
        problems.push(Problem::bare(format!("Too many aliases used: {}", names.join(","))));
    } else if aliases > ALIASES {
        let message = format!(
            "Too many aliases used. You have used {aliases} aliases, but {ALIASES} are allowed."
        );
        problems.push(Problem::coded(&message, "TOO_MANY_ALIASES_ERROR"));
    }
    if shape.recursion > RECURSION {
        let message = "Too many recursions detected in query";
        problems.push(Problem::coded(message, "RECURSION_LIMIT_EXCEEDED_ERROR"));
    }
    problems
}
