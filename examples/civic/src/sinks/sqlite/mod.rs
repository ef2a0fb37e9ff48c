//! SQLite: a table for a list, and one for each list within its records.

mod tables;

use std::path::Path;

use rusqlite::Connection;

pub use self::tables::statements;
pub(crate) use self::tables::{Rows, are_current, drop_tables};
use super::{Sink, SinkError, record};
use crate::table::Table;

/// Writes the tables of a list, in one transaction. What the database holds besides stays as it is; tables of
/// the same list are replaced.
#[derive(Debug)]
pub struct Sqlite {
    table: Table,
    rows: Rows,
    database: Connection,
}

impl Sqlite {
    /// Begins the transaction, in the database of this name.
    ///
    /// # Errors
    /// What the database refuses: that it is in use, or no database.
    pub fn new(table: Table, path: &Path) -> Result<Self, SinkError> {
        let database = Connection::open(path)?;
        database.execute_batch("BEGIN IMMEDIATE")?;
        tables::drop_tables(&database, &table)?;
        for statement in statements(&table) {
            database.execute_batch(&statement)?;
        }
        let rows = Rows::of(&table);
        Ok(Self { table, rows, database })
    }
}

impl Sink for Sqlite {
    fn write(&mut self, row: &str) -> Result<(), SinkError> {
        let cells = self.table.cells(record(row)?);
        self.rows.insert(&self.database, &cells)?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), SinkError> {
        self.database.execute_batch("COMMIT")?;
        self.database.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}
