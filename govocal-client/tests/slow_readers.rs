//! Readers that take their time, before a server that takes its own.

use std::time::Duration;

use crate::support::{Bench, platform};
use civic_core::clock::Clock;
use civic_sandbox::{Fault, FaultRule};
use govocal_client::ErrorKind;
use govocal_client::list::Report;

/// Reads 300 ideas, with this pause after each of some. The report, and errors on the way.
fn read(
    concurrency: usize,
    pause: Duration,
    after: impl Fn(usize) -> bool,
) -> (Report, Vec<ErrorKind>) {
    let bench = Bench::new(platform().ideas(300));
    // Eight seconds a page, in eight pieces.
    let drip = Fault::Drip(Duration::from_secs(1));
    bench.platform.inject(FaultRule::new(drip).on("/api/v2/ideas"));
    let mut reading = bench.client.ideas().list().page_size(50).stream().concurrency(concurrency);
    let (mut count, mut errors) = (0, Vec::new());
    bench.run(async {
        while let Some(idea) = reading.next().await {
            if let Err(error) = idea {
                errors.push(error.kind());
                continue;
            }
            count += 1;
            if after(count) {
                bench.clock.sleep(pause).await;
            }
        }
    });
    assert_eq!(count, 300);
    assert!(reading.report().completeness.is_proven(), "{}", reading.report());
    (reading.report(), errors)
}

#[test]
fn a_reader_slower_than_the_time_limit_makes_no_fetch_time_out() {
    // 50 s for a page, where an attempt may take 30.
    for concurrency in [1, 2, 4] {
        let (report, errors) = read(concurrency, Duration::from_secs(1), |_| true);
        assert_eq!((report.retries, errors.len()), (0, 0), "concurrency {concurrency}: {report}");
    }
}

#[test]
fn after_a_pause_longer_than_an_attempt_fetches_under_way_are_tried_again() {
    // Two are under way by then.
    let (report, errors) = read(4, Duration::from_secs(40), |count| count == 120);
    assert_eq!((report.retries, errors.len()), (2, 0), "{report}");
}

#[test]
fn after_a_pause_longer_than_the_deadline_they_are_an_error_and_the_reading_goes_on() {
    let (_, errors) = read(4, Duration::from_secs(360), |count| count == 120);
    assert_eq!(errors, [ErrorKind::Timeout; 2]);
}
