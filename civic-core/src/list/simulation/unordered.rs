//! Lists in no order: passes that agree, or say that they do not.

use std::collections::BTreeSet;

use super::{Table, Weather, read_list};
use crate::list::{Completeness, Condition, Paginator};
use crate::testing::VirtualClock;

#[test]
fn a_quiet_list_needs_one_pass_between_two_counts() {
    for rows in [0, 5, 12, 60, 100, 240, 600] {
        for concurrency in [1, 4] {
            let weather = Weather { page_size: 25, concurrency, ..Weather::quiet(rows) };
            let outcome = read_list(weather, 1, Paginator::in_passes);
            assert_eq!((outcome.missed, outcome.repeated), (0, 0), "{rows} rows");
            let one_look = rows < 12;
            let expected = if one_look {
                Completeness::Proven
            } else {
                Completeness::Consistent { provided: Condition::ListUnchanged }
            };
            assert_eq!(outcome.report.completeness, expected, "{rows} rows");
            let pages = u64::from(!one_look) * (rows.div_ceil(25) + 2) + 1;
            assert_eq!(outcome.requests, pages, "{rows} rows");
        }
    }
}

#[test]
fn a_list_that_changes_seldom_misses_a_row_when_it_tallies_or_passes_agree() {
    let (mut consistent, mut wrong) = (0, 0);
    for seed in 0..1000 {
        let weather = Weather { churn: 0.1, page_size: 25, ..Weather::quiet(240) };
        let outcome = read_list(weather, seed, Paginator::in_passes);
        assert!(!outcome.report.completeness.is_proven(), "seed {seed}");
        assert!(!outcome.is_wrong(), "seed {seed}: {}", outcome.report);
        if outcome.report.is_consistent() {
            consistent += 1;
            wrong += u32::from(outcome.missed > 0);
        }
    }
    println!("{consistent} of 1000 are consistent, {wrong} of them missed a row");
    // Which is why it is only consistent: under a condition, or because passes agree.
    assert!(consistent > 100 && wrong * 10 <= consistent, "{wrong} of {consistent}");
}

#[test]
fn a_long_list_that_grew_by_a_row_is_read_a_second_time_to_its_end() {
    for concurrency in [1, 4] {
        let weather = Weather { concurrency, ..Weather::quiet(10_505) };
        let clock = VirtualClock::new();
        let table = Table::new(weather, 7, clock.clone());
        let mut paginator = Paginator::in_passes(table.clone()).concurrency(concurrency);
        let mut ids = BTreeSet::new();
        while let Some(row) = clock.run(paginator.next()).unwrap() {
            ids.insert(row.unwrap().id);
            if ids.len() == 5_000 {
                table.grow(1);
            }
        }
        assert_eq!(
            paginator.report().completeness,
            Completeness::Agreed { passes: 2 },
            "{}",
            paginator.report()
        );
        assert_eq!((ids.len(), table.requests()), (10_506, 1 + 2 * (1 + 106) + 1));
    }
}
