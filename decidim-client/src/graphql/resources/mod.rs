//! The records of a Decidim site, one file a kind: the model, its filters, and how to get it.

mod attachments;
mod authors;
mod classification;
mod comments;
mod components;
mod participatory_processes;
mod proposals;
mod references;
mod spaces;
mod statistics;

pub use attachments::Attachment;
pub use authors::{Author, AuthorKind};
pub use classification::{Classification, Term};
pub use comments::{Comment, Commentable};
pub use components::{Component, ComponentKind, SpaceComponents};
pub use participatory_processes::{ParticipatoryProcess, Step};
pub use proposals::{Fingerprint, Proposal, ProposalState, StateTitle};
pub use references::Reference;
pub use spaces::{AccessMode, SpaceKind, SpaceLink, SpaceSummary};
pub use statistics::Statistic;
