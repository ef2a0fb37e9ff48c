//! What a tool makes of statements: its columns and its rows.

use super::account::Reason;
use super::statement::Statement;
use crate::table::ColumnType;

/// A column that a tool reads: its name, its type and what it means.
pub(super) type Declared = (&'static str, ColumnType, &'static str);

/// What a tool makes of statements.
pub(super) trait Rows: Send {
    /// The row of a statement, or why the tool cannot have it; none where it waits for the end.
    fn take(&mut self, statement: Statement) -> Result<Option<Vec<String>>, Reason>;

    /// How many texts are written otherwise, so that the tool takes them.
    fn rewritten(&self) -> u64 {
        0
    }

    /// The rows that waited.
    fn rest(&mut self) -> Vec<Vec<String>> {
        Vec::new()
    }
}
