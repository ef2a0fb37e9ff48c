//! Writing: comments on every version, answers to proposals since 0.31, proposals, meetings and
//! debates since 0.32, budgets, projects, results, milestones,
//! attachments, their collections and files since 0.33. There is one file and one name for each kind
//! of record; beside them stand the types of their fields.
//!
//! A write acts as the participant or administrator that the client signs in as. It is sent when
//! it is awaited, and sent once: see [`Write`].

mod attachable;
mod attachment_collections;
mod attachments;
mod budgets;
mod comments;
mod debates;
mod files;
mod input;
mod meetings;
mod milestones;
mod projects;
mod proposals;
mod refusal;
mod results;
mod upload_refusal;
mod write;

pub use attachable::Attachable;
pub use attachment_collections::AttachmentCollectionAttributes;
pub use attachments::AttachmentAttributes;
pub use budgets::BudgetAttributes;
pub use comments::{Alignment, NewComment};
pub use debates::DebateAttributes;
pub use files::{NewFile, Upload};
pub use meetings::{CloseMeetingAttributes, IframeAccessLevel, IframeEmbedType, MeetingAttributes};
pub use milestones::MilestoneAttributes;
pub use projects::ProjectAttributes;
pub use proposals::{AnswerProposalAttributes, ProposalAttributes};
pub use results::ResultAttributes;
pub use upload_refusal::UploadRefusal;
pub use write::Write;
