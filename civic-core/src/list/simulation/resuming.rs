//! A list whose reading is killed and resumed is read whole, each row at least once.

use std::collections::BTreeSet;

use fastrand::Rng;
use futures_util::StreamExt;

use super::promises::{WAYS, Way};
use super::{Item, Table, Weather, readings};
use crate::list::{Checkpoint, Completeness, Condition, Gap, Paginator, Report};
use crate::testing::VirtualClock;

/// What was read before it was killed.
struct Killed {
    ids: BTreeSet<u64>,
    /// As it would stand in a file.
    checkpoint: String,
    report: Report,
}

/// Reads up to so many items.
fn read(clock: &VirtualClock, paginator: Paginator<Item>, items: usize) -> Killed {
    let monitor = paginator.monitor();
    let taken = paginator.filter_map(async |item| item.ok()).take(items);
    let ids = clock.run(taken.map(|item| item.id).collect()).unwrap();
    let checkpoint = serde_json::to_string(&monitor.checkpoint()).unwrap();
    Killed { ids, checkpoint, report: monitor.report() }
}

/// Reads so many pages to their ends.
fn read_pages(clock: &VirtualClock, paginator: Paginator<Item>, pages: usize) -> Killed {
    let monitor = paginator.monitor();
    let read: Vec<_> = clock.run(paginator.pages().take(pages).collect()).unwrap();
    let items = read.into_iter().flat_map(|page| page.unwrap().items);
    let ids = items.map(|item| item.id).collect();
    let checkpoint = serde_json::to_string(&monitor.checkpoint()).unwrap();
    Killed { ids, checkpoint, report: monitor.report() }
}

fn fresh(table: &Table, weather: Weather, way: Way) -> Paginator<Item> {
    way(table.clone()).concurrency(weather.concurrency)
}

fn resumed(table: &Table, weather: Weather, way: Way, checkpoint: &str) -> Paginator<Item> {
    let checkpoint: Checkpoint = serde_json::from_str(checkpoint).unwrap();
    fresh(table, weather, way).resume(checkpoint).unwrap()
}

/// Kills the reading of 100 quiet rows, resumes it, and looks at both runs.
fn kill_and_resume(
    weather: Weather,
    (name, way): (&str, Way),
    kill: impl Fn(&VirtualClock, Paginator<Item>) -> Killed,
) -> Killed {
    let clock = VirtualClock::new();
    let table = Table::new(weather, 7, clock.clone());
    let killed = kill(&clock, fresh(&table, weather, way));
    assert!(killed.checkpoint.len() < 700, "{}", killed.checkpoint);
    let rest = resumed(&table, weather, way, &killed.checkpoint);
    let rest = read(&clock, rest, usize::MAX);
    let at = format!("{name}, killed after {}, {weather:?}", killed.ids.len());
    let union: BTreeSet<_> = killed.ids.union(&rest.ids).collect();
    assert_eq!(union.len(), 100, "{at}");
    let report = rest.report;
    assert_eq!((report.items, report.duplicates), (100, 0), "counted otherwise: {at}: {report}");
    let as_good_as_it_gets = match name {
        "gap-free" => report.completeness.is_proven(),
        _ => report.completeness == Completeness::Consistent { provided: Condition::ListUnchanged },
    };
    assert!(as_good_as_it_gets, "{at}: {report}");
    assert!(name != "in passes" || !report.resumed, "{at}: {report}");
    killed
}

#[test]
fn killed_after_every_item_and_at_every_page_a_quiet_list_resumes_whole() {
    for way in WAYS {
        for concurrency in [1, 4] {
            let quiet = Weather::quiet(100);
            let weather = Weather { page_size: 12, ties: 3, concurrency, ..quiet };
            for items in 0..=100 {
                kill_and_resume(weather, way, |clock, paginator| read(clock, paginator, items));
            }
            let mut moved = BTreeSet::new();
            for pages in 0..12 {
                let killed = kill_and_resume(weather, way, |clock, paginator| {
                    read_pages(clock, paginator, pages)
                });
                moved.insert(killed.checkpoint);
            }
            // A list read in passes begins anew; every other goes on where it was.
            let places = if way.0 == "in passes" { 1..=1 } else { 4..=12 };
            assert!(places.contains(&moved.len()), "{way:?} {weather:?}: {moved:?}");
        }
    }
}

