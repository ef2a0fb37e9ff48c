//! What the API has, one name for each kind of record and for each of its parts. Each kind is one file,
//! with its model, its filters and its calls.

mod blog_components;
mod blogs;
mod components;
mod draft_proposals;
mod health;
mod magic_links;
mod me;
mod meetings;
mod organizations;
mod proposal_components;
mod proposal_votes;
mod proposals;
pub(in crate::rest) mod space_kind;
mod spaces;
mod users;

pub use blog_components::{BlogComponent, BlogComponentMeta};
pub use blogs::{BlogPost, BlogPostAttributes, BlogPostMeta, BlogPostRelationships};
pub use components::{
    Component, ComponentAttributes, ComponentManifest, ComponentMeta, ComponentRelationships,
    InSpace,
};
pub use draft_proposals::{DraftAttributes, DraftChange, DraftErrors, DraftMeta, DraftProposal};
pub use health::Health;
pub use magic_links::{MagicLink, SignIn};
pub use meetings::{Meeting, MeetingAttributes, MeetingRelationships};
pub use organizations::{
    Organization, OrganizationAttributes, OrganizationChange, OrganizationMeta, RegistrationMode,
};
pub use proposal_components::{ProposalComponent, ProposalComponentMeta, VoteLabel, VoteOption};
pub use proposal_votes::{ProposalVote, ProposalVoteAttributes, ProposalVoteRelationships, Vote};
pub use proposals::{Proposal, ProposalAttributes, ProposalMeta, ProposalRelationships, Voted};
pub use spaces::{Space, SpaceAttributes, SpaceRelationships, Visibility};
pub use users::{Participant, ParticipantAttributes, ParticipantMeta};

pub use space_kind::{SpaceManifest, SpaceType};
