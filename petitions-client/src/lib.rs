#![doc = include_str!("../README.md")]

pub use civic_core::secrecy::SecretString;
pub use civic_core::{
    self, DateRange, Error, ErrorKind, Extra, Html, Multiloc, Sent, http, jiff, paging,
};
/// JSON: the crate that [`Extra`] and all values that the client does not know are of.
pub use serde_json;
