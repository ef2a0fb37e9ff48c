//! Lists and parts of lists with so few rows that any deletion is more than half of them.

use super::DAY;
use super::bench::Bench;
use super::kind::Kind;
use super::records::Trouble;
use crate::sync::SyncRun;

#[test]
fn a_row_alone_in_its_part_is_gone_once_it_is_not_found() {
    let mut bench = Bench::new(Kind::Updated, 30, 30);
    bench.delete([7], false);
    let told = bench.run(SyncRun::full);
    assert_eq!((told.gone, told.withheld), ([7].into(), 0));
    assert_eq!(told.evidence, ["not found"].into());
}

#[test]
fn of_a_list_of_three_rows_two_are_gone_and_the_last_waits_since_no_other_row_answers() {
    let mut bench = Bench::new(Kind::Ordered, 3, 1);
    bench.delete([0, 2], false);
    assert_eq!(bench.run(SyncRun::full).gone, [0, 2].into());
    bench.delete([1], false);
    let told = bench.run(SyncRun::full);
    assert_eq!((told.gone.len(), told.withheld), (0, 1));
    assert_eq!(bench.run(|run| run.accept_gone(1)).gone, [1].into());
}

#[test]
fn of_a_list_without_single_reads_more_than_half_is_withheld_however_short_it_is() {
    for (rows, gone) in [(1, 0..1), (3, 0..2)] {
        let mut bench = Bench::new(Kind::WithoutSingleReads, rows, 1);
        let withheld = usize::try_from(gone.end).unwrap();
        bench.delete(gone, false);
        let told = bench.run(SyncRun::full);
        assert_eq!((told.gone.len(), told.withheld), (0, withheld), "{rows} rows");
    }
}

/// Its lists are empty, and it answers 404 for every row, both or one of them, for a while.
#[test]
fn a_server_that_has_nothing_for_a_while_wipes_no_list_however_short_it_is() {
    for (rows, is_list_empty, blind) in (1..=12)
        .flat_map(|rows| [(true, true), (true, false), (false, true)].map(|(a, b)| (rows, a, b)))
    {
        for parts in [1, 2, 3, rows] {
            let mut bench = Bench::new(Kind::Updated, rows, parts);
            for run in 0..3 {
                bench.server.lock().is_list_empty = is_list_empty;
                // With a row that was deleted, there is something to ask for.
                if run == 1 && rows > 1 {
                    bench.delete([0], true);
                }
                bench.server.watch(Trouble { blind, ..Trouble::default() });
                let told = bench.run(SyncRun::full);
                let real = usize::from(run > 0 && rows > 1 && !blind);
                let gone = told.gone.len();
                assert!(gone <= real && !told.gone.iter().any(|id| *id > 0), "{rows}, {parts}");
                bench.server.pass_time(DAY);
            }
            bench.server.lock().is_list_empty = false;
            bench.server.watch(Trouble::default());
            let told = bench.run(SyncRun::full);
            assert!(told.is_complete, "{rows}, {parts}: {}", told.report.unwrap());
            assert_eq!(bench.state.rows() as u64, if rows > 1 { rows - 1 } else { 1 });
            assert_eq!(bench.state.open_suspicions(), 0, "{rows} rows in {parts} parts");
        }
    }
}

/// A fault that hides most parts of a site, while the others answer.
#[test]
fn many_small_parts_that_vanish_at_once_are_withheld() {
    let mut bench = Bench::new(Kind::Updated, 100, 100);
    let hide = |bench: &Bench, ids: std::ops::Range<u64>, is_hidden: bool| {
        let inner = &mut *bench.server.lock();
        ids.for_each(|id| inner.touch(id, |record| record.is_hidden = is_hidden));
    };
    hide(&bench, 0..90, true);
    let told = bench.run(SyncRun::full);
    assert_eq!((told.gone.len(), told.withheld, told.is_complete), (0, 90, true));
    hide(&bench, 0..90, false);
    let told = bench.run(SyncRun::full);
    assert_eq!((told.upserts, told.withheld, bench.state.open_suspicions()), (0, 0, 0));
    // Up to ten are told.
    hide(&bench, 0..10, true);
    assert_eq!(bench.run(SyncRun::full).gone, (0..10).collect());
}
