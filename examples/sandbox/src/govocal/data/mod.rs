//! Made-up content, the same for the same seed.

mod build;
mod counts;
mod discussion;
mod email;
mod files;
mod gatherings;
mod ideas;
mod insert;
mod maker;
mod people;
mod places;
mod projects;
mod scale;
mod text;
mod voting;

pub(super) use build::{build, new_id};
pub(super) use ideas::{first_status, status};
pub(super) use maker::fields;
pub(super) use text::{href, slug};
