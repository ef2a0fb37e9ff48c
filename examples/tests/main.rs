//! The programs as their users see them, and every client through servers in trouble.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "tests"
)]

#[path = "../sandbox/as_transport.rs"]
mod as_transport;
mod campaign;
mod cassettes;
mod hostile;
mod programs;
#[cfg(target_os = "linux")]
mod soak;
mod tour;
