mod broken_answers;
mod deadlines;
mod downloads;
mod limits;
mod messages;
mod middleware;
mod options;
mod secrets;
mod tokens;
mod uploads;
mod wrong_answers;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use http::{Response as Answer, header};

use crate::clock::Clock;
use crate::http::platform::RateRule;
use crate::http::platform::{HttpClient, Platform};
use crate::http::transport::TransportError;
use crate::http::{Backoff, HttpConfig, Request, Response, RetryPolicy, Timeouts};
use crate::testing::{FakeBody, FakeTransport, VirtualClock};
use crate::{Error, ErrorKind, Sent};

type Step = Box<dyn FnOnce() -> Result<Answer<FakeBody>, TransportError> + Send>;

#[derive(Debug)]
struct Civic;

impl Platform for Civic {
    fn user_agent(&self) -> &'static str {
        "civic-test/1.0"
    }

    fn rate_rules(&self) -> &[RateRule] {
        const RULES: [RateRule; 1] = [RateRule::new(100, Duration::from_secs(180))];
        &RULES
    }
}

/// A client before a server that takes these steps, and then answers 200.
struct Bench {
    clock: VirtualClock,
    seen: Arc<Mutex<Vec<http::Request<Bytes>>>>,
    client: HttpClient,
}

impl Bench {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self::with(HttpConfig::new(), steps)
    }

    fn with(config: HttpConfig, steps: impl IntoIterator<Item = Step>) -> Self {
        let clock = VirtualClock::new();
        let seen = Arc::<Mutex<Vec<http::Request<Bytes>>>>::default();
        let steps = Mutex::new(steps.into_iter().collect::<VecDeque<_>>());
        let log = Arc::clone(&seen);
        let transport = FakeTransport::new(move |request| {
            log.lock().unwrap().push(request);
            let step = steps.lock().unwrap().pop_front();
            async move { step.map_or_else(|| Ok(ok("{}")), |step| step()) }
        });
        let client = config
            .transport(transport)
            .clock(clock.clone())
            .build("https://demo.example.org", Civic)
            .unwrap();
        Self { clock, seen, client }
    }

    fn get(&self) -> Result<Response, Error> {
        self.send(Request::get("/a"))
    }

    fn send(&self, request: Request) -> Result<Response, Error> {
        self.clock.run(self.client.execute(request)).unwrap()
    }

    fn requests(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

fn ok(body: &'static str) -> Answer<FakeBody> {
    Answer::new(body.into())
}

fn status(code: u16, headers: &'static [(&'static str, &'static str)], body: &'static str) -> Step {
    Box::new(move || {
        let mut answer = Answer::builder().status(code);
        for (name, value) in headers {
            answer = answer.header(*name, *value);
        }
        Ok(answer.body(body.into()).unwrap())
    })
}

fn body(body: impl FnOnce() -> FakeBody + Send + 'static) -> Step {
    Box::new(move || Ok(Answer::new(body())))
}

fn refused() -> Step {
    Box::new(|| Err(TransportError::connect("could not connect: refused")))
}

fn reset() -> Step {
    Box::new(|| Err(TransportError::broken("the connection was reset")))
}

fn truncated() -> Step {
    body(|| FakeBody::pieces([Ok(Bytes::from("{\"a\"")), Err(TransportError::broken("cut off"))]))
}

#[test]
fn a_read_is_tried_again_after_every_passing_failure() {
    let failures: [fn() -> Step; 9] = [
        refused,
        reset,
        truncated,
        || status(408, &[], ""),
        || status(425, &[], ""),
        || status(500, &[], ""),
        || status(502, &[], "<html>"),
        || status(503, &[], ""),
        || status(504, &[], ""),
    ];
    for (index, failure) in failures.into_iter().enumerate() {
        let bench = Bench::new([failure()]);
        let response = bench.get().unwrap();
        assert_eq!(response.stats().attempts, 2, "failure {index}");
        assert_eq!(bench.requests(), 2, "failure {index}");
    }
}

#[test]
fn what_a_cdn_says_of_the_server_behind_it_may_pass() {
    for code in 520..=530 {
        let bench = Bench::new([status(code, &[], "error code: 52x")]);
        assert_eq!(bench.get().unwrap().stats().attempts, 2, "{code}");
        let bench = Bench::new([status(code, &[], "error code: 52x")]);
        let error = bench.send(Request::post("/a").json(&1)).unwrap_err();
        assert_eq!((error.kind(), bench.requests()), (ErrorKind::Server, 1), "{code}");
        assert!(error.is_temporary(), "{code}");
    }
}

#[test]
fn retry_after_is_obeyed_beside_any_status() {
    for code in [400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504, 520] {
        let refusal = || status(code, &[("retry-after", "1.5")], "");
        let bench = Bench::new([refusal()]);
        assert_eq!(
            bench.get().unwrap().stats().waited_for_rate_limit,
            Duration::from_secs(2),
            "{code}"
        );
        let bench = Bench::new([refusal()]);
        let error = bench.send(Request::post("/a").json(&1)).unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(2)), "{code}");
        assert!(error.is_temporary() && bench.requests() == 1, "{code}");
        assert_eq!(
            error.kind() == ErrorKind::RateLimited,
            [403, 429, 503].contains(&code),
            "{code}"
        );
    }
    // Too long for this client: told at once, whatever the status.
    let bench = Bench::new([status(502, &[("retry-after", "3600")], "")]);
    let error = bench.get().unwrap_err();
    assert_eq!((error.kind(), bench.requests()), (ErrorKind::Server, 1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    // For whoever follows a redirect, which nobody does here.
    let elsewhere = status(302, &[("retry-after", "5"), ("location", "/b")], "");
    let error = Bench::new([elsewhere]).get().unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Redirect, None));
}

