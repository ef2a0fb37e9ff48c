//! Requests that carry a token.

use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::BoxFuture;
use http::{HeaderValue, Method};
use secrecy::SecretString;

use super::*;
use crate::auth::{IssuedToken, Token, TokenCache, TokenSource};
use crate::http::RateLimit;

/// Issues `s3cr3t-token-1`, `s3cr3t-token-2`, ..
#[derive(Debug)]
struct Issuer {
    clock: VirtualClock,
    takes: Duration,
    issued: Arc<AtomicU32>,
}

impl TokenSource for Issuer {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let number = self.issued.fetch_add(1, Ordering::SeqCst) + 1;
        let secret = SecretString::from(format!("s3cr3t-token-{number}"));
        let (clock, takes) = (self.clock.clone(), self.takes);
        Box::pin(async move {
            clock.sleep(takes).await;
            Ok(IssuedToken::new(secret))
        })
    }
}

impl Bench {
    pub(super) fn with_tokens(self) -> (Self, Arc<AtomicU32>) {
        self.with_slow_tokens(Duration::ZERO)
    }

    /// Each token takes this long.
    pub(super) fn with_slow_tokens(self, takes: Duration) -> (Self, Arc<AtomicU32>) {
        let issued = Arc::<AtomicU32>::default();
        let clock = self.clock.clone();
        let source = Issuer { clock, takes, issued: Arc::clone(&issued) };
        (self.with_source(source), issued)
    }

    pub(super) fn with_source(mut self, source: impl TokenSource) -> Self {
        let tokens = TokenCache::new(source, Arc::new(self.clock.clone()));
        self.client = self.client.with_tokens(tokens);
        self
    }

    fn authorizations(&self) -> Vec<HeaderValue> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter_map(|r| r.headers().get(header::AUTHORIZATION).cloned()).collect()
    }
}

/// From now on the client with its tokens sends by this transport.
fn through(bench: &mut Bench, transport: FakeTransport) {
    let tokens = bench.client.tokens().cloned().unwrap();
    bench.client = HttpConfig::new()
        .transport(transport)
        .clock(bench.clock.clone())
        .build("https://demo.example.org", Civic)
        .unwrap()
        .with_tokens(tokens);
}

#[test]
fn a_401_refreshes_the_token_and_replays_once_even_a_write() {
    for method in [Method::GET, Method::POST] {
        let (bench, issued) = Bench::new([status(401, &[], "")]).with_tokens();
        assert!(bench.send(Request::new(method, "/a")).is_ok());
        assert_eq!(issued.load(Ordering::SeqCst), 2);
        let sent = bench.authorizations();
        assert_eq!(sent, ["Bearer s3cr3t-token-1", "Bearer s3cr3t-token-2"]);
        assert!(sent.iter().all(HeaderValue::is_sensitive));
    }
}

#[test]
fn a_second_401_is_an_error() {
    let (bench, issued) = Bench::new((0..5).map(|_| status(401, &[], ""))).with_tokens();
    let error = bench.get().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!((bench.requests(), issued.load(Ordering::SeqCst)), (2, 2));
}

#[test]
fn many_callers_with_one_bad_token_refresh_it_once() {
    let (mut bench, issued) = Bench::new([]).with_tokens();
    // The first token went bad, whoever brings it.
    let transport = FakeTransport::new(|request| async move {
        let bad = request.headers()[header::AUTHORIZATION] == "Bearer s3cr3t-token-1";
        if bad { status(401, &[], "")() } else { Ok(ok("{}")) }
    });
    through(&mut bench, transport);
    let calls = (0..50).map(|_| bench.client.execute(Request::get("/a")));
    let results = bench.clock.run(join_all(calls)).unwrap();
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(issued.load(Ordering::SeqCst), 2);
}

#[test]
fn an_anonymous_request_carries_no_token() {
    let (bench, issued) = Bench::new([]).with_tokens();
    bench.send(Request::get("/a").anonymous()).unwrap();
    assert_eq!(issued.load(Ordering::SeqCst), 0);
    assert!(bench.authorizations().is_empty());
}

#[test]
fn an_authorization_of_the_requests_own_goes_out_instead_of_a_token() {
    let (bench, issued) = Bench::new([]).with_tokens();
    bench.send(Request::get("/a").header(header::AUTHORIZATION, "Basic abcdef")).unwrap();
    assert_eq!(bench.authorizations(), ["Basic abcdef"]);
    assert_eq!(issued.load(Ordering::SeqCst), 0);
}

#[test]
fn a_path_that_always_answers_401_does_not_cause_a_token_request_each_time() {
    let (bench, issued) = Bench::new((0..100).map(|_| status(401, &[], ""))).with_tokens();
    let before = bench.clock.elapsed();
    for _ in 0..20 {
        assert_eq!(bench.get().unwrap_err().kind(), ErrorKind::Unauthorized);
    }
    // The second waits for another token, which is as bad: no later one does.
    assert_eq!(issued.load(Ordering::SeqCst), 3);
    assert_eq!(bench.requests(), 22);
    assert_eq!(bench.clock.elapsed().saturating_sub(before), Duration::from_secs(5));
}

