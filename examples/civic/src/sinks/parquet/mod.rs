//! Parquet: the columns with their types, so that every engine reads the same.

mod arrays;
mod schema;

use std::io::Write;
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use self::arrays::array;
use super::{Sink, SinkError, record};
use crate::table::{Cell, Table};

/// Rows that become columns at once.
const BATCH: usize = 1024;

/// Bytes of a row group while it is made. What engines read at once, and what this holds in memory.
const ROW_GROUP: usize = 8 * 1024 * 1024;

/// Writes a table as Parquet, compressed with Snappy.
///
/// It holds a thousand rows and one row group of some 8 MiB in memory, however many rows there are.
#[derive(Debug)]
pub struct Parquet<W: Write + Send> {
    table: Table,
    schema: SchemaRef,
    rows: Vec<Vec<Cell>>,
    writer: ArrowWriter<W>,
}

impl<W: Write + Send> Parquet<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// What the output refuses.
    pub fn new(table: Table, out: W) -> Result<Self, SinkError> {
        let schema = Arc::new(schema::of(&table));
        let name = KeyValue::new("civic.list".to_owned(), table.name.clone());
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("civic ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(vec![name]))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
        Ok(Self { table, schema, rows: Vec::new(), writer })
    }

    fn write_batch(&mut self) -> Result<(), SinkError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut columns = Vec::with_capacity(self.table.columns.len());
        for (index, field) in self.schema.fields().iter().enumerate() {
            let cells = self.rows.iter().map(|row| row.get(index).unwrap_or(&Cell::Null));
            columns.push(array(field.data_type(), &cells.collect::<Vec<_>>())?);
        }
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        self.rows.clear();
        self.writer.write(&batch)?;
        if self.writer.memory_size() > ROW_GROUP {
            self.writer.flush()?;
        }
        Ok(())
    }
}

impl<W: Write + Send> Sink for Parquet<W> {
    fn write(&mut self, row: &str) -> Result<(), SinkError> {
        self.rows.push(self.table.cells(record(row)?));
        if self.rows.len() >= BATCH { self.write_batch() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> Result<(), SinkError> {
        self.write_batch()?;
        self.writer.close()?;
        Ok(())
    }
}
