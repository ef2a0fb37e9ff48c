//! Clients before the sandbox, in memory and with virtual time.

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use civic_core::clock::Clock;
use civic_core::http::HttpConfig;
use civic_core::testing::VirtualClock;
use civic_sandbox::{Decidim, DecidimBuilder, Platform, Reply};
use decidim_client::Error;
use futures::Stream;
use http::Request;
use serde_json::Value;

use crate::as_transport::{drained, played};

/// A platform in memory, and the client of it that a test starts with. Time is virtual: nothing waits.
pub(crate) struct BenchOf<C> {
    pub(crate) clock: VirtualClock,
    pub(crate) platform: Decidim,
    pub(crate) http: HttpConfig,
    pub(crate) client: C,
}

/// A platform in memory whose clients each test makes.
#[cfg(any(feature = "rest", feature = "open-data"))]
pub(crate) type Bench = BenchOf<()>;

#[cfg(any(feature = "rest", feature = "open-data"))]
impl Bench {
    pub(crate) fn new(platform: DecidimBuilder) -> Self {
        Self::build(platform, HttpConfig::new(), None, |_, _| ())
    }
}

/// What changes the answers of a platform on their way.
pub(crate) type Edit = fn(&mut Value);

impl<C> BenchOf<C> {
    pub(crate) fn build(
        platform: DecidimBuilder,
        http: HttpConfig,
        edit: Option<Edit>,
        client: impl FnOnce(HttpConfig, &Decidim) -> C,
    ) -> Self {
        // After the youngest record that the sandbox makes.
        let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
        let time = clock.clone();
        let platform = platform.clock(Arc::new(move || SystemTime::from(time.now()))).build();
        let transport = played(Edited { platform: platform.clone(), edit }, clock.clone());
        let http = http.transport(transport).clock(clock.clone());
        let client = client(http.clone(), &platform);
        Self { clock, platform, http, client }
    }

    pub(crate) fn run<F: IntoFuture>(&self, work: F) -> F::Output {
        self.clock.run(work.into_future()).unwrap()
    }

    /// Reads a stream to its end: items and errors.
    pub(crate) fn read<T>(
        &self,
        stream: &mut (impl Stream<Item = Result<T, Error>> + Unpin),
    ) -> (Vec<T>, Vec<Error>) {
        self.run(drained(stream))
    }
}

/// A platform with something on the way that changes its answers.
#[derive(Clone)]
struct Edited {
    platform: Decidim,
    edit: Option<Edit>,
}

impl Platform for Edited {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        let reply = self.platform.handle(request);
        match self.edit {
            Some(edit) => reply.edited(edit),
            None => reply,
        }
    }
}
