//! What one call does otherwise than its client.

use http::HeaderName;

use super::*;
use crate::http::CallOptions;

const LIMIT: Duration = Duration::from_secs(20);

fn limited() -> Request {
    Request::get("/a").options(CallOptions::new().deadline(LIMIT))
}

#[test]
fn a_deadline_includes_the_wait_for_a_token() {
    let (bench, _) = Bench::new([]).with_slow_tokens(Duration::from_secs(25));
    let error = bench.send(limited()).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Timeout, Sent::No));
    assert_eq!((bench.clock.elapsed(), bench.requests()), (LIMIT, 0));
    // 15 s for the token leave 5 of the 20 for the rest, whatever the client's own limits are.
    let silent = body(|| FakeBody::stalled_after("{"));
    let (bench, _) = Bench::new([silent]).with_slow_tokens(Duration::from_secs(15));
    assert!(bench.send(limited()).is_err());
    assert_eq!((bench.clock.elapsed(), bench.requests()), (LIMIT, 1));
}

#[test]
fn a_deadline_includes_the_wait_for_a_permit() {
    let bench = Bench::new([]);
    let full = bench.clock.run(join_all((0..90).map(|_| bench.client.execute(Request::get("/a")))));
    assert!(full.unwrap().iter().all(Result::is_ok));
    // The window has room again in 180 s: not begun where that is too late.
    let error = bench.send(limited()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(180)));
    assert!(error.to_string().contains("deadline of 20 s leaves no time"), "{error}");
    assert_eq!((bench.clock.elapsed(), bench.requests()), (Duration::ZERO, 90));
    // A permit that comes at 180 s leaves 20 s of 200 for an answer.
    let clock = bench.clock.clone();
    let stalled = Bench { client: deaf_after(&bench, &clock), ..bench };
    let options = CallOptions::new().deadline(Duration::from_secs(200));
    let error = stalled.send(Request::get("/b").options(options)).unwrap_err();
    assert_eq!((error.kind(), clock.elapsed()), (ErrorKind::Timeout, Duration::from_secs(200)));
}

/// A client with a limit that is full, before a server that never answers.
fn deaf_after(bench: &Bench, clock: &VirtualClock) -> HttpClient {
    let rules = [RateRule::new(1, Duration::from_secs(180))];
    let limit = crate::http::RateLimit::new(&rules);
    let config = || HttpConfig::new().clock(clock.clone()).rate_limit(limit.clone());
    let quick = FakeTransport::new(|_| async { Ok(ok("{}")) });
    let quick = config().transport(quick).build("https://demo.example.org", Civic).unwrap();
    bench.clock.run(quick.execute(Request::get("/a"))).unwrap().unwrap();
    let deaf = FakeTransport::new(|_| std::future::pending());
    let timeouts = Timeouts::default().attempt(Duration::MAX);
    config().transport(deaf).timeouts(timeouts).build("https://demo.example.org", Civic).unwrap()
}

#[test]
fn a_deadline_includes_the_pause_between_attempts() {
    // 7 s of pause each: after the third attempt, at 14 s, another would begin at 21 s.
    let paced = RetryPolicy::default().attempts(9).backoff(Pause(Duration::from_secs(7)));
    let bench = Bench::new((0..9).map(|_| status(502, &[], "")));
    let error = bench.send(limited().retry(paced)).unwrap_err();
    assert_eq!((error.attempts(), bench.clock.elapsed()), (3, Duration::from_secs(14)));
    assert!(error.to_string().contains("deadline of 20 s leaves no time"), "{error}");
}

#[test]
fn a_deadline_is_shared_by_all_requests_of_a_call() {
    let bench = Bench::new([body(|| FakeBody::stalled_after("{"))]);
    let options = CallOptions::new().deadline(LIMIT).started(&bench.clock);
    bench.clock.advance(Duration::from_secs(12));
    let error = bench.send(Request::get("/a").options(options)).unwrap_err();
    assert_eq!((error.kind(), bench.clock.elapsed()), (ErrorKind::Timeout, LIMIT));
    assert_eq!(error.elapsed(), Duration::from_secs(8), "this request's own time");
}

#[test]
fn a_call_of_several_requests_has_the_clients_deadline_and_its_own_headers() {
    let config = HttpConfig::new().timeouts(Timeouts::default().deadline(LIMIT));
    let bench = Bench::with(config, [body(|| FakeBody::stalled_after("{"))]);
    let options = bench.client.started(CallOptions::new().header("X-Request-Id", "7f3a"));
    bench.clock.advance(Duration::from_secs(12));
    let error = bench.send(Request::get("/a").options(options)).unwrap_err();
    assert_eq!((error.kind(), bench.clock.elapsed()), (ErrorKind::Timeout, LIMIT));
    assert_eq!(bench.seen.lock().unwrap()[0].headers()["x-request-id"], "7f3a");
}

