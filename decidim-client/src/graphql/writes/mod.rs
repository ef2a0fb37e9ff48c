//! Writing: comments on every version, answers to proposals since 0.31, proposals, meetings and
//! debates since 0.32, budgets and projects since 0.33.
//!
//! A write acts as the participant or administrator that the client signs in as. It is sent when
//! it is awaited, and sent once: see [`Write`].

mod budgets;
mod comments;
mod debates;
mod input;
mod meetings;
mod projects;
mod proposals;
mod refusal;
mod write;

pub use budgets::BudgetAttributes;
pub use comments::{Alignment, NewComment};
pub use debates::DebateAttributes;
pub use meetings::{CloseMeetingAttributes, IframeAccessLevel, IframeEmbedType, MeetingAttributes};
pub use projects::ProjectAttributes;
pub use proposals::{AnswerProposalAttributes, ProposalAttributes};
pub use write::Write;
