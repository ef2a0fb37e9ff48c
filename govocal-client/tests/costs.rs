//! What a proof costs: requests of a proven reading against the naive one, counted.

use crate::support::Bench;
use civic_core::jiff::{SignedDuration, Timestamp};
use civic_sandbox::{Churn, GoVocal};
use govocal_client::List;
use govocal_client::list::Paginator;
use govocal_client::resources::ideas::Idea;

const ROWS: i64 = 2_000;

#[test]
fn a_proven_reading_takes_a_quarter_more_requests_at_most_and_two() {
    for rows_a_day in [5, 20, 80, 300] {
        let bench = Bench::new(GoVocal::builder().ideas(0).only(["ideas"]).no_rate_limit());
        let newest: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
        for row in 0..ROWS {
            let at = newest - SignedDuration::from_secs(row * 86_400 / rows_a_day);
            bench.platform.insert("ideas", serde_json::json!({ "created_at": at.to_string() }));
        }
        let requests = |way: fn(List<Idea>) -> Paginator<Idea>| {
            bench.platform.clear_requests();
            let (ideas, _) = bench.read(&mut way(bench.client.ideas().list()));
            assert_eq!(ideas.len(), bench.platform.count("ideas"));
            bench.requests("/api/v2/ideas")
        };
        let (proven, naive) = (requests(List::stream), requests(List::stream_by_page_number));
        println!("{rows_a_day} rows a day: {proven} requests against {naive}");
        assert!(proven * 4 <= naive * 5 + 8, "{rows_a_day} a day: {proven} against {naive}");
    }
}

/// A platform with so many ideas, an hour between two of them.
fn hourly(rows: i64) -> Bench {
    hourly_cut_at(rows, 100)
}

/// The same with at most so many rows on a page.
fn hourly_cut_at(rows: i64, most: usize) -> Bench {
    let platform = GoVocal::builder().ideas(0).only(["ideas"]).no_rate_limit();
    let bench = Bench::new(platform.max_page_size(most));
    let newest: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
    for row in 0..rows {
        let at = newest - SignedDuration::from_hours(row);
        bench.platform.insert("ideas", serde_json::json!({ "created_at": at.to_string() }));
    }
    bench
}

/// Platforms of 2023 cut pages to 12 or 24 rows in silence (CitizenLab's API document of September
/// 2023: by default 12, at most 24). An answer of just so many rows, or of more, may be cut: its own
/// count of pages is another look at the list than its rows, so a second answer has to show that the
/// list ends there. One of 13 to 23 rows cannot be cut on any known platform.
#[test]
fn a_list_of_one_page_takes_one_request_or_two() {
    for rows in [0, 1, 11, 12, 13, 20, 23, 24, 25, 26, 60, 99, 100] {
        for (concurrency, most) in [(1, 100), (8, 100), (1, 24), (8, 24)] {
            if rows > most {
                continue;
            }
            let most = usize::try_from(most).unwrap();
            let bench = hourly_cut_at(rows, most);
            let mut reading = bench.client.ideas().list().stream().concurrency(concurrency);
            bench.read(&mut reading);
            assert!(reading.report().completeness.is_proven(), "{rows} rows: {}", reading.report());
            let requests = bench.requests("/api/v2/ideas");
            let in_one = rows < 12 || (13..24).contains(&rows);
            assert!(requests <= if in_one { 1 } else { 2 }, "{rows} rows: {requests} requests");
        }
    }
}

/// Once 300 requests against 25, and gaps, at concurrency 4 and 8.
#[test]
fn two_new_ideas_a_request_cost_at_most_two_or_three_times_a_naive_reading() {
    for (concurrency, most) in [(1, 2), (4, 3), (8, 3)] {
        let requests = |way: fn(List<Idea>) -> Paginator<Idea>| {
            let bench = hourly(500);
            let before = bench.platform.ids("ideas");
            bench.platform.churn(Churn { inserts_per_request: 2.0, ..Churn::default() });
            let list = bench.client.ideas().list().page_size(24);
            let mut reading = way(list).concurrency(concurrency);
            let (ideas, errors) = bench.read(&mut reading);
            assert!(errors.is_empty(), "{errors:?}");
            let is_there = |id: &uuid::Uuid| ideas.iter().any(|idea| idea.id == *id);
            assert!(before.iter().all(is_there), "{}", reading.report());
            (bench.requests("/api/v2/ideas"), reading.report())
        };
        let (proven, report) = requests(List::stream);
        let (naive, _) = requests(List::stream_by_page_number);
        println!("{concurrency}: {proven} requests against {naive}");
        assert!(report.completeness.is_proven(), "{concurrency}: {report}");
        assert!(proven <= naive * most, "{concurrency}: {proven} against {naive}");
    }
}
