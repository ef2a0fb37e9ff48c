//! Faults of a server that must not stop a copy for ever, and what a store is given.

use futures_util::{FutureExt, StreamExt};

use super::bench::Bench;
use super::kind::Kind;
use super::probe::{Probe, Row};
use crate::ErrorKind;
use crate::sync::store::{JsonFile, Memory, SyncError};
use crate::sync::{Change, Key, Mode, State, Store, SyncRun};

#[test]
fn three_rows_that_cannot_be_asked_for_do_not_keep_a_deletion_from_ever_being_told() {
    let kinds = [ErrorKind::Forbidden, ErrorKind::Unauthorized, ErrorKind::Server];
    for kind in kinds.into_iter().chain([ErrorKind::Connect]) {
        let list = Probe::with((1..=40).map(|id| (id, 1)));
        let mut copy = Memory::new();
        list.sync(&mut copy).unwrap();
        list.lock().rows.retain(|row| ![10, 11, 12, 20].contains(&row.0));
        list.lock().single_fails = [10, 11, 12].map(|id| (id, kind)).into();
        for _ in 0..20 {
            list.sync(&mut copy).unwrap();
        }
        assert!(!copy.rows().contains_key(&Key::new("20")), "{kind:?}: 20 answers 404");
    }
}

/// A report keeps the first hundred rows that did not decode.
#[test]
fn rows_that_may_be_among_those_that_did_not_decode_are_not_gone() {
    let list = Probe::with((0..150).map(|id| (id, 1)));
    list.lock().no_single = true;
    let mut copy = Memory::new();
    list.sync(&mut copy).unwrap();
    list.lock().broken = (0..145).collect();
    list.sync_with(&mut copy, |run| run.accept_gone(1_000)).unwrap_err();
    assert_eq!((copy.rows().len(), copy.state().open_suspicions()), (150, 0));
    // Those of a list without ids may not be missing in a copy that is replaced.
    let mut bench = Bench::new(Kind::WithoutKeys, 150, 1);
    bench
        .server
        .lock()
        .records
        .values_mut()
        .for_each(|record| record.is_broken = record.item.id < 50);
    assert!(bench.run(|run| run).is_complete, "50 are named");
    bench
        .server
        .lock()
        .records
        .values_mut()
        .for_each(|record| record.is_broken = record.item.id < 102);
    let told = bench.run(|run| run.accept_gone(1_000));
    assert!(!told.is_complete, "{}", told.report.unwrap());
}

#[test]
fn a_row_that_is_unlisted_and_does_not_decode_shows_in_the_report() {
    let list = Probe::with((1..=40).map(|id| (id, 1)));
    let mut copy = Memory::new();
    list.sync(&mut copy).unwrap();
    list.lock().rows.retain(|row| row.0 != 7);
    list.lock().single_fails = [(7, ErrorKind::Decode)].into();
    let report = list.sync(&mut copy).unwrap();
    let open = copy.state().open_suspicions();
    let is_settled =
        report.list.malformed == 0 && open == 0 && report.left_out == 0 && report.unanswered == 0;
    assert!(!(is_settled && copy.rows().contains_key(&Key::new("7"))));
}

#[test]
fn two_empty_answers_do_not_empty_a_copy_that_is_replaced() {
    let list = Probe::with((1..=100).map(|id| (id, 1)));
    let mut copy = Memory::new();
    list.sync_with(&mut copy, SyncRun::replace).unwrap();
    list.lock().rows.clear();
    list.sync_with(&mut copy, SyncRun::replace).unwrap_err();
    assert_eq!(copy.rows().len(), 100);
}

#[test]
fn a_place_that_the_server_does_not_know_any_more_does_not_end_all_runs() {
    let list = Probe::with((1..=10).map(|id| (id, 1)));
    let mut copy = Memory::new();
    list.lock().fails = [(2, ErrorKind::Server)].into();
    list.sync(&mut copy).unwrap_err();
    list.lock().fails.clear();
    // Its cursors are of another time now, as after an upgrade or some days.
    list.lock().epoch += 1;
    let results: Vec<_> = (0..10).map(|_| list.sync(&mut copy).map(|it| it.to_string())).collect();
    assert!(results.iter().any(Result::is_ok));
}

#[test]
fn a_commit_that_failed_can_be_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sub").join("rows.json");
    let mut store = JsonFile::open(&path).unwrap();
    let go =
        |store: &mut JsonFile| Store::<Row>::commit(store, State::new()).now_or_never().unwrap();
    Store::<Row>::begin(&mut store, Mode::Full).now_or_never().unwrap().unwrap();
    let change = Change::Upsert { key: Some(Key::new("1")), row: (1, 1) };
    store.write(change).now_or_never().unwrap().unwrap();
    go(&mut store).unwrap_err();
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    go(&mut store).unwrap();
    assert_eq!(store.rows().len(), 1, "the state says that the row is there");
}

