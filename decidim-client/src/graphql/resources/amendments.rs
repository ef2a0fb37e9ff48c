//! Amendments: proposals to change a proposal.

use civic_core::open_enum;
use serde::{Deserialize, Serialize};

use super::of_record::RecordPaths;
use super::{Author, Proposal, Reference};
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::lists::Listed;
use crate::graphql::records::operation::Operation;

const AMENDMENTS: Operation =
    Operation::new("Amendments", include_str!("../../../graphql/proposals.graphql"));

open_enum! {
    /// What became of an amendment.
    pub enum AmendmentState {
        /// Not published yet.
        Draft = "draft",
        /// Under evaluation by the authors of what it amends.
        Evaluating = "evaluating",
        /// Accepted.
        Accepted = "accepted",
        /// Rejected.
        Rejected = "rejected",
        /// Withdrawn by its author.
        Withdrawn = "withdrawn",
    }
}

/// An amendment: it leads from what is amended to the text that shall stand instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Amendment {
    /// The id.
    pub id: Id,
    /// What became of it.
    pub state: Option<AmendmentState>,
    /// Who made it.
    pub amender: Option<Author>,
    /// What is amended.
    pub amendable: Option<Reference>,
    /// The class of what is amended, such as `Decidim::Proposals::Proposal`.
    pub amendable_type: Option<String>,
    /// What shall stand instead: a record of the same class.
    pub emendation: Option<Reference>,
    /// The class of what shall stand instead.
    pub emendation_type: Option<String>,
}

impl Contents<Proposal> {
    /// The amendments of the proposal with this id.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut amendments = site.proposals(39).amendments(35).list().stream();
    /// while let Some(amendment) = amendments.try_next().await? {
    ///     let emendation = amendment.emendation.and_then(|emendation| emendation.id);
    ///     println!("{:?}: see proposal {emendation:?}", amendment.state);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn amendments(&self, id: impl Into<Id>) -> Listed<Amendment> {
        let key = |amendment: &Amendment| amendment.id.key();
        let path = RecordPaths::<Proposal>::AMENDMENTS;
        self.of_record(id.into(), AMENDMENTS, path, "amendments", key)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_amendment_is_read_full_and_bare() {
        let full = json!({
            "id": "4",
            "state": "evaluating",
            "amender": {"__typename": "User", "id": "3"},
            "amendable": {"__typename": "Proposal", "id": "35"},
            "amendableType": "Decidim::Proposals::Proposal",
            "emendation": {"__typename": "Proposal", "id": "36"},
            "emendationType": "Decidim::Proposals::Proposal",
        });
        let amendment: Amendment = serde_json::from_value(full).unwrap();
        assert_eq!(amendment.state, Some(AmendmentState::Evaluating));
        assert_eq!(amendment.emendation.map(|record| record.id), Some(Some(Id::new(36))));
        let bare: Amendment = serde_json::from_value(json!({"id": "5"})).unwrap();
        assert_eq!((bare.id, bare.amender, bare.emendation), (Id::new(5), None, None));
    }
}
