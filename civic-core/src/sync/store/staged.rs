//! Changes that wait for their commit.

use std::collections::BTreeMap;

use crate::sync::change::Change;
use crate::sync::key::Key;
use crate::sync::mode::Mode;

/// Rows by their keys, and those without.
#[derive(Clone, Debug)]
pub(super) struct Rows<R> {
    pub(super) keyed: BTreeMap<Key, R>,
    pub(super) others: Vec<R>,
}

impl<R> Default for Rows<R> {
    fn default() -> Self {
        Self { keyed: BTreeMap::new(), others: Vec::new() }
    }
}

/// Changes since the run began.
#[derive(Clone, Debug)]
pub(super) struct Staged<R> {
    replaces: bool,
    /// The rows to be put in, and `None` for those to be taken out.
    keyed: BTreeMap<Key, Option<R>>,
    others: Vec<R>,
}

impl<R> Default for Staged<R> {
    fn default() -> Self {
        Self { replaces: false, keyed: BTreeMap::new(), others: Vec::new() }
    }
}

impl<R> Staged<R> {
    pub(super) fn begin(mode: Mode) -> Self {
        Self { replaces: mode == Mode::Replace, ..Self::default() }
    }

    /// Notes a change, with its row in the form in which it is kept.
    pub(super) fn note<T>(&mut self, change: Change<T>, kept: impl FnOnce(T) -> R) {
        match change {
            Change::Upsert { key: Some(key), row } => {
                self.keyed.insert(key, Some(kept(row)));
            }
            Change::Upsert { key: None, row } => self.others.push(kept(row)),
            Change::Gone { key, .. } => {
                self.keyed.insert(key, None);
            }
            _ => {}
        }
    }

    /// Changes the rows.
    pub(super) fn apply(self, rows: &mut Rows<R>) {
        if self.replaces {
            *rows = Rows::default();
        }
        rows.others.extend(self.others);
        for (key, row) in self.keyed {
            match row {
                Some(row) => rows.keyed.insert(key, row),
                None => rows.keyed.remove(&key),
            };
        }
    }
}
