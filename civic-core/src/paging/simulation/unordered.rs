//! Lists in no order: passes that agree, or say that they do not.

use super::{Weather, walk};
use crate::paging::{Verdict, Walk};

#[test]
fn a_quiet_list_needs_one_pass_between_two_counts() {
    for rows in [0, 5, 12, 60, 100, 240, 600] {
        for concurrency in [1, 4] {
            let weather = Weather { page_size: 25, concurrency, ..Weather::quiet(rows) };
            let outcome = walk(weather, 1, Walk::in_passes);
            assert_eq!((outcome.missed, outcome.repeated), (0, 0), "{rows} rows");
            let one_look = rows < 12;
            let expected = if one_look {
                Verdict::Complete { provided: None }
            } else {
                Verdict::Agreed { passes: 1 }
            };
            assert_eq!(outcome.report.verdict, expected, "{rows} rows");
            let pages = u64::from(!one_look) * (rows.div_ceil(25) + 2) + 1;
            assert_eq!(outcome.requests, pages, "{rows} rows");
        }
    }
}

#[test]
fn a_list_that_changes_is_never_called_complete_and_seldom_misses_when_passes_agree() {
    let (mut agreed, mut wrong) = (0, 0);
    for seed in 0..1000 {
        let weather = Weather { churn: 0.1, page_size: 25, ..Weather::quiet(240) };
        let outcome = walk(weather, seed, Walk::in_passes);
        assert!(!matches!(outcome.report.verdict, Verdict::Complete { .. }), "seed {seed}");
        if matches!(outcome.report.verdict, Verdict::Agreed { .. }) {
            agreed += 1;
            wrong += u32::from(outcome.missed > 0);
        }
    }
    println!("{agreed} of 1000 agreed, {wrong} of them missed a row");
    // Which is why the verdict is only that: the passes agree.
    assert!(agreed > 100 && wrong * 10 <= agreed, "{wrong} of {agreed}");
}
