//! The REST API's client against servers of a few lines that speak by the documented wire
//! format.
#![cfg(feature = "rest")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    missing_docs,
    reason = "tests"
)]

#[path = "rest/support.rs"]
mod support;

#[path = "rest/eras.rs"]
mod eras;
#[path = "rest/errors.rs"]
mod errors;
#[path = "rest/extended_data.rs"]
mod extended_data;
#[path = "rest/filters.rs"]
mod filters;
#[path = "rest/jobs.rs"]
mod jobs;
#[path = "rest/models.rs"]
mod models;
#[path = "rest/old_tokens.rs"]
mod old_tokens;
#[path = "rest/operations.rs"]
mod operations;
#[path = "rest/places.rs"]
mod places;
#[path = "rest/round_trips.rs"]
mod round_trips;
#[path = "rest/schemas.rs"]
mod schemas;
#[path = "rest/secrets.rs"]
mod secrets;
#[path = "rest/tokens.rs"]
mod tokens;
#[path = "rest/versions.rs"]
mod versions;
#[path = "rest/walks.rs"]
mod walks;
