#![doc = include_str!("../README.md")]

pub mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "cassette")]
pub mod cassette;
pub mod clock;
pub mod date_or_datetime;
pub mod date_range;
pub mod docs;
pub mod error;
pub mod geo;
pub mod html;
pub mod http;
pub mod json;
pub mod list;
pub mod multiloc;
pub mod open_enum;
mod schema;
pub mod sync;
#[cfg(feature = "testing")]
pub mod testing;

pub use date_or_datetime::DateOrDatetime;
pub use date_range::DateRange;
pub use error::{Error, ErrorKind, Sent};
pub use html::Html;
pub use multiloc::{Multiloc, Preference};

/// Dates and times: the crate that every date here comes from.
pub use jiff;
/// What the macros of this crate describe values with.
#[cfg(feature = "schema")]
#[doc(hidden)]
pub use schemars;
/// Secrets that no `Debug` shows.
pub use secrecy;
/// Ids.
pub use uuid;

/// The fields of a record that this version does not know, kept as JSON.
pub type Extra = serde_json::Map<String, serde_json::Value>;