#[test]
fn a_run_whose_list_is_not_known_yet_tries_again_as_often_as_a_page_is() {
    let list = Probe::with((1..=10).map(|id| (id, 1)));
    list.lock().origin_fails = (2, Some(ErrorKind::Connect));
    let mut run = SyncRun::new(list.clone(), State::new());
    for _ in 0..2 {
        let error = run.try_next().now_or_never().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect);
    }
    let change = run.try_next().now_or_never().unwrap().unwrap();
    assert!(matches!(change, Some(Change::Began { .. })), "{change:?}");
    // Into a store it is not an error.
    list.lock().origin_fails = (2, Some(ErrorKind::Connect));
    let mut copy = Memory::new();
    list.sync(&mut copy).unwrap();
    assert_eq!(copy.rows().len(), 10);
    // One that does not get better, and one that is not to get better, end it.
    for (fails, kind, tries) in [(9, ErrorKind::Connect, 3), (9, ErrorKind::Forbidden, 1)] {
        list.lock().origin_fails = (fails, Some(kind));
        let run = SyncRun::new(list.clone(), copy.state());
        let result = run.store_in(&mut copy).now_or_never().unwrap();
        assert!(matches!(&result, Err(SyncError::Read(error)) if error.kind() == kind));
        assert_eq!(list.lock().origin_fails.0, fails - tries, "{kind:?}");
        assert_eq!(copy.rows().len(), 10);
    }
}

#[test]
fn a_row_that_cannot_be_compared_is_an_error_and_not_gone() {
    let list = Probe::with((1..=10).map(|id| (id, 1)));
    let mut copy = Memory::new();
    list.sync(&mut copy).unwrap();
    let watermark = copy.state().watermark();
    list.lock().unwritable = Some(7);
    list.lock().rows.iter_mut().for_each(|row| row.1 = 2);
    let run = SyncRun::new(list.clone(), copy.state());
    let result = run.store_in(&mut copy).now_or_never().unwrap();
    let Err(SyncError::Incomplete { report, error: Some(error) }) = result else {
        panic!("{result:?}")
    };
    assert_eq!((report.upserts, report.gone, report.single_reads), (9, 0, 0), "{report}");
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!((copy.rows()[&Key::new("7")], copy.state().watermark()), ((7, 1), watermark));
    // A copy that is replaced is not replaced without it.
    list.sync_with(&mut copy, SyncRun::replace).unwrap_err();
    list.lock().unwritable = None;
    list.sync(&mut copy).unwrap();
    assert_eq!(copy.rows()[&Key::new("7")], (7, 2));
}

#[test]
fn extremes() {
    use std::time::Duration;
    for json in [
        r#"{"version":1,"watermark":"9999-12-30T22:00:00.999999999Z","full_at":"9999-12-30T22:00:00.999999999Z","overlap_from":"-009999-01-02T01:59:59Z"}"#,
        r#"{"version":1,"watermark":"-009999-01-02T01:59:59Z","full_at":"9999-12-30T22:00:00.999999999Z","overlap_from":"-009999-01-02T01:59:59Z"}"#,
        r#"{"version":1,"rows":{"":[[36,255,"MzNmMGMyYjUyLTdhNDEtNGYxZS05ZDU1LTJmNjBhMWEwYzAwMQAAAAAAAAAA"]]}}"#,
        r#"{"version":1,"rows":{"":[[0,255,""],[4294967296,255,""]],"":[[1,0,""]]}}"#,
    ] {
        for time in [Duration::MAX, Duration::ZERO] {
            let list = Probe::with((1..=40).map(|id| (id, 1)));
            list.lock().incremental = true;
            let state: Result<State, _> = serde_json::from_str(json);
            let Ok(state) = state else {
                println!("{state:?}");
                continue;
            };
            let run = SyncRun::new(list.clone(), state)
                .lag(time)
                .feed_lag(time)
                .full_every(time)
                .accept_gone(usize::MAX);
            let told: Vec<_> = run.map(Result::unwrap).collect().now_or_never().unwrap();
            assert!(matches!(told.last(), Some(Change::Synced { .. })), "{told:?}");
        }
    }
    let list = Probe::with([(1, 1)]);
    let it = SyncRun::new(list, State::new())
        .concurrency(0)
        .store_in(&mut Memory::new())
        .now_or_never()
        .unwrap();
    assert!(matches!(&it, Err(SyncError::Incomplete { .. })), "{it:?}");
}

