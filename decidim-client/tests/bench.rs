//! A client before the sandbox, in memory and with virtual time.

use std::sync::Arc;
use std::time::SystemTime;

use civic_core::clock::Clock;
use civic_core::http::HttpConfig;
use civic_core::testing::VirtualClock;
use civic_sandbox::{Decidim, DecidimBuilder};
use decidim_client::Error;
use futures::Stream;

use crate::as_transport::{drained, played};

/// A platform in memory. Time is virtual: nothing waits.
pub(crate) struct Bench {
    pub(crate) clock: VirtualClock,
    pub(crate) platform: Decidim,
    pub(crate) http: HttpConfig,
}

impl Bench {
    pub(crate) fn new(platform: DecidimBuilder) -> Self {
        // After the youngest record that the sandbox makes.
        let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
        let time = clock.clone();
        let platform = platform.clock(Arc::new(move || SystemTime::from(time.now()))).build();
        let transport = played(platform.clone(), clock.clone());
        let http = HttpConfig::new().transport(transport).clock(clock.clone());
        Self { clock, platform, http }
    }

    pub(crate) fn run<F: Future>(&self, future: F) -> F::Output {
        self.clock.run(future).unwrap()
    }

    /// Reads a stream to its end: items and errors.
    pub(crate) fn read<T>(
        &self,
        stream: &mut (impl Stream<Item = Result<T, Error>> + Unpin),
    ) -> (Vec<T>, Vec<Error>) {
        self.run(drained(stream))
    }
}
