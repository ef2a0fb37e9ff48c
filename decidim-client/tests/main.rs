//! The three clients against the sandbox and against answers written here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::string_slice,
    missing_docs,
    reason = "tests"
)]

#[cfg(any(feature = "open-data", all(feature = "graphql", feature = "rest")))]
#[path = "../../examples/sandbox/alone.rs"]
mod alone;
#[path = "../../examples/sandbox/as_transport.rs"]
mod as_transport;
#[cfg(any(feature = "graphql", feature = "rest", feature = "open-data"))]
mod bench;
#[cfg(all(feature = "graphql", feature = "open-data"))]
mod call_options;
#[cfg(all(feature = "graphql", feature = "rest"))]
mod compile_fail;
#[path = "../../examples/sandbox/described.rs"]
mod described;
#[cfg(all(feature = "graphql", feature = "rest", feature = "open-data"))]
#[allow(dead_code, unreachable_pub, reason = "each crate's tests use their own part")]
mod fuzzed;
#[cfg(feature = "graphql")]
mod graphql;
#[cfg(feature = "graphql")]
#[path = "../../examples/sandbox/logged.rs"]
mod logged;
#[cfg(any(feature = "open-data", all(feature = "graphql", feature = "rest")))]
mod memory;
#[cfg(feature = "open-data")]
mod open_data;
#[cfg(feature = "rest")]
mod rest;
#[cfg(all(feature = "graphql", feature = "rest", feature = "open-data"))]
mod send_sync;
#[cfg(all(feature = "graphql", feature = "rest", feature = "open-data"))]
mod wrong_host;
