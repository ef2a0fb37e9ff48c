//! Copies in stores, through runs that fail.

use std::io;
use std::sync::Arc;

use super::DAY;
use super::kind::{Kind, SimList};
use super::records::{Item, Trouble};
use super::server::Server;
use crate::sync::store::{JsonFile, JsonFileError, Memory, SyncError};
use crate::sync::{Change, Mode, Report, State, Store, SyncRun};
use crate::testing::VirtualClock;

struct Bench {
    server: Server,
    clock: VirtualClock,
}

impl Bench {
    fn new(rows: u64) -> Self {
        let clock = VirtualClock::new();
        Self { server: Server::with_rows(Kind::Updated, rows, clock.clone()), clock }
    }

    /// Brings a store up to date.
    fn sync<S: Store<Item>>(
        &self,
        store: &mut S,
        settings: impl FnOnce(SyncRun<Item>) -> SyncRun<Item>,
    ) -> Result<Report, SyncError<S::Error>> {
        let list = SimList::new(self.server.clone(), Arc::new(self.clock.clone()));
        self.clock
            .run(async {
                let state = store.state().await.map_err(SyncError::Store)?;
                settings(SyncRun::new(list, state)).store_in(store).await
            })
            .unwrap()
    }

    /// A day passes, a row is new, one has changed and one is gone.
    fn change(&self) {
        self.server.pass_time(DAY);
        let inner = &mut *self.server.lock();
        let now = inner.now();
        inner.insert(now);
        inner.edit(1, now);
        inner.delete(5, true);
    }

    fn ids(&self) -> Vec<String> {
        self.server.lock().shown().keys().map(ToString::to_string).collect()
    }
}

/// Each part is stored with the state that belongs to it, so that a run that dies behind it goes on from there.
#[test]
fn a_long_run_is_stored_in_parts() {
    /// Counts how often it is committed.
    #[derive(Default)]
    struct Counting(Memory<Item>, usize);

    impl Store<Item> for Counting {
        type Error = <Memory<Item> as Store<Item>>::Error;

        async fn state(&mut self) -> Result<State, Self::Error> {
            Store::state(&mut self.0).await
        }

        async fn begin(&mut self, mode: Mode) -> Result<(), Self::Error> {
            self.0.begin(mode).await
        }

        async fn write(&mut self, change: Change<Item>) -> Result<(), Self::Error> {
            self.0.write(change).await
        }

        async fn commit(&mut self, state: State) -> Result<(), Self::Error> {
            self.1 += 1;
            self.0.commit(state).await
        }

        async fn rollback(&mut self) -> Result<(), Self::Error> {
            self.0.rollback().await
        }
    }
    for (part, commits) in [(None, 1), (Some(0), 31), (Some(10), 4), (Some(31), 1)] {
        let bench = Bench::new(30);
        let mut store = Counting::default();
        let settings = |run: SyncRun<Item>| match part {
            Some(changes) => run.in_parts_of(changes),
            None => run,
        };
        bench.sync(&mut store, settings).unwrap();
        assert_eq!((store.0.rows().len(), store.1), (30, commits), "{part:?}");
    }
}

#[test]
fn a_run_tells_what_it_did_and_that_it_has_ended() {
    use futures_util::StreamExt;
    use futures_util::stream::FusedStream;

    let bench = Bench::new(3);
    let list = SimList::new(bench.server.clone(), Arc::new(bench.clock.clone()));
    let mut run = SyncRun::new(list, State::default());
    assert!(run.report().is_none() && !run.is_terminated());
    while bench.clock.run(run.next()).unwrap().is_some() {}
    assert!(run.is_terminated());
    assert_eq!(run.report().map(|report| (report.complete, report.upserts)), Some((true, 3)));
    assert!(bench.clock.run(StreamExt::next(&mut run)).unwrap().is_none());
}

fn keys<T>(store: &Memory<T>) -> Vec<String> {
    let mut ids: Vec<u64> = store.rows().keys().map(super::history::id_of).collect();
    ids.sort_unstable();
    ids.iter().map(ToString::to_string).collect()
}

#[test]
fn a_copy_in_memory_follows_the_server() {
    let bench = Bench::new(60);
    let mut store = Memory::new();
    let report = bench.sync(&mut store, |run| run).unwrap();
    assert_eq!((report.upserts, keys(&store)), (60, bench.ids()));
    bench.change();
    let report = bench.sync(&mut store, |run| run).unwrap();
    assert_eq!((report.upserts, report.gone, keys(&store)), (2, 1, bench.ids()));
    assert!(store.rows().values().any(|item| item.version == 2));
    // Written anew, it drops what does not come.
    bench.server.lock().delete(9, false);
    let report = bench.sync(&mut store, SyncRun::replace).unwrap();
    assert_eq!((report.mode, keys(&store)), (Mode::Replace, bench.ids()));
    // And the next run goes on from there.
    bench.change();
    let report = bench.sync(&mut store, |run| run).unwrap();
    assert!(matches!(report.mode, Mode::Incremental { .. }), "{report}");
    assert_eq!(keys(&store), bench.ids());
}

