//! Walks over lists that change meanwhile, against a referee who knows what was there throughout.

mod concurrency;
mod gap_free;
mod resuming;
mod table;
mod unordered;
mod weather;

use std::collections::BTreeMap;

use futures_util::StreamExt;

use self::table::{Item, Table};
use self::weather::Weather;
use crate::paging::{Report, Verdict, Walk};
use crate::testing::VirtualClock;

/// What came of a walk.
struct Outcome {
    report: Report,
    /// Rows that were there throughout and did not come.
    missed: usize,
    /// Rows that came more than once.
    repeated: usize,
    requests: u64,
}

impl Outcome {
    fn is_wrong(&self) -> bool {
        matches!(self.report.verdict, Verdict::Complete { .. })
            && (self.missed > 0 || self.repeated > 0)
    }
}

fn walk(weather: Weather, seed: u64, way: fn(Table) -> Walk<Item>) -> Outcome {
    let clock = VirtualClock::new();
    let table = Table::new(weather, seed, clock.clone());
    let mut walk = way(table.clone()).concurrency(weather.concurrency);
    if weather.as_completed {
        walk = walk.as_completed();
    }
    let mut came: BTreeMap<u64, usize> = BTreeMap::new();
    clock
        .run(async {
            while let Some(item) = walk.next().await {
                if let Ok(item) = item {
                    *came.entry(item.id).or_default() += 1;
                }
            }
        })
        .unwrap();
    Outcome {
        report: walk.report(),
        missed: table.survivors().iter().filter(|id| !came.contains_key(id)).count(),
        repeated: came.values().filter(|times| **times > 1).count(),
        requests: table.requests(),
    }
}

/// Walks to make: many more when the environment asks for it.
fn walks() -> u64 {
    std::env::var("CIVIC_WALKS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}
