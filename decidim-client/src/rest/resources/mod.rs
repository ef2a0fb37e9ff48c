//! What the API has: one file each, with its model, its filters and its calls.

pub mod blog_components;
pub mod blogs;
pub mod components;
pub mod draft_proposals;
pub mod health;
pub mod magic_links;
pub mod me;
pub mod organizations;
pub mod proposal_components;
pub mod proposal_votes;
pub mod proposals;
pub mod spaces;
pub mod users;
