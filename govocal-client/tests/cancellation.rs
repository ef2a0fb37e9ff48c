//! A `next()` that is dropped at any point loses nothing, repeats nothing and asks for no second
//! token: every future is dropped at every poll, and the walk is compared with an undisturbed one.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use civic_sandbox::{Fault, FaultRule, RetryAfterForm};
use futures::{FutureExt, StreamExt};
use govocal_client::paging::Report;
use support::{Bench, platform};
use uuid::Uuid;

const IDEAS: &str = "/api/v2/ideas";

/// Reads the ideas through a token that expires, retries and a rate limit.
fn read(concurrency: usize, disturbed: bool) -> (Vec<Uuid>, Report, usize, usize) {
    let bench = Bench::new(platform().ideas(150).token_lifetime(Duration::from_secs(8)));
    let slow = FaultRule::new(Fault::Latency(Duration::from_secs(3))).on(IDEAS);
    bench.platform.inject(slow);
    let on = |fault| FaultRule::new(fault).on(IDEAS).once();
    bench.platform.inject(on(Fault::Status(503)).skip(1));
    bench.platform.inject(on(Fault::Truncate).skip(3));
    bench.platform.inject(on(Fault::Unauthorized).skip(4));
    let throttle = Fault::Throttle { retry_after: Some(RetryAfterForm::Seconds(2)) };
    bench.platform.inject(on(throttle).skip(5));

    let mut walk = bench.client.ideas().list().page_size(20).stream().concurrency(concurrency);
    let ids = bench.run(async {
        let mut ids = Vec::new();
        loop {
            let next = if disturbed {
                // A new future for every poll; the one before is dropped.
                poll_fn(|cx| Pin::new(&mut walk.next()).poll_unpin(cx)).await
            } else {
                walk.next().await
            };
            match next {
                Some(item) => ids.push(item.unwrap().id),
                None => return ids,
            }
        }
    });
    (ids, walk.report(), bench.requests(IDEAS), bench.requests("/api/v2/authenticate"))
}

#[test]
fn dropping_every_future_at_every_poll_changes_nothing() {
    for concurrency in [1, 4] {
        let (ids, report, requests, tokens) = read(concurrency, false);
        assert_eq!(ids.len(), 150);
        assert!(report.verdict.is_proven() && report.retries >= 3 && tokens >= 2, "{report}");
        let disturbed = read(concurrency, true);
        assert_eq!(disturbed.0, ids, "concurrency {concurrency}");
        assert_eq!(disturbed.1.verdict, report.verdict);
        let counts = |report: &Report| (report.items, report.pages, report.duplicates);
        assert_eq!(counts(&disturbed.1), counts(&report));
        // Backoff is drawn by chance, so requests may fall into another order, but none is lost
        // or repeated for being dropped.
        assert!(disturbed.2.abs_diff(requests) <= 2, "{} against {requests}", disturbed.2);
        assert!(disturbed.3.abs_diff(tokens) <= 1, "{} against {tokens}", disturbed.3);
    }
}

#[test]
fn a_dropped_first_call_leaves_one_token_request_behind() {
    let bench = Bench::new(platform());
    let slow = Fault::Latency(Duration::from_secs(5));
    bench.platform.inject(FaultRule::new(slow).on("/api/v2/authenticate"));
    let mut walk = bench.client.ideas().list().stream();
    bench.run(poll_fn(|cx| {
        let _ = Pin::new(&mut walk.next()).poll_unpin(cx);
        std::task::Poll::Ready(())
    }));
    assert_eq!(bench.read(&mut walk).0.len(), 60);
    assert_eq!(bench.requests("/api/v2/authenticate"), 1);
}