#[test]
fn it_gives_up_after_four_attempts_and_says_so() {
    let bench = Bench::new((0..9).map(|_| status(502, &[], "<html><title>Bad Gateway</title>")));
    let error = bench.get().unwrap_err();
    assert_eq!(bench.requests(), 4);
    assert_eq!(error.kind(), ErrorKind::Server);
    assert_eq!(error.attempts(), 4);
    assert_eq!(error.was_sent(), Sent::Yes);
    let line = error.to_string();
    assert!(line.starts_with("GET https://demo.example.org/a answered 502 Bad Gateway"), "{line}");
    assert!(line.contains("(HTML page) (after 4 attempts in "), "{line}");
}

#[test]
fn what_waiting_cannot_mend_is_not_tried_again() {
    let kinds: [(ErrorKind, &[u16]); 6] = [
        (ErrorKind::Unauthorized, &[401]),
        (ErrorKind::Forbidden, &[403]),
        (ErrorKind::NotFound, &[404, 410]),
        (ErrorKind::Rejected, &[400, 405, 406, 409, 411, 412, 413, 414, 415, 422]),
        (ErrorKind::Server, &[501]),
        (ErrorKind::Status, &[402, 418, 451]),
    ];
    for (kind, codes) in kinds {
        for code in codes {
            let bench = Bench::new([status(*code, &[], "")]);
            let error = bench.get().unwrap_err();
            assert_eq!((error.kind(), bench.requests()), (kind, 1), "{code}");
        }
    }
}

#[test]
fn a_write_is_tried_again_only_if_it_was_certainly_not_sent() {
    let post = || Request::post("/a").json(&1);
    let bench = Bench::new([refused()]);
    assert!(bench.send(post()).is_ok());
    assert_eq!(bench.requests(), 2);

    let failures: [fn() -> Step; 4] =
        [reset, truncated, || status(503, &[], ""), || status(429, &[("retry-after", "1")], "")];
    for failure in failures {
        let bench = Bench::new([failure()]);
        let error = bench.send(post()).unwrap_err();
        assert_eq!(bench.requests(), 1, "{error}");
        assert_ne!(error.was_sent(), Sent::No, "{error}");
        assert!(error.is_temporary(), "{error}");
    }
}

#[test]
fn a_write_that_says_it_may_be_repeated_is() {
    let bench = Bench::new([reset(), status(503, &[], "")]);
    assert!(bench.send(Request::post("/a").idempotent(true)).is_ok());
    assert_eq!(bench.requests(), 3);
}

#[test]
fn retry_after_is_obeyed_in_seconds_and_as_a_date() {
    let forms: [&'static [(&str, &str)]; 2] = [
        &[("retry-after", "90")],
        &[
            ("date", "Sun, 01 Mar 2026 08:00:00 GMT"),
            ("retry-after", "Sun, 01 Mar 2026 08:01:30 GMT"),
        ],
    ];
    for code in [429, 503] {
        for form in forms {
            let bench = Bench::new([status(code, form, "")]);
            let response = bench.get().unwrap();
            assert_eq!(bench.clock.elapsed(), Duration::from_secs(90), "{code} {form:?}");
            assert_eq!(response.stats().waited_for_rate_limit, Duration::from_secs(90));
        }
    }
}

