//! Votes for proposals.

use civic_core::http::types::Method;
use civic_core::jiff::Timestamp;
use civic_core::list::query::Filter;
use civic_core::list::source::Key;
use civic_core::{Extra, open_enum};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::proposals::Proposal;
use super::space_kind::SpaceManifest;
use crate::rest::api_request::ApiRequest;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::auth::{Actor, User};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::lenient_decode::{self, keeps_extra};
use crate::rest::list::List;
use crate::rest::record::{Record, ToOne};
use crate::rest::required_release::Since;
use crate::rest::resource::{Listed, Readable, Resource, Single, sealed};
use crate::rest::version::Release;
use crate::rest::wire::is_default;
use crate::rest::write::Write;

const SINCE: Since = Since::new(Release::V0_3_0, "lists of votes and their withdrawal");
const VOTE: Needs = Needs::new(Scope::Proposals, "proposals.vote");

impl<A: Actor> Client<A> {
    /// The votes of all participants for the proposals that the actor may see. Scope `proposals`,
    /// permission `proposals.read`. Since 0.3.
    ///
    /// For a machine these are the proposals in published public spaces: here it is not taken for an
    /// administrator.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut votes = site.proposal_votes().list().proposal(5499).stream();
    /// while let Some(vote) = votes.try_next().await? {
    ///     println!("{} {:?}", vote.id, vote.attributes.weight);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported) where the site has version 0.2, before anything
    /// is sent.
    pub fn proposal_votes(&self) -> Endpoint<ProposalVote, A> {
        Endpoint::new(self)
    }
}

impl Client<User> {
    /// Votes for a proposal in the participant's name. Scope `proposals`, permission
    /// `proposals.vote`.
    ///
    /// The weight is 1, but where the component's settings
    /// [say otherwise](super::proposal_components::ProposalComponentMeta::votes). Since 0.3 it can be
    /// [taken back](Self::unvote).
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

    /// Takes back the vote with this id, and returns it as it was. Scope `proposals`, permission
    /// `proposals.vote`. Since 0.3.
    ///
    /// The id is the vote's own, as [`vote`](Self::vote) returns it since 0.3 and
    /// [`proposal_votes`](Self::proposal_votes) lists it; it is not that of the proposal. The server does
    /// this at once.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// use decidim_client::rest::resources::Vote;
    ///
    /// if let Vote::Vote(vote) = ana.vote(5499, 1).await? {
    ///     ana.unvote(&vote.id).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Forbidden`](civic_core::ErrorKind::Forbidden) for the vote of another participant,
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where there is none,
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported) where the site has version 0.2, before anything
    /// is sent.
    pub fn unvote(&self, vote_id: impl Into<Id>) -> Write<ProposalVote> {
        let call = ApiRequest::on(Method::DELETE, ProposalVote::PATH, &vote_id.into(), "", VOTE);
        Write::at_its_own_path(&self.session, call.since([SINCE]))
    }
}

impl Write<Vote> {
    /// Asks for the whole proposal in place of the vote: [`Vote::Proposal`]. Version 0.2 always answers
    /// with it. Since 0.3; a vote that is [enqueued](Self::enqueue) has no such choice.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let vote = ana.vote(5499, 1).include_proposal().await?;
    /// println!("{:?}", vote.proposal().map(|proposal| &proposal.attributes.title));
    /// # Ok(())
    /// # }
    /// ```
    pub fn include_proposal(self) -> Self {
        self.with(|request| request.query("include_proposal", true))
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
    /// The proposal voted for, with the vote in its `meta`. Up to 0.2, and since 0.3 if
    /// [asked for](Write::include_proposal).
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

    /// The proposal voted for. `None` if the server names only its id, as 0.3 does.
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct ProposalVoteRelationships {
    /// The proposal; the type is `proposals`.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub proposal: ToOne,
    /// Whose vote it is; the type is `users`.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub author: ToOne,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(ProposalVoteAttributes, ProposalVoteRelationships);

impl sealed::Permitted for ProposalVote {
    const NEEDS: Needs = Needs::new(Scope::Proposals, "proposals.read");
}

impl Resource for ProposalVote {
    const PATH: &'static str = "vote_proposals";
    const RESOURCE_NAME: &'static str = "votes";
    const TRANSLATED: bool = false;
    const SINCE: Option<Since> = Some(SINCE);

    fn key(&self) -> Key {
        self.identity(None)
    }

    fn single(key: &str) -> Option<Single> {
        Some(Single::of::<Self>(key))
    }
}

impl Listed for ProposalVote {}

impl Readable for ProposalVote {}

impl<A: Actor> List<ProposalVote, A> {
    /// For this proposal.
    pub fn proposal(self, id: impl Into<Id>) -> Self {
        let id = id.into();
        let filter = exactly("proposal_id", "filter[proposal_id]", &id);
        self.set(filter.shown(move |vote: &ProposalVote| {
            vote.relationships.proposal.data.as_ref().map(|proposal| proposal.id == id)
        }))
    }

    /// Of this participant.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// // The vote of participant 5 for a proposal, if there is one.
    /// let vote = ana.proposal_votes().list().proposal(5499).author(5).stream().try_next().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn author(self, id: impl Into<Id>) -> Self {
        let id = id.into();
        let filter = exactly("author_id", "filter[author_id]", &id);
        self.set(filter.shown(move |vote: &ProposalVote| {
            vote.relationships.author.data.as_ref().map(|author| author.id == id)
        }))
    }

    /// For proposals of this component.
    pub fn in_component(self, id: impl Into<Id>) -> Self {
        self.set(exactly("component_id", "filter[component_id]", &id.into()))
    }

    /// For proposals in this space: an id is unique only among the spaces of one manifest.
    pub fn in_space(self, manifest: impl Into<SpaceManifest>, id: impl Into<Id>) -> Self {
        let manifest = Filter::one("space_manifest", manifest.into());
        self.set(manifest).set(exactly("space_id", "space_id", &id.into()))
    }
}

/// A condition that servers take without a predicate.
fn exactly<T>(name: &'static str, parameter: &'static str, id: &Id) -> Filter<T> {
    Filter::one(name, id).sent_as(parameter).refused(id.refusal())
}
