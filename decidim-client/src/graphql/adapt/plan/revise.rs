//! A plan after what its host said of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Plan;
use crate::graphql::adapt::complaint::Cut;
use crate::graphql::adapt::lack::Lack;
use crate::graphql::adapt::source::{Edit, Edits, Spot};
use crate::graphql::server_error::ServerError;

/// What a host said of a plan.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    edits: Edits,
    /// Those of them that are true of the host, whatever the query.
    of_version: Edits,
    /// What of it is true of the host, whatever the query.
    pub(crate) lessons: BTreeSet<Lack>,
}

impl Findings {
    /// Whether there is nothing to cut.
    pub(crate) fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

impl Plan {
    /// What the host complains about in this plan. `None` where a complaint is about something that
    /// no cut can mend.
    pub(crate) fn findings(&self, complaints: &[ServerError]) -> Option<Findings> {
        let mut found = Findings::default();
        for complaint in complaints {
            for (edit, lack) in self.cuts(complaint)? as Vec<Cut> {
                if complaint.is_about_the_version() {
                    found.lessons.insert(lack.clone());
                    found.of_version.entry(edit.clone()).or_insert_with(|| lack.clone());
                }
                found.edits.entry(edit).or_insert(lack);
            }
        }
        Some(found)
    }

    /// The plan without what was found in it, or in a plan for the same query. `None` where nothing
    /// is left to cut.
    pub(crate) fn without(&self, found: &Findings) -> Option<Self> {
        let mut edits = self.edits.clone();
        for (edit, lack) in &found.edits {
            edits.entry(edit.clone()).or_insert_with(|| lack.clone());
        }
        (edits.len() > self.edits.len()).then(|| Self::with(Arc::clone(&self.source), edits))
    }

    /// The plan without everything that needs one of these types.
    pub(crate) fn without_types<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut edits = self.edits.clone();
        for name in names {
            let lack = Lack::Type { name: name.to_owned() };
            for edit in self.source.edits_for_type(name) {
                edits.entry(edit).or_insert_with(|| lack.clone());
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

    /// Whether the query still asks for what this says is lacking.
    pub(in crate::graphql::adapt) fn asks_for(&self, lack: &Lack) -> bool {
        let sent = |spot: &Spot| self.places.values().any(|place| place == spot);
        self.source.edits_for(lack).into_iter().any(|edit| match &edit {
            Edit::Field(spot) | Edit::Selections(spot) | Edit::Condition(spot) => sent(spot),
            Edit::Argument(spot, _) | Edit::Member(spot, ..) => {
                sent(spot) && !self.edits.contains_key(&edit)
            }
            Edit::Fragment(name) => self.document.fragments.contains_key(name),
            Edit::Variable(name) => self.takes(name),
        })
    }
}
