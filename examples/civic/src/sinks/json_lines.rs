//! JSON Lines: the records as they are.

use std::io::Write;

use super::{Sink, SinkError};

/// Writes each record on a line, as the server names its fields.
#[derive(Debug)]
pub struct JsonLines<W>(W);

impl<W: Write> JsonLines<W> {
    /// Writes to this.
    pub fn new(out: W) -> Self {
        Self(out)
    }
}

impl<W: Write> Sink for JsonLines<W> {
    fn write(&mut self, row: &str) -> Result<(), SinkError> {
        self.0.write_all(row.as_bytes())?;
        Ok(self.0.write_all(b"\n")?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), SinkError> {
        Ok(self.0.flush()?)
    }
}
