//! No list that is reported as complete misses a row.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;

use super::{Event, Table, Weather, read_list, readings};
use crate::list::{Completeness, Gap, Paginator};
use crate::testing::VirtualClock;

#[test]
fn no_complete_reading_misses_or_repeats_a_row_whatever_happens() {
    let (mut proven, mut conditional, mut gaps) = (0, 0, 0);
    let mut missed_unpromised = 0;
    let mut happened: BTreeMap<Event, u64> = BTreeMap::new();
    for seed in 0..readings() {
        let weather = Weather::any(&mut Rng::with_seed(seed ^ 0x5eed));
        let outcome = read_list(weather, seed, Paginator::gap_free);
        match &outcome.report.completeness {
            Completeness::Proven => proven += 1,
            Completeness::Consistent { .. } => {
                conditional += 1;
                missed_unpromised += u64::from(outcome.missed > 0);
            }
            _ => gaps += 1,
        }
        assert!(
            !outcome.is_wrong(),
            "seed {seed}: missed {}, repeated {}, {} under {weather:?}",
            outcome.missed,
            outcome.repeated,
            outcome.report,
        );
        let (held, allowed) = (outcome.most_held, weather.rows_allowed());
        assert!(held <= allowed, "seed {seed}: {held} rows held, {allowed} allowed, {weather:?}");
        outcome.happened.iter().for_each(|event| *happened.entry(*event).or_default() += 1);
    }
    println!("{proven} proven, {conditional} consistent, {gaps} incomplete");
    println!("{missed_unpromised} whose condition did not hold missed rows; in {happened:?}");
    for event in Event::ALL {
        let readings_with_it = happened.get(&event).copied().unwrap_or(0);
        assert!(
            readings_with_it > readings() / 50,
            "only {readings_with_it} readings with {event:?}"
        );
    }
    assert!(proven > readings() / 2, "{proven} of {}: honest, but of little use", readings());
}

#[test]
fn what_is_proven_up_to_a_limit_misses_no_row_before_it() {
    let (mut proven, mut others) = (0, 0);
    for seed in 0..readings() / 5 {
        let mut rng = Rng::with_seed(seed ^ 0x11417);
        let weather = Weather::any(&mut rng);
        let (clock, limit) = (VirtualClock::new(), rng.usize(1..400));
        let table = Table::new(weather, seed, clock.clone());
        let paginator = Paginator::gap_free(table.clone()).concurrency(weather.concurrency);
        let mut paginator = if rng.bool() {
            paginator.limit_items(limit as u64)
        } else {
            paginator.limit_pages(1 + limit as u64 / 50)
        };
        let mut came = Vec::new();
        clock
            .run(async {
                while let Some(item) = paginator.next().await {
                    came.extend(item.ok());
                }
            })
            .unwrap();
        let report = paginator.report();
        let Completeness::Limited { proven: is_proven } = report.completeness else { continue };
        (proven, others) = (proven + u64::from(is_proven), others + u64::from(!is_proven));
        let Some(oldest) = came.iter().map(|item| item.at).min() else { continue };
        let ids: BTreeSet<_> = came.iter().map(|item| item.id).collect();
        let missed = table.survivors_since(oldest).difference(&ids).count();
        assert!(!is_proven || missed == 0, "seed {seed}: {missed} of {report}, {weather:?}");
        assert!(!is_proven || ids.len() == came.len(), "seed {seed}: repeated, {report}");
    }
    println!("{proven} proven up to the limit, {others} not");
    assert!(proven > 2 * others && others > 0, "{proven} proven, {others} not");
}

#[test]
fn on_small_pages_too() {
    for page_size in [1, 2, 5, 9, 10, 12, 13, 24] {
        for rows in [40, 200, 3_000] {
            let weather = Weather { page_size, ..Weather::quiet(rows) };
            let outcome = read_list(weather, 1, Paginator::gap_free);
            let completeness = outcome.report.completeness;
            assert_eq!(outcome.missed, 0, "{rows} rows on pages of {page_size}");
            assert_eq!(completeness, Completeness::Proven, "{rows} rows, {page_size}");
        }
    }
}

