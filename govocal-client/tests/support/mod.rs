//! A client before the sandbox: in memory with virtual time, or over a socket.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use civic_core::clock::Clock;
use civic_core::http::HttpConfig;
use civic_core::jiff::{SignedDuration, Timestamp};
use civic_core::testing::VirtualClock;
use civic_sandbox::{GoVocal, GoVocalBuilder, Platform, Reply};
use futures::Stream;
use govocal_client::{Client, ClientBuilder, Error};
use http::Request;
use serde_json::Value;

use crate::as_transport::{drained, played};

/// A platform in memory and a client of it. Time is virtual: nothing waits.
pub(crate) struct Bench {
    pub(crate) clock: VirtualClock,
    pub(crate) platform: GoVocal,
    pub(crate) client: Client,
    /// How many seconds the platform's clock is ahead.
    pub(crate) skew: Arc<AtomicI64>,
}

impl Bench {
    pub(crate) fn new(platform: GoVocalBuilder) -> Self {
        Self::with(platform, |builder| builder)
    }

    pub(crate) fn with(
        platform: GoVocalBuilder,
        configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        Self::build(platform, HttpConfig::new(), configure)
    }

    pub(crate) fn build(
        platform: GoVocalBuilder,
        http: HttpConfig,
        configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        Self::build_edited(platform, http, |_| {}, configure)
    }

    /// With something on the way that changes the platform's answers.
    pub(crate) fn edited(platform: GoVocalBuilder, edit: fn(&mut Value)) -> Self {
        Self::build_edited(platform, HttpConfig::new(), edit, |builder| builder)
    }

    fn build_edited(
        platform: GoVocalBuilder,
        http: HttpConfig,
        edit: fn(&mut Value),
        configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        // After the youngest record that the sandbox makes.
        let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
        let time = clock.clone();
        let skew: Arc<AtomicI64> = Arc::default();
        let ahead = Arc::clone(&skew);
        let now = move || {
            let ahead = SignedDuration::from_secs(ahead.load(Ordering::Relaxed));
            SystemTime::from(time.now() + ahead)
        };
        let platform = platform.clock(Arc::new(now)).build();
        let on_the_way = Edited { platform: platform.clone(), edit };
        let http = http.clock(clock.clone()).transport(played(on_the_way, clock.clone()));
        let builder = Client::builder("https://sandbox.example.org")
            .credentials(platform.client_id(), platform.client_secret())
            .http(http);
        let client = configure(builder).build().unwrap();
        Self { clock, platform, client, skew }
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

    /// How often this path was asked for.
    pub(crate) fn requests(&self, path: &str) -> usize {
        self.platform.requests().iter().filter(|request| request.path == path).count()
    }
}

/// JSON as it must agree on both sides: nulls and absent fields are one, times are times.
pub(crate) fn plain(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, plain(value)))
            .collect(),
        Value::Array(values) => values.into_iter().map(plain).collect(),
        Value::String(text) => match text.parse::<Timestamp>() {
            Ok(at) => at.to_string().into(),
            Err(_) => text.into(),
        },
        other => other,
    }
}

/// A platform with something on the way that changes its answers.
#[derive(Clone)]
struct Edited {
    platform: GoVocal,
    edit: fn(&mut Value),
}

impl Platform for Edited {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        self.platform.handle(request).edited(self.edit)
    }
}

/// A quiet platform of some size, the same in every run.
pub(crate) fn platform() -> GoVocalBuilder {
    GoVocal::builder().seed(7).ideas(60)
}

/// Waits that a test over a socket can afford.
pub(crate) fn brisk() -> HttpConfig {
    use govocal_client::http::{ExponentialBackoff, RetryPolicy, Timeouts};
    let backoff = ExponentialBackoff::new(Duration::from_millis(1), Duration::from_millis(5));
    HttpConfig::new()
        .retry(RetryPolicy::default().backoff(backoff))
        .timeouts(Timeouts::default().stall(Duration::from_millis(200)))
}
