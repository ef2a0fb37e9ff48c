//! The caller's own deadline, and the client's.

use super::*;

const DEADLINE: Duration = Duration::from_secs(5);

fn silent() -> Step {
    body(|| FakeBody::stalled_after("{"))
}

/// A client before a transport that never answers.
fn deaf(clock: &VirtualClock) -> HttpClient {
    let transport = FakeTransport::new(|_| std::future::pending());
    let config = HttpConfig::new().transport(transport).clock(clock.clone());
    config.build("https://demo.example.org", Civic).unwrap()
}

#[test]
fn a_deadline_bounds_every_attempt() {
    let clock = VirtualClock::new();
    let request = Request::get("/a").deadline(DEADLINE);
    let error = clock.run(deaf(&clock).execute(request)).unwrap().unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Timeout, Sent::Maybe));
    assert_eq!((clock.elapsed(), error.elapsed()), (DEADLINE, DEADLINE));

    let bench = Bench::new([silent()]);
    let error = bench.send(Request::get("/a").deadline(DEADLINE)).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Timeout, Sent::Yes));
    assert_eq!(bench.clock.elapsed(), DEADLINE);
}

#[test]
fn a_deadline_bounds_the_token_request_too() {
    let (bench, _) = Bench::new([]).with_slow_tokens(Duration::from_secs(300));
    let error = bench.send(Request::get("/a").deadline(DEADLINE)).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Timeout, Sent::No));
    assert_eq!(bench.clock.elapsed(), DEADLINE);
    let line = error.to_string();
    assert!(line.contains("within its deadline of 5 s: it was waiting for a token"), "{line}");
    assert!(line.ends_with("nothing was sent"), "{line}");
    assert_eq!(bench.requests(), 0);
}

#[test]
fn a_request_without_time_left_is_not_handed_to_the_transport() {
    // The first attempt takes all the time there is, and its answer asks for another.
    let clock = VirtualClock::new();
    let (slow, seen) = (clock.clone(), Arc::new(Mutex::new(0)));
    let count = Arc::clone(&seen);
    let transport = FakeTransport::new(move |_| {
        let clock = slow.clone();
        *count.lock().unwrap() += 1;
        async move {
            clock.sleep(DEADLINE).await;
            status(401, &[], "")()
        }
    });
    let client = HttpConfig::new()
        .transport(transport)
        .clock(clock.clone())
        .timeouts(Timeouts::default().deadline(DEADLINE))
        .build("https://demo.example.org", Civic)
        .unwrap();
    let (bench, _) = Bench { clock, seen: Arc::default(), client }.with_tokens();
    let error = bench.send(Request::post("/a")).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(error.to_string().contains("did not end within its deadline of 5 s"), "{error}");
    assert_eq!(*seen.lock().unwrap(), 1);

    let none = Timeouts::default().deadline(Duration::ZERO);
    let bench = Bench::with(HttpConfig::new().timeouts(none), []);
    let error = bench.send(Request::post("/a")).unwrap_err();
    assert_eq!((error.was_sent(), error.attempts()), (Sent::No, 0));
    assert_eq!(bench.requests(), 0);
}

#[test]
fn an_attempt_that_was_never_sent_does_not_hide_one_that_may_have_been() {
    let bench = Bench::new([reset(), refused(), refused(), refused()]);
    let error = bench.get().unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Connect, Sent::Maybe));
    assert!(!error.to_string().contains("nothing was sent"), "{error}");
}
