//! A copy of a list, as a caller keeps it.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use decidim_client::Error;
use decidim_client::sync::{Change, Evidence, Mode, Report, State, SyncRun, Why};
use serde::Serialize;
use serde_json::Value;

use super::super::support::Bench;

/// The rows of a copy by id, and where its next run begins.
#[derive(Default)]
pub(super) struct Copy {
    pub(super) rows: BTreeMap<u64, Value>,
    pub(super) state: State,
}

/// What a run told.
#[derive(Debug)]
pub(super) struct RunOutcome {
    pub(super) mode: Mode,
    pub(super) why: Why,
    /// The ids of the rows that were new or had changed.
    pub(super) upserts: Vec<u64>,
    pub(super) gone: BTreeMap<u64, Evidence>,
    pub(super) withheld: usize,
    pub(super) report: Report,
    pub(super) errors: Vec<Error>,
}

impl Copy {
    /// Makes a run, takes its changes and its state in, and lets a minute pass. The state is written down
    /// and read again, as between two processes.
    pub(super) fn run<T: Serialize + fmt::Debug + Send + 'static>(
        &mut self,
        bench: &Bench,
        run: impl FnOnce(State) -> SyncRun<T>,
    ) -> RunOutcome {
        let written = serde_json::to_string(&self.state).unwrap();
        let mut run = run(serde_json::from_str(&written).unwrap());
        let (mut began, mut upserts, mut gone, mut withheld) =
            (None, Vec::new(), BTreeMap::new(), 0);
        let mut errors = Vec::new();
        let mut ended = None;
        while let Some(change) = bench.run(run.next()) {
            match change {
                Err(error) => errors.push(error),
                Ok(Change::Began { mode, why }) => began = Some((mode, why)),
                Ok(Change::Upsert { key, row }) => {
                    let id = key.unwrap().to_string().parse().unwrap();
                    upserts.push(id);
                    self.rows.insert(id, serde_json::to_value(row).unwrap());
                }
                Ok(Change::Gone { key, evidence }) => {
                    let id = key.to_string().parse().unwrap();
                    assert!(self.rows.remove(&id).is_some(), "{id} was in the copy");
                    gone.insert(id, evidence);
                }
                Ok(Change::Withheld { keys }) => withheld = keys,
                Ok(Change::Synced { state, report }) => {
                    assert!(report.complete);
                    ended = Some((state, report));
                }
                Ok(Change::Incomplete { state, report }) => {
                    assert!(!report.complete);
                    ended = Some((state, report));
                }
                Ok(other) => panic!("{other:?}"),
            }
        }
        let (state, report) = ended.unwrap_or_else(|| panic!("{errors:?}"));
        let (mode, why) = began.unwrap_or((report.mode, report.why));
        self.state = state;
        upserts.sort_unstable();
        bench.clock.advance(Duration::from_secs(60));
        RunOutcome { mode, why, upserts, gone, withheld, report, errors }
    }

    pub(super) fn ids(&self) -> Vec<u64> {
        self.rows.keys().copied().collect()
    }
}

impl RunOutcome {
    /// Nothing new, nothing gone, nothing left open.
    pub(super) fn is_quiet(&self) -> bool {
        self.upserts.is_empty()
            && self.gone.is_empty()
            && self.withheld == 0
            && self.errors.is_empty()
            && self.report.complete
    }
}
