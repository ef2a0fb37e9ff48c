//! Recording, and replaying what was recorded.

mod answers;
mod files;
mod lists;
mod secrets;
mod time;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::Response as Answer;
use tempfile::TempDir;

use super::{Recorder, Replay};
use crate::Error;
use crate::clock::Clock;
use crate::http::platform::{HttpClient, RequestStats};
use crate::http::transport::TransportError;
use crate::http::{Backoff, HttpConfig, RateLimit, Request, Response, RetryPolicy};
use crate::testing::test_platform::Town;
use crate::testing::{FakeBody, FakeTransport, VirtualClock};

pub(super) const BASE: &str = "https://town.example.org";

pub(super) type Heard = http::Request<Bytes>;
pub(super) type Said = Result<Answer<FakeBody>, TransportError>;

/// A folder for a cassette, and the clock of the recording.
pub(super) struct Studio {
    pub(super) folder: TempDir,
    pub(super) clock: VirtualClock,
    name: &'static str,
}

impl Studio {
    pub(super) fn new() -> Self {
        Self::named("tape.jsonl")
    }

    pub(super) fn named(name: &'static str) -> Self {
        Self { folder: TempDir::new().unwrap(), clock: VirtualClock::new(), name }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join(self.name)
    }

    pub(super) fn written(&self) -> String {
        std::fs::read_to_string(self.path()).unwrap()
    }

    /// HTTP settings by which this server's answers are recorded.
    pub(super) fn recording(
        &self,
        recorder: &Recorder,
        serve: impl Fn(&Heard) -> Said + Send + Sync + 'static,
    ) -> HttpConfig {
        let transport = FakeTransport::new(move |request| {
            let said = serve(&request);
            async move { said }
        });
        HttpConfig::new()
            .clock(self.clock.clone())
            .rate_limit(RateLimit::off())
            .transport(recorder.over(transport))
    }

    /// What these requests lead to while this server is recorded, one after the other.
    pub(super) fn recorded(
        &self,
        serve: impl Fn(&Heard) -> Said + Send + Sync + 'static,
        requests: &[Request],
    ) -> Vec<Result<Response, Error>> {
        let recorder = Recorder::create(self.path()).unwrap();
        let client = self.recording(&recorder, serve).build(BASE, Town).unwrap();
        let results = self.clock.run(asked(&client, requests)).unwrap();
        recorder.finish().unwrap();
        results
    }

    pub(super) fn replay(&self) -> Replay {
        Replay::open(self.path()).unwrap()
    }

    /// The same from the cassette.
    pub(super) fn replayed(&self, requests: &[Request]) -> Vec<Result<Response, Error>> {
        let client = self.replay().http().rate_limit(RateLimit::off()).build(BASE, Town).unwrap();
        futures::executor::block_on(asked(&client, requests))
    }
}

pub(super) async fn asked(
    client: &HttpClient,
    requests: &[Request],
) -> Vec<Result<Response, Error>> {
    let mut results = Vec::new();
    for request in requests {
        results.push(client.execute(request.clone()).await);
    }
    results
}

/// All that a caller sees of an answer or an error, but for the headers that say how it was packed.
pub(super) fn seen(result: &Result<Response, Error>) -> String {
    match result {
        Ok(answer) => {
            let RequestStats { attempts, elapsed, .. } = answer.stats();
            format!(
                "{} {:?} {attempts} {elapsed:?} {:?}",
                answer.status(),
                answer.body(),
                answer.date()
            )
        }
        Err(error) => format!("{error:?} {:?} {:?}", error.body(), error.elapsed()),
    }
}

pub(super) fn all_seen(results: &[Result<Response, Error>]) -> Vec<String> {
    results.iter().map(seen).collect()
}

#[allow(clippy::unnecessary_wraps, reason = "as a transport returns it")]
pub(super) fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<FakeBody>) -> Said {
    let mut answer = Answer::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    Ok(answer.body(body.into()).unwrap())
}

/// Retries after pauses that are the same each time.
pub(super) fn steady() -> RetryPolicy {
    #[derive(Debug)]
    struct Second;

    impl Backoff for Second {
        fn pause(&self, _failures: u32) -> Duration {
            Duration::from_secs(1)
        }
    }

    RetryPolicy::default().backoff(Second)
}

/// A server that gives these answers, one after the other.
pub(super) fn one_by_one(
    answers: impl IntoIterator<Item = Said, IntoIter: Send + 'static>,
) -> impl Fn(&Heard) -> Said + Send + Sync + 'static {
    let answers = Arc::new(Mutex::new(answers.into_iter()));
    move |_| answers.lock().unwrap().next().unwrap()
}
