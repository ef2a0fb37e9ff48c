//! Lists that grow while they are read, and lists that nothing happens to: pages fetched ahead cost
//! little and change nothing.

use std::time::Duration;

use super::{Outcome, Table, Weather, read_list, read_over};
use crate::list::{Completeness, Level, Paginator};
use crate::testing::VirtualClock;

/// One list read at every concurrency.
fn at_every_concurrency(weather: Weather, oldest: u64) -> Vec<(usize, Outcome)> {
    let mut outcomes = Vec::new();
    for concurrency in [1, 2, 3, 4, 8] {
        let weather = Weather { concurrency, ..weather };
        let clock = VirtualClock::new();
        let table = Table::new(weather, 3, clock.clone());
        table.crowd_the_end(oldest - 1);
        outcomes.push((concurrency, read_over(&table, &clock, weather, Paginator::gap_free)));
    }
    outcomes
}

/// Imported rows share one `created_at`, and Go Vocal breaks no ties (`created_at DESC` only).
#[test]
fn whatever_the_oldest_rows_share_completeness_is_the_same_at_every_concurrency() {
    let (mut readings, mut proven) = (0, 0);
    for page_size in [25, 50, 100] {
        for rows in [1, 12, 70, 95, 160, 230, 333] {
            for oldest in [1, 2, 5, 9, 10, 11, 12, 13, 20, 24, 30, 49, 60, 99, 120, 250] {
                for (largest_page, ties) in [(100, 1), (24, 1), (100, 4)] {
                    let weather = Weather { ties, largest_page, page_size, ..Weather::quiet(rows) };
                    let outcomes = at_every_concurrency(weather, oldest);
                    let (_, in_order) = &outcomes[0];
                    for (concurrency, outcome) in &outcomes {
                        let of = format!("{rows} and {oldest} on {page_size}, {concurrency} ahead");
                        let report = &outcome.report;
                        assert_eq!((outcome.missed, outcome.repeated), (0, 0), "{of}: {report}");
                        let is_told = [Level::Proven, Level::Consistent]
                            .contains(&report.completeness.level());
                        assert!(is_told, "{of}: {report}");
                        assert_eq!(report.completeness, in_order.report.completeness, "{of}");
                        readings += 1;
                        proven += u32::from(report.completeness.is_proven());
                    }
                }
            }
        }
    }
    println!("{proven} of {readings} readings are proven");
    // Of those whose oldest rows fit into an answer that no server cuts.
    assert!(proven * 4 > readings, "{proven} of {readings}");
}

#[test]
fn a_list_that_grows_by_two_rows_a_request_costs_at_most_three_times_reading_by_number() {
    for latency in [Some(Duration::from_millis(50)), None] {
        for (rows, seeds) in [(200, 20), (600, 20), (2_400, 3)] {
            for (concurrency, most) in [(1, 2), (2, 3), (4, 3), (8, 3)] {
                let (mut proven, mut naive) = (0, 0);
                for seed in 0..seeds {
                    let weather = Weather {
                        page_size: 24,
                        inserts: 2,
                        latency,
                        concurrency,
                        ..Weather::quiet(rows)
                    };
                    let outcome = read_list(weather, seed, Paginator::gap_free);
                    let of = format!("{rows} rows, {concurrency} ahead, seed {seed}");
                    let report = &outcome.report;
                    assert_eq!((outcome.missed, outcome.repeated), (0, 0), "{of}: {report}");
                    assert!(report.completeness.is_proven(), "{of}: {report}");
                    proven += outcome.requests;
                    naive += read_list(weather, seed, Paginator::by_page_number).requests;
                }
                println!("{rows} rows, {latency:?}, {concurrency}: {proven} against {naive}");
                assert!(proven <= naive * most, "{rows} rows, {concurrency}: {proven}, {naive}");
            }
        }
    }
}

#[test]
fn what_is_on_one_page_takes_one_request_or_two() {
    for rows in 0..=100 {
        for concurrency in [1, 4] {
            let weather = Weather { concurrency, ..Weather::quiet(rows) };
            let outcome = read_list(weather, 1, Paginator::gap_free);
            // From twelve rows on a server may have cut the answer: the simulated one honours no more.
            let most = if rows < 12 { 1 } else { 2 };
            assert!(outcome.requests <= most, "{rows} rows: {}", outcome.requests);
            assert_eq!(outcome.report.completeness, Completeness::Proven, "{rows}");
        }
    }
}

/// A full page may have another behind it, whatever the server counts a moment later.
#[test]
fn a_page_alone_is_a_proof_by_page_number_only_if_it_is_short() {
    for (rows, is_proven) in [(4, true), (5, false)] {
        let weather = Weather { page_size: 5, ..Weather::quiet(rows) };
        let outcome = read_list(weather, 1, Paginator::by_page_number);
        let report = outcome.report;
        assert_eq!((report.items, report.is_consistent()), (rows, true), "{report}");
        assert_eq!(report.is_proven(), is_proven, "{rows} rows: {report}");
    }
}