/// The first so many tokens are bad at once.
fn revoking(bad: u32) -> (Bench, Arc<AtomicU32>) {
    let (mut bench, issued) = Bench::new([]).with_tokens();
    let transport = FakeTransport::new(move |request| async move {
        let token = request.headers()[header::AUTHORIZATION].to_str().unwrap().to_owned();
        let number: u32 = token.rsplit('-').next().unwrap().parse().unwrap();
        if number <= bad { status(401, &[], "")() } else { Ok(ok("{}")) }
    });
    through(&mut bench, transport);
    (bench, issued)
}

#[test]
fn a_second_refusal_within_the_floor_waits_for_the_floor() {
    let (bench, issued) = revoking(2);
    assert_eq!(bench.get().unwrap_err().kind(), ErrorKind::Unauthorized);
    bench.clock.advance(Duration::from_secs(2));
    let before = bench.clock.elapsed();
    // All of them wait for one token.
    let calls = (0..10).map(|_| bench.client.execute(Request::get("/a")));
    let results = bench.clock.run(join_all(calls)).unwrap();
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(bench.clock.elapsed().saturating_sub(before), Duration::from_secs(3));
    assert_eq!(issued.load(Ordering::SeqCst), 3);
}

#[test]
fn a_deadline_that_ends_with_the_floor_or_before_is_not_waited_out() {
    // At the floor's own end, no time would be left for the other token.
    for seconds in [4, 5] {
        let (bench, issued) = revoking(2);
        bench.get().unwrap_err();
        let before = bench.clock.elapsed();
        let short = Request::get("/a").deadline(Duration::from_secs(seconds));
        assert_eq!(bench.send(short).unwrap_err().kind(), ErrorKind::Unauthorized);
        assert_eq!((bench.clock.elapsed(), issued.load(Ordering::SeqCst)), (before, 2));
    }
}

#[test]
fn a_slow_token_takes_time_from_the_whole_and_not_from_the_attempt() {
    let (bench, _) = Bench::new([]).with_slow_tokens(Duration::from_secs(250));
    assert!(bench.send(Request::post("/a")).is_ok());
    assert_eq!(bench.clock.elapsed(), Duration::from_secs(250));
    let (bench, _) = Bench::new([]).with_slow_tokens(Duration::from_secs(301));
    let error = bench.send(Request::post("/a")).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Timeout, Sent::No));
    assert_eq!(bench.clock.elapsed(), Duration::from_secs(300));
}

/// Issues one token for an hour at once, and then takes so long for each that a request fails.
#[derive(Debug)]
struct Failing {
    clock: VirtualClock,
    takes: Duration,
    asked: Arc<AtomicU32>,
}

impl TokenSource for Failing {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let first = self.asked.fetch_add(1, Ordering::SeqCst) == 0;
        let (clock, takes) = (self.clock.clone(), self.takes);
        Box::pin(async move {
            if first {
                let token = IssuedToken::new(SecretString::from("s3cr3t-token"));
                return Ok(token.lifetime(Duration::from_secs(3600)));
            }
            clock.sleep(takes).await;
            Err(Error::new(ErrorKind::Timeout, "timed out"))
        })
    }
}

#[test]
fn a_thousand_calls_are_delayed_by_nothing_while_the_token_lives() {
    // Within the refresh margin, in front of a service that hangs, is slow, or fails at once.
    for takes in [Duration::MAX, Duration::from_secs(60), Duration::ZERO] {
        let asked = Arc::<AtomicU32>::default();
        let mut bench = Bench::new([]);
        let (clock, slow) = (bench.clock.clone(), bench.clock.clone());
        let transport = FakeTransport::new(move |_| {
            let clock = slow.clone();
            async move {
                clock.sleep(Duration::from_millis(100)).await;
                Ok(ok("{}"))
            }
        });
        let http = HttpConfig::new().transport(transport).clock(clock.clone());
        let http = http.rate_limit(RateLimit::off());
        bench.client = http.build("https://demo.example.org", Civic).unwrap();
        let bench = bench.with_source(Failing { clock, takes, asked: Arc::clone(&asked) });
        bench.get().unwrap();
        bench.clock.advance(Duration::from_secs(3400));
        for number in 0..1000 {
            let answer = bench.get().unwrap();
            assert_eq!(answer.stats().elapsed, Duration::from_millis(100), "{number}");
        }
        let calls = (0..1000).map(|_| bench.client.execute(Request::get("/a")));
        for answer in bench.clock.run(join_all(calls)).unwrap() {
            assert_eq!(answer.unwrap().stats().elapsed, Duration::from_millis(100));
        }
        let asked = asked.load(Ordering::SeqCst);
        assert!((2..=1 + 100 / 5 + 1).contains(&asked), "{asked} token requests in 100 s");
    }
}

