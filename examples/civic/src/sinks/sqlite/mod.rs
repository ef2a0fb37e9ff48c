//! SQLite: a table for a list, and one for each list within its records.

mod tables;

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

pub use self::tables::statements;
pub(crate) use self::tables::{Rows, are_current, drop_tables, foreign};
use super::{Sink, SinkError, record};
use crate::table::Table;

/// Opens a database, or creates it. Its name is that of a file and nothing else: `:memory:` is one too.
pub(crate) fn opened(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(Path::new(".").join(path), flags)
}

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
    /// What the database refuses: that it is in use, or no database. And a table of this name that somebody
    /// else has made, or that is a copy.
    pub fn new(table: Table, path: &Path) -> Result<Self, SinkError> {
        let database = opened(path)?;
        database.execute_batch("BEGIN IMMEDIATE")?;
        if tables::is_copy(&database, &table)? {
            return Err(SinkError::Copy(table.name));
        }
        if let Some(name) = tables::foreign(&database, &table)? {
            return Err(SinkError::Taken(name));
        }
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
