//! A query as one host takes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::complexity::Complexity;
use super::missing_feature::MissingFeature;
use super::prune::{Pruned, prune};
use super::source_query::{Edit, Edits, SourcePosition, SourceQuery};
use super::upcast::{Upcast, upcasts};
use super::version_probe;
use crate::graphql::document::{Document, Selection, SelectionSet, condition, response_key};
use crate::graphql::server_error::ServerError;
use crate::graphql::type_conditions::type_name;

/// A query without what its host does not have.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) source: Arc<SourceQuery>,
    pub(super) edits: Edits,
    pub(super) document: Document,
    text: String,
    /// From a position in the text that is sent to the one in the source.
    pub(super) positions: HashMap<SourcePosition, SourcePosition>,
    lost: BTreeMap<String, MissingFeature>,
    literal: Option<MissingFeature>,
    upcasts: Vec<Upcast>,
    complexity: Complexity,
}

impl Plan {
    /// The query without what is known to be missing.
    pub(crate) fn new(source: Arc<SourceQuery>, missing: &BTreeSet<MissingFeature>) -> Self {
        let edits = source.edits(missing);
        Self::with(source, edits)
    }

    pub(super) fn with(source: Arc<SourceQuery>, edits: Edits) -> Self {
        let Pruned { document, lost, literal } = prune(&source.document, &edits);
        let text = document.print();
        let mut positions = HashMap::new();
        // What was printed from a tree can be read again; if it could not, validation errors would be
        // traced by their paths.
        if let Ok(printed) = Document::parse(&text, None) {
            pair(&printed.selections, &document.selections, &mut positions);
            for (name, fragment) in &printed.fragments {
                if let Some(original) = document.fragments.get(name) {
                    pair(&fragment.selection_set, &original.selection_set, &mut positions);
                }
            }
        }
        let upcasts = upcasts(&source, &document, &edits);
        let complexity = Complexity::of(&document);
        Self { source, edits, document, text, positions, lost, literal, upcasts, complexity }
    }

    /// The types that the query names, each once.
    pub(crate) fn types(&self) -> Vec<&str> {
        self.document.types()
    }

    /// Whether the query asks for the schema itself.
    pub(crate) fn introspects(&self) -> bool {
        ["__schema", "__type"]
            .iter()
            .any(|root| !self.below(&self.document.selections, root).is_empty())
    }

