#![doc = include_str!("../README.md")]

mod auth;
mod client;
mod deleted;
mod endpoint;
mod get;
mod list;
mod platform;
pub mod resources;
mod save;
mod server_error;

pub use civic_core::{
    self, DateOrDatetime, DateRange, Error, ErrorKind, Extra, GeoJson, Html, Multiloc, Preference,
    Sent, WktPoint, http, jiff, paging, uuid,
};

pub use client::{Client, ClientBuilder};
pub use deleted::DeletedItem;
pub use endpoint::{Dated, Endpoint, LogsDeletions, Readable, Resource};
pub use get::Get;
pub use list::List;
pub use save::Save;
pub use server_error::{FieldError, InvalidParameter, ServerError};
