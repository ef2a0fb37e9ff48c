//! Faults of a server that must not stop a copy for ever, and what a store is given.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{self, BoxFuture};
use jiff::Timestamp;
use serde_json::Value;

use crate::clock::Clock;
use crate::http::platform::RequestStats;
use crate::list::Paginator;
use crate::list::source::{Fetch, ListSpec, Next, Page, PageRow, PageSource, Proof, RawRow};
use crate::sync::source::{AllRows, Changed, Origin, SyncSource, no_single_reads};
use crate::sync::store::{JsonFile, Memory, SyncError};
use crate::sync::{Change, Key, Mode, Report, State, Store, SyncRun};
use crate::testing::VirtualClock;
use crate::{Error, ErrorKind};

type Row = (u8, u8);

/// Pages of two rows by cursor. Ids from 200 have no key.
#[derive(Clone, Default)]
struct Probe(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    rows: Vec<Row>,
    /// In the copy's reach by single reads, and not in the list.
    unlisted: Vec<Row>,
    broken: BTreeSet<u8>,
    unordered: bool,
    no_single: bool,
    incremental: bool,
    /// Pages that fail, and how.
    fails: BTreeMap<u64, ErrorKind>,
    single_fails: BTreeMap<u8, ErrorKind>,
    asked: Vec<String>,
    since: bool,
    epoch: u64,
    runs: u64,
}

impl Probe {
    fn with(rows: impl IntoIterator<Item = Row>) -> Self {
        let it = Self::default();
        it.lock().rows = rows.into_iter().collect();
        it
    }
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }
    fn sync(&self, copy: &mut Memory<Row>) -> Result<Report, String> {
        self.sync_with(copy, |run| run)
    }
    fn sync_with(
        &self,
        copy: &mut Memory<Row>,
        set: impl FnOnce(SyncRun<Row>) -> SyncRun<Row>,
    ) -> Result<Report, String> {
        let state = copy.state().now_or_never().unwrap().unwrap();
        let state = serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap();
        let run = set(SyncRun::new(self.clone(), state));
        run.store_in(copy).now_or_never().expect("no wait").map_err(|it| it.to_string())
    }
}

impl ListSpec for Probe {
    type Item = Row;
    fn resource_name(&self) -> &'static str {
        "rows"
    }
    fn identity(&self) -> String {
        "probe".to_owned()
    }
    fn key(&self, row: &Row) -> crate::list::source::Key {
        crate::list::source::Key::of([[row.0]])
    }
}

impl PageSource for Probe {
    type List = Self;
    type Cursor = (u64, u64);
    fn list(&self) -> &Self {
        self
    }
    fn strategy_name(&self) -> &'static str {
        "cursor"
    }
    fn first(&self) -> (u64, u64) {
        (0, self.lock().epoch)
    }
    fn fetch(&self, (page, epoch): (u64, u64)) -> Fetch<'_, Self> {
        let inner = self.lock();
        let failure = inner.fails.get(&page).copied();
        let failure = failure.or((epoch != inner.epoch).then_some(ErrorKind::Rejected));
        if let Some(kind) = failure {
            return Box::pin(future::ready(Err(Error::new(kind, "answered so"))));
        }
        let all: Vec<Row> =
            inner.rows.iter().filter(|row| !inner.since || row.1 > 1).copied().collect();
        let start = usize::try_from(page).unwrap() * 2;
        let rows: Vec<_> = all.iter().skip(start).take(2).copied().collect();
        let rows = rows.into_iter().map(|row| {
            if inner.broken.contains(&row.0) {
                PageRow::Raw(RawRow::new(Bytes::from(format!(r#"{{"id":"{}"}}"#, row.0))))
            } else {
                PageRow::Decoded(row)
            }
        });
        let is_last = start + 2 >= all.len();
        let next = if is_last { Next::End(Proof::Sound) } else { Next::Page((page + 1, epoch)) };
        let page = Page::new(rows, next, RequestStats::default());
        Box::pin(future::ready(Ok(page)))
    }
}

impl SyncSource for Probe {
    type Item = Row;
    fn resource_name(&self) -> &'static str {
        "rows"
    }
    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        self.lock().runs += 1;
        Box::pin(future::ready(Ok(Origin::new("test/1", "https://a.example.org", "rows"))))
    }
    fn clock(&self) -> Arc<dyn Clock> {
        // Each run is a while after the one before it.
        let clock = VirtualClock::new();
        clock.advance(std::time::Duration::from_secs(self.lock().runs));
        Arc::new(clock)
    }
    fn key(&self, row: &Row) -> Option<Key> {
        (row.0 < 200).then(|| Key::new(row.0.to_string()))
    }
    fn content(&self, row: &Row) -> Value {
        serde_json::json!(row)
    }
    fn matches(&self, _row: &Row) -> bool {
        true
    }
    fn all(&self) -> AllRows<Row> {
        self.lock().since = false;
        Paginator::by_cursor(self.clone()).into()
    }
    fn is_ordered(&self) -> bool {
        !self.lock().unordered
    }
    fn changed_since(&self, moment: Timestamp) -> Option<Changed<Row>> {
        if !self.lock().incremental {
            return None;
        }
        self.lock().since = true;
        Some(Changed::new(Paginator::by_cursor(self.clone()), moment))
    }
    fn has_single_reads(&self) -> bool {
        !self.lock().no_single
    }
    fn get(&self, key: &Key) -> BoxFuture<'_, Result<Row, Error>> {
        let inner = &mut *self.lock();
        if inner.no_single {
            return no_single_reads("rows");
        }
        inner.asked.push(key.to_string());
        let id: u8 = key.to_string().parse().unwrap();
        if let Some(kind) = inner.single_fails.get(&id) {
            return Box::pin(future::ready(Err(Error::new(*kind, "answered so"))));
        }
        let found = inner.rows.iter().chain(&inner.unlisted).find(|row| row.0 == id).copied();
        let found = found.ok_or_else(|| Error::new(ErrorKind::NotFound, "answered 404"));
        Box::pin(future::ready(found))
    }
}

#[test]
fn three_rows_that_cannot_be_asked_for_do_not_keep_a_deletion_from_ever_being_told() {
    for kind in [ErrorKind::Forbidden, ErrorKind::Unauthorized, ErrorKind::Server] {
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

#[test]
fn a_row_that_is_unlisted_and_does_not_decode_shows_in_the_report() {
    let list = Probe::with((1..=40).map(|id| (id, 1)));
    let mut copy = Memory::new();
    list.sync(&mut copy).unwrap();
    list.lock().rows.retain(|row| row.0 != 7);
    list.lock().single_fails = [(7, ErrorKind::Decode)].into();
    let report = list.sync(&mut copy).unwrap();
    let open = copy.state().now_or_never().unwrap().unwrap().open_suspicions();
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
            let mut copy = Memory::new();
            let run = SyncRun::new(list.clone(), state)
                .lag(time)
                .feed_lag(time)
                .full_every(time)
                .accept_gone(usize::MAX);
            run.store_in(&mut copy).now_or_never().unwrap().unwrap();
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
