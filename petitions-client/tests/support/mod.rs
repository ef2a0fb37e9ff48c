//! A client before the sandbox, in memory with virtual time.

pub(crate) mod scripted;

use std::sync::Arc;
use std::time::SystemTime;

use civic_core::clock::Clock;
use civic_core::http::{HttpConfig, RateLimit};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_sandbox::Petitions;
use civic_sandbox::petitions::PetitionsBuilder;
use futures::Stream;
use petitions_client::{Client, Error};

use crate::as_transport::drained;
pub(crate) use crate::as_transport::played;

/// A server in memory and a client of it. Time is virtual: nothing waits.
pub(crate) struct Bench {
    pub(crate) clock: VirtualClock,
    pub(crate) platform: Petitions,
    pub(crate) client: Client,
}

impl Bench {
    /// With the key that may do everything.
    pub(crate) fn new(platform: PetitionsBuilder) -> Self {
        Self::with_key(platform, Petitions::FULL_KEY)
    }

    pub(crate) fn with_key(platform: PetitionsBuilder, key: &str) -> Self {
        // After the youngest record that the sandbox makes.
        let clock = VirtualClock::starting_at("2026-11-02T12:00:00Z".parse().unwrap());
        let time = clock.clone();
        let platform = platform.clock(Arc::new(move || SystemTime::from(time.now()))).build();
        let client = client(&platform, &clock, key);
        Self { clock, platform, client }
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

    /// What was asked of this path, query by query, decoded.
    pub(crate) fn queries(&self, path: &str) -> Vec<String> {
        let requests = self.platform.requests();
        let asked = requests.iter().filter(|request| request.path == format!("/api/v1/{path}"));
        asked.map(|request| request.query.replace("%2C", ",")).collect()
    }
}

/// Another client of the same server.
pub(crate) fn client(platform: &Petitions, clock: &VirtualClock, key: &str) -> Client {
    let http = HttpConfig::new()
        .clock(clock.clone())
        .rate_limit(RateLimit::off())
        .transport(played(platform.clone(), clock.clone()));
    Client::builder("https://petitions.example.org").api_key(key).http(http).build().unwrap()
}

/// A client whose server gives this answer to everything.
pub(crate) fn answering(status: u16, body: &'static str, key: &str) -> (VirtualClock, Client) {
    let clock = VirtualClock::new();
    let transport = FakeTransport::new(move |_| async move {
        let mut answer = http::Response::new(FakeBody::from(body));
        *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
        Ok(answer)
    });
    let http = HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = Client::builder("https://petitions.example.org").api_key(key).http(http).build();
    (clock, client.unwrap())
}
