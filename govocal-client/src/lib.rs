#![doc = include_str!("../README.md")]

mod auth;
mod client;
mod deleted;
mod endpoint;
mod get;
mod listing;
mod locale;
mod not_found;
mod platform;
mod resource;
pub mod resources;
pub mod server_error;
mod sync_support;
mod write;

#[cfg(feature = "blocking")]
pub use civic_core::blocking;
#[cfg(feature = "cassette")]
pub use civic_core::cassette;
/// For tests: a transport without sockets and a clock whose time passes at once.
#[cfg(feature = "testing")]
pub use civic_core::testing;
pub use civic_core::{
    self, DateRange, Error, ErrorKind, Multiloc, Sent, geo, html, http, jiff, list, multiloc,
    secrecy, sync, uuid,
};
/// JSON: the crate that [`Extra`](civic_core::Extra) and all values that the client does not know are of.
pub use serde_json;

pub use client::{Client, ClientBuilder};
pub use endpoint::Endpoint;
pub use get::Get;
pub use listing::List;
pub use server_error::ServerError;
pub use write::Write;
