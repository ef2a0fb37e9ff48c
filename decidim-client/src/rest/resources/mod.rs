//! What the API has: one file each, with its model, its filters and its calls.

mod blog_components;
mod blogs;
mod components;
mod draft_proposals;
mod health;
mod magic_links;
mod me;
mod organizations;
mod proposal_components;
mod proposal_votes;
mod proposals;
pub(in crate::rest) mod space_kind;
mod spaces;
mod users;

pub use blog_components::{BlogComponent, BlogComponentList, BlogComponentMeta, BlogComponents};
pub use blogs::{BlogPost, BlogPostAttributes, BlogPostMeta, BlogPostRelationships, Blogs};
pub use components::{
    Component, ComponentAttributes, ComponentManifest, ComponentMeta, ComponentRelationships,
    Components, InSpace,
};
pub use draft_proposals::{
    DraftAttributes, DraftChange, DraftErrors, DraftMeta, DraftProposal, DraftProposals,
};
pub use health::Health;
pub use magic_links::{MagicLink, SignIn};
pub use organizations::{
    Organization, OrganizationAttributes, OrganizationChange, OrganizationMeta, Organizations,
    RegistrationMode,
};
pub use proposal_components::{
    ProposalComponent, ProposalComponentMeta, ProposalComponents, VoteLabel, VoteOption,
};
pub use proposal_votes::{ProposalVote, ProposalVoteAttributes, ProposalVoteRelationships, Vote};
pub use proposals::{
    Proposal, ProposalAttributes, ProposalMeta, ProposalRelationships, Proposals, Voted,
};
pub use spaces::{Space, SpaceAttributes, SpaceRelationships, Spaces, Visibility};
pub use users::{Participant, ParticipantAttributes, ParticipantMeta, Users};

pub use space_kind::{SpaceManifest, SpaceType};
