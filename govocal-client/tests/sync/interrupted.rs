//! Runs that are killed, and stores that fail.

use std::collections::BTreeMap;
use std::fmt;

use govocal_client::resources::ideas::Idea;
use govocal_client::sync::store::{JsonFile, Memory, Store, SyncError};
use govocal_client::sync::{Change, Key, Mode, State};
use serde_json::json;

use super::copy::{Copy, DAY, HOUR, YEAR};
use crate::support::{Bench, platform};

#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the disk is full")
    }
}

impl std::error::Error for Broken {}

/// A copy in memory that fails at some call.
struct Failing {
    inner: Memory<Idea>,
    /// Calls that go well before one fails.
    left: Option<usize>,
}

impl Failing {
    fn step(&mut self) -> Result<(), Broken> {
        match &mut self.left {
            Some(0) => Err(Broken),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// The copy in memory cannot fail.
fn sure<T>(done: Result<T, std::convert::Infallible>) -> Result<T, Broken> {
    done.map_err(|never| match never {})
}

impl Store<Idea> for Failing {
    type Error = Broken;

    async fn state(&mut self) -> Result<State, Broken> {
        Ok(self.inner.state())
    }

    async fn begin(&mut self, mode: Mode) -> Result<(), Broken> {
        self.step()?;
        sure(self.inner.begin(mode).await)
    }

    async fn write(&mut self, change: Change<Idea>) -> Result<(), Broken> {
        self.step()?;
        sure(self.inner.write(change).await)
    }

    async fn commit(&mut self, state: State) -> Result<(), Broken> {
        self.step()?;
        sure(self.inner.commit(state).await)
    }

    async fn rollback(&mut self) -> Result<(), Broken> {
        self.step()?;
        sure(self.inner.rollback().await)
    }
}

fn bench() -> Bench {
    let bench = Bench::new(platform().ideas(250).only(["ideas"]).no_rate_limit());
    bench.clock.advance(DAY * 10);
    bench
}

/// What happens between two runs.
fn changed(bench: &Bench) {
    let ids = bench.platform.ids("ideas");
    for id in &ids[..5] {
        assert!(bench.platform.update("ideas", *id, json!({"title": "Another title"})));
    }
    assert!(bench.platform.delete("ideas", ids[10]) && bench.platform.delete("ideas", ids[200]));
    bench.platform.insert("ideas", json!({}));
    bench.clock.advance(HOUR);
}

/// Whether the copy is what the platform shows.
fn must_equal(bench: &Bench, rows: &BTreeMap<Key, Idea>) {
    let mut copy = Copy::new();
    copy.rows = rows.clone();
    copy.must_equal(bench);
}

async fn run<S: Store<Idea>>(bench: &Bench, store: &mut S) -> Result<(), SyncError<S::Error>> {
    let state = store.state().await.map_err(SyncError::Store)?;
    let run = bench.client.ideas().list().sync(state).full_every(YEAR);
    run.store_in(store).await.map(|_| ())
}

#[test]
fn a_store_that_fails_anywhere_is_an_error_and_the_next_run_repairs_it() {
    let bench = bench();
    let mut store = Failing { inner: Memory::new(), left: None };
    bench.run(run(&bench, &mut store)).unwrap();
    must_equal(&bench, store.inner.rows());
    // `begin`, six rows, two deletions and `commit`.
    let steps = 10;
    for left in 0..=steps {
        changed(&bench);
        let before = store.inner.rows().clone();
        let state = store.inner.state();
        store.left = Some(left);
        let done = bench.run(run(&bench, &mut store));
        assert_eq!(done.is_ok(), left == steps, "{left}: {done:?}");
        if let Err(error) = done {
            assert!(matches!(error, SyncError::Store(Broken)), "{error:?}");
            assert!(*store.inner.rows() == before, "{left}: nothing is half done");
            assert_eq!(store.inner.state(), state);
        }
        store.left = None;
        bench.run(run(&bench, &mut store)).unwrap();
        must_equal(&bench, store.inner.rows());
    }
}

/// Dropped after any number of changes, with nothing stored, it costs nothing but the reading.
#[test]
fn a_run_that_is_killed_anywhere_costs_nothing() {
    let bench = bench();
    let mut copy = Copy::of(&bench, bench.client.ideas().list());
    for killed_after in 0..12 {
        changed(&bench);
        for full in [false, true] {
            let run = copy.sync(bench.client.ideas().list());
            let mut run = if full { run.full() } else { run };
            bench.run(async {
                for _ in 0..killed_after {
                    run.try_next().await.unwrap();
                }
            });
        }
        let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
        assert!(matches!(outcome.mode, Mode::Incremental { .. }));
        copy.must_equal(&bench);
    }
}

/// Stored in parts, a first run goes on at the page where it was killed.
#[test]
fn a_long_run_goes_on_where_it_was_killed() {
    let bench = bench();
    let mut store = Failing { inner: Memory::new(), left: None };
    let list = || bench.client.ideas().list().page_size(25);
    let mut copied = 0;
    let mut requests = Vec::new();
    loop {
        bench.platform.clear_requests();
        let state = bench.run(store.state()).unwrap();
        // `begin`, then 25 rows, `commit` and `begin` for each part: it breaks down in the fifth.
        store.left = Some(120);
        let done = bench.run(list().sync(state).in_parts_of(25).store_in(&mut store));
        requests.push(bench.requests("/api/v2/ideas"));
        if done.is_ok() {
            break;
        }
        let now = store.inner.rows().len();
        assert_eq!(now, copied + 100, "four parts more");
        copied = now;
    }
    assert!(requests.len() > 2, "{requests:?}");
    // Ten pages of 25, a sixth more for the overlaps, and a page or two again for each kill.
    assert!(requests.iter().sum::<usize>() <= 12 + 3 * requests.len(), "{requests:?}");
    must_equal(&bench, store.inner.rows());
}

#[test]
fn a_copy_in_a_file_is_true_after_each_run() {
    let folder = std::env::temp_dir().join(format!("govocal-sync-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("ideas.json");
    let bench = bench();
    for _ in 0..3 {
        let mut file = JsonFile::open(&path).unwrap();
        let run = bench.client.ideas().list().sync(file.state());
        bench.run(run.store_in(&mut file)).unwrap();
        let rows = JsonFile::open(&path).unwrap().rows().clone();
        let rows = rows.into_iter().map(|(key, row)| (key, serde_json::from_value(row).unwrap()));
        must_equal(&bench, &rows.collect());
        changed(&bench);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
