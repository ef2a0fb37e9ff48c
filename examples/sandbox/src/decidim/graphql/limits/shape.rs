//! Depth, aliases and recursion of a query.

use std::collections::{BTreeSet, HashMap};

use apollo_compiler::ast::Selection;

use super::query::Query;

/// Names that do not count as recursion. Fields without selections do not either, unless `@skip` or
/// `@include` takes them out: Decidim's `recursion_analyzer.rb` asks for that the wrong way round.
const UNCOUNTED: [&str; 4] = ["node", "nodes", "edges", "ofType"];

/// The outline of a query.
#[derive(Default)]
pub(super) struct Shape<'d> {
    pub(super) depth: usize,
    pub(super) aliases: BTreeSet<&'d str>,
    /// The most times that one name stands on one path.
    pub(super) recursion: usize,
    path: HashMap<&'d str, usize>,
}

pub(super) fn of<'d>(query: &Query<'d>) -> Shape<'d> {
    let mut shape = Shape::default();
    shape.measure(query, &query.operation.selection_set, 1, false);
    shape
}

impl<'d> Shape<'d> {
    fn measure(
        &mut self,
        query: &Query<'d>,
        selections: &'d [Selection],
        depth: usize,
        is_skipped: bool,
    ) {
        for selection in selections {
            let is_skipped = is_skipped || query.is_skipped(selection);
            match selection {
                Selection::Field(field) => {
                    let name = field.name.as_str();
                    if !is_skipped {
                        self.depth = self.depth.max(depth);
                    }
                    self.aliases.extend(field.alias.as_ref().map(apollo_compiler::Name::as_str));
                    let counts = !UNCOUNTED.contains(&name)
                        && (is_skipped || !field.selection_set.is_empty());
                    if counts {
                        let times = self.path.entry(name).or_default();
                        *times += 1;
                        self.recursion = self.recursion.max(*times);
                    }
                    self.measure(query, &field.selection_set, depth + 1, is_skipped);
                    if counts && let Some(times) = self.path.get_mut(name) {
                        *times -= 1;
                    }
                }
                Selection::InlineFragment(fragment) => {
                    self.measure(query, &fragment.selection_set, depth, is_skipped);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = query.fragments.get(spread.fragment_name.as_str()) {
                        self.measure(query, &fragment.selection_set, depth, is_skipped);
                    }
                }
            }
        }
    }
}
