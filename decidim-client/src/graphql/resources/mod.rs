//! The records of a Decidim site, one file a kind: the model, its filters, and how to get it.

mod amendments;
mod attachment_collections;
mod attachments;
mod authors;
mod classification;
mod comments;
mod components;
mod followers;
mod likes;
mod of_record;
mod participatory_processes;
mod proposals;
mod references;
mod space;
mod spaces;
mod statistics;
mod trace_versions;

pub use amendments::{Amendment, AmendmentState};
pub use attachment_collections::AttachmentCollection;
pub use attachments::Attachment;
pub use authors::{Author, AuthorKind};
pub use classification::{Classification, Term};
pub use comments::{Comment, Commentable};
pub use components::{Component, ComponentKind, SpaceComponents};
pub use followers::Followable;
pub use likes::Likeable;
pub use participatory_processes::{ParticipatoryProcess, Step};
pub use proposals::{Fingerprint, Proposal, ProposalState, StateTitle};
pub use references::Reference;
pub use space::Space;
pub use spaces::{AccessMode, SpaceKind, SpaceLink, SpaceSummary};
pub use statistics::Statistic;
pub use trace_versions::{TraceVersion, Traceable};