#[test]
fn a_429_without_retry_after_waits_for_the_end_of_the_servers_window() {
    // The virtual clock begins at noon, a multiple of 180 s; the server is 50 s ahead.
    let ahead = &[("date", "Sun, 01 Mar 2026 12:00:50 GMT")];
    let bench = Bench::new([status(429, ahead, "Retry later\n")]);
    assert!(bench.get().is_ok());
    assert_eq!(bench.clock.elapsed(), Duration::from_secs(131));
}

#[test]
fn a_429_holds_back_every_caller() {
    let bench = Bench::new([status(429, &[("retry-after", "30")], "")]);
    bench
        .clock
        .run(async {
            let first = bench.client.execute(Request::get("/a"));
            let second = async {
                bench.clock.sleep(Duration::from_secs(1)).await;
                bench.client.execute(Request::get("/b")).await
            };
            let (first, second) = futures_util::future::join(first, second).await;
            assert!(first.is_ok());
            assert_eq!(second.unwrap().stats().waited_for_rate_limit.as_secs(), 29);
        })
        .unwrap();
}

#[test]
fn a_wait_beyond_the_cap_fails_now_and_tells_how_long() {
    let bench = Bench::new([status(429, &[("retry-after", "3600")], "Retry later\n")]);
    let error = bench.get().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(bench.clock.elapsed(), Duration::ZERO);
    assert!(error.to_string().contains("try again in 3600 s"), "{error}");
}

#[test]
fn a_wait_beyond_the_callers_deadline_fails_now() {
    let bench = Bench::new([status(429, &[("retry-after", "60")], "")]);
    let error = bench.send(Request::get("/a").deadline(Duration::from_secs(45))).unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    assert!(error.to_string().contains("the call's deadline of 45 s"), "{error}");
    assert_eq!(bench.clock.elapsed(), Duration::ZERO);
}

#[test]
fn the_clients_own_rate_limit_waits_before_sending() {
    let bench = Bench::new([]);
    let all = bench.clock.run(join_all((0..91).map(|_| bench.client.execute(Request::get("/a")))));
    let waited = |result: &Result<Response, Error>| {
        !result.as_ref().unwrap().stats().waited_for_rate_limit.is_zero()
    };
    assert_eq!(all.unwrap().iter().filter(|result| waited(result)).count(), 1);
    assert_eq!(bench.clock.elapsed(), Duration::from_secs(180));
}

#[test]
fn an_attempt_without_an_answer_times_out_and_is_tried_again() {
    let silent: Step = Box::new(|| Ok(Answer::new(FakeBody::stream(stream::pending().boxed()))));
    let config = HttpConfig::new().timeouts(Timeouts::default().stall(Duration::from_secs(500)));
    let bench = Bench::with(config, [silent]);
    assert_eq!(bench.get().unwrap().stats().attempts, 2);
    assert!(bench.clock.elapsed() >= Duration::from_secs(30));
}

#[test]
fn a_stalled_body_is_given_up_after_ten_seconds_of_silence() {
    let bench = Bench::with(
        HttpConfig::new().retry(RetryPolicy::never()),
        [body(|| FakeBody::stalled_after("{\"ideas\":["))],
    );
    let error = bench.get().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.was_sent(), Sent::Yes, "its head was there");
    assert_eq!(bench.clock.elapsed(), Duration::from_secs(10));
    assert!(error.to_string().contains("stalled within the answer"), "{error}");
}

#[test]
fn a_body_that_drips_forever_ends_with_the_attempt() {
    let clock = VirtualClock::new();
    let dripping = clock.clone();
    let transport = FakeTransport::new(move |_| {
        let clock = dripping.clone();
        async move {
            let drops = stream::unfold(clock, |clock| async move {
                clock.sleep(Duration::from_secs(9)).await;
                Some((Ok(Bytes::from_static(b" ")), clock))
            });
            Ok(Answer::new(FakeBody::stream(drops.boxed())))
        }
    });
    let client = HttpConfig::new()
        .transport(transport)
        .clock(clock.clone())
        .retry(RetryPolicy::never())
        .build("https://demo.example.org", Civic)
        .unwrap();
    let error = clock.run(client.execute(Request::get("/a"))).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(clock.elapsed(), Duration::from_secs(30));
}

