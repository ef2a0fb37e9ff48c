//! The crate as its users see it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::string_slice,
    missing_docs,
    reason = "tests"
)]

#[cfg(feature = "reqwest")]
mod bodies_on_the_wire;
mod documents;
#[allow(dead_code, unreachable_pub, reason = "each crate's tests use their own part")]
mod fuzzed;
mod logs;
mod platform;
mod public_api;
mod send_sync;
mod structure;
#[cfg(feature = "reqwest")]
mod uploads_on_the_wire;