#[test]
fn a_copy_in_a_file_is_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.json");
    let bench = Bench::new(60);
    let mut store = JsonFile::open(&path).unwrap();
    bench.sync(&mut store, |run| run).unwrap();
    bench.change();
    let mut store = JsonFile::open(&path).unwrap();
    let report = bench.sync(&mut store, |run| run).unwrap();
    assert_eq!((report.upserts, report.gone), (2, 1));
    let store = JsonFile::open(&path).unwrap();
    let shown = bench.server.lock().shown();
    assert_eq!(store.rows().len(), shown.len());
    for (key, row) in store.rows() {
        let item: Item = serde_json::from_value(row.clone()).unwrap();
        assert_eq!(Some(&item), shown.get(&super::history::id_of(key)));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_file_that_another_program_writes_or_has_written_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.json");
    let bench = Bench::new(60);
    for _ in 0..2 {
        // With no file at first, and then with one.
        let mut one = JsonFile::open(&path).unwrap();
        let mut other = JsonFile::open(&path).unwrap();
        bench.change();
        bench.sync(&mut one, |run| run).unwrap();
        let written = std::fs::read(&path).unwrap();
        bench.change();
        for _ in 0..2 {
            let error = bench.sync(&mut other, |run| run).unwrap_err();
            let SyncError::Store(error) = error else { panic!("{error}") };
            assert!(matches!(error, JsonFileError::Changed { .. }), "{error}");
            assert_eq!(std::fs::read(&path).unwrap(), written);
        }
        // The one goes on; the other does when it has opened the file again.
        bench.sync(&mut one, |run| run).unwrap();
        bench.change();
        bench.sync(&mut JsonFile::open(&path).unwrap(), |run| run).unwrap();
    }
    // As long as another one writes it.
    let mut store = JsonFile::open(&path).unwrap();
    let beside = std::fs::File::create(folder.path().join("rows.json.part")).unwrap();
    beside.lock().unwrap();
    std::io::Write::write_all(&mut &beside, b"half").unwrap();
    let error = bench.sync(&mut store, |run| run).unwrap_err();
    let SyncError::Store(error) = error else { panic!("{error}") };
    assert!(matches!(error, JsonFileError::InUse { .. }), "{error}");
    assert_eq!(std::fs::read(folder.path().join("rows.json.part")).unwrap(), b"half");
    drop(beside);
    bench.sync(&mut store, |run| run).unwrap();
    assert_eq!(JsonFile::open(&path).unwrap().rows().len(), bench.ids().len());
}

#[test]
fn a_file_that_is_no_copy_or_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.json");
    std::fs::write(&path, "{\"state\":{\"version\":9},\"rows\":{}}").unwrap();
    let error = JsonFile::open(&path).unwrap_err();
    assert!(error.to_string().ends_with("rows.json is not a copy that this version reads"));
    assert_eq!(std::fs::read_to_string(&path).unwrap().len(), 33, "it is left as it was");
    let bench = Bench::new(3);
    let mut store = JsonFile::open(folder.path().join("nowhere").join("rows.json")).unwrap();
    let error = bench.sync(&mut store, |run| run).unwrap_err();
    assert!(matches!(error, SyncError::Store(_)), "{error}");
}

/// A store that fails at one call.
struct Failing {
    inside: Memory<Item>,
    calls: usize,
    fails_at: usize,
}

impl Failing {
    fn call(&mut self) -> io::Result<()> {
        self.calls += 1;
        if self.calls == self.fails_at { Err(io::Error::other("the disk is full")) } else { Ok(()) }
    }
}

impl Store<Item> for Failing {
    type Error = io::Error;

    async fn state(&mut self) -> io::Result<State> {
        Ok(self.inside.state())
    }

    async fn begin(&mut self, mode: Mode) -> io::Result<()> {
        self.call()?;
        self.inside.begin(mode).await.map_err(io::Error::other)
    }

    async fn write(&mut self, change: Change<Item>) -> io::Result<()> {
        self.call()?;
        self.inside.write(change).await.map_err(io::Error::other)
    }

    async fn commit(&mut self, state: State) -> io::Result<()> {
        self.call()?;
        self.inside.commit(state).await.map_err(io::Error::other)
    }

    async fn rollback(&mut self) -> io::Result<()> {
        self.call()?;
        self.inside.rollback().await.map_err(io::Error::other)
    }
}

