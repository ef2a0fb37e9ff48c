//! Rate limits, the server's and the client's own.

use super::*;
use crate::http::RateLimit;

fn pausing(pause: Duration) -> HttpConfig {
    HttpConfig::new().retry(RetryPolicy::default().backoff(Pause(pause)))
}

#[test]
fn a_server_that_says_at_once_is_not_hammered() {
    let forms: [&'static [(&str, &str)]; 2] =
        [&[("retry-after", "0")], &[("retry-after", "Sun, 01 Mar 2015 08:00:00 GMT")]];
    for form in forms {
        let bench =
            Bench::with(pausing(Duration::from_secs(2)), (0..3).map(|_| status(429, form, "")));
        assert!(bench.get().is_ok());
        assert_eq!(bench.clock.elapsed(), Duration::from_secs(6));
    }
}

#[test]
fn a_request_that_is_always_refused_is_sent_as_often_as_the_policy_says() {
    for (attempts, waited) in [(1, 0), (3, 20)] {
        let config = HttpConfig::new().retry(RetryPolicy::default().attempts(attempts));
        let bench = Bench::with(config, (0..9).map(|_| status(429, &[("retry-after", "10")], "")));
        let error = bench.get().unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, attempts));
        assert_eq!(error.retry_after().map(|wait| wait.as_secs()), Some(10));
        assert_eq!(
            (bench.requests(), bench.clock.elapsed().as_secs()),
            (attempts as usize, waited)
        );
    }
}

#[test]
fn a_429_that_tells_no_time_waits_within_the_callers_own_window() {
    // As Go Vocal words it: no Retry-After (rack-attack's default responder).
    let forms: [&'static [(&str, &str)]; 3] =
        [&[], &[("retry-after", "soon")], &[("date", "Sun, 01 Mar 2026 12:00:03 GMT")]];
    for form in forms {
        let refused = || (0..2).map(|_| status(429, form, "Retry later\n"));
        let own = RateLimit::new(&[RateRule::new(50, Duration::from_secs(10))]);
        let bench = Bench::with(HttpConfig::new().rate_limit(own), refused());
        assert!(bench.get().is_ok());
        assert!(bench.clock.elapsed() <= Duration::from_secs(20), "{:?}", bench.clock.elapsed());

        let off = pausing(Duration::from_secs(2)).rate_limit(RateLimit::off());
        let bench = Bench::with(off, refused());
        assert!(bench.get().is_ok());
        assert_eq!(bench.clock.elapsed(), Duration::from_secs(4));
    }
}

#[test]
fn a_second_429_that_tells_no_time_waits_for_the_end_of_the_longer_window() {
    // Both windows begin with the clock. The server's time is known to the second only, so that a
    // window may end a second later there.
    let windows = [10, 180].map(|seconds| RateRule::new(50, Duration::from_secs(seconds)));
    let config = HttpConfig::new().rate_limit(RateLimit::new(&windows));
    let bench = Bench::with(config, (0..2).map(|_| status(429, &[], "Retry later\n")));
    assert_eq!(bench.get().unwrap().stats().waited_for_rate_limit, Duration::from_secs(181));
}

#[test]
fn an_answer_says_whether_the_server_pushed_back_before() {
    let cases: [(&[u16], bool); 6] = [
        (&[], false),
        (&[502, 504], false),
        (&[429], true),
        (&[503], true),
        (&[503, 502], true),
        (&[502, 503], true),
    ];
    for (codes, pushed_back) in cases {
        let bench = Bench::new(codes.iter().map(|code| status(*code, &[], "")));
        assert_eq!(bench.get().unwrap().stats().pushed_back, pushed_back, "{codes:?}");
    }
    for code in [429, 503] {
        let bench = Bench::new([status(code, &[("retry-after", "1")], "")]);
        assert!(bench.get().unwrap().stats().pushed_back, "{code}");
    }
}

#[test]
fn an_absurd_wait_fails_for_one_and_does_not_shut_out_the_others() {
    let bench = Bench::new([status(429, &[("retry-after", "31536000")], "")]);
    let error = bench.get().unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(31_536_000)));
    assert!(bench.get().is_ok());
    assert_eq!(bench.clock.elapsed().as_secs(), 181);
}

#[test]
fn the_clients_own_queue_is_served_in_order_and_to_the_end() {
    let patient = RetryPolicy::default().rate_limit_wait(Duration::from_secs(1000));
    let bench = Bench::with(HttpConfig::new().retry(patient), []);
    let calls = (0..300).map(|number| bench.client.execute(Request::get(format!("/{number}"))));
    let answers = bench.clock.run(join_all(calls)).unwrap();
    let waits: Vec<_> =
        answers.iter().map(|a| a.as_ref().unwrap().stats().waited_for_rate_limit).collect();
    assert!(waits.is_sorted());
    assert_eq!(waits.last().unwrap().as_secs(), 540);
}

