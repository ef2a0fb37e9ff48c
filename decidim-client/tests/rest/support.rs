//! A client before a server of a few lines, in memory and with virtual time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use civic_core::clock::Clock;
use civic_core::http::HttpConfig;
use civic_core::testing::{FakeTransport, VirtualClock};
use decidim_client::Error;
use decidim_client::rest::{Client, ClientBuilder, UserClient};
use futures::Stream;
use serde_json::{Value, json};

use crate::as_transport::drained;

pub(crate) const SECRET: &str = "s3cr3t-of-the-client";
pub(crate) const PAGE: &str = "<!DOCTYPE html><title>Not found</title>";

/// A request as the server sees it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Behind the version's prefix.
    pub(crate) path: String,
    pub(crate) prefix: String,
    /// Decoded, in order.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Value,
    pub(crate) token: Option<String>,
    /// The header `x-call`.
    pub(crate) call: Option<String>,
    /// When, in seconds.
    pub(crate) at: i64,
}

impl Seen {
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let pairs = self.query.iter().filter(|(key, _)| key == name);
        pairs.map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.values(name).first().copied()
    }

    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.value(name)?.parse().ok()
    }

    pub(crate) fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path == path
    }

    /// Method and path.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: body.to_string() }
    }

    pub(crate) fn data(data: Value) -> Self {
        Self::json(200, json!({"data": data}))
    }

    pub(crate) fn page(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: PAGE.to_owned() }
    }

    pub(crate) fn error(status: u16, error: &str, description: &str) -> Self {
        Self::json(status, json!({"error": error, "error_description": description}))
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    /// One page of these rows, as the header paging gives it.
    pub(crate) fn rows(seen: &Seen, rows: &[Value]) -> Self {
        let size = seen.number("per_page").unwrap_or(25);
        let page = seen.number("page").unwrap_or(1);
        let shown: Vec<_> = rows.iter().skip((page - 1) * size).take(size).cloned().collect();
        Self::data(Value::Array(shown)).header("total", rows.len()).header("per-page", size)
    }
}

type Handler = dyn Fn(&Seen) -> Option<Answer> + Send + Sync;

/// A server in memory.
pub(crate) struct Fake {
    pub(crate) clock: VirtualClock,
    seen: Arc<Mutex<Vec<Seen>>>,
    http: HttpConfig,
}

impl Fake {
    /// A server of one version. It issues tokens; all else is the handler's.
    pub(crate) fn new(
        version: &'static str,
        handler: impl Fn(&Seen) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        let prefix = format!("/api/rest_full/{version}");
        let handler = Arc::new(handler);
        Self::of_any_version(move |seen| {
            (seen.prefix == prefix).then(|| {
                handler(seen).unwrap_or_else(|| match seen.path.as_str() {
                    "/oauth/token" => token(seen, "token", seen.at),
                    _ => Answer::error(404, "404: Record not found", "Record not found"),
                })
            })
        })
    }

    /// A server that has the paths that the handler answers, and no others.
    pub(crate) fn of_any_version(
        handler: impl Fn(&Seen) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        let clock = VirtualClock::new();
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let (log, time, handler) = (Arc::clone(&seen), clock.clone(), Arc::new(handler));
        let transport = FakeTransport::new(move |request| {
            let seen = Seen { at: time.now().as_second(), ..read(&request) };
            log.lock().unwrap().push(seen.clone());
            let answer = answer(&seen, &*handler, &time);
            async move {
                let mut response = http::Response::builder().status(answer.status);
                for (name, value) in answer.headers {
                    response = response.header(name, value);
                }
                Ok(response.body(answer.body.into()).unwrap())
            }
        });
        let http = HttpConfig::new().transport(transport).clock(clock.clone());
        Self { clock, seen, http }
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder("https://decidim.example.org")
            .credentials("client-id-of-the-test", SECRET)
            .scopes(["public", "proposals", "blogs", "oauth", "system"])
            .http(self.http.clone())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn user(&self) -> UserClient {
        self.client().impersonate("ana_ruiz").build().unwrap()
    }

    pub(crate) fn run<F: Future>(&self, future: F) -> F::Output {
        self.clock.run(future).unwrap()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Method and path of each request but those for tokens.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().iter().filter(|s| s.path != "/oauth/token").map(Seen::line).collect()
    }

    pub(crate) fn last(&self) -> Seen {
        self.seen().pop().unwrap()
    }

    pub(crate) fn token_requests(&self) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| seen.path == "/oauth/token").collect()
    }

    /// Reads a stream to its end: items and errors.
    pub(crate) fn read<T>(
        &self,
        stream: &mut (impl Stream<Item = Result<T, Error>> + Unpin),
    ) -> (Vec<T>, Vec<Error>) {
        self.run(drained(stream))
    }
}

fn read(request: &http::Request<bytes::Bytes>) -> Seen {
    let path = request.uri().path();
    let (prefix, path) = match path.match_indices('/').nth(3) {
        Some((at, _)) if path.starts_with("/api/rest_full/v") => path.split_at(at),
        _ => ("", path),
    };
    let query = request.uri().query().unwrap_or_default();
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text).decode_utf8().unwrap().into_owned()
    };
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    Seen {
        method: request.method().to_string(),
        path: path.to_owned(),
        prefix: prefix.to_owned(),
        query: pairs.map(|(name, value)| (decode(name), decode(value))).collect(),
        body: serde_json::from_slice(request.body()).unwrap_or_default(),
        token: request
            .headers()
            .get("authorization")
            .map(|value| value.to_str().unwrap().replace("Bearer ", "")),
        call: request.headers().get("x-call").map(|value| value.to_str().unwrap().to_owned()),
        at: 0,
    }
}

fn answer(seen: &Seen, handler: &Handler, clock: &VirtualClock) -> Answer {
    let date = clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    handler(seen).unwrap_or_else(|| Answer::page(404)).header("date", date)
}

/// What the token service answers.
pub(crate) fn token(seen: &Seen, text: &str, created_at: i64) -> Answer {
    Answer::json(
        200,
        json!({
            "access_token": format!("s3cr3t-{text}"),
            "token_type": "Bearer",
            "expires_in": 7200,
            "scope": seen.body["scope"],
            "created_at": created_at,
        }),
    )
}

pub(crate) fn texts(en: &str) -> Value {
    json!({"en": en, "fr": null})
}

pub(crate) fn proposal(id: u64) -> Value {
    json!({
        "id": id.to_string(),
        "type": "proposal",
        "attributes": {
            "title": texts(&format!("Proposal {id}")),
            "body": texts("<p>Benches</p>"),
            "created_at": "2026-01-02T03:04:05Z",
            "updated_at": "2026-01-02T03:04:05Z",
        },
        "relationships": {
            "space": {"data": {"id": "3", "type": "assemblies"}},
            "component": {"data": {"id": "12", "type": "proposal_component"}},
            "state": {"data": {"id": "1", "type": "proposal_state"}, "meta": {"token": "accepted"}},
            "author": {"data": {"id": "5", "type": "user"}},
            "coauthors": {"data": [{"id": "5", "type": "user"}], "meta": {"count": 1}},
        },
        "links": {"self": {"href": "https://decidim.example.org/x", "rel": "resource"}},
        "meta": {"published": true},
    })
}

/// Names and values of a query as one map; of repeated names all values.
pub(crate) fn map(seen: &Seen) -> BTreeMap<String, Vec<String>> {
    let mut map = BTreeMap::<String, Vec<String>>::new();
    for (name, value) in &seen.query {
        map.entry(name.clone()).or_default().push(value.clone());
    }
    map
}
