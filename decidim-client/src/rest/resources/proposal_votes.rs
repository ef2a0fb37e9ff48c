//! Votes for proposals.

use civic_core::http::types::Method;
use civic_core::jiff::Timestamp;
use civic_core::{Extra, open_enum};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::proposals::Proposal;
use crate::rest::api_request::ApiRequest;
use crate::rest::auth::User;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::id::Id;
use crate::rest::kept::{self, Kept};
use crate::rest::record::{Record, ToOne};
use crate::rest::wire::is_default;
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
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// use decidim_client::ErrorKind;
    ///
    /// match ana.vote(5499, 1).await {
    ///     Ok(vote) => println!("voted with weight {:?}", vote.weight()),
    ///     Err(error) if error.kind() == ErrorKind::Rejected => println!("closed, or voted already: {error}"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Rejected`](civic_core::ErrorKind::Rejected) where votes are closed, the participant has
    /// voted already, or the component does not have this weight;
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for an id that no proposal has.
    pub fn vote(&self, proposal_id: impl Into<Id>, weight: i64) -> Write<Vote> {
        let proposal_id = proposal_id.into();
        let body = json!({"proposal_id": proposal_id.to_json(), "data": {"weight": weight}});
        // 0.2 calls them proposal votes, 0.3 has them elsewhere.
        let call = ApiRequest::new(Method::POST, "proposal_votes", VOTE).renamed("vote_proposals");
        Write::new(&self.session, call.json(&body).naming(&proposal_id))
    }
}

open_enum! {
    /// What a vote is answered with, by its `type`.
    enum Answered {
        Proposal = "proposal",
        Vote = "vote_proposals",
    }
}

/// What comes of a vote: told by the `type` that the server gives it, for both have an id, a weight
/// and moments.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "one at a time, and mostly the large one")]
pub enum Vote {
    /// The proposal voted for, with the vote in its `meta`. Up to 0.2.
    Proposal(Proposal),
    /// The vote. Since 0.3. Its id is the vote's own.
    Vote(ProposalVote),
    /// A record of a type that this version does not know.
    Other(Record<Extra>),
}

impl<'de> Deserialize<'de> for Vote {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
        let read = match Answered::from(kind) {
            Answered::Proposal => Proposal::deserialize(value).map(Self::Proposal),
            Answered::Vote => ProposalVote::deserialize(value).map(Self::Vote),
            Answered::Other(_) => Record::deserialize(value).map(Self::Other),
        };
        read.map_err(D::Error::custom)
    }
}

impl Vote {
    /// The weight, where the server says it.
    pub fn weight(&self) -> Option<i64> {
        match self {
            Self::Proposal(proposal) => proposal.meta.voted.as_ref()?.weight,
            Self::Vote(vote) => vote.attributes.weight,
            Self::Other(_) => None,
        }
    }

    /// The proposal voted for. `None` where the server names it by its id alone, as 0.3 does.
    pub fn proposal(&self) -> Option<&Proposal> {
        match self {
            Self::Proposal(proposal) => Some(proposal),
            Self::Vote(_) | Self::Other(_) => None,
        }
    }

    /// The id of the proposal voted for.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let vote = ana.vote(5499, 1).await?;
    /// println!("{:?}", vote.proposal_id());
    /// # Ok(())
    /// # }
    /// ```
    pub fn proposal_id(&self) -> Option<&Id> {
        match self {
            Self::Proposal(proposal) => Some(&proposal.id),
            Self::Vote(vote) => vote.relationships.proposal.data.as_ref().map(|data| &data.id),
            Self::Other(_) => None,
        }
    }
}

/// A vote. Its id is unique among votes. Since 0.3.
pub type ProposalVote = Record<ProposalVoteAttributes, Extra, ProposalVoteRelationships>;

/// The fields of a vote.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ProposalVoteAttributes {
    /// Its weight. `None` where votes have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<i64>,
    /// When it was cast.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The records that a vote is related to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ProposalVoteRelationships {
    /// The proposal; the type is `proposals`.
    #[serde(deserialize_with = "kept::part", skip_serializing_if = "is_default")]
    pub proposal: ToOne,
    /// Whose vote it is; the type is `users`.
    #[serde(deserialize_with = "kept::part", skip_serializing_if = "is_default")]
    pub author: ToOne,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Kept for ProposalVoteAttributes {
    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

impl Kept for ProposalVoteRelationships {
    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}
