//! The SQLite file of copies: each list's tables, and where its next run begins.

use std::path::Path;

use civic_core::sync::{Change, Mode, State, Store};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde_json::Value;

use crate::sinks::SinkError;
use crate::sinks::sqlite::{self, Rows};
use crate::table::Table;

/// An SQLite file. Each list has its declared tables. `_sync_state` says where the next run of each list
/// begins, `_sync_keys` which row has which key.
///
/// Who reads the file while a run is under way sees it as the last commit left it.
pub(crate) struct Database(Connection);

/// The copy of one list.
pub(crate) struct CopyOf<'d> {
    database: &'d mut Connection,
    table: Table,
    rows: Rows,
    /// The state that the run began with, as it is kept.
    state: Option<String>,
    /// Why nothing of the rows that are there can be kept. None if they can.
    anew: Option<String>,
    /// Told of each change.
    on_change: Box<dyn FnMut() + Send + 'd>,
}

/// Why a copy cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CopyError {
    #[error(transparent)]
    Sqlite(#[from] SinkError),
    /// A row that JSON cannot express.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A state that this version does not read.
    #[error(
        "the state of its copy of {list} (in the table _sync_state) is damaged: {error}; name another file with \
         --into, or delete this one, and the copy begins anew"
    )]
    State { list: String, error: serde_json::Error },
    #[error("a row is not a record")]
    NoRecord,
    #[error("another run has changed it meanwhile")]
    Changed,
}

impl Database {
    /// Opens a file, or creates it. It fails if the file cannot be written.
    pub(crate) fn open(path: &Path) -> Result<Self, CopyError> {
        let database = sqlite::opened(path)?;
        // With a log beside the file, a reader and a run do not wait for each other.
        database.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        database.execute_batch(
            "BEGIN IMMEDIATE;
             CREATE TABLE IF NOT EXISTS _sync_state (list TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT;
             CREATE TABLE IF NOT EXISTS _sync_keys (list TEXT NOT NULL, key TEXT, row INTEGER NOT NULL,
                                                    UNIQUE (list, key)) STRICT;
             COMMIT",
        )?;
        Ok(Self(database))
    }

    /// The copy of a list. Its tables are created where they are not there; where another version declared
    /// them, the copy begins anew.
    pub(crate) fn copy_of(&mut self, table: Table) -> Result<CopyOf<'_>, CopyError> {
        let database = &mut self.0;
        if let Some(name) = sqlite::foreign(database, &table)? {
            return Err(SinkError::Taken(name).into());
        }
        // Rows without a state came from elsewhere, as from an export: nobody knows which they are.
        if !sqlite::are_current(database, &table)? || kept_state(database, &table)?.is_none() {
            database.execute_batch("BEGIN IMMEDIATE")?;
            sqlite::drop_tables(database, &table)?;
            for statement in sqlite::statements(&table) {
                database.execute_batch(&statement)?;
            }
            for kept in ["_sync_state", "_sync_keys"] {
                let sql = format!("DELETE FROM {kept} WHERE list = ?1");
                database.execute(&sql, [&table.name])?;
            }
            database.execute_batch("COMMIT")?;
        }
        let rows = Rows::of(&table);
        let [there, keys, both] = rows.counts(database, &table.name)?;
        let anew = (there != both || keys != both).then(|| {
            format!("it has {there} rows, and {keys} were kept, so something else has changed it")
        });
        Ok(CopyOf { database, table, rows, state: None, anew, on_change: Box::new(|| {}) })
    }
}

impl<'d> CopyOf<'d> {
    /// The same copy, which calls this for each change that a run returns.
    pub(crate) fn on_change(mut self, call: impl FnMut() + Send + 'd) -> Self {
        self.on_change = Box::new(call);
        self
    }

    /// Why the copy is read anew, where something else has added or deleted rows of it.
    pub(crate) fn begins_anew(&self) -> Option<&str> {
        self.anew.as_deref()
    }