#[test]
fn a_wait_in_the_queue_that_is_too_long_is_known_at_once_and_gives_its_place_back() {
    let bench = Bench::new([]);
    let calls = (0..300).map(|_| bench.client.execute(Request::get("/a")));
    let answers = bench.clock.run(join_all(calls)).unwrap();
    let refused: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
    assert_eq!(refused.len(), 120);
    assert!(refused.iter().all(|error| error.retry_after() == Some(Duration::from_secs(360))));
    assert_eq!(refused[0].elapsed(), Duration::ZERO);
}

/// When each request went out, in windows of the platform's 180 s.
fn by_window(config: HttpConfig) -> (Bench, Arc<Mutex<Vec<u64>>>) {
    let mut bench = Bench::new([]);
    let (clock, windows) = (bench.clock.clone(), Arc::<Mutex<Vec<u64>>>::default());
    let log = Arc::clone(&windows);
    let transport = FakeTransport::new(move |_| {
        // The virtual clock begins with a window.
        log.lock().unwrap().push(clock.elapsed().as_secs() / 180);
        async { Ok(ok("{}")) }
    });
    let config = config.transport(transport).clock(bench.clock.clone());
    bench.client = config.build("https://demo.example.org", Civic).unwrap();
    (bench, windows)
}

#[test]
fn calls_that_a_token_holds_over_the_edge_of_a_window_stay_within_the_limit() {
    // Known from rack-attack: the server counts a request in the window in which it comes.
    let patient = RetryPolicy::default().rate_limit_wait(Duration::from_secs(1000));
    let (bench, windows) = by_window(HttpConfig::new().retry(patient));
    let (bench, issued) = bench.with_slow_tokens(Duration::from_secs(20));
    bench.clock.advance(Duration::from_secs(170));
    let early = join_all((0..80).map(|_| bench.client.execute(Request::get("/a"))));
    let late = async {
        bench.clock.sleep(Duration::from_secs(20)).await;
        join_all((0..80).map(|_| bench.client.execute(Request::get("/b")))).await
    };
    let (early, late) = bench.clock.run(futures_util::future::join(early, late)).unwrap();
    assert!(early.iter().chain(&late).all(Result::is_ok));
    let windows = windows.lock().unwrap();
    let sent = |window| windows.iter().filter(|sent| **sent == window).count();
    assert_eq!([sent(0), sent(1), sent(2)], [0, 90, 70]);
    assert_eq!(issued.load(std::sync::atomic::Ordering::SeqCst), 1);
}

#[test]
fn a_call_without_a_token_takes_no_place() {
    let (bench, windows) = by_window(HttpConfig::new());
    let (bench, _) = bench.with_slow_tokens(Duration::from_secs(20));
    let impatient = || Request::get("/a").deadline(Duration::from_secs(1));
    let calls = (0..200).map(|_| bench.client.execute(impatient()));
    assert!(bench.clock.run(join_all(calls)).unwrap().iter().all(Result::is_err));
    let calls = (0..90).map(|_| bench.client.execute(Request::get("/a")));
    assert!(bench.clock.run(join_all(calls)).unwrap().iter().all(Result::is_ok));
    assert_eq!(*windows.lock().unwrap(), [0; 90]);
}

#[test]
fn the_time_of_a_cached_answer_is_not_the_servers() {
    let old = || status(200, &[("age", "80"), ("date", "Sun, 01 Mar 2026 11:58:40 GMT")], "{}");
    let bench = Bench::new((0..90).map(|_| old()));
    (0..90).for_each(|_| drop(bench.get().unwrap()));
    bench.get().unwrap();
    assert_eq!(bench.clock.elapsed(), Duration::from_secs(180));
}

#[test]
fn the_servers_time_is_learnt_from_a_head_whose_body_never_comes() {
    let ahead = Box::new(|| {
        let head = Answer::builder().header("date", "Sun, 01 Mar 2026 12:01:40 GMT");
        Ok(head.body(FakeBody::stalled_after("{")).unwrap())
    });
    let config = HttpConfig::new().retry(RetryPolicy::never());
    let bench = Bench::with(config, [ahead as Step]);
    assert!(bench.get().is_err());
    (0..89).for_each(|_| drop(bench.get().unwrap()));
    assert!(bench.get().is_ok());
    assert_eq!(bench.clock.elapsed().as_secs(), 79, "12:03 by the server's clock");
}

#[cfg(feature = "reqwest")]
#[test]
fn outside_a_runtime_the_clock_is_named_before_anything_is_sent() {
    let transport = FakeTransport::new(|_| async { Ok(ok("{}")) });
    let config = HttpConfig::new().transport(transport);
    let client = config.build("https://clock.example.org", Civic).unwrap();
    let call = client.execute(Request::get("/a"));
    let error = futures::executor::block_on(call).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidInput, 0));
    let line = error.to_string();
    assert!(line.starts_with("GET https://clock.example.org/a needs a tokio runtime"), "{line}");
}