#[test]
fn all_attempts_together_end_with_the_deadline() {
    let stalled = || body(|| FakeBody::stalled_after("{"));
    let config = HttpConfig::new().retry(RetryPolicy::default().attempts(50));
    let bench = Bench::with(config, (0..50).map(|_| stalled()));
    assert!(bench.get().is_err());
    assert!(bench.clock.elapsed() <= Duration::from_secs(300), "{:?}", bench.clock.elapsed());
    assert!(bench.requests() >= 6);
}

#[test]
fn a_body_above_the_limit_is_refused_and_not_asked_for_again() {
    let config = HttpConfig::new().timeouts(Timeouts::default().body_limit(10));
    let bench = Bench::with(config, [body(|| FakeBody::from("12345678901"))]);
    let error = bench.get().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    assert_eq!(bench.requests(), 1);
    let bench = Bench::with(
        HttpConfig::new().timeouts(Timeouts::default().body_limit(10)),
        [body(|| FakeBody::from("1234567890"))],
    );
    assert!(bench.get().is_ok());
}

/// Pauses this long, whatever happened.
#[derive(Debug)]
struct Pause(Duration);

impl Backoff for Pause {
    fn pause(&self, _: u32) -> Duration {
        self.0
    }
}

#[test]
fn a_pause_that_the_deadline_does_not_hold_is_not_begun() {
    let slow = RetryPolicy::default().backoff(Pause(Duration::MAX));
    let bench = Bench::with(HttpConfig::new().retry(slow), [status(500, &[], "")]);
    let error = bench.get().unwrap_err();
    assert!(error.to_string().contains("deadline of 300 s leaves no time for another"), "{error}");
    assert_eq!(bench.clock.elapsed(), Duration::ZERO);
}

#[test]
fn waits_that_no_calendar_holds_are_errors_and_no_panic() {
    let absurd = || status(429, &[("retry-after", "18446744073709551615")], "");
    let bench = Bench::new([status(429, &[("retry-after", "1")], ""), absurd()]);
    assert_eq!(bench.get().unwrap_err().kind(), ErrorKind::RateLimited);

    let endless =
        RetryPolicy::default().backoff(Pause(Duration::MAX)).rate_limit_wait(Duration::MAX);
    let once = || status(503, &[("retry-after", "1")], "");
    let bench = Bench::with(HttpConfig::new().retry(endless), [once(), absurd()]);
    assert!(bench.send(Request::get("/a").deadline(Duration::from_secs(9))).is_err());
}

#[test]
fn a_redirect_is_an_error_that_names_its_target_without_the_query() {
    let to = &[("location", "https://other.example.org/b?api_key=s3cr3t")];
    let bench = Bench::new([status(301, to, "")]);
    let error = bench.get().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    let line = error.to_string();
    assert!(line.contains("a redirect to https://other.example.org/b?***"), "{line}");
    assert!(line.contains("with the address https://other.example.org, if that"), "{line}");
    assert!(!format!("{:?}", error.headers()).contains("s3cr3t"));
    assert_eq!(bench.requests(), 1);
}

#[test]
fn every_request_says_who_asks_and_wants_json() {
    let bench = Bench::with(HttpConfig::new().user_agent("my-tool/2"), []);
    bench.get().unwrap();
    let seen = bench.seen.lock().unwrap();
    assert_eq!(seen[0].headers()[header::USER_AGENT], "civic-test/1.0 my-tool/2");
    assert_eq!(seen[0].headers()[header::ACCEPT], "application/json");
}

#[test]
fn a_dead_server_is_named_with_the_reason() {
    let bench = Bench::new((0..4).map(|_| refused()));
    let error = bench.get().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(error.was_sent(), Sent::No);
    let line = error.to_string();
    assert!(line.contains("could not connect: refused (after 4 attempts in "), "{line}");
    assert!(line.ends_with("nothing was sent"), "{line}");
}

/// What callers' own futures hold of a call: those of a deep program are held in each other.
#[test]
fn a_call_is_a_small_future() {
    let bench = Bench::new([]);
    let sizes = [
        size_of_val(&bench.client.execute(Request::get("/a"))),
        size_of_val(&bench.client.open(Request::get("/a"))),
    ];
    assert!(sizes.iter().all(|size| *size <= 1200), "{sizes:?}");
}
