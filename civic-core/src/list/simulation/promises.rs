//! Consistent under a condition is a promise, too: where the condition held, nothing is missing.

use std::collections::BTreeMap;

use fastrand::Rng;

use super::{Item, Table, Weather, read_list, readings};
use crate::list::simulation::cursor_list::ByCursor;
use crate::list::{Completeness, Paginator};

pub(super) type Way = fn(Table) -> Paginator<Item>;

pub(super) const WAYS: [(&str, Way); 4] = [
    ("gap-free", Paginator::gap_free),
    ("by page number", Paginator::by_page_number),
    ("by cursor", |table| Paginator::by_cursor(ByCursor(table))),
    ("in passes", Paginator::in_passes),
];

#[test]
fn where_the_condition_held_nothing_is_missing() {
    let mut promised: BTreeMap<(&str, String), u64> = BTreeMap::new();
    for seed in 0..readings() / 5 {
        let mut weather = Weather::any(&mut Rng::with_seed(seed ^ 0xc0de));
        // Seldom a change, so that many conditions hold.
        weather.churn = [0.0, 0.0, 0.002, 0.02][usize::try_from(seed % 4).unwrap()];
        for (name, way) in WAYS {
            // A page number means another place where pages are cut otherwise.
            weather.cut_varies &= name == "gap-free";
            let outcome = read_list(weather, seed, way);
            let of = format!("seed {seed}, {name}: {} under {weather:?}", outcome.report);
            assert!(!outcome.is_wrong(), "{} missed, {of}", outcome.missed);
            // Passes that agree over a list that nothing happened to have read it.
            if weather.churn == 0.0
                && matches!(outcome.report.completeness, Completeness::Agreed { .. })
            {
                assert_eq!(outcome.missed, 0, "{of}");
            }
            if let (true, Completeness::Consistent { provided: condition }) =
                (outcome.is_promised, &outcome.report.completeness)
            {
                *promised.entry((name, condition.to_string())).or_default() += 1;
            }
        }
    }
    println!("{promised:?}");
    for (name, _) in WAYS {
        let of_it = promised.iter().filter(|((way, _), _)| *way == name).map(|(_, times)| times);
        assert!(of_it.sum::<u64>() > readings() / 200, "too few of {name}: {promised:?}");
    }
}
