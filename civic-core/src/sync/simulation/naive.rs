//! The simpler rules, which the same servers break. They show that the histories are hard enough.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use fastrand::Rng;
use jiff::Timestamp;

use super::history::id_of;
use super::kind::{Kind, SimList};
use super::records::{Item, Trouble};
use super::server::Server;
use super::{DAY, trouble};
use crate::clock::Clock;
use crate::list::Paginator;
use crate::sync::{Change, State, SyncRun};
use crate::testing::VirtualClock;

/// Histories of each rule.
const HISTORIES: u64 = 1_000;

/// In how many histories a rule goes wrong.
fn broken(kind: Kind, mut rule: impl FnMut(&Server, &VirtualClock, &mut Rng) -> bool) -> u64 {
    let mut broken = 0;
    for seed in 0..HISTORIES {
        let clock = VirtualClock::new();
        let server = Server::new(kind, seed, clock.clone());
        broken += u64::from(rule(&server, &clock, &mut Rng::with_seed(seed ^ 0x5eed)));
    }
    broken
}

/// Only what changes between and within runs, and nothing that fails.
fn churn(rng: &mut Rng) -> Trouble {
    let (churn, hot) = (*rng.choice(&[0, 10, 60]).unwrap(), *rng.choice(&[0, 2, 8]).unwrap());
    Trouble { churn, hot, ..Trouble::default() }
}

fn list(server: &Server, clock: &VirtualClock) -> SimList {
    SimList::new(server.clone(), std::sync::Arc::new(clock.clone()))
}

/// All rows of a list that was read completely.
async fn read(mut rows: Paginator<Item>) -> Option<BTreeMap<u64, Item>> {
    let mut found = BTreeMap::new();
    while let Some(item) = rows.next().await {
        let item = item.ok()?;
        found.insert(item.id, item);
    }
    Some(found)
}

/// The newest `updated_at` of the rows that came is the next watermark, without an overlap.
#[test]
fn a_watermark_of_the_rows_seen_misses_changes() {
    let broken = broken(Kind::Updated, |server, clock, rng| {
        let (mut copy, mut watermark) = (BTreeMap::<u64, Item>::new(), None::<Timestamp>);
        for _ in 0..6 {
            server.watch(churn(rng));
            let promised: BTreeMap<u64, u64> = {
                let inner = server.lock();
                let records = inner.records.values();
                let listed = records.filter(|it| it.is_listed(inner.kind) && !it.is_restored);
                let readable = listed.filter(|it| !it.is_broken);
                readable.filter_map(|it| Some((it.item.id, it.in_time?))).collect()
            };
            let list = list(server, clock);
            let rows = clock.run(read(list.since(watermark))).unwrap().unwrap();
            for (id, item) in rows {
                watermark = watermark.max(Some(item.updated_at));
                copy.insert(id, item);
            }
            let inner = server.lock();
            for (id, version) in promised {
                let is_there = inner.was_there_throughout(id);
                let copied = copy.get(&id).map(|item| item.version);
                if is_there && copied.is_none_or(|copied| copied < version) {
                    return true;
                }
            }
            drop(inner);
            server.between_runs(rng.u64(..8), DAY.mul_f64(rng.f64() * 2.0));
        }
        false
    });
    println!("a watermark of the rows seen: {broken} of {HISTORIES} histories");
    assert!(broken > HISTORIES / 20, "{broken}");
}

/// A row is gone if this many readings by page number miss it.
fn gone_after(readings: u32) -> u64 {
    broken(Kind::Unordered, |server, clock, rng| {
        let mut copy = BTreeSet::new();
        for _ in 0..6 {
            server.watch(churn(rng));
            let list = list(server, clock);
            let mut seen = BTreeSet::new();
            for _ in 0..readings {
                let rows = Paginator::by_page_number(list.clone());
                seen.extend(clock.run(read(rows)).unwrap().unwrap().into_keys());
            }
            let inner = server.lock();
            let gone = copy.difference(&seen);
            let readable = |id: &u64| inner.records.get(id).is_some_and(|it| !it.is_broken);
            if gone.into_iter().any(|id| inner.was_there_throughout(*id) && readable(id)) {
                return true;
            }
            drop(inner);
            copy = seen;
            server.between_runs(rng.u64(..8), DAY.mul_f64(rng.f64() * 2.0));
        }
        false
    })
}

#[test]
fn deletion_by_one_reading_or_by_two_deletes_rows_that_are_there() {
    let (one, two) = (gone_after(1), gone_after(2));
    println!("deletion by one reading: {one} of {HISTORIES}, by two: {two}");
    assert!(one > HISTORIES / 10 && two > HISTORIES / 100 && one > two, "{one}, {two}");
}

/// Changes are applied as they come, and the state is stored at the end.
#[test]
fn applying_at_once_and_storing_the_state_later_is_repaired_by_no_full_run() {
    let broken = broken(Kind::Updated, |server, clock, rng| {
        let (mut copy, mut state) = (BTreeMap::<u64, Item>::new(), State::new());
        for run in 0..8 {
            let is_last = run == 7;
            server.watch(if is_last { Trouble::default() } else { trouble(rng) });
            let killed = rng.bool().then(|| Duration::from_millis(rng.u64(1..3_000)));
            let killed = killed.filter(|_| !is_last);
            let source = list(server, clock);
            let mut sync = SyncRun::new(source, state.clone()).accept_gone(usize::MAX).full();
            let ends_at = killed.map(|time| clock.elapsed() + time);
            clock
                .run(async {
                    while let Some(change) = sync.next().await {
                        match change {
                            Ok(Change::Upsert { row, .. }) => {
                                copy.insert(row.id, row);
                            }
                            Ok(Change::Gone { key, .. }) => {
                                copy.remove(&id_of(&key));
                            }
                            Ok(
                                Change::Synced { state: next, .. }
                                | Change::Incomplete { state: next, .. },
                            ) => state = next,
                            _ => {}
                        }
                        if ends_at.is_some_and(|end| clock.elapsed() >= end) {
                            return;
                        }
                    }
                })
                .unwrap();
            if !is_last {
                server.between_runs(rng.u64(..8), DAY.mul_f64(rng.f64() * 2.0));
                if run == 6 {
                    let records = &mut server.lock().records;
                    for record in records.values_mut() {
                        record.is_broken = false;
                    }
                }
            }
        }
        copy != server.lock().shown()
    });
    println!("applying at once: {broken} of {HISTORIES} histories");
    assert!(broken > HISTORIES / 100, "{broken}");
}

#[test]
fn the_list_of_the_naive_rules_is_the_same_as_that_of_the_others() {
    let clock = VirtualClock::new();
    let server = Server::new(Kind::Updated, 7, clock.clone());
    server.lock().records.values_mut().for_each(|record| record.is_broken = false);
    server.watch(Trouble::default());
    let rows = clock.run(read(list(&server, &clock).paginator())).unwrap().unwrap();
    assert_eq!(rows, server.lock().shown());
}