#[test]
fn a_refresh_goes_on_beside_the_calls_and_its_token_is_used() {
    #[derive(Debug)]
    struct Short(VirtualClock, Arc<AtomicU32>);
    impl TokenSource for Short {
        fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
            let number = self.1.fetch_add(1, Ordering::SeqCst) + 1;
            let clock = self.0.clone();
            Box::pin(async move {
                clock.sleep(Duration::from_secs(9)).await;
                let token = SecretString::from(format!("s3cr3t-token-{number}"));
                Ok(IssuedToken::new(token).lifetime(Duration::from_secs(60)))
            })
        }
    }
    let bench = Bench::new((0..3).map(|_| {
        let never = FakeBody::stalled_after("{");
        Box::new(|| Ok(Answer::new(never))) as Step
    }));
    let source = Short(bench.clock.clone(), Arc::default());
    let bench = bench.with_source(source);
    let tokens = bench.client.tokens().unwrap();
    bench.clock.run(tokens.get()).unwrap().unwrap();
    // 9 of its 60 seconds are over. Each call takes 10 s, until its answer is given up.
    for due in [21, 10, 10] {
        bench.clock.advance(Duration::from_secs(due));
        let once = Request::post("/a").deadline(Duration::from_secs(100));
        assert_eq!(bench.send(once).unwrap_err().kind(), ErrorKind::Timeout);
    }
    bench.get().unwrap();
    let sent = bench.authorizations();
    assert_eq!(sent[0], "Bearer s3cr3t-token-1");
    assert_eq!(sent[1], "Bearer s3cr3t-token-2", "got beside the first call");
}

/// Cannot reach the platform.
#[derive(Debug)]
struct Unreachable(ErrorKind, Sent);

impl TokenSource for Unreachable {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let error = Error::new(self.0, "could not connect")
            .at(Method::POST, "https://demo.example.org/authenticate")
            .tried(4, Duration::from_secs(1))
            .sent(self.1);
        Box::pin(async move { Err(error) })
    }
}

#[test]
fn a_token_that_cannot_be_had_says_that_the_request_was_not_sent() {
    for sent in [Sent::No, Sent::Maybe, Sent::Yes] {
        let bench = Bench::new([]).with_source(Unreachable(ErrorKind::Connect, sent));
        let error = bench.send(Request::post("/a")).unwrap_err();
        assert_eq!(error.was_sent(), Sent::No);
        assert_eq!(error.url(), Some("https://demo.example.org/authenticate"));
        let line = error.to_string();
        assert!(line.ends_with("; POST https://demo.example.org/a was not sent"), "{line}");
        assert_eq!(bench.requests(), 0);
    }
}

/// Issues one token and no more.
#[derive(Debug, Default)]
struct Once(AtomicU32);

impl TokenSource for Once {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
        Box::pin(async move {
            let token = IssuedToken::new(SecretString::from("s3cr3t-token"));
            first.then_some(token).ok_or(Error::new(ErrorKind::Connect, "could not connect"))
        })
    }
}

#[test]
fn a_token_lost_between_attempts_does_not_hide_that_the_first_was_received() {
    let bench = Bench::new([status(401, &[], "")]).with_source(Once::default());
    let error = bench.send(Request::post("/a")).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Connect, Sent::Yes));
    assert!(!error.to_string().contains("was not sent"), "{error}");
}

#[test]
fn a_platform_can_tell_a_token_of_age_by_the_moment_of_the_answer() {
    #[derive(Debug)]
    struct Old;
    impl TokenSource for Old {
        fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
            let end = "2026-03-01T12:00:00Z".parse().unwrap();
            let token = IssuedToken::new(SecretString::from("s3cr3t-token")).ends_at(end);
            Box::pin(async { Ok(token) })
        }
    }
    #[derive(Debug)]
    struct Silent;
    impl Platform for Silent {
        fn user_agent(&self) -> &'static str {
            "civic-test/1.0"
        }

        fn rejects_token(&self, response: &Response, token: &Token) -> bool {
            response.date().is_some_and(|at| token.had_ended_at(at))
        }
    }
    for (date, requests) in
        [("Sun, 01 Mar 2026 11:59:59 GMT", 1), ("Sun, 01 Mar 2026 12:00:00 GMT", 2)]
    {
        let clock = VirtualClock::new();
        let seen = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&seen);
        let transport = FakeTransport::new(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            async move {
                let answer = Answer::builder().status(403).header(header::DATE, date);
                Ok(answer.body("".into()).unwrap())
            }
        });
        let http = HttpConfig::new().transport(transport).clock(clock.clone());
        let client = http.build("https://demo.example.org", Silent).unwrap();
        let client = client.with_tokens(TokenCache::new(Old, Arc::new(clock.clone())));
        let error = clock.run(client.execute(Request::get("/a"))).unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden);
        assert_eq!(seen.load(Ordering::SeqCst), requests, "{date}");
    }
}
