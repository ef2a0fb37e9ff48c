//! What a program reads with a subscriber of its own.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once};
use std::time::Duration;

use civic_core::http::platform::{HttpClient, RateRule};
use civic_core::http::types::StatusCode;
use civic_core::http::{Backoff, HttpConfig, RateLimit, Request, RetryPolicy};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber, subscriber::set_global_default};

use crate::platform::Civic;

type Fields = BTreeMap<&'static str, String>;

/// A span, or an event, with its fields as text.
#[derive(Clone, Debug)]
struct Logged {
    level: Level,
    fields: Fields,
}

impl Logged {
    fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

thread_local! {
    static SPANS: RefCell<BTreeMap<u64, Logged>> = RefCell::default();
    static EVENTS: RefCell<Vec<Logged>> = RefCell::default();
}

/// Keeps what this thread tells.
#[derive(Default)]
struct Reader(AtomicU64);

struct Texts<'a>(&'a mut Fields);

impl Visit for Texts<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl Subscriber for Reader {
    fn enabled(&self, about: &Metadata<'_>) -> bool {
        about.target().starts_with("civic_core")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        let mut logged = Logged { level: *span.metadata().level(), fields: Fields::new() };
        span.record(&mut Texts(&mut logged.fields));
        SPANS.with_borrow_mut(|spans| spans.insert(id, logged));
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        SPANS.with_borrow_mut(|spans| {
            if let Some(logged) = spans.get_mut(&span.into_u64()) {
                values.record(&mut Texts(&mut logged.fields));
            }
        });
    }

    fn event(&self, event: &Event<'_>) {
        let mut logged = Logged { level: *event.metadata().level(), fields: Fields::new() };
        event.record(&mut Texts(&mut logged.fields));
        EVENTS.with_borrow_mut(|events| events.push(logged));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Debug)]
struct OneSecond;

impl Backoff for OneSecond {
    fn pause(&self, _: u32) -> Duration {
        Duration::from_secs(1)
    }
}

type Headers = &'static [(&'static str, &'static str)];

/// What is logged of a request that is answered so: its span, and the events.
fn logged(
    config: HttpConfig,
    request: Request,
    answers: &[(u16, Headers)],
) -> (Logged, Vec<Logged>) {
    static ALWAYS: Once = Once::new();
    ALWAYS.call_once(|| set_global_default(Reader::default()).unwrap());
    let clock = VirtualClock::new();
    let answers: Mutex<VecDeque<_>> = Mutex::new(answers.iter().copied().collect());
    let transport = FakeTransport::new(move |_| {
        let (status, headers) = answers.lock().unwrap().pop_front().unwrap_or((200, &[]));
        let mut answer = http::Response::new(FakeBody::from("{}"));
        *answer.status_mut() = StatusCode::from_u16(status).unwrap();
        for (name, value) in headers {
            answer.headers_mut().insert(*name, value.parse().unwrap());
        }
        async move { Ok(answer) }
    });
    let config = config.transport(transport).clock(clock.clone());
    let client: HttpClient = config.build("https://demo.example.org", Civic).unwrap();
    SPANS.take();
    EVENTS.take();
    let _answer = clock.run(client.execute(request)).unwrap();
    let span = SPANS.take().into_values().next().unwrap();
    (span, EVENTS.take())
}

fn patient() -> HttpConfig {
    HttpConfig::new().retry(RetryPolicy::default().backoff(OneSecond))
}

#[test]
fn a_requests_span_has_the_fields_of_opentelemetry() {
    let request = Request::get("/ideas").query("page", 2).query("api_key", "s3cr3t-s3cr3t");
    let (span, events) = logged(patient(), request, &[]);
    assert_eq!(span.level, Level::DEBUG);
    let expected = [
        ("http.request.method", "GET"),
        ("http.response.status_code", "200"),
        ("server.address", "demo.example.org"),
        ("server.port", "443"),
        ("url.full", "https://demo.example.org/ideas?page=2&api_key=***"),
    ];
    let fields: Vec<_> = span.fields.iter().map(|(name, value)| (*name, &**value)).collect();
    assert_eq!(fields, expected);
    let [answered] = &events[..] else { panic!("{events:?}") };
    assert_eq!(answered.get("http.response.status_code"), "200");
    assert_eq!(answered.get("http.request.resend_count"), "");
}

#[test]
fn a_failure_has_a_type_and_a_repetition_its_number() {
    let (span, events) = logged(patient(), Request::get("/ideas"), &[(503, &[]), (404, &[])]);
    assert_eq!(span.get("http.request.resend_count"), "1");
    assert_eq!(span.get("http.response.status_code"), "404");
    assert_eq!(span.get("error.type"), "404");
    let answered = events.iter().filter(|event| event.get("message") == "attempt answered");
    let counts: Vec<_> = answered.map(|it| it.get("http.request.resend_count")).collect();
    assert_eq!(counts, ["", "1"]);

    let long = Request::get("/ideas").deadline(Duration::from_millis(10));
    let (span, _) = logged(patient(), long, &[(503, &[("retry-after", "7")])]);
    assert_eq!(span.get("error.type"), "503");
    let (span, _) = logged(patient(), Request::get("/ideas"), &[(302, &[("location", "/a")])]);
    assert_eq!(span.get("error.type"), "Redirect");
}

#[test]
fn an_attempt_without_a_whole_answer_is_told_with_its_reason_and_its_number() {
    let shorter: (u16, Headers) = (200, &[("content-length", "9")]);
    let (_, events) = logged(patient(), Request::get("/ideas"), &[shorter, shorter]);
    let failed: Vec<_> =
        events.iter().filter(|event| event.get("message") == "attempt failed").collect();
    let counts: Vec<_> = failed.iter().map(|it| it.get("http.request.resend_count")).collect();
    assert_eq!(counts, ["", "1"]);
    for event in failed {
        assert_eq!((event.level, event.get("error.type")), (Level::DEBUG, "Transport"));
        let error = event.get("error");
        assert!(error.starts_with("GET https://demo.example.org/ideas "), "{error}");
    }
}

#[test]
fn every_wait_is_told_at_info_with_its_length_and_its_reason() {
    let waits = |config: HttpConfig, answers: &[(u16, Headers)]| {
        let request = Request::get("/ideas").query("key", "s3cr3t-s3cr3t");
        let (_, events) = logged(config, request, answers);
        let waits = events.into_iter().filter(|event| event.level == Level::INFO);
        waits
            .map(|event| {
                assert_eq!(event.get("url.full"), "https://demo.example.org/ideas?key=***");
                assert_eq!(event.get("http.request.method"), "GET");
                ["message", "seconds", "reason"].map(|name| event.get(name).to_owned())
            })
            .collect::<Vec<_>>()
    };
    let throttled: &[(u16, Headers)] = &[(429, &[("retry-after", "50")])];
    assert_eq!(
        waits(patient(), throttled),
        [["waiting for the rate limit", "50.0", "answered 429 Too Many Requests: {}"]]
    );
    assert_eq!(
        waits(patient(), &[(502, &[])]),
        [["waiting before another attempt", "1.0", "answered 502 Bad Gateway: {}"]]
    );
    assert_eq!(waits(patient(), &[]), [[""; 3]; 0]);
    let rules = [RateRule::new(1, Duration::from_secs(60))];
    let limited = patient().rate_limit(RateLimit::new(&rules));
    let waits = waits(limited, &[(502, &[])]);
    assert_eq!(waits[1][0], "waiting for the rate limit", "{waits:?}");
    assert_eq!(waits[1][2], "was held back to stay within the server's rate limit");
}