#[test]
fn one_bad_reading_does_not_stop_a_copy_for_ever() {
    let list = Probe::with((1..=40).map(|id| (id, 1)));
    let mut copy = Memory::new();
    list.sync(&mut copy).unwrap();
    let all = list.lock().rows.clone();
    list.lock().unlisted = all.clone();
    list.lock().rows.retain(|row| !(10..=21).contains(&row.0));
    list.lock().rows = all;
    list.lock().unlisted.clear();
    list.lock().rows[0].1 = 9;
    list.lock().rows.insert(0, (50, 1));
    let mut result = None;
    for _ in 0..30 {
        result = Some(list.sync(&mut copy));
    }
    let row = |id: &str| copy.rows().get(&Key::new(id)).copied();
    assert!(result.unwrap().is_ok());
    assert_eq!((row("1"), row("50")), (Some((1, 9)), Some((50, 1))));
}

#[test]
fn a_page_that_always_fails_does_not_freeze_the_pages_before_it() {
    let list = Probe::with((1..=40).map(|id| (id, 1)));
    let mut copy = Memory::new();
    list.sync(&mut copy).unwrap();
    list.lock().fails = [(10, ErrorKind::Server)].into();
    list.sync(&mut copy).unwrap_err();
    list.lock().rows[0].1 = 9;
    for _ in 0..30 {
        list.sync(&mut copy).unwrap_err();
    }
    assert_eq!(copy.rows()[&Key::new("1")], (1, 9));
}

/// A store that counts.
#[derive(Default)]
struct Strict {
    inside: Memory<Row>,
    open: bool,
    writes: usize,
}

impl Store<Row> for Strict {
    type Error = std::io::Error;
    async fn state(&mut self) -> std::io::Result<State> {
        Ok(State::new())
    }
    async fn begin(&mut self, _mode: Mode) -> std::io::Result<()> {
        assert!(!std::mem::replace(&mut self.open, true));
        Ok(())
    }
    async fn write(&mut self, change: Change<Row>) -> std::io::Result<()> {
        self.writes += 1;
        if self.writes == 3 {
            return Err(std::io::Error::other("no"));
        }
        self.inside.write(change).await.map_err(std::io::Error::other)
    }
    async fn commit(&mut self, _state: State) -> std::io::Result<()> {
        self.open = false;
        Ok(())
    }
    async fn rollback(&mut self) -> std::io::Result<()> {
        self.open = false;
        Ok(())
    }
}

#[test]
fn a_run_that_fails_to_write_leaves_no_transaction_open() {
    let list = Probe::with((1..=10).map(|id| (id, 1)));
    let mut store = Strict::default();
    let result = SyncRun::new(list, State::new()).store_in(&mut store).now_or_never().unwrap();
    assert!(matches!(result, Err(SyncError::Store(_))));
    assert!(!store.open);
}

#[test]
fn rows_without_a_key_are_counted_and_told_only_to_a_copy_that_is_replaced() {
    let list = Probe::with([(1, 1), (200, 1), (2, 1)]);
    list.lock().unordered = true;
    let mut copy = Memory::new();
    let report = list.sync(&mut copy).unwrap();
    assert!(report.without_key > 0 && copy.rows_without_key().is_empty(), "{report}");
    assert!(report.to_string().contains("without an id left out of the copy"), "{report}");
    list.sync_with(&mut copy, SyncRun::replace).unwrap();
    assert_eq!((copy.rows().len(), copy.rows_without_key()), (2, [(200, 1)].as_slice()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.json");
    let mut copy = JsonFile::open(&path).unwrap();
    let run = SyncRun::new(list, State::new()).replace();
    run.store_in(&mut copy).now_or_never().unwrap().unwrap();
    let copy = JsonFile::open(&path).unwrap();
    assert_eq!(
        (copy.rows().len(), copy.rows_without_key()),
        (2, [serde_json::json!([200, 1])].as_slice())
    );
}

#[test]
fn a_copy_that_is_replaced_loses_more_than_half_only_where_the_caller_accepts_it() {
    let list = Probe::with((1..=100).map(|id| (id, 1)));
    let mut copy = Memory::new();
    list.sync_with(&mut copy, SyncRun::replace).unwrap();
    list.lock().rows.truncate(49);
    list.sync_with(&mut copy, SyncRun::replace).unwrap_err();
    list.sync_with(&mut copy, |run| run.replace().accept_gone(50)).unwrap_err();
    assert_eq!(copy.rows().len(), 100);
    list.sync_with(&mut copy, |run| run.replace().accept_gone(51)).unwrap();
    assert_eq!(copy.rows().len(), 49);
}
