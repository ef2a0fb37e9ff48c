//! Servers that mean harm, before every client: what SECURITY.md promises.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

mod origins;
mod printing;
mod remembering;
mod sizes;
mod victims;