#[test]
fn a_job_in_portions_of_pages_gets_to_the_end() {
    let weather = Weather { page_size: 25, ..Weather::quiet(200) };
    let clock = VirtualClock::new();
    let table = Table::new(weather, 7, clock.clone());
    let (mut ids, mut portions) = (BTreeSet::new(), Vec::new());
    let paginator = fresh(&table, weather, Paginator::gap_free);
    let mut checkpoint = serde_json::to_string(&paginator.checkpoint()).unwrap();
    loop {
        let paginator = resumed(&table, weather, Paginator::gap_free, &checkpoint).limit_pages(2);
        let portion = read(&clock, paginator, usize::MAX);
        portions.push(portion.ids.len());
        ids.extend(portion.ids);
        checkpoint = portion.checkpoint;
        if !matches!(portion.report.completeness, Completeness::Limited { .. }) {
            assert!(portion.report.completeness.is_proven(), "{}", portion.report);
            assert_eq!(portion.report.items, 200);
            break;
        }
        // Pages that only repeat rows are not the caller's.
        assert!(portions.last() > Some(&25), "{portions:?}");
    }
    assert_eq!((ids.len(), portions.iter().sum::<usize>()), (200, 200), "{portions:?}");
}

#[test]
fn amid_ten_thousand_rows_of_one_moment_a_checkpoint_is_small_and_resumes_whole() {
    for shuffled_ties in [false, true] {
        let weather = Weather { shuffled_ties, ..Weather::quiet(300) };
        let clock = VirtualClock::new();
        let table = Table::new(weather, 7, clock.clone());
        table.crowd(10_000);
        let mut pages = Paginator::gap_free(table.clone()).pages();
        let (mut ids, mut most) = (BTreeSet::new(), 0);
        let mut killed = Vec::new();
        while let Some(page) = clock.run(pages.next()).unwrap() {
            let page = page.unwrap();
            ids.extend(page.items.iter().map(|item| item.id));
            let checkpoint = serde_json::to_string(&page.checkpoint).unwrap();
            most = most.max(checkpoint.len());
            if [3, 40, 90].contains(&pages.report().pages) {
                killed.push((ids.clone(), checkpoint));
            }
        }
        assert!((1_500..2_500).contains(&most), "{most} bytes");
        if !shuffled_ties {
            let provided = Condition::MomentUnchanged;
            assert_eq!(pages.report().completeness, Completeness::Consistent { provided });
            assert_eq!(ids.len(), 10_300);
        }
        assert_eq!(killed.len(), 3);
        for (mut ids, checkpoint) in killed {
            let before = ids.len();
            let rest = resumed(&table, weather, Paginator::gap_free, &checkpoint);
            let rest = read(&clock, rest, usize::MAX);
            let Completeness::Incomplete { gaps } = rest.report.completeness else {
                panic!("{}", rest.report)
            };
            assert!(matches!(gaps.as_slice(), [Gap::SameMomentUncounted { .. }]), "{gaps:?}");
            if !shuffled_ties {
                let again = ids.intersection(&rest.ids).count();
                assert!(again <= 100, "{again} rows again after {before}");
                ids.extend(rest.ids);
                assert_eq!(ids.len(), 10_300, "killed after {before}");
            }
        }
    }
}

