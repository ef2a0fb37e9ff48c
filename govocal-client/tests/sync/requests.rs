//! What an incremental run costs: requests, tokens apart.

use civic_core::clock::Clock;
use civic_core::jiff::SignedDuration;
use govocal_client::Client;
use govocal_client::resources::areas::Area;
use serde_json::json;

use super::copy::{Copy, DAY, HOUR};
use crate::support::{Bench, platform};

/// A platform with so many areas, the smallest of all records.
fn areas(rows: usize) -> (Bench, Copy<Area>) {
    let builder = platform().only(["areas"]).rows("areas", rows).no_rate_limit();
    let bench = Bench::new(builder);
    bench.clock.advance(DAY * 10);
    let mut copy = Copy::new();
    let first = list(&bench.client).sync(copy.state());
    let outcome = copy.run(&bench, first).must_be_complete();
    assert_eq!(outcome.upserts.len(), rows);
    (bench, copy)
}

fn list(client: &Client) -> govocal_client::List<Area> {
    client.areas().list()
}

/// Makes runs until nothing is left in the overlap and in the feed.
fn calm(bench: &Bench, copy: &mut Copy<Area>) {
    bench.clock.advance(DAY * 10);
    copy.run(bench, copy.sync(list(&bench.client))).must_be_complete();
    bench.clock.advance(HOUR);
}

/// The budget of the project's design: at most 3 with fewer than 25 changed rows in the overlap and an empty
/// feed; otherwise at most 2 beyond the pages of that window, those of the feed and the open suspicions.
fn hold(rows: usize) {
    let (bench, mut copy) = areas(rows);
    let ids = bench.platform.ids("areas");
    for changed in [0, 1, 11, 12, 13, 23, 24] {
        calm(&bench, &mut copy);
        for id in &ids[rows / 2..rows / 2 + changed] {
            assert!(bench.platform.update("areas", *id, json!({"title": format!("{changed}")})));
        }
        bench.clock.advance(HOUR);
        let outcome = copy.run(&bench, copy.sync(list(&bench.client))).must_be_complete();
        assert_eq!(outcome.upserts.len(), changed);
        println!("{rows} rows, {changed} changed: {} requests", outcome.requests);
        assert!(
            outcome.requests <= 3,
            "{rows} rows, {changed} changed: {} requests",
            outcome.requests
        );
    }
    for (updated, deleted) in [(60, 10), (24, 30), (150, 12), (24, 24), (350, 40)] {
        calm(&bench, &mut copy);
        let ids = bench.platform.ids("areas");
        if updated + deleted > ids.len() / 2 {
            continue;
        }
        for id in &ids[..updated] {
            assert!(bench.platform.update("areas", *id, json!({"title": format!("{updated}")})));
        }
        for id in &ids[updated..updated + deleted] {
            assert!(bench.platform.delete("areas", *id));
        }
        bench.clock.advance(HOUR);
        let outcome = copy.run(&bench, copy.sync(list(&bench.client))).must_be_complete();
        assert_eq!((outcome.upserts.len(), outcome.gone.len()), (updated, deleted));
        // Pages as short as can be: what a reading adds to prove itself is beyond them.
        let pages = updated.div_ceil(100) + deleted.div_ceil(100);
        let most = pages + deleted + 2;
        println!(
            "{rows} rows, {updated} changed, {deleted} deleted: {} requests",
            outcome.requests
        );
        assert!(outcome.requests <= most, "{} requests, {most} allowed", outcome.requests);
    }
}

/// Imported rows share one moment, so that no order says where the list of them ends.
#[test]
fn rows_of_one_moment_take_no_more() {
    let (bench, mut copy) = areas(100);
    for changed in [1, 11, 12, 13, 23, 24] {
        calm(&bench, &mut copy);
        let moments = json!({
            "created_at": "2026-12-01T00:00:00Z",
            "updated_at": (bench.clock.now() - SignedDuration::from_secs(1)).to_string(),
        });
        for _ in 0..changed {
            bench.platform.insert("areas", moments.clone());
        }
        let outcome = copy.run(&bench, copy.sync(list(&bench.client))).must_be_complete();
        assert_eq!(outcome.upserts.len(), changed);
        assert!(outcome.requests <= 3, "{changed} of one moment: {} requests", outcome.requests);
    }
    copy.must_equal(&bench);
}

#[test]
fn an_incremental_run_of_a_short_list_takes_three_requests_at_most() {
    hold(100);
}

#[test]
fn an_incremental_run_of_a_hundred_thousand_rows_takes_no_more() {
    hold(100_000);
}
