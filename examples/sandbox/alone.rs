//! Runs ignored tests of this test program in a process of its own, one after the other: a counting
//! allocator counts what the whole process takes, and tests run side by side.
//!
//! Tests take this file in with `#[path]`, as they do `as_transport.rs`.

use std::env;
use std::process::Command;

/// Runs the ignored tests of a module, whose name ends with `::`.
pub(crate) fn run_alone(module: &str) {
    let mut alone = Command::new(env::current_exe().unwrap());
    alone.args([module, "--ignored", "--test-threads=1", "--nocapture"]);
    let alone = alone.output().unwrap();
    let told = String::from_utf8_lossy(&alone.stdout);
    println!("{told}{}", String::from_utf8_lossy(&alone.stderr));
    assert!(alone.status.success());
    // A module without tests would be a success too.
    assert!(!told.contains("ok. 0 passed"), "{told}");
}
