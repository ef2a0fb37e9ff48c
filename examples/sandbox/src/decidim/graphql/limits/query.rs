//! The query that is measured.

use apollo_compiler::Node;
use apollo_compiler::ast::{Directive, OperationDefinition, Selection};
use serde_json::Value;

use crate::decidim::engine::Engine;
use crate::decidim::graphql::condition::is_wanted;
use crate::decidim::graphql::document::Fragments;
use crate::decidim::graphql::schema::Schema;

/// A query about to be executed.
pub(in crate::decidim::graphql) struct Query<'d> {
    pub(in crate::decidim::graphql) operation: &'d OperationDefinition,
    pub(in crate::decidim::graphql) fragments: &'d Fragments<'d>,
    pub(in crate::decidim::graphql) schema: &'d Schema,
    pub(in crate::decidim::graphql) variables: &'d Value,
    pub(in crate::decidim::graphql) engine: Engine,
}

impl Query<'_> {
    /// Whether the library's visitor passes this over: fields that `@skip` or `@include` take out,
    /// from 2.3 on fragments too.
    pub(super) fn is_skipped(&self, selection: &Selection) -> bool {
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

    pub(super) fn wants(&self, directives: &[Node<Directive>]) -> bool {
        is_wanted(directives, self.variables)
    }
}