#[test]
fn a_calls_own_deadline_may_be_longer_than_the_clients() {
    let config = HttpConfig::new().timeouts(Timeouts::default().deadline(Duration::from_secs(1)));
    let slow = || status(503, &[("retry-after", "9")], "");
    assert!(Bench::with(config.clone(), [slow()]).get().is_err());
    assert!(Bench::with(config, [slow()]).send(limited()).is_ok());
}

#[test]
fn a_deadline_covers_the_body_of_a_download() {
    let bench = Bench::new([body(|| FakeBody::stalled_after("id;title\n"))]);
    let options = CallOptions::new().deadline(Duration::from_secs(5));
    let request = Request::get("/a").options(options).header(header::ACCEPT, "text/csv");
    let error = bench.clock.run(async {
        let mut download = bench.client.open(request).await.unwrap();
        assert!(download.piece().await.unwrap().is_some());
        download.piece().await.unwrap_err()
    });
    let error = error.unwrap();
    assert_eq!((error.kind(), bench.clock.elapsed().as_secs()), (ErrorKind::Timeout, 5));
    assert!(error.to_string().contains("not read within its deadline of 5 s"), "{error}");
}

#[test]
fn a_call_has_a_retry_policy_of_its_own() {
    let failing = || Bench::new((0..9).map(|_| status(502, &[], "")));
    let bench = failing();
    assert!(bench.send(Request::get("/a").retry(RetryPolicy::never())).is_err());
    assert_eq!(bench.requests(), 1);
    let bench = failing();
    assert!(bench.send(Request::get("/a").retry(RetryPolicy::default().attempts(6))).is_err());
    assert_eq!(bench.requests(), 6);
    // The client's own is the default, and another call's.
    assert!(bench.get().is_ok());
    let config = HttpConfig::new().retry(RetryPolicy::never());
    let bench = Bench::with(config, (0..9).map(|_| status(502, &[], "")));
    assert!(bench.get().is_err());
    assert_eq!(bench.requests(), 1);
    // A write is tried again only where it was certainly not sent, whatever the policy.
    let bench = failing();
    let post = Request::post("/a").json(&1).retry(RetryPolicy::default().attempts(6));
    assert!(bench.send(post).is_err());
    assert_eq!(bench.requests(), 1);
}

#[test]
fn a_calls_rate_limit_wait_is_its_own() {
    let asked = || status(429, &[("retry-after", "30")], "");
    let at_most = |seconds| {
        let policy = RetryPolicy::default().rate_limit_wait(Duration::from_secs(seconds));
        Bench::new([asked()]).send(Request::get("/a").retry(policy))
    };
    let error = at_most(29).unwrap_err();
    assert!(error.to_string().contains("waits 29 s for rate limits at most"), "{error}");
    assert!(at_most(30).is_ok(), "it may be waited out to the full");
    assert!(Bench::new([asked()]).get().is_ok());
}

#[test]
fn a_header_arrives_on_every_attempt_and_is_gone_after_the_call() {
    let (bench, _) = Bench::new([status(502, &[], ""), status(401, &[], "")]).with_tokens();
    let options = CallOptions::new().header("X-Request-Id", "7f3a").header("cookie", "s=s3cr3t");
    bench.send(Request::get("/a").options(options)).unwrap();
    bench.send(Request::get("/b")).unwrap();
    let seen = bench.seen.lock().unwrap();
    let ids: Vec<_> = seen.iter().map(|it| it.headers().get("x-request-id").is_some()).collect();
    assert_eq!(ids, [true, true, true, false]);
    assert!(seen[0].headers()["cookie"].is_sensitive());
    assert!(seen[0].headers().contains_key("authorization"));
}

#[test]
fn a_secret_header_of_a_call_that_the_server_echoes_is_struck_out() {
    let bench = Bench::new([status(400, &[], "bad cookie s3cr3t-cookie")]);
    let options = CallOptions::new().header("cookie", "s=s3cr3t-cookie");
    let error = bench.send(Request::get("/a").options(options)).unwrap_err();
    assert!(error.to_string().contains("bad cookie ***"), "{error}");
}

#[test]
fn headers_that_the_client_sets_are_refused_before_anything_is_sent() {
    let mut bench = Bench::new([]);
    let gate = HeaderName::from_static("x-gate");
    bench.client = bench.client.with_header(gate.clone(), "ours").unwrap();
    for (name, value) in
        [("authorization", "Bearer x"), ("x-gate", "mine"), ("a b", ""), ("a", "\n")]
    {
        let options = CallOptions::new().header(name, value);
        let error = bench.send(Request::get("/a").options(options)).unwrap_err();
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::InvalidInput, Sent::No), "{name}");
    }
    let own = Request::get("/a").header(HeaderName::from_static("x-own"), "1");
    assert!(bench.send(own.options(CallOptions::new().header("x-own", "2"))).is_err());
    assert_eq!(bench.requests(), 0);
}
