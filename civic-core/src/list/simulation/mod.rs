//! Lists that change while they are read, against a referee who knows what was there throughout.

mod concurrency;
mod costs;
pub(super) mod cursor_list;
mod gap_free;
mod growing;
mod hostile;
mod promises;
mod resuming;
mod table;
mod unordered;
mod weather;

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::task::Poll;

use futures_util::StreamExt;

use self::table::{Item, Table};
use self::weather::{Event, Weather};
use crate::clock::Clock;
use crate::list::{Completeness, Paginator, Report};
use crate::testing::VirtualClock;

/// What reading a list brought.
struct Outcome {
    report: Report,
    /// Rows that were there throughout and did not come.
    missed: usize,
    /// Rows that came more than once.
    repeated: usize,
    requests: u64,
    /// The most rows held at a time.
    most_held: usize,
    happened: BTreeSet<Event>,
    /// Rows that the server showed more than once.
    shown_again: usize,
    /// Whether the report promises that nothing is missing: its condition held, if it has one.
    is_promised: bool,
}

impl Outcome {
    fn is_wrong(&self) -> bool {
        (self.is_promised && self.missed > 0) || (self.report.is_consistent() && self.repeated > 0)
    }
}

fn read_list(weather: Weather, seed: u64, way: fn(Table) -> Paginator<Item>) -> Outcome {
    let clock = VirtualClock::new();
    let table = Table::new(weather, seed, clock.clone());
    read_over(&table, &clock, weather, way)
}

fn read_over(
    table: &Table,
    clock: &VirtualClock,
    weather: Weather,
    way: fn(Table) -> Paginator<Item>,
) -> Outcome {
    let mut paginator = way(table.clone()).concurrency(weather.concurrency);
    let mut came: BTreeMap<u64, usize> = BTreeMap::new();
    let mut most_held = 0;
    let mut next = async || {
        poll_fn(|cx| {
            let polled = paginator.poll_next_unpin(cx);
            // The item at hand counts too.
            let at_hand = usize::from(matches!(&polled, Poll::Ready(Some(Ok(_)))));
            most_held = most_held.max(paginator.held() + at_hand);
            polled
        })
        .await
    };
    clock
        .run(async {
            while let Some(item) = next().await {
                if let Ok(item) = item {
                    *came.entry(item.id).or_default() += 1;
                    if !weather.reading.is_zero() {
                        clock.sleep(weather.reading).await;
                    }
                }
            }
        })
        .unwrap();
    let report = paginator.report();
    let is_promised = match report.completeness {
        Completeness::Proven => true,
        Completeness::Consistent { provided } => table.held(provided),
        _ => false,
    };
    Outcome {
        report,
        is_promised,
        missed: table.survivors().iter().filter(|id| !came.contains_key(id)).count(),
        repeated: came.values().filter(|times| **times > 1).count(),
        requests: table.requests(),
        most_held,
        happened: table.happened(),
        shown_again: table.shown_again(),
    }
}

/// How many lists to read: many more when the environment asks for it.
fn readings() -> u64 {
    std::env::var("CIVIC_READINGS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}
