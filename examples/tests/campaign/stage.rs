//! A client's side of a run: how it reaches the platform, and by which clock.

use std::time::Duration;

use civic_core::http::transport::{Transport, TransportError};
use civic_core::http::{ExponentialBackoff, HttpConfig, RetryPolicy, Timeouts};
use civic_core::list::{Gap, Report};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_sandbox::Platform;
use fastrand::Rng;

use super::referee::Terms;
use super::storm::Storm;
use super::target::Target;
use super::watch::Watch;
use crate::as_transport::played;

/// Where a platform in memory is.
pub(crate) const IN_MEMORY: &str = "https://sandbox.example.org";

/// How long an attempt over a socket may take.
pub(crate) const ATTEMPT: Duration = Duration::from_millis(150);

/// What reaches a platform in calm weather, and its clock.
pub(crate) fn calm(platform: &(impl Platform + Clone)) -> (HttpConfig, VirtualClock) {
    let clock = VirtualClock::new();
    let transport = played(platform.clone(), clock.clone());
    (HttpConfig::new().clock(clock.clone()).transport(transport), clock)
}

/// A platform in bad weather and the settings of a client that reaches it.
pub(crate) struct Stage<P> {
    pub(crate) storm: Storm<P>,
    pub(crate) base: String,
    http: HttpConfig,
    pub(crate) rng: Rng,
    /// Whether time is virtual, so that the time that something took is exact.
    is_timed: bool,
}

impl<P: Target> Stage<P> {
    /// In memory, where time passes only when nothing else can happen.
    pub(crate) fn in_memory(storm: Storm<P>, clock: &VirtualClock, rng: Rng) -> Self {
        let http = HttpConfig::new()
            .clock(clock.clone())
            .transport(reached(storm.clone(), played(storm.clone(), clock.clone())));
        Self { storm, base: IN_MEMORY.to_owned(), http, rng, is_timed: true }
    }

    /// Over a socket, with waits that a test can afford.
    pub(crate) fn over_socket(storm: Storm<P>, base: String, rng: Rng) -> Self {
        let backoff = ExponentialBackoff::new(Duration::from_millis(1), Duration::from_millis(8));
        let retry =
            RetryPolicy::default().backoff(backoff).rate_limit_wait(Duration::from_millis(20));
        let timeouts = Timeouts::default()
            .attempt(ATTEMPT)
            .stall(Duration::from_millis(50))
            .deadline(Duration::from_secs(2));
        let http = HttpConfig::new().retry(retry).timeouts(timeouts);
        Self { storm, base, http, rng, is_timed: false }
    }

    pub(crate) fn http(&self) -> HttpConfig {
        self.http.clone()
    }

    /// The result of one call, which ends within the time that it has.
    pub(crate) async fn call<T>(&self, call: impl IntoFuture<Output = T>) -> Result<T, String> {
        self.watch().call(call).await
    }

    /// What a reading is judged by, of a list that stayed as it was.
    pub(crate) fn quiet(&self, explains: fn(&Gap, &Report) -> bool) -> Terms {
        Terms { is_quiet: true, is_unchanged: true, nulls: self.storm.nulls(), explains }
    }

    /// The same of one that was set to change, and perhaps did not.
    pub(crate) fn changing(&self, is_unchanged: bool) -> Terms {
        Terms { is_quiet: false, is_unchanged, ..self.quiet(|_, _| false) }
    }

    /// Times what this run waits for.
    pub(crate) fn watch(&self) -> Watch {
        let storm = self.storm.clone();
        if self.is_timed {
            Watch::by(move || (storm.now(), storm.requests()))
        } else {
            Watch::off()
        }
    }
}

/// The same transport, which reaches nobody while the server is down.
fn reached<P: Target>(storm: Storm<P>, transport: FakeTransport) -> FakeTransport {
    FakeTransport::new(move |request| {
        let answer = if storm.turns_away(&request) {
            Err(TransportError::connect("the connection was refused"))
        } else {
            Ok(transport.send(request))
        };
        async move { Ok(answer?.await?.map(FakeBody::stream)) }
    })
}
