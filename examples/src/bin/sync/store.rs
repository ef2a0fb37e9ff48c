//! Copies of lists in an SQLite file. To use it elsewhere, copy this file: it needs nothing of the program.

use std::path::Path;

use civic_core::sync::{Change, Mode, State, Store};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

/// An SQLite file. Each list has a table with the columns `key` and `row`, which is JSON. The table
/// `sync_state` says where the next run of each list begins.
///
/// Who reads the file while a run is under way sees it as the last commit left it.
pub(crate) struct Database(Connection);

/// The table of one list.
pub(crate) struct Table<'d> {
    db: &'d mut Connection,
    list: &'d str,
    /// The list's name as SQL quotes it.
    name: String,
    /// The state that the run began with, as it is kept.
    state: Option<String>,
}

/// Why a copy cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// A row that JSON cannot express, or a state that this version does not read.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error("another run has changed it meanwhile")]
    Changed,
}

impl Database {
    /// Opens a file, or creates it. It fails if the file cannot be written.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let db = Connection::open(path)?;
        // With a log beside the file, a reader and a run do not wait for each other.
        db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        db.execute_batch(
            "BEGIN IMMEDIATE;
             CREATE TABLE IF NOT EXISTS sync_state (list TEXT PRIMARY KEY, state TEXT NOT NULL);
             COMMIT",
        )?;
        Ok(Self(db))
    }

    /// The table of a list; it is created if there is none.
    pub(crate) fn table<'d>(&'d mut self, list: &'d str) -> Result<Table<'d>, StoreError> {
        let name = format!("\"{}\"", list.replace('"', "\"\""));
        let table = Table { db: &mut self.0, list, name, state: None };
        // What was begun and not committed.
        table.forget()?;
        table.run("CREATE TABLE IF NOT EXISTS {} (key TEXT PRIMARY KEY, row TEXT NOT NULL)")?;
        Ok(table)
    }
}

impl Table<'_> {
    /// Runs SQL in which `{}` stands for the table's name.
    fn run(&self, sql: &str) -> rusqlite::Result<()> {
        self.db.execute_batch(&sql.replace("{}", &self.name))
    }

    fn kept_state(&self) -> rusqlite::Result<Option<String>> {
        let sql = "SELECT state FROM sync_state WHERE list = ?1";
        self.db.query_row(sql, [self.list], |row| row.get(0)).optional()
    }

    fn forget(&self) -> rusqlite::Result<()> {
        if self.db.is_autocommit() { Ok(()) } else { self.db.execute_batch("ROLLBACK") }
    }
}

impl<T: Serialize + Send> Store<T> for Table<'_> {
    type Error = StoreError;

    async fn state(&mut self) -> Result<State, StoreError> {
        self.state = self.kept_state()?;
        Ok(self.state.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default())
    }

    async fn begin(&mut self, mode: Mode) -> Result<(), StoreError> {
        self.forget()?;
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        if self.kept_state()? != self.state {
            return Err(StoreError::Changed);
        }
        // The others that are there and do not come again must go: all rows, or those without a key.
        let others = if mode == Mode::Replace { "" } else { " WHERE key IS NULL" };
        Ok(self.run(&format!("DELETE FROM {{}}{others}"))?)
    }

    async fn write(&mut self, change: Change<T>) -> Result<(), StoreError> {
        let name = &self.name;
        match change {
            Change::Upsert { key, row } => {
                let sql = format!("INSERT OR REPLACE INTO {name} (key, row) VALUES (?1, ?2)");
                let key = key.map(|key| key.to_string());
                self.db.execute(&sql, params![key, serde_json::to_string(&row)?])?;
            }
            Change::Gone { key, .. } => {
                let sql = format!("DELETE FROM {name} WHERE key = ?1");
                self.db.execute(&sql, [key.to_string()])?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn commit(&mut self, state: State) -> Result<(), StoreError> {
        let state = serde_json::to_string(&state)?;
        let sql = "INSERT OR REPLACE INTO sync_state (list, state) VALUES (?1, ?2)";
        self.db.execute(sql, [self.list, &state])?;
        self.db.execute_batch("COMMIT")?;
        self.state = Some(state);
        Ok(())
    }

    async fn rollback(&mut self) -> Result<(), StoreError> {
        Ok(self.forget()?)
    }
}

#[cfg(test)]
mod tests;
