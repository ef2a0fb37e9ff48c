//! Made-up content, the same for the same seed.

mod areas_and_topics;
mod build;
mod counts;
mod discussion;
mod email;
mod events;
mod files;
mod ideas;
mod insert;
mod maker;
mod people;
mod projects;
mod scale;
mod text;
mod voting;

pub(super) use build::{build, new_row};
pub(super) use ideas::{first_status, status};
pub(super) use maker::fields;
pub(super) use text::{href, slug};
