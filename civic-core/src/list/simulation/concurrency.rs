//! Pages fetched ahead: faster, in bounds, and in order.

use std::time::Duration;

use futures_util::StreamExt;

use super::{Event, Item, Table, Weather, read_list};
use crate::clock::Clock;
use crate::list::{Completeness, Paginator};
use crate::testing::VirtualClock;
use crate::{Error, ErrorKind};

const LATENCY: Duration = Duration::from_millis(50);

/// Reads all, and says how long it took, how many requests, and the most rows held at a time.
fn timed(weather: Weather, way: fn(Table) -> Paginator<Item>) -> (Duration, u64, usize) {
    let clock = VirtualClock::new();
    let table = Table::new(weather, 3, clock.clone());
    let mut paginator = way(table.clone()).concurrency(weather.concurrency);
    let mut most = 0;
    let mut last = i64::MAX;
    let count = clock
        .run(async {
            let mut count = 0;
            while let Some(item) = paginator.next().await {
                let at = item.unwrap().at;
                assert!(at <= last, "out of order");
                last = at;
                // The item at hand counts too.
                most = most.max(paginator.held() + 1);
                count += 1;
            }
            count
        })
        .unwrap();
    assert_eq!(count, weather.rows);
    (clock.elapsed(), table.requests(), most)
}

#[test]
fn ten_thousand_rows_take_two_latencies_and_a_share_for_each_page() {
    let quiet = Weather { latency: Some(LATENCY), ..Weather::quiet(10_000) };
    let (serial, pages, _) = timed(quiet, Paginator::gap_free);
    assert_eq!(serial, LATENCY * u32::try_from(pages).unwrap());
    for concurrency in [4, 8, 16] {
        let weather = Weather { concurrency, ..quiet };
        let (took, requests, _) = timed(weather, Paginator::gap_free);
        let ideal = LATENCY * (2 + u32::try_from(pages.div_ceil(concurrency as u64)).unwrap());
        println!("{concurrency}: {took:?} for {requests} requests, ideal {ideal:?}");
        assert!(took <= ideal.mul_f64(1.15), "{concurrency}: {took:?} against {ideal:?}");
        assert!(requests <= pages + concurrency as u64, "{requests} against {pages}");
    }
}

#[test]
fn rows_in_memory_stay_within_the_pages_allowed() {
    for concurrency in [1, 2, 4, 8, 16] {
        for page_size in [25, 100] {
            let weather = Weather { concurrency, page_size, ..Weather::quiet(3_000) };
            for way in [Paginator::gap_free::<Table>, Paginator::by_page_number::<Table>] {
                let (_, _, most) = timed(weather, way);
                let allowed = weather.rows_allowed();
                assert!(most <= allowed, "{most} rows held, {allowed} allowed");
                assert!(most * 2 > allowed || concurrency > 8, "{most}: pages were not read ahead");
            }
        }
    }
}

#[test]
fn pages_ahead_and_repairs_stay_within_them_too() {
    let (mut full, mut went_back) = (0, 0);
    for seed in 0..40 {
        let weather = Weather {
            concurrency: 4,
            churn: 0.9,
            bursts: true,
            // A failure makes reading slower.
            faults: if seed % 8 < 2 { 0.1 } else { 0.0 },
            // Pages pile up while rows are read.
            reading: Duration::from_millis(10),
            ..Weather::quiet(1_000)
        };
        let outcome = read_list(weather, seed, Paginator::gap_free);
        let (held, allowed) = (outcome.most_held, weather.rows_allowed());
        assert!(held <= allowed, "seed {seed}: {held} rows held, {allowed} allowed");
        full += u32::from(held + 100 > allowed);
        went_back += u32::from(outcome.happened.contains(&Event::WentBack));
    }
    assert!(full > 20 && went_back > 20, "{full} came near it, {went_back} went back");
}

/// How long a reader of 3000 rows waits for the server, where it takes 10 ms a row.
fn waited(concurrency: usize) -> Duration {
    let clock = VirtualClock::new();
    let weather = Weather { latency: Some(LATENCY), concurrency, ..Weather::quiet(3_000) };
    let mut paginator =
        Paginator::gap_free(Table::new(weather, 3, clock.clone())).concurrency(concurrency);
    let read = Duration::from_millis(10);
    let rows = clock
        .run(async {
            let mut rows = 0;
            while paginator.next().await.is_some() {
                clock.sleep(read).await;
                rows += 1;
            }
            rows
        })
        .unwrap();
    clock.elapsed().checked_sub(read * rows).unwrap()
}

#[test]
fn pages_ahead_come_while_rows_are_read_slowly() {
    assert!(waited(1) > LATENCY * 30);
    // The first two and the last have nothing to be read beside them. A fetch that only went on
    // when a page is wanted would wait another half of the latency for each.
    assert!(waited(2) <= LATENCY * 3, "{:?}", waited(2));
}

#[test]
fn pages_ahead_give_the_same_rows_and_the_same_completeness() {
    for concurrency in [2, 8] {
        let weather = Weather { concurrency, page_size: 25, ..Weather::quiet(600) };
        let outcome = read_list(weather, 5, Paginator::gap_free);
        assert_eq!((outcome.missed, outcome.repeated), (0, 0));
        assert_eq!(outcome.report.completeness, Completeness::Proven);
        assert_eq!(outcome.report.items, 600);
        let outcome = read_list(weather, 5, Paginator::by_page_number);
        assert_eq!((outcome.missed, outcome.repeated), (0, 0));
    }
}

#[test]
fn with_pages_ahead_a_row_shown_again_still_tells_that_the_list_shifted() {
    let (mut shown_again, mut dropped) = (0, 0);
    for seed in 0..200 {
        let weather = Weather { concurrency: 4, churn: 0.2, page_size: 25, ..Weather::quiet(300) };
        let outcome = read_list(weather, seed, Paginator::by_page_number);
        assert_eq!(outcome.repeated, 0, "seed {seed}");
        shown_again += outcome.shown_again as u64;
        dropped += outcome.report.duplicates;
        assert!(outcome.report.duplicates <= outcome.shown_again as u64, "seed {seed}");
        let is_consistent = outcome.report.is_consistent();
        assert!(
            outcome.report.duplicates == 0 || !is_consistent,
            "seed {seed}: {}",
            outcome.report
        );
    }
    // A page that came too late to be judged, the list having ended before it, shows rows in vain.
    assert!(shown_again > 100 && dropped * 20 >= shown_again * 19, "{dropped} of {shown_again}");
}

#[test]
fn no_concurrency_is_refused_before_anything_is_sent() {
    let clock = VirtualClock::new();
    let table = Table::new(Weather::quiet(10), 1, clock.clone());
    let mut paginator = Paginator::gap_free(table.clone()).concurrency(0);
    let first: Option<Result<Item, Error>> = clock.run(paginator.next()).unwrap();
    assert_eq!(first.unwrap().unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(table.requests(), 0);
}

#[test]
fn the_ten_newest_take_one_request() {
    let clock = VirtualClock::new();
    let table = Table::new(Weather::quiet(1_000), 1, clock.clone());
    let paginator = Paginator::gap_free(table.clone()).limit_items(10);
    let monitor = paginator.monitor();
    let newest: Vec<_> = clock.run(paginator.map(|item| item.unwrap().id).collect()).unwrap();
    assert_eq!(newest, (0..10).collect::<Vec<_>>());
    let completeness = monitor.report().completeness;
    assert_eq!((table.requests(), completeness), (1, Completeness::Limited { proven: true }));
}
