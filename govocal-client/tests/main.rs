//! The client against the sandbox and against answers written here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "tests"
)]

#[path = "../../examples/sandbox/alone.rs"]
mod alone;
#[path = "../../examples/sandbox/as_transport.rs"]
mod as_transport;
mod blocking;
mod cancellation;
mod checkpoints;
mod churn;
mod compile_fail;
mod costs;
mod credentials;
#[path = "../../examples/sandbox/described.rs"]
mod described;
mod eras;
mod every_endpoint;
mod failures;
mod feeds;
mod filters;
mod filters_again;
#[allow(dead_code, unreachable_pub, reason = "each crate's tests use their own part")]
mod fuzzed;
#[path = "../../examples/sandbox/logged.rs"]
mod logged;
mod memory;
mod names;
mod narrowing;
mod odd_answers;
mod phase_days;
mod reference;
mod secrets;
mod send_sync;
mod single_calls;
mod slow_readers;
mod support;
mod sync;
mod writing;
