//! What a proof costs: requests of a proven walk against the naive one, counted.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use civic_core::jiff::{SignedDuration, Timestamp};
use civic_sandbox::GoVocal;
use govocal_client::List;
use govocal_client::paging::Walk;
use govocal_client::resources::ideas::Idea;
use support::Bench;

const ROWS: i64 = 2_000;

#[test]
fn a_proven_walk_takes_a_quarter_more_requests_at_most_and_two() {
    for rows_a_day in [5, 20, 80, 300] {
        let bench = Bench::new(GoVocal::builder().ideas(0).only(["ideas"]).no_rate_limit());
        let newest: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
        for row in 0..ROWS {
            let at = newest - SignedDuration::from_secs(row * 86_400 / rows_a_day);
            bench.platform.insert("ideas", serde_json::json!({ "created_at": at.to_string() }));
        }
        let requests = |way: fn(List<Idea>) -> Walk<Idea>| {
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