#[test]
fn a_store_that_fails_anywhere_loses_nothing() {
    for part in [usize::MAX, 1] {
        let mut fails_at = 1;
        loop {
            let bench = Bench::new(30);
            let mut store = Failing { inside: Memory::new(), calls: 0, fails_at: 0 };
            bench.sync(&mut store, |run| run).unwrap();
            bench.change();
            (store.calls, store.fails_at) = (0, fails_at);
            let result = bench.sync(&mut store, |run| run.full().in_parts_of(part));
            if result.is_ok() {
                assert!(fails_at > 4, "{fails_at}");
                break;
            }
            assert!(matches!(result, Err(SyncError::Store(_))));
            assert_eq!(result.unwrap_err().to_string(), "the copy could not be changed");
            // The next run repairs what is missing.
            bench.sync(&mut store, SyncRun::full).unwrap();
            assert_eq!(keys(&store.inside), bench.ids(), "after a failure at call {fails_at}");
            let shown = bench.server.lock().shown();
            assert!(store.inside.rows().values().all(|item| shown[&item.id] == *item));
            fails_at += 1;
        }
    }
}

#[test]
fn an_incomplete_run_is_an_error_and_its_changes_are_kept() {
    let bench = Bench::new(60);
    let mut store = Memory::new();
    bench.server.watch(Trouble { failures: 100, ..Trouble::default() });
    let error = bench.sync(&mut store, |run| run).unwrap_err();
    let SyncError::Incomplete { report, error } = error else { panic!("{error}") };
    assert!(!report.complete && error.is_some());
    assert!(report.to_string().starts_with("incomplete, full (first time): 0 new or changed"));
    // The list can be read, and leaves out more rows than can be believed.
    bench.server.watch(Trouble::default());
    bench.sync(&mut store, |run| run).unwrap();
    bench.change();
    bench.server.lock().is_list_empty = true;
    let error = bench.sync(&mut store, SyncRun::full).unwrap_err();
    let SyncError::Incomplete { report, .. } = error else { panic!("{error}") };
    assert_eq!((report.left_out, report.upserts), (11, 1), "{report}");
    assert!(
        store.rows().values().any(|item| item.version == 2),
        "the edit that a single read showed"
    );
    assert_eq!(store.rows().len(), 60);
}

#[test]
fn a_copy_that_is_to_be_replaced_stays_as_it_was_if_the_run_is_incomplete() {
    let bench = Bench::new(60);
    let mut store = Memory::new();
    bench.sync(&mut store, SyncRun::replace).unwrap();
    let before = keys(&store);
    bench.change();
    bench.server.watch(Trouble { failures: 100, ..Trouble::default() });
    bench.sync(&mut store, SyncRun::replace).unwrap_err();
    assert_eq!(keys(&store), before);
    bench.server.watch(Trouble::default());
    bench.sync(&mut store, SyncRun::replace).unwrap();
    assert_eq!(keys(&store), bench.ids());
}

#[test]
fn a_state_of_another_list_is_refused_before_anything_is_sent() {
    let bench = Bench::new(3);
    let mut store = Memory::new();
    bench.sync(&mut store, |run| run).unwrap();
    let requests = bench.server.lock().requests;
    let state = store.state();
    let json = serde_json::to_string(&state).unwrap().replace("sim.example.org", "b.example.org");
    let list = SimList::new(bench.server.clone(), Arc::new(bench.clock.clone()));
    let mut run = SyncRun::new(list, serde_json::from_str(&json).unwrap());
    let error = bench.clock.run(run.next()).unwrap().unwrap().unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::SyncState);
    assert!(error.to_string().contains("it belongs to another host"), "{error}");
    assert_eq!(bench.server.lock().requests, requests);
}

/// Begun anew, a run does not know which rows the copy has: those that were deleted would stay in it.
#[test]
fn a_run_that_does_not_begin_where_the_store_is_writes_nothing() {
    let bench = Bench::new(3);
    let mut store = Memory::new();
    bench.sync(&mut store, |run| run).unwrap();
    let (requests, state, rows) = (bench.server.lock().requests, store.state(), keys(&store));
    let list = SimList::new(bench.server.clone(), Arc::new(bench.clock.clone()));
    let run = SyncRun::new(list, crate::sync::State::new());
    let error = bench.clock.run(run.store_in(&mut store)).unwrap().unwrap_err();
    let SyncError::Read(error) = error else { panic!("{error}") };
    assert_eq!(error.kind(), crate::ErrorKind::SyncState);
    assert!(error.to_string().contains("did not begin at the state of this store"), "{error}");
    assert_eq!(bench.server.lock().requests, requests);
    assert_eq!((store.state(), keys(&store)), (state, rows));
}
