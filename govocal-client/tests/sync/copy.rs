//! A copy of a list, and what a run of its sync yielded.

use std::collections::BTreeMap;
use std::time::Duration;

use govocal_client::Error;
use govocal_client::resources::Resource;
use govocal_client::resources::ideas::Idea;
use govocal_client::sync::{Change, Evidence, Key, Mode, Report, State, SyncRun, Why};
use http::Method;
use serde_json::Value;
use uuid::Uuid;

use crate::support::{Bench, plain, platform};

pub(super) const HOUR: Duration = Duration::from_secs(60 * 60);
pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// So long that no full run is due.
pub(super) const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A copy: changes and state are taken in together, at the end of a run.
#[derive(Clone)]
pub(super) struct Copy<T> {
    pub(super) rows: BTreeMap<Key, T>,
    pub(super) others: Vec<T>,
    state: String,
}

/// What a run yielded.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) mode: Mode,
    pub(super) why: Why,
    pub(super) upserts: Vec<Key>,
    pub(super) gone: Vec<(Key, Evidence)>,
    pub(super) withheld: usize,
    pub(super) errors: Vec<Error>,
    pub(super) report: Report,
    /// Requests on the wire, tokens apart.
    pub(super) requests: usize,
}

impl<T: Resource> Copy<T> {
    pub(super) fn new() -> Self {
        Self { rows: BTreeMap::new(), others: Vec::new(), state: state_text(&State::new()) }
    }

    /// A copy by a full run.
    pub(super) fn of(bench: &Bench, list: govocal_client::List<T>) -> Self {
        let mut copy = Self::new();
        let outcome = copy.run(bench, list.sync(State::new()));
        assert!(outcome.report.complete, "{}", outcome.report);
        copy
    }

    pub(super) fn state(&self) -> State {
        serde_json::from_str(&self.state).unwrap()
    }

    pub(super) fn sync(&self, list: govocal_client::List<T>) -> SyncRun<T> {
        list.sync(self.state()).full_every(YEAR)
    }

    /// Makes a run, and takes in what it yields.
    pub(super) fn run(&mut self, bench: &Bench, mut run: SyncRun<T>) -> Outcome {
        bench.platform.clear_requests();
        let mut staged = self.clone();
        let (mut errors, mut upserts, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        let (mut withheld, mut ended) = (0, None);
        let mut seen = Vec::new();
        while let Some(change) = bench.run(run.next()) {
            assert!(ended.is_none(), "nothing comes after the end");
            match change {
                Err(error) => errors.push(error),
                Ok(Change::Began { mode, .. }) => {
                    if mode == Mode::Replace {
                        staged.rows.clear();
                    }
                    staged.others.clear();
                    seen.push(mode);
                }
                Ok(Change::Upsert { key: Some(key), row }) => {
                    upserts.push(key.clone());
                    staged.rows.insert(key, row);
                }
                Ok(Change::Upsert { key: None, row }) => staged.others.push(row),
                Ok(Change::Gone { key, evidence }) => {
                    assert!(staged.rows.remove(&key).is_some(), "{key} was not in the copy");
                    gone.push((key, evidence));
                }
                Ok(Change::Withheld { keys }) => withheld += keys,
                Ok(Change::Synced { state, report }) => {
                    assert!(report.complete, "{report}");
                    ended = Some((state, report));
                }
                Ok(Change::Incomplete { state, report }) => {
                    assert!(!report.complete, "{report}");
                    ended = Some((state, report));
                }
                Ok(change) => panic!("{change:?}"),
            }
        }
        assert_eq!(seen.len(), 1, "a run begins once: {errors:?}");
        let (state, report) = ended.unwrap();
        let (mode, why) = (report.mode, report.why);
        assert_eq!(seen[0], mode);
        if report.complete || mode != Mode::Replace {
            staged.state = state_text(&state);
            *self = staged;
        }
        assert_eq!(state.rows(), self.rows.len(), "{report}");
        let requests = bench.platform.requests();
        let requests = requests.iter().filter(|request| request.method != Method::POST).count();
        assert_eq!(report.requests, requests as u64, "{report}");
        Outcome { mode, why, upserts, gone, withheld, errors, report, requests }
    }

    /// Whether the copy is what the platform shows now.
    pub(super) fn must_equal(&self, bench: &Bench) {
        self.must_be(bench.platform.rows(T::PATH));
    }

    /// Whether the copy has these rows.
    pub(super) fn must_be(&self, theirs: Vec<Value>) {
        let all = self.rows.values().chain(&self.others);
        let sorted = |rows: Vec<Value>| {
            let mut rows: Vec<_> = rows.into_iter().map(|row| plain(row).to_string()).collect();
            rows.sort();
            rows
        };
        let ours = sorted(all.map(|row| serde_json::to_value(row).unwrap()).collect());
        let theirs = sorted(theirs);
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|row| those.binary_search(row).is_err()).cloned().collect()
        };
        assert!(
            ours == theirs,
            "the copy of {} has {:?} and lacks {:?}",
            T::PATH,
            only(&ours, &theirs),
            only(&theirs, &ours)
        );
    }

    pub(super) fn has(&self, id: Uuid) -> bool {
        self.rows.contains_key(&id.into())
    }
}

/// States are kept as text between runs.
fn state_text(state: &State) -> String {
    serde_json::to_string(state).unwrap()
}

impl Outcome {
    pub(super) fn must_be_complete(self) -> Self {
        assert!(
            self.report.complete && self.errors.is_empty(),
            "{} {:?}",
            self.report,
            self.errors
        );
        self
    }

    /// The rows yielded as new or changed are these.
    pub(super) fn must_upsert(&self, ids: &[Uuid]) {
        let sorted = |mut keys: Vec<Key>| {
            keys.sort();
            keys
        };
        let ids = ids.iter().map(|id| Key::from(*id)).collect();
        assert_eq!(sorted(self.upserts.clone()), sorted(ids), "{}", self.report);
    }

    /// The rows reported as gone are these, for this reason.
    pub(super) fn must_lose(&self, ids: &[Uuid], evidence: Evidence) {
        let mut gone = self.gone.clone();
        gone.sort_by(|one, other| one.0.cmp(&other.0));
        let mut expected: Vec<_> = ids.iter().map(|id| (Key::from(*id), evidence)).collect();
        expected.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(gone, expected, "{}", self.report);
    }
}

/// A platform with ideas, and a copy of them an hour ago.
pub(super) fn ideas() -> (Bench, Copy<Idea>, Vec<Uuid>) {
    let bench = Bench::new(platform().ideas(240).only(["ideas"]).no_rate_limit());
    bench.clock.advance(DAY * 10);
    let copy = Copy::of(&bench, bench.client.ideas().list());
    let ids = bench.platform.ids("ideas");
    bench.clock.advance(HOUR);
    (bench, copy, ids)
}
