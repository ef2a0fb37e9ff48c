//! For tests of programs built on this crate: a clock that does not wait and a transport without
//! sockets.
//!
//! ```
//! use std::time::Duration;
//! use civic_core::clock::Clock;
//! use civic_core::testing::VirtualClock;
//!
//! let clock = VirtualClock::new();
//! let slept = clock.run(async {
//!     clock.sleep(Duration::from_secs(3600)).await;
//!     clock.elapsed()
//! })?;
//! assert_eq!(slept, Duration::from_secs(3600)); // and the test took no time
//! # Ok::<(), civic_core::testing::Stuck>(())
//! ```

mod check_page_source;
mod fake_transport;
#[cfg(test)]
pub(crate) mod golden_table;
#[cfg(test)]
pub(crate) mod test_platform;
mod virtual_clock;

pub use check_page_source::check_page_source;
pub use fake_transport::{FakeBody, FakeTransport};
pub use virtual_clock::{Stuck, VirtualClock};
