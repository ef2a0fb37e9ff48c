//! A plan after what its host said of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::missing_feature::MissingFeature;
use super::plan::Plan;
use super::source_query::{Edit, Edits, SourcePosition};
use super::validation_error::Cut;
use crate::graphql::server_error::ServerError;

/// What a host said of a plan.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    edits: Edits,
    /// Those of them that are true of the host, whatever the query.
    of_version: Edits,
    /// What of it is true of the host, whatever the query.
    pub(crate) lessons: BTreeSet<MissingFeature>,
}

impl Findings {
    /// Whether there is nothing to cut.
    pub(crate) fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

impl Plan {
    /// What the host named as wrong in this plan. `None` where an error is about something that
    /// no cut can mend.
    pub(crate) fn findings(&self, validation_errors: &[ServerError]) -> Option<Findings> {
        let mut found = Findings::default();
        for validation_error in validation_errors {
            for (edit, feature) in self.cuts(validation_error)? as Vec<Cut> {
                if validation_error.is_about_the_version() {
                    found.lessons.insert(feature.clone());
                    found.of_version.entry(edit.clone()).or_insert_with(|| feature.clone());
                }
                found.edits.entry(edit).or_insert(feature);
            }
        }
        Some(found)
    }

    /// The plan without what was found in it, or in a plan for the same query. `None` where nothing
    /// is left to cut.
    pub(crate) fn without(&self, found: &Findings) -> Option<Self> {
        let mut edits = self.edits.clone();
        for (edit, feature) in &found.edits {
            edits.entry(edit.clone()).or_insert_with(|| feature.clone());
        }
        (edits.len() > self.edits.len()).then(|| Self::with(Arc::clone(&self.source), edits))
    }

    /// The plan without everything that needs one of these types.
    pub(crate) fn without_types<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut edits = self.edits.clone();
        for name in names {
            let feature = MissingFeature::Type { name: name.to_owned() };
            for edit in self.source.edits_for_type(name) {
                edits.entry(edit).or_insert_with(|| feature.clone());
            }
        }
        Self::with(Arc::clone(&self.source), edits)
    }

    /// The whole query.
    pub(crate) fn uncut(&self) -> Self {
        Self::with(Arc::clone(&self.source), Edits::new())
    }

    /// The whole query but for what the host's version was found not to have. What else was wrong
    /// with this plan may have come of its cuts.
    pub(crate) fn anew(&self, found: &Findings) -> Self {
        Self::with(Arc::clone(&self.source), found.of_version.clone())
    }

    /// Whether the query still asks for what this says is missing.
    pub(super) fn asks_for(&self, feature: &MissingFeature) -> bool {
        let sent = |position: &SourcePosition| self.positions.values().any(|sent| sent == position);
        self.source.edits_for(feature).into_iter().any(|edit| match &edit {
            Edit::Field(position) | Edit::Selections(position) | Edit::Condition(position) => {
                sent(position)
            }
            Edit::Argument(position, _) | Edit::Member(position, ..) => {
                sent(position) && !self.edits.contains_key(&edit)
            }
            Edit::Fragment(name) => self.document.fragments.contains_key(name),
            Edit::Variable(name) => self.takes(name),
        })
    }
}
