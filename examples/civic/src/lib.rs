#![doc = include_str!("../README.md")]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "tests"
    )
)]

mod cli;
mod commands;
mod copy;
mod harvest;
mod lists;
mod log;
mod output;
mod profiles;
mod sensemaking;
pub mod sinks;
mod stopped;
pub mod table;

pub use cli::main;
