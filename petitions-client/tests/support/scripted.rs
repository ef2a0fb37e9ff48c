//! A client before a server of the test's own making: a function from what is asked to an answer.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use civic_core::http::{HttpConfig, RateLimit};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use http::StatusCode;
use petitions_client::list::{Paginator, Report};
use petitions_client::serde_json::Value;
use petitions_client::{Client, Error};

use crate::as_transport::drained;

/// A request as the server sees it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Below `/api/v1/`.
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
}

impl Asked {
    fn of(request: &http::Request<bytes::Bytes>) -> Self {
        let query = request.uri().query().unwrap_or_default().split('&').filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name.to_owned(), value.replace("%2C", ",").replace('+', " ")))
        });
        Self {
            path: request.uri().path().trim_start_matches("/api/v1/").to_owned(),
            query: query.collect(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.get(name).and_then(|value| value.parse().ok())
    }

    /// The rows of a list, as many as were asked for and no more than the server gives.
    pub(crate) fn cut<T>(&self, most: usize, rows: impl Iterator<Item = T>) -> Vec<T> {
        rows.take(self.number("count").unwrap_or(10).min(most)).collect()
    }
}

/// A client of such a server, and what the server was asked.
pub(crate) struct Site {
    pub(crate) clock: VirtualClock,
    pub(crate) client: Client,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Site {
    pub(crate) fn new<B: Into<FakeBody>>(
        answer: impl Fn(&Asked) -> (u16, B) + Send + Sync + 'static,
    ) -> Self {
        let clock = VirtualClock::starting_at("2026-11-02T12:00:00Z".parse().unwrap());
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let log = Arc::clone(&asked);
        let transport = FakeTransport::new(move |request| {
            let seen = Asked::of(&request);
            let (status, body) = answer(&seen);
            let body = body.into();
            log.lock().unwrap().push(seen);
            async move {
                let mut answer = http::Response::new(body);
                *answer.status_mut() = StatusCode::from_u16(status).unwrap();
                Ok(answer)
            }
        });
        let http = HttpConfig::new()
            .clock(clock.clone())
            .rate_limit(RateLimit::off())
            .transport(transport);
        let client = Client::builder("https://petitions.example.org").api_key("some-key");
        Self { clock, client: client.http(http).build().unwrap(), asked }
    }

    /// A server that answers JSON to everything.
    pub(crate) fn of(answer: impl Fn(&Asked) -> Value + Send + Sync + 'static) -> Self {
        Self::new(move |asked| (200, answer(asked).to_string()))
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn run<F: Future>(&self, future: F) -> F::Output {
        self.clock.run(future).unwrap()
    }

    /// Reads a list to its end.
    pub(crate) fn read<T: Debug + Send + 'static>(
        &self,
        reading: Paginator<T>,
    ) -> (Vec<T>, Report) {
        let (items, errors, report) = self.read_all(reading);
        assert!(errors.is_empty(), "{errors:?}: {report}");
        (items, report)
    }

    pub(crate) fn read_all<T: Send + 'static>(
        &self,
        mut reading: Paginator<T>,
    ) -> (Vec<T>, Vec<Error>, Report) {
        let (items, errors) = self.run(drained(&mut reading));
        (items, errors, reading.report())
    }
}
