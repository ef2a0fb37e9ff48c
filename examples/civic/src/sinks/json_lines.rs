//! JSON Lines: the records as they are, with the own columns of a site's table beside their fields.

use std::io::Write;

use super::{Sink, SinkError};
use crate::table::Table;

/// Writes each record on a line, as the server names its fields.
#[derive(Debug)]
pub struct JsonLines<W> {
    table: Table,
    out: W,
}

impl<W: Write> JsonLines<W> {
    /// Writes to this.
    pub fn new(table: Table, out: W) -> Self {
        Self { table, out }
    }
}

impl<W: Write> Sink for JsonLines<W> {
    fn write(&mut self, row: &str) -> Result<(), SinkError> {
        self.out.write_all(self.table.record_line(row)?.as_bytes())?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), SinkError> {
        Ok(self.out.flush()?)
    }
}
