//! The REST API's client against servers of a few lines that speak by the documented wire
//! format.

mod blocking;
mod call_options;
mod cut_pages;
mod eras;
mod errors;
mod extended_data;
mod filters;
mod jobs;
mod lists;
mod models;
mod old_tokens;
mod operations;
mod places;
mod round_trips;
mod sandbox;
mod schemas;
mod secrets;
mod support;
mod tokens;
mod versions;