    /// Where the next run begins.
    pub(crate) fn begins_at(&mut self) -> Result<State, CopyError> {
        self.state = kept_state(self.database, &self.table)?;
        let state = self.state.as_deref().filter(|_| self.anew.is_none());
        let state = state
            .map(serde_json::from_str)
            .transpose()
            .map_err(|error| CopyError::State { list: self.table.name.clone(), error })?;
        Ok(state.unwrap_or_default())
    }

    /// Deletes all rows and their keys.
    fn clear(&self) -> rusqlite::Result<()> {
        self.rows.clear(self.database)?;
        let sql = "DELETE FROM _sync_keys WHERE list = ?1";
        self.database.execute(sql, [&self.table.name]).map(|_| ())
    }

    fn forget(&self) -> rusqlite::Result<()> {
        if self.database.is_autocommit() { Ok(()) } else { self.database.execute_batch("ROLLBACK") }
    }

    /// Deletes the row of a key, if there is one.
    fn delete(&self, key: &str) -> rusqlite::Result<()> {
        let sql = "DELETE FROM _sync_keys WHERE list = ?1 AND key = ?2 RETURNING row";
        let mut statement = self.database.prepare_cached(sql)?;
        let found = statement.query_row([self.table.name.as_str(), key], |row| row.get(0));
        match found.optional()? {
            Some(row) => self.rows.delete(self.database, row),
            None => Ok(()),
        }
    }

    /// Deletes the rows without a key: they cannot be told apart, so they all come again.
    fn delete_without_key(&self) -> rusqlite::Result<()> {
        let sql = "DELETE FROM _sync_keys WHERE list = ?1 AND key IS NULL RETURNING row";
        let rows: Vec<i64> = self
            .database
            .prepare_cached(sql)?
            .query_map([&self.table.name], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        rows.into_iter().try_for_each(|row| self.rows.delete(self.database, row))
    }

    fn insert(&self, key: Option<&str>, record: &impl Serialize) -> Result<(), CopyError> {
        let Value::Object(record) = serde_json::to_value(record)? else {
            return Err(CopyError::NoRecord);
        };
        let row = self.rows.insert(self.database, &self.table.cells(record))?;
        let sql = "INSERT INTO _sync_keys (list, key, row) VALUES (?1, ?2, ?3)";
        self.database.prepare_cached(sql)?.execute(params![self.table.name, key, row])?;
        Ok(())
    }
}

fn kept_state(database: &Connection, table: &Table) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT state FROM _sync_state WHERE list = ?1";
    database.query_row(sql, [&table.name], |row| row.get(0)).optional()
}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error.into())
    }
}

impl<T: Serialize + Send> Store<T> for CopyOf<'_> {
    type Error = CopyError;

    async fn state(&mut self) -> Result<State, CopyError> {
        self.begins_at()
    }

    async fn begin(&mut self, mode: Mode) -> Result<(), CopyError> {
        self.forget()?;
        self.database.execute_batch("BEGIN IMMEDIATE")?;
        if kept_state(self.database, &self.table)? != self.state {
            return Err(CopyError::Changed);
        }
        if mode == Mode::Replace || self.anew.is_some() {
            self.clear()?;
        } else {
            self.delete_without_key()?;
        }
        Ok(())
    }

    async fn write(&mut self, change: Change<T>) -> Result<(), CopyError> {
        (self.on_change)();
        match change {
            Change::Upsert { key, row } => {
                let key = key.map(|key| key.to_string());
                if let Some(key) = &key {
                    self.delete(key)?;
                }
                self.insert(key.as_deref(), &row)?;
            }
            Change::Gone { key, .. } => self.delete(&key.to_string())?,
            _ => {}
        }
        Ok(())
    }

    async fn commit(&mut self, state: State) -> Result<(), CopyError> {
        let state = serde_json::to_string(&state)?;
        let sql = "INSERT OR REPLACE INTO _sync_state (list, state) VALUES (?1, ?2)";
        self.database.execute(sql, [&self.table.name, &state])?;
        self.database.execute_batch("COMMIT")?;
        self.state = Some(state);
        self.anew = None;
        Ok(())
    }

    async fn rollback(&mut self) -> Result<(), CopyError> {
        Ok(self.forget()?)
    }
}
