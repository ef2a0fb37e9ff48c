//! Rate limits, the server's and the client's own.

use super::*;

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
fn an_absurd_wait_fails_for_one_and_does_not_shut_out_the_others() {
    let bench = Bench::new([status(429, &[("retry-after", "31536000")], "")]);
    let error = bench.get().unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(31_536_000)));
    assert!(bench.get().is_ok());
    assert_eq!(bench.clock.elapsed().as_secs(), 181);
}

#[test]
fn the_clients_own_queue_is_served_in_order_and_to_the_end() {
    let patient = RetryPolicy::default().throttle_cap(Duration::from_secs(1000));
    let bench = Bench::with(HttpConfig::new().retry(patient), []);
    let calls = (0..300).map(|number| bench.client.execute(Request::get(format!("/{number}"))));
    let answers = bench.clock.run(join_all(calls)).unwrap();
    let waits: Vec<_> = answers.iter().map(|a| a.as_ref().unwrap().receipt().throttled).collect();
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
