#![doc = include_str!("../README.md")]

mod absent;
mod auth;
mod client;
mod delete;
mod deleted;
mod endpoint;
mod get;
mod listing;
mod locale;
mod platform;
mod resource;
pub mod resources;
mod save;
mod server_error;

pub use civic_core::secrecy::SecretString;
pub use civic_core::{
    self, DateOrDatetime, DateRange, Error, ErrorKind, Extra, Html, Multiloc, Preference, Sent,
    geo, http, jiff, list, multiloc, uuid,
};
/// JSON: the crate that [`Extra`] and all values that the client does not know are of.
pub use serde_json;

pub use client::{Client, ClientBuilder};
pub use delete::Delete;
pub use deleted::DeletedItem;
pub use endpoint::Endpoint;
pub use get::Get;
pub use listing::List;
pub use resource::{Dated, LogsDeletions, Readable, Resource};
pub use save::Save;
pub use server_error::{FieldError, InvalidParameter, ServerError};
