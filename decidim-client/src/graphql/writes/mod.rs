//! Writing: comments on every version, answers to proposals since 0.31, proposals, meetings and
//! debates since 0.32.
//!
//! A write acts as the participant or administrator that the client signs in as. It is sent when
//! it is awaited, and sent once: see [`Write`].

mod comments;
mod debates;
mod input;
mod meetings;
mod proposals;
mod refusal;
mod write;

pub use comments::{Alignment, NewComment};
pub use debates::DebateAttributes;
pub use meetings::{CloseMeetingAttributes, IframeAccessLevel, IframeEmbedType, MeetingAttributes};
pub use proposals::{AnswerProposalAttributes, ProposalAttributes};
pub use write::Write;
