//! Why a run reads everything, and that it goes on doing so until it has.

use super::bench::Bench;
use super::kind::Kind;
use crate::sync::{Mode, SyncRun, Why};

/// Makes the list and its rows something else.
type Change = fn(&mut Bench);

#[test]
fn another_query_or_model_makes_a_full_run_and_an_incomplete_one_is_made_again() {
    let changes: [(Change, Why, usize); 3] = [
        (|bench| bench.server.lock().model += 1, Why::ModelChanged, 30),
        (|bench| bench.query = "color=red", Why::QueryChanged, 1),
        (|_| {}, Why::AskedFor, 1),
    ];
    for (change, why, upserts) in changes {
        let mut bench = Bench::new(Kind::Updated, 30, 1);
        change(&mut bench);
        bench.server.lock().touch(29, |record| record.item.likes += 1);
        let full = |run: SyncRun<_>| if why == Why::AskedFor { run.full() } else { run };
        // The list is empty, and its rows answer.
        bench.server.lock().is_list_empty = true;
        let cut_short = bench.run(full);
        let report = cut_short.report.unwrap();
        assert_eq!((report.mode, report.why, cut_short.is_complete), (Mode::Full, why, false));
        bench.server.lock().is_list_empty = false;
        let told = bench.run(|run| run);
        let report = told.report.unwrap();
        assert_eq!((report.mode, report.why, told.is_complete), (Mode::Full, why, true));
        assert_eq!(cut_short.upserts + told.upserts, upserts, "{why}");
        let report = bench.run(|run| run).report.unwrap();
        assert!(matches!(report.mode, Mode::Incremental { .. }), "{report}");
    }
}

#[test]
fn a_report_says_what_the_list_was_that_was_read() {
    let mut bench = Bench::new(Kind::Updated, 30, 1);
    let full = bench.run(SyncRun::full).report.unwrap();
    assert!(full.to_string().contains("0 gone; proven complete: 30 rows"), "{full}");
    let now = bench.server.lock().now();
    (0..2).for_each(|id| bench.server.lock().edit(id, now));
    let changed = bench.run(|run| run).report.unwrap();
    let said = "2 new or changed, 0 gone; of the rows changed since then: proven complete: ";
    assert!(changed.to_string().contains(said), "{changed}");
}
