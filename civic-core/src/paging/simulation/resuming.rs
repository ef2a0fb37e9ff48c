//! A walk that is killed and taken up again reads every row at least once.

use std::collections::BTreeSet;

use fastrand::Rng;
use futures_util::StreamExt;

use super::{Item, Table, Weather, walks};
use crate::paging::{Checkpoint, Verdict, Walk};
use crate::testing::VirtualClock;

/// Reads up to so many items, and leaves a checkpoint as it would stand in a file.
fn read(clock: &VirtualClock, walk: Walk<Item>, items: usize) -> (BTreeSet<u64>, String, Verdict) {
    let monitor = walk.monitor();
    let taken = walk.filter_map(async |item| item.ok()).take(items);
    let ids = clock.run(taken.map(|item| item.id).collect()).unwrap();
    let checkpoint = serde_json::to_string(&monitor.checkpoint()).unwrap();
    (ids, checkpoint, monitor.report().verdict)
}

fn resumed(table: &Table, weather: Weather, checkpoint: &str) -> Walk<Item> {
    let checkpoint: Checkpoint = serde_json::from_str(checkpoint).unwrap();
    fresh(table, weather).resume(checkpoint).unwrap()
}

fn fresh(table: &Table, weather: Weather) -> Walk<Item> {
    let walk = Walk::gap_free(table.clone()).concurrency(weather.concurrency);
    if weather.as_completed { walk.as_completed() } else { walk }
}

#[test]
fn killed_after_every_item_and_at_every_page_a_quiet_walk_resumes_whole() {
    for concurrency in [1, 4] {
        let weather = Weather { page_size: 12, ties: 3, concurrency, ..Weather::quiet(100) };
        for items in 0..=100 {
            let clock = VirtualClock::new();
            let table = Table::new(weather, 7, clock.clone());
            let (mut ids, checkpoint, _) = read(&clock, fresh(&table, weather), items);
            assert!(checkpoint.len() < 700, "{checkpoint}");
            let (rest, _, verdict) =
                read(&clock, resumed(&table, weather, &checkpoint), usize::MAX);
            ids.extend(rest);
            assert_eq!(ids.len(), 100, "killed after {items}");
            assert_eq!(verdict, Verdict::Complete { provided: None }, "killed after {items}");
        }
    }
}

#[test]
fn killed_anywhere_under_churn_both_runs_together_have_every_row_if_the_verdict_is_complete() {
    let mut complete = 0;
    let runs = walks() / 5;
    for seed in 0..runs {
        let mut rng = Rng::with_seed(seed ^ 0xdead);
        let weather = Weather::any(&mut rng);
        let clock = VirtualClock::new();
        let table = Table::new(weather, seed, clock.clone());
        let items = rng.usize(..700);
        let (mut ids, checkpoint, _) = read(&clock, fresh(&table, weather), items);
        let (rest, _, verdict) = read(&clock, resumed(&table, weather, &checkpoint), usize::MAX);
        ids.extend(rest);
        if matches!(verdict, Verdict::Complete { .. }) {
            complete += 1;
            let missed = table.survivors().difference(&ids).count();
            assert_eq!(missed, 0, "seed {seed}, killed after {items}, {weather:?}");
        }
    }
    assert!(complete > runs / 2, "{complete}");
}

#[test]
fn a_walk_finds_its_place_again_after_many_rows_were_added() {
    for (page_size, added) in [(100, 9_000), (50, 6_000), (20, 2_100), (100, 100_000)] {
        let weather = Weather { page_size, ..Weather::quiet(1_000) };
        let clock = VirtualClock::new();
        let table = Table::new(weather, 7, clock.clone());
        let (mut ids, checkpoint, _) = read(&clock, fresh(&table, weather), 500);
        table.grow(added);
        let before = table.requests();
        let (rest, _, verdict) = read(&clock, resumed(&table, weather, &checkpoint), usize::MAX);
        ids.extend(rest);
        assert_eq!(verdict, Verdict::Complete { provided: None }, "{added} added");
        assert_eq!(table.survivors().difference(&ids).count(), 0);
        let requests = table.requests() - before;
        assert!(requests < 2 * 500 / page_size + 60, "{requests} requests after {added} rows");
    }
}

#[test]
fn a_forged_place_is_refused() {
    let weather = Weather::quiet(100);
    let table = Table::new(weather, 7, VirtualClock::new());
    for forged in [r#"{"slack":3000000000}"#, r#"{"next":18446744073709551615}"#, "7"] {
        let checkpoint = format!(
            r#"{{"version":1,"walk":"simulation/1 gap-free","place":{forged},"counts":{{}}}}"#
        );
        let checkpoint: Checkpoint = serde_json::from_str(&checkpoint).unwrap();
        let error = fresh(&table, weather).resume(checkpoint).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Checkpoint, "{forged}");
    }
}
