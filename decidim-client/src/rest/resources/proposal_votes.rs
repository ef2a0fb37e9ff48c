//! Votes for proposals.

use civic_core::Extra;
use civic_core::http::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::proposals::Proposal;
use crate::rest::actor::User;
use crate::rest::call::Call;
use crate::rest::client::Client;
use crate::rest::id::Id;
use crate::rest::record::Record;
use crate::rest::scope::{Needs, Scope};
use crate::rest::write::Write;

const VOTE: Needs = Needs::new(Scope::Proposals, "proposals.vote");

impl Client<User> {
    /// Votes for a proposal in the participant's name. Scope `proposals`, permission
    /// `proposals.vote`.
    ///
    /// The weight is 1, but where the component's settings
    /// [say otherwise](super::proposal_components::ProposalComponentMeta::votes). In 0.2 a vote
    /// cannot be taken back by API.
    ///
    /// # Errors
    /// [`Rejected`](civic_core::ErrorKind::Rejected) where votes are closed, the participant has
    /// voted already, or the weight is none of this component.
    pub fn vote(&self, proposal_id: impl Into<Id>, weight: i64) -> Write<Vote> {
        let body = json!({"proposal_id": proposal_id.into().to_json(), "data": {"weight": weight}});
        // 0.2 calls them proposal votes, 0.3 has them elsewhere.
        let call = Call::new(Method::POST, "proposal_votes", VOTE).renamed("vote_proposals");
        Write::new(&self.session, call.json(&body))
    }
}

/// What comes of a vote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "one at a time, and mostly the large one")]
pub enum Vote {
    /// The proposal voted for, with the vote in its `meta`. Up to 0.2.
    Proposal(Proposal),
    /// The vote. Since 0.3.
    Vote(Record<Extra>),
}

impl Vote {
    /// The weight, where the server tells it.
    pub fn weight(&self) -> Option<i64> {
        match self {
            Self::Proposal(proposal) => Some(proposal.meta.voted.as_ref()?.weight),
            Self::Vote(vote) => vote.attributes.get("weight")?.as_i64(),
        }
    }

    /// The proposal voted for, where the server tells it.
    pub fn proposal(&self) -> Option<&Proposal> {
        match self {
            Self::Proposal(proposal) => Some(proposal),
            Self::Vote(_) => None,
        }
    }
}
