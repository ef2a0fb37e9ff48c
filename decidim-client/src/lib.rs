// The README shows all three APIs, so its examples are tested where all of them are built.
#![cfg_attr(
    any(
        not(doctest),
        all(
            feature = "graphql",
            feature = "rest",
            feature = "open-data",
            feature = "blocking",
            feature = "testing",
            feature = "webhooks"
        )
    ),
    doc = include_str!("../README.md")
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "graphql")]
pub mod graphql;
#[cfg(feature = "open-data")]
pub mod open_data;
#[cfg(feature = "rest")]
pub mod rest;
#[cfg(any(feature = "graphql", feature = "rest"))]
mod stable_content;
mod wrong_host;

#[cfg(feature = "blocking")]
pub use civic_core::blocking;
#[cfg(feature = "cassette")]
pub use civic_core::cassette;
/// For tests: a transport without sockets and a clock whose time passes at once.
#[cfg(feature = "testing")]
pub use civic_core::testing;
pub use civic_core::{
    self, DateOrDatetime, DateRange, Error, ErrorKind, Extra, Html, Multiloc, Preference, Sent,
    geo, http, jiff, list, multiloc, secrecy, sync,
};
/// JSON: the crate that [`Extra`] and all values that the client does not know are of.
pub use serde_json;