#[test]
fn killed_anywhere_under_churn_both_runs_together_have_every_row_where_they_promise_it() {
    let mut complete = 0;
    let runs = readings() / 5;
    for seed in 0..runs {
        let mut rng = Rng::with_seed(seed ^ 0xdead);
        let weather = Weather::any(&mut rng);
        let clock = VirtualClock::new();
        let table = Table::new(weather, seed, clock.clone());
        let items = rng.usize(..700);
        let killed = read(&clock, fresh(&table, weather, Paginator::gap_free), items);
        assert!(killed.checkpoint.len() < 4_096, "seed {seed}: {}", killed.checkpoint);
        let rest = resumed(&table, weather, Paginator::gap_free, &killed.checkpoint);
        let rest = read(&clock, rest, usize::MAX);
        let is_promised = match rest.report.completeness {
            Completeness::Proven => true,
            Completeness::Consistent { provided } => table.held(provided),
            _ => false,
        };
        complete += u64::from(rest.report.is_consistent());
        if is_promised {
            let ids = &killed.ids | &rest.ids;
            let missed = table.survivors().difference(&ids).count();
            assert_eq!(missed, 0, "seed {seed}, killed after {items}, {weather:?}");
        }
    }
    assert!(complete > runs / 2, "{complete}");
}

#[test]
fn a_resumed_list_finds_its_place_again_after_many_rows_were_added() {
    for (page_size, added) in [(100, 9_000), (50, 6_000), (20, 2_100), (100, 100_000)] {
        let weather = Weather { page_size, ..Weather::quiet(1_000) };
        let clock = VirtualClock::new();
        let table = Table::new(weather, 7, clock.clone());
        let killed = read(&clock, fresh(&table, weather, Paginator::gap_free), 500);
        table.grow(added);
        let before = table.requests();
        let rest = resumed(&table, weather, Paginator::gap_free, &killed.checkpoint);
        let rest = read(&clock, rest, usize::MAX);
        assert!(rest.report.completeness.is_proven(), "{added} added: {}", rest.report);
        assert_eq!(table.survivors().difference(&(&killed.ids | &rest.ids)).count(), 0);
        let requests = table.requests() - before;
        assert!(requests < 2 * 500 / page_size + 60, "{requests} requests after {added} rows");
    }
}

#[test]
fn a_checkpoint_goes_on_with_its_own_list_alone_and_in_its_own_way() {
    let weather = Weather::quiet(300);
    let clock = VirtualClock::new();
    let table = Table::new(weather, 7, clock.clone());
    let other = Table::new(weather, 7, clock.clone()).with_identity("simulation/2");
    let resume = |table: &Table, way: Way, killed: &Killed| {
        let checkpoint: Checkpoint = serde_json::from_str(&killed.checkpoint).unwrap();
        fresh(table, weather, way).resume(checkpoint).map_err(|error| error.kind()).err()
    };
    for (name, way) in WAYS {
        let killed = read(&clock, fresh(&table, weather, way), 130);
        assert_eq!(killed.report.resource_name, "rows", "{name}");
        assert_eq!(resume(&other, way, &killed), Some(crate::ErrorKind::Checkpoint), "{name}");
        for (other_name, other_way) in WAYS {
            let refused = (name != other_name).then_some(crate::ErrorKind::Checkpoint);
            let of = format!("{name}, then {other_name}");
            assert_eq!(resume(&table, other_way, &killed), refused, "{of}");
        }
    }
}

#[test]
fn a_forged_place_is_refused() {
    let weather = Weather::quiet(100);
    let table = Table::new(weather, 7, VirtualClock::new());
    for forged in [
        r#"{"slack":3000000000}"#,
        r#"{"next":18446744073709551615}"#,
        r#"{"ties":{"latest":"","forgotten":18446744073709551615}}"#,
        r#"{"leap":{"far":18446744073709551615}}"#,
        r#"{"leap":{"behind_it":18446744073709551615}}"#,
        r#"{"ties":{"latest":"no base64"}}"#,
        "7",
    ] {
        let place = serde_json::from_str(forged).unwrap();
        let mut checkpoint = fresh(&table, weather, Paginator::gap_free).checkpoint();
        checkpoint.place = Some(place);
        let error = fresh(&table, weather, Paginator::gap_free).resume(checkpoint).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Checkpoint, "{forged}");
    }
}
