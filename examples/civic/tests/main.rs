//! The tool as its users see it: what it prints, what it writes and how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "tests"
)]

#[path = "../../sandbox/alone.rs"]
mod alone;
mod cassettes;
mod city;
mod export;
mod failures;
mod golden;
mod harvest;
mod interrupted;
mod kills;
mod log;
mod machines;
mod memory;
mod own_columns;
mod places;
mod sensemaking;
mod settings;
mod sync;
mod tool;
mod values;
