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

#[path = "../../examples/sandbox/as_transport.rs"]
mod as_transport;
mod blocking;
mod call_options;
mod calls;
mod checkpoint_sizes;
mod cut_lists;
#[path = "../../examples/sandbox/described.rs"]
mod described;
mod every_shape;
mod failures;
#[allow(dead_code, unreachable_pub, reason = "each crate's tests use their own part")]
mod fuzzed;
#[path = "../../examples/sandbox/logged.rs"]
mod logged;
mod odd_days;
mod odd_records;
mod petition_lists;
mod secrets;
mod send_sync;
mod site_code;
mod socket;
mod streams;
mod support;
mod sync;
mod unknown_maxima;
mod written;
mod wrong_host;