#[test]
fn the_report_counts_every_request() {
    for seed in 0..500 {
        let weather = Weather::any(&mut Rng::with_seed(seed));
        let outcome = read_list(weather, seed, Paginator::gap_free);
        // What was under way when it was not needed any more is not waited for.
        let ahead = weather.concurrency as u64 - 1;
        let unreported = outcome.requests - outcome.report.requests;
        let allowed = if ahead == 0 { 0 } else { ahead + outcome.requests / 5 };
        assert!(unreported <= allowed, "seed {seed}: {unreported} of {}", outcome.requests);
    }
}

#[test]
fn the_same_referee_sees_the_gaps_of_reading_by_number() {
    let wrong = (0..500)
        .filter(|seed| {
            let weather =
                Weather { churn: 0.4, bursts: true, page_size: 25, ..Weather::quiet(600) };
            read_list(weather, *seed, Paginator::by_page_number).missed > 0
        })
        .count();
    println!("{wrong} of 500 readings by page number have a gap");
    assert!(wrong > 100, "{wrong}");
}

#[test]
fn on_quiet_lists_every_reading_is_proven() {
    for seed in 0..2_000 {
        let mut weather = Weather::any(&mut Rng::with_seed(seed));
        (weather.churn, weather.faults, weather.cut_varies) = (0.0, 0.0, false);
        // More rows of one moment than half a page are another test's business.
        weather.ties = weather.ties.min(3);
        let outcome = read_list(weather, seed, Paginator::gap_free);
        assert_eq!((outcome.missed, outcome.repeated), (0, 0), "seed {seed} {weather:?}");
        assert_eq!(
            outcome.report.completeness,
            Completeness::Proven,
            "seed {seed}: {} under {weather:?}",
            outcome.report
        );
    }
}

#[test]
fn more_rows_of_one_moment_than_a_page_are_tallied() {
    for shuffled_ties in [false, true] {
        for seed in 0..200 {
            let mut weather =
                Weather { ties: 400, shuffled_ties, page_size: 50, ..Weather::quiet(500) };
            weather.rows_a_day = 300;
            let outcome = read_list(weather, seed, Paginator::gap_free);
            let (completeness, is_whole) =
                (&outcome.report.completeness, outcome.report.is_consistent());
            // Shuffled, one may be on two pages and another on none.
            assert!(is_whole || shuffled_ties, "seed {seed} {completeness}");
            assert!(!is_whole || outcome.missed == 0, "seed {seed} {completeness}");
        }
    }
}

#[test]
fn a_list_that_turns_out_to_be_in_no_order_is_never_called_complete() {
    for concurrency in [1, 4] {
        for seed in 0..200 {
            let weather = Weather {
                misplaced: true,
                concurrency,
                churn: if seed % 2 == 0 { 0.0 } else { 0.2 },
                page_size: 50,
                ..Weather::quiet(300)
            };
            let outcome = read_list(weather, seed, Paginator::gap_free);
            // What was read in good faith may come again, but then nothing is called complete.
            let Completeness::Incomplete { gaps } = &outcome.report.completeness else {
                panic!("seed {seed}: {}", outcome.report)
            };
            assert!(gaps.contains(&Gap::Unordered), "seed {seed}: {gaps:?}");
            assert!(weather.churn > 0.0 || outcome.missed == 0, "seed {seed}");
        }
    }
}

#[test]
fn a_proven_reading_costs_little_more_than_one_by_number() {
    for rows_a_day in [5, 20, 80, 300] {
        let weather = Weather { rows_a_day, ..Weather::quiet(3_000) };
        let proven = read_list(weather, 1, Paginator::gap_free).requests;
        let naive = read_list(weather, 1, Paginator::by_page_number).requests;
        println!("{rows_a_day} rows a day: {proven} requests against {naive}");
        // At most a quarter more, and two.
        assert!(proven * 4 <= naive * 5 + 8, "{proven} against {naive}");
    }
}
