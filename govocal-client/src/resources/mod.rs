//! The platform's resources: one file each, with its model, its filters and its endpoints.

mod images;

pub use crate::deleted::DeletedItem;
pub use crate::resource::{Dated, LogsDeletions, Readable, Resource};
pub use crate::sync_support::SyncSupport;
pub use images::ImageVersions;

pub mod areas;
pub mod basket_ideas;
pub mod baskets;
pub mod comments;
pub mod email_campaign_deliveries;
pub mod email_campaigns;
pub mod event_attendances;
pub mod events;
pub mod file_attachments;
pub mod files;
pub mod global_topics;
pub mod idea_phases;
pub mod idea_topics;
pub mod ideas;
pub mod ideas_input_topics;
pub mod initiatives;
pub mod input_topics;
pub mod insights;
pub mod internal_comments;
pub mod phases;
pub mod project_folders;
pub mod project_global_topics;
pub mod project_topics;
pub mod projects;
pub mod reactions;
pub mod topics;
pub mod users;
pub mod volunteering_causes;
pub mod volunteering_volunteers;
