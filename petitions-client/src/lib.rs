#![doc = include_str!("../README.md")]

mod answer;
mod call;
mod client;
#[cfg(test)]
mod fake_site;
mod id;
pub mod language;
mod moment;
mod platform;
mod record;
pub mod resources;
pub mod server_error;
mod write_answer;
mod wrong_host;

/// For HTML that a program makes of a petition's Markdown: the API itself has no field of HTML.
pub use civic_core::Html;
#[cfg(feature = "blocking")]
pub use civic_core::blocking;
#[cfg(feature = "cassette")]
pub use civic_core::cassette;
/// For tests: a transport without sockets and a clock whose time passes at once.
#[cfg(feature = "testing")]
pub use civic_core::testing;
pub use civic_core::{
    self, DateRange, Error, ErrorKind, Extra, Multiloc, Sent, http, jiff, list, secrecy, sync,
};
/// JSON: the crate that [`Extra`] and all values that the client does not know are of.
pub use serde_json;

pub use client::{Client, ClientBuilder};
pub use id::Id;
pub use moment::Moment;
pub use server_error::ServerError;