    /// The query to send.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn operation_name(&self) -> Option<&str> {
        self.document.name.as_deref()
    }

    pub(crate) fn is_mutation(&self) -> bool {
        self.document.is_mutation
    }

    /// Whether nothing is left to ask.
    pub(crate) fn is_empty(&self) -> bool {
        self.document.selections.items.iter().all(version_probe::is_all)
    }

    /// What a variable lost its use to.
    pub(crate) fn lost(&self, variable: &str) -> Option<&MissingFeature> {
        self.lost.get(variable)
    }

    /// The type of a variable, without lists and marks; `None` where the query has none.
    pub(crate) fn variable_type(&self, variable: &str) -> Option<&str> {
        let declared = self.document.variables.iter().find(|declared| declared.name == variable)?;
        Some(type_name(&declared.var_type))
    }

    /// What the query itself sets or does that the site cannot.
    pub(crate) fn literal(&self) -> Option<&MissingFeature> {
        self.literal.as_ref()
    }

    /// Whether the query has this variable.
    pub(crate) fn takes(&self, variable: &str) -> bool {
        self.document.variables.iter().any(|declared| declared.name == variable)
    }

    /// What was cut out of what was asked for.
    pub(crate) fn missing_features(&self) -> impl Iterator<Item = &MissingFeature> {
        let asked = self.edits.iter().filter(|(edit, _)| match edit {
            Edit::Field(position) => !version_probe::is_one(*position),
            _ => true,
        });
        asked.map(|(_, feature)| feature)
    }

    pub(crate) fn upcasts(&self) -> &[Upcast] {
        &self.upcasts
    }

    pub(crate) fn complexity(&self) -> Complexity {
        self.complexity
    }

    /// The first name of a path that the query does not ask for any more.
    pub(crate) fn missing<'a>(&self, path: &[&'a str]) -> Option<&'a str> {
        let mut sets = vec![&self.document.selections];
        for name in path {
            sets = sets.iter().flat_map(|set| self.below(set, name)).collect();
            if sets.is_empty() {
                return Some(name);
            }
        }
        None
    }

    fn below<'a>(&'a self, set: &'a SelectionSet, name: &str) -> Vec<&'a SelectionSet> {
        let mut found = Vec::new();
        for selection in &set.items {
            match selection {
                Selection::Field(field) if response_key(field) == name => {
                    found.push(&field.selection_set);
                }
                Selection::Field(_) => {}
                Selection::InlineFragment(_) if version_probe::is_all(selection) => {}
                Selection::InlineFragment(inline) => {
                    found.extend(self.below(&inline.selection_set, name));
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        found.extend(self.below(&fragment.selection_set, name));
                    }
                }
            }
        }
        found
    }

    /// What cut a path out of the query.
    pub(crate) fn reason(&self, path: &[&str]) -> Option<&MissingFeature> {
        self.reason_in(&self.source.document.selections, path)
    }

    fn reason_in(&self, set: &SelectionSet, path: &[&str]) -> Option<&MissingFeature> {
        let (name, rest) = path.split_first()?;
        set.items.iter().find_map(|selection| match selection {
            Selection::Field(field) if response_key(field) == *name => {
                let cut = self.edits.get(&Edit::Field(field.position.into()));
                let below = || self.reason_in(&field.selection_set, rest);
                cut.or_else(below).or_else(|| self.first_cut_in(&field.selection_set))
            }
            Selection::InlineFragment(inline) if has(&inline.selection_set, name) => {
                let cut = self.edits.get(&Edit::Condition(inline.position.into()));
                cut.or_else(|| self.reason_in(&inline.selection_set, path))
            }
            _ => None,
        })
    }

    /// What emptied a selection: any of its cuts.
    fn first_cut_in(&self, set: &SelectionSet) -> Option<&MissingFeature> {
        set.items.iter().find_map(|selection| match selection {
            Selection::Field(field) => {
                let cut = self.edits.get(&Edit::Field(field.position.into()));
                cut.or_else(|| self.first_cut_in(&field.selection_set))
            }
            Selection::InlineFragment(inline) => {
                let cut = self.edits.get(&Edit::Condition(inline.position.into()));
                cut.or_else(|| self.first_cut_in(&inline.selection_set))
            }
            Selection::FragmentSpread(_) => None,
        })
    }

    pub(super) fn source(&self) -> &SourceQuery {
        &self.source
    }

    /// The place in the source of what stands at a place in the text that was sent.
    pub(super) fn original(&self, line: usize, column: usize) -> Option<SourcePosition> {
        self.positions.get(&SourcePosition(line, column)).copied()
    }

    /// The fields that an error's path leads along, as they stand in the source.
    pub(super) fn fields_on_path(&self, validation_error: &ServerError) -> Vec<SourcePosition> {
        let mut names = validation_error.path.iter().filter_map(|part| part.as_str());
        let mut sets = match names.next().map(|root| root.split_once(' ')) {
            Some(Some(("fragment", name))) => {
                self.document.fragments.get(name).map(|f| &f.selection_set).into_iter().collect()
            }
            _ => vec![&self.document.selections],
        };
        let mut positions = Vec::new();
        for name in names {
            let mut next = Vec::new();
            for selection in sets.iter().flat_map(|set| &set.items) {
                match selection {
                    Selection::Field(field) if response_key(field) == name => {
                        positions.push(field.position.into());
                        next.push(&field.selection_set);
                    }
                    Selection::InlineFragment(inline) => {
                        let on = inline.type_condition.as_ref().map_or("", condition);
                        if name.strip_prefix("... on ") == Some(on) {
                            next.push(&inline.selection_set);
                        }
                    }
                    Selection::Field(_) | Selection::FragmentSpread(_) => {}
                }
            }
            sets = next;
        }
        positions
    }
}

fn note(
    positions: &mut HashMap<SourcePosition, SourcePosition>,
    printed: SourcePosition,
    dots: usize,
    original: SourcePosition,
) {
    let SourcePosition(line, column) = printed;
    positions.insert(SourcePosition(line, column.saturating_sub(dots)), original);
    positions.insert(printed, original);
}

fn has(set: &SelectionSet, name: &str) -> bool {
    set.items.iter().any(|selection| match selection {
        Selection::Field(field) => response_key(field) == name,
        Selection::InlineFragment(inline) => has(&inline.selection_set, name),
        Selection::FragmentSpread(_) => false,
    })
}

/// Pairs the positions of two trees of one shape.
fn pair(
    printed: &SelectionSet,
    original: &SelectionSet,
    positions: &mut HashMap<SourcePosition, SourcePosition>,
) {
    for (printed, original) in printed.items.iter().zip(&original.items) {
        match (printed, original) {
            (Selection::Field(printed), Selection::Field(original)) => {
                positions.insert(printed.position.into(), original.position.into());
                pair(&printed.selection_set, &original.selection_set, positions);
            }
            (Selection::InlineFragment(printed), Selection::InlineFragment(original)) => {
                // The parser says where the type stands; servers say where the dots do.
                note(positions, printed.position.into(), 4, original.position.into());
                pair(&printed.selection_set, &original.selection_set, positions);
            }
            (Selection::FragmentSpread(printed), Selection::FragmentSpread(original)) => {
                note(positions, printed.position.into(), 3, original.position.into());
            }
            _ => {}
        }
    }
}
