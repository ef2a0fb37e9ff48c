//! The records of a Decidim site, one file a kind: the model, its filters, and how to get it.

mod areas;
mod assemblies;
mod assembly_types;
mod attachments;
mod authors;
mod categories;
mod classification;
mod comments;
mod components;
mod conferences;
mod consultations;
mod decidim;
#[cfg(test)]
mod fidelity;
mod hashtags;
mod initiative_types;
mod initiatives;
mod metrics;
mod moderations;
mod organization;
mod participant_details;
mod participatory_process_groups;
mod participatory_process_types;
mod participatory_processes;
mod proposals;
mod references;
mod scopes;
mod session;
mod space_records;
mod spaces;
mod static_pages;
mod statistics;
mod taxonomies;
mod users;
mod votings;

pub use areas::{Area, AreaType};
pub use assemblies::{Assembly, AssemblyCreator, AssemblyMember};
pub use assembly_types::AssemblyType;
pub use attachments::Attachment;
pub use authors::{Author, AuthorKind};
pub use categories::Category;
pub use classification::{Classification, Term};
pub use comments::{Comment, Commentable};
pub use components::{Component, ComponentKind, SpaceComponents};
pub use conferences::{
    Conference, ConferenceMediaLink, ConferencePartner, ConferenceSpeaker, PartnerType,
};
pub use consultations::{Consultation, ConsultationQuestion};
pub use decidim::Decidim;
pub use hashtags::Hashtag;
pub use initiative_types::InitiativeType;
pub use initiatives::{
    CommitteeMember, CommitteeMemberState, Initiative, InitiativeState, SignatureType,
};
pub use metrics::{Metric, MetricHistory};
pub use moderations::{Moderation, Report, ReportReason, UserModeration};
pub use organization::Organization;
pub use participant_details::ParticipantDetails;
pub use participatory_process_groups::ParticipatoryProcessGroup;
pub use participatory_process_types::ParticipatoryProcessType;
pub use participatory_processes::{ParticipatoryProcess, Step};
pub use proposals::{Fingerprint, Proposal, ProposalState, StateTitle};
pub use references::Reference;
pub use scopes::Scope;
pub use session::Session;
pub use space_records::Space;
pub use spaces::{AccessMode, SpaceKind, SpaceLink, SpaceSummary};
pub use static_pages::{StaticPage, StaticPageTopic};
pub use statistics::Statistic;
pub use taxonomies::Taxonomy;
pub use users::User;
pub use votings::Voting;
