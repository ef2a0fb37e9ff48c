//! The recorded time.

use super::*;
use crate::ErrorKind;
use crate::http::Timeouts;
use crate::http::platform::{Platform, RateRule};

/// A server that thinks for so long.
fn thinking(
    clock: &VirtualClock,
    time: Duration,
    said: impl Fn() -> Said + Send + Sync + 'static,
) -> FakeTransport {
    let (clock, said) = (clock.clone(), Arc::new(said));
    FakeTransport::new(move |_| {
        let (clock, said) = (clock.clone(), Arc::clone(&said));
        async move {
            clock.sleep(time).await;
            said()
        }
    })
}

fn stalled(heard: &Heard) -> Said {
    match heard.uri().path() {
        "/stall" => answer(200, &[], FakeBody::stalled_after("{")),
        _ => answer(200, &[], "{}"),
    }
}

#[test]
fn what_timed_out_times_out_again_in_the_same_words() {
    let studio = Studio::new();
    let recorder = Recorder::create(studio.path()).unwrap();
    let timeouts =
        Timeouts::default().attempt(Duration::from_secs(8)).stall(Duration::from_secs(3));
    let slow = thinking(&studio.clock, Duration::from_secs(60), || answer(200, &[], "{}"));
    let http = |http: HttpConfig| http.timeouts(timeouts).rate_limit(RateLimit::off());
    let recording = HttpConfig::new().clock(studio.clock.clone()).transport(recorder.over(slow));
    let late = [
        Request::get("/late").retry(steady()),
        Request::get("/once").retry(RetryPolicy::never()),
        Request::get("/short").deadline(Duration::from_secs(2)),
    ];
    let client = http(recording).build(BASE, Town).unwrap();
    let mut then = studio.clock.run(asked(&client, &late)).unwrap();
    let stall = [Request::get("/stall").retry(RetryPolicy::never())];
    let client =
        http(studio.recording(&recorder, stalled)).timeouts(timeouts).build(BASE, Town).unwrap();
    then.extend(studio.clock.run(asked(&client, &stall)).unwrap());
    let kinds = then.iter().map(|result| result.as_ref().unwrap_err().kind());
    assert!(kinds.into_iter().all(|kind| kind == ErrorKind::Timeout), "{then:?}");

    let client = http(studio.replay().http()).build(BASE, Town).unwrap();
    let requests = [late.as_slice(), &stall].concat();
    let now = futures::executor::block_on(asked(&client, &requests));
    assert_eq!(all_seen(&now), all_seen(&then));
}

#[test]
fn a_download_that_stalls_stalls_again() {
    let studio = Studio::new();
    let recorder = Recorder::create(studio.path()).unwrap();
    let client = studio.recording(&recorder, stalled).build(BASE, Town).unwrap();
    let read = async |client: &HttpClient, deadline: u64| {
        let request = Request::get("/stall").deadline(Duration::from_secs(deadline));
        let mut download = client.open(request).await.unwrap();
        assert_eq!(download.piece().await.unwrap().unwrap().as_ref(), b"{");
        download.piece().await.unwrap_err().to_string()
    };
    let then = [60, 4].map(|deadline| studio.clock.run(read(&client, deadline)).unwrap());
    assert!(then[0].contains("stalled") && then[1].contains("its deadline of 4 s"), "{then:?}");
    let client = studio.replay().http().build(BASE, Town).unwrap();
    let now = [60, 4].map(|deadline| futures::executor::block_on(read(&client, deadline)));
    assert_eq!(now, then);
}

#[test]
fn answers_come_at_their_recorded_time_and_take_none() {
    let studio = Studio::new();
    let recorder = Recorder::create(studio.path()).unwrap();
    let slow = thinking(&studio.clock, Duration::from_secs(20), || answer(200, &[], "{}"));
    let http = HttpConfig::new().clock(studio.clock.clone()).transport(recorder.over(slow));
    let client = http.build(BASE, Town).unwrap();
    let requests = ["/a", "/b", "/c"].map(Request::get);
    let then = studio.clock.run(asked(&client, &requests)).unwrap();
    let replay = studio.replay();
    let client = replay.http().build(BASE, Town).unwrap();
    let now = futures::executor::block_on(asked(&client, &requests));
    assert_eq!(all_seen(&now), all_seen(&then));
    assert_eq!(replay.clock().now(), studio.clock.now());
    assert_eq!(replay.clock().elapsed(), Duration::from_secs(60));
}

/// Ten requests a minute.
#[derive(Debug)]
struct Strict;

impl Platform for Strict {
    fn user_agent(&self) -> &'static str {
        "strict/1"
    }

    fn rate_rules(&self) -> &[RateRule] {
        const RULES: [RateRule; 1] = [RateRule::new(10, Duration::from_secs(60))];
        &RULES
    }
}

#[test]
fn a_rate_limit_is_waited_for_as_it_was_and_at_once() {
    let studio = Studio::new();
    let recorder = Recorder::create(studio.path()).unwrap();
    let transport = FakeTransport::new(|_| async { answer(200, &[], "{}") });
    let http = HttpConfig::new().clock(studio.clock.clone()).transport(recorder.over(transport));
    let policy = RetryPolicy::default().rate_limit_wait(Duration::from_secs(600));
    let requests: Vec<_> =
        (0..35).map(|page| Request::get("/a").query("page", page).retry(policy.clone())).collect();
    let client = http.build(BASE, Strict).unwrap();
    let then = studio.clock.run(asked(&client, &requests)).unwrap();
    assert!(studio.clock.elapsed() > Duration::from_secs(120), "{:?}", studio.clock);

    let replay = studio.replay();
    let client = replay.http().build(BASE, Strict).unwrap();
    assert_eq!(all_seen(&futures::executor::block_on(asked(&client, &requests))), all_seen(&then));
    assert_eq!(replay.clock().now(), studio.clock.now());

    let client = studio.replay().http().build(BASE, Strict).unwrap();
    let calls = requests.iter().map(|request| client.execute(request.clone()));
    let now = futures::executor::block_on(futures::future::join_all(calls));
    assert!(now.iter().all(Result::is_ok), "{now:?}");
}
