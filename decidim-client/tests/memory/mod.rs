//! What reading takes of memory.
//!
//! A counting allocator measures the whole process, so the tests that count run in a process of their
//! own, one after the other.

#[cfg(feature = "open-data")]
mod endless_rows;
#[cfg(all(feature = "graphql", feature = "rest"))]
mod lists;

use peak_alloc::PeakAlloc;

use crate::alone::run_alone;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

#[test]
fn memory_does_not_grow_with_what_is_read() {
    run_alone("memory::");
}
