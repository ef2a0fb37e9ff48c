//! Rows of the tables that most sites have, one name for each kind of record.
//!
//! Every field may be absent: a site, its version, or the component that the row is of may not
//! have it, or what stands there does not parse. `extra` has every cell that is in no field, by
//! its column.
//!
//! Each field names its column where it is called otherwise, and the versions that write it, as
//! Decidim's own serializers do (0.24 to 0.32); where nothing is said, all do. Plugins and sites
//! may write more, less or other things.

mod comments;
mod debates;
mod initiatives;
mod meetings;
mod parts;
mod posts;
mod projects;
mod proposals;
mod results;
mod spaces;
mod users;

pub use comments::CommentRow;
pub use debates::DebateRow;
pub use initiatives::InitiativeRow;
pub use meetings::MeetingRow;
pub use parts::{AuthorCells, PlaceCells, TopicCells};
pub use posts::PostRow;
pub use projects::ProjectRow;
pub use proposals::ProposalRow;
pub use results::ResultRow;
pub use spaces::SpaceRow;
pub use users::UserRow;
