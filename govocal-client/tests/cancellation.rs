//! A `next()` that is dropped at any point loses nothing, repeats nothing, leaks no permit and asks
//! for no second token: every future is dropped at every poll, and the reading is compared with an
//! undisturbed one, down to each request and its moment.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use crate::support::{Bench, platform};
use civic_core::clock::Clock;
use civic_core::http::platform::RateRule;
use civic_core::http::{Backoff, HttpConfig, RateLimit, RetryPolicy};
use civic_sandbox::{Fault, FaultRule, RetryAfterForm};
use futures::FutureExt;
use govocal_client::list::{Paginator, Report};
use govocal_client::resources::ideas::Idea;
use uuid::Uuid;

const IDEAS: &str = "/api/v2/ideas";
const TOKEN: &str = "/api/v2/authenticate";

/// How the reading is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Polled {
    /// To the end of each `next()`.
    Undisturbed,
    /// Each `next()` is polled once and dropped.
    Dropped,
    /// The same, and polled again only after a while, as by a loop that has other things to do.
    DroppedAndLeft,
}

/// Pauses without chance in them, so that two readings can be compared exactly.
#[derive(Debug)]
struct Steady;

impl Backoff for Steady {
    fn pause(&self, failures: u32) -> Duration {
        Duration::from_millis(700) * failures
    }
}

#[derive(Debug, PartialEq)]
struct Outcome {
    ids: Vec<Uuid>,
    report: Report,
    /// Every request on the wire: path, query, status and moment.
    wire: Vec<(String, String, Option<u16>, SystemTime)>,
    permits: u32,
}

impl Outcome {
    fn requests(&self, path: &str) -> usize {
        self.wire.iter().filter(|request| request.0 == path).count()
    }
}

/// Reads the ideas through a token that expires, a 503, a reset, a truncated answer, a 401 and a
/// 429.
fn read(concurrency: usize, polled: Polled) -> Outcome {
    // One window for all time, so that it counts every permit.
    let limit = RateLimit::new(&[RateRule::new(10_000, Duration::from_secs(1 << 36))]);
    let http =
        HttpConfig::new().retry(RetryPolicy::default().backoff(Steady)).rate_limit(limit.clone());
    let builder = platform().ideas(150).token_lifetime(Duration::from_secs(8));
    let bench = Bench::build(builder, http, |client| client);
    let slow = FaultRule::new(Fault::Latency(Duration::from_secs(3))).on(IDEAS);
    bench.platform.inject(slow);
    let on = |fault| FaultRule::new(fault).on(IDEAS).once();
    bench.platform.inject(on(Fault::Status(503)).skip(1));
    bench.platform.inject(on(Fault::Reset).skip(2));
    bench.platform.inject(on(Fault::Truncate).skip(3));
    bench.platform.inject(on(Fault::Unauthorized).skip(4));
    let rate_limit = Fault::RateLimit { retry_after: Some(RetryAfterForm::Seconds(2)) };
    bench.platform.inject(on(rate_limit).skip(5));

    let mut reading = bench.client.ideas().list().page_size(25).stream().concurrency(concurrency);
    let ids = bench.run(async {
        let mut ids = Vec::new();
        while let Some(item) = next(&mut reading, polled, &bench).await {
            ids.push(item.id);
        }
        ids
    });
    let report = reading.report();
    drop(reading);
    let wire = bench.platform.requests().into_iter().map(|request| {
        let status = request.status.map(|status| status.as_u16());
        (request.path, request.query, status, request.at)
    });
    let permits = limit.used().into_iter().sum();
    Outcome { ids, report, wire: wire.collect(), permits }
}

async fn next(reading: &mut Paginator<Idea>, polled: Polled, bench: &Bench) -> Option<Idea> {
    let item = match polled {
        Polled::Undisturbed => reading.next().await,
        Polled::Dropped => poll_fn(|cx| Pin::new(&mut reading.next()).poll_unpin(cx)).await,
        Polled::DroppedAndLeft => loop {
            let once =
                poll_fn(|cx| Poll::Ready(Pin::new(&mut reading.next()).poll_unpin(cx))).await;
            match once {
                Poll::Ready(item) => break item,
                Poll::Pending => bench.clock.sleep(Duration::from_millis(130)).await,
            }
        },
    };
    item.map(Result::unwrap)
}

#[test]
fn dropping_every_future_at_every_poll_changes_nothing() {
    for concurrency in [1, 4] {
        let at = format!("concurrency {concurrency}");
        let plain = read(concurrency, Polled::Undisturbed);
        assert_eq!(plain.ids.len(), 150, "{at}");
        let report = &plain.report;
        assert!(report.completeness.is_proven() && report.retries >= 5, "{at}: {report}");
        assert!(plain.requests(TOKEN) >= 3, "{at}: {} tokens", plain.requests(TOKEN));
        // What was under way is not lost with the future: not one request more, and each at the
        // same moment.
        assert_eq!(read(concurrency, Polled::Dropped), plain, "{at}");
    }
}

#[test]
fn every_permit_is_used_for_a_request() {
    for polled in [Polled::Undisturbed, Polled::Dropped, Polled::DroppedAndLeft] {
        for concurrency in [1, 4] {
            let outcome = read(concurrency, polled);
            let sent = u32::try_from(outcome.wire.len()).unwrap();
            assert_eq!(outcome.permits, sent, "{polled:?} {concurrency}");
        }
    }
}

#[test]
fn a_reading_that_is_left_alone_between_two_polls_needs_no_request_more() {
    for concurrency in [1, 4] {
        let plain = read(concurrency, Polled::Undisturbed);
        let left = read(concurrency, Polled::DroppedAndLeft);
        let at = format!("concurrency {concurrency}");
        assert_eq!(left.requests(IDEAS), plain.requests(IDEAS), "{at}");
        assert_eq!(left.report.completeness, plain.report.completeness, "{at}");
        assert_eq!(left.ids, plain.ids, "{at}");
    }
}

#[test]
fn a_dropped_first_call_leaves_one_token_request_behind() {
    let bench = Bench::new(platform());
    let slow = Fault::Latency(Duration::from_secs(5));
    bench.platform.inject(FaultRule::new(slow).on(TOKEN));
    let mut reading = bench.client.ideas().list().stream();
    bench.run(poll_fn(|cx| {
        let _ = Pin::new(&mut reading.next()).poll_unpin(cx);
        Poll::Ready(())
    }));
    assert_eq!(bench.read(&mut reading).0.len(), 60);
    assert_eq!(bench.requests(TOKEN), 1);
}
