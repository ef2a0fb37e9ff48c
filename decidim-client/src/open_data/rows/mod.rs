//! Rows of the tables that most sites have.
//!
//! Every field may be absent: a site, its version, or the component that the row is of may not
//! have it, or what stands there does not parse. `extra` has every cell that is in no field, by
//! its column.

mod comments;
mod debates;
mod meetings;
mod parts;
mod posts;
mod projects;
mod proposals;
mod results;

pub use comments::CommentRow;
pub use debates::DebateRow;
pub use meetings::MeetingRow;
pub use parts::{AuthorCells, PlaceCells, TopicCells};
pub use posts::PostRow;
pub use projects::ProjectRow;
pub use proposals::ProposalRow;
pub use results::ResultRow;
