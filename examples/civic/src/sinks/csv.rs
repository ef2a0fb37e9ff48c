//! CSV after RFC 4180, in UTF-8.
//!
//! The columns are declared in `table/declared.rs`, before any row is read.

use std::borrow::Cow;
use std::io::Write;

use ::csv::{Terminator, Writer, WriterBuilder};

use super::{Sink, SinkError, record};
use crate::table::{Cell, ColumnType, Table};

/// Writes a table as CSV: the header first, also where no row follows.
#[derive(Debug)]
pub struct Csv<W: Write> {
    table: Table,
    rows: Writer<W>,
    for_spreadsheets: bool,
}

impl<W: Write> Csv<W> {
    /// Writes the header to this. For spreadsheets, an apostrophe goes before each text that one could
    /// take for a formula; it is a change of the data, so leave it off where programs read the file.
    ///
    /// # Errors
    /// What the output refuses.
    pub fn new(table: Table, out: W, for_spreadsheets: bool) -> Result<Self, SinkError> {
        let names = table.columns.iter().map(|column| column.name.as_str());
        // A site's own table names its columns as it likes.
        let shown = |name| if for_spreadsheets { guarded(name) } else { Cow::Borrowed(name) };
        let rows = with_header(names.map(shown).map(Cow::into_owned), out)?;
        Ok(Self { table, rows, for_spreadsheets })
    }
}

impl<W: Write> Sink for Csv<W> {
    fn write(&mut self, row: &str) -> Result<(), SinkError> {
        let cells = self.table.cells(record(row)?);
        for (cell, column) in cells.iter().zip(&self.table.columns) {
            let text = text(cell, &column.kind);
            let is_text = matches!(cell, Cell::Text(_) | Cell::Texts(_) | Cell::List(_));
            if self.for_spreadsheets && is_text {
                self.rows.write_field(guarded(&text).as_bytes())?;
            } else {
                self.rows.write_field(text.as_bytes())?;
            }
        }
        Ok(self.rows.write_record(None::<&[u8]>)?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), SinkError> {
        Ok(self.rows.flush()?)
    }
}

/// The writer of a CSV whose header has these names.
pub(crate) fn with_header<W: Write>(
    names: impl Iterator<Item = impl AsRef<[u8]>>,
    out: W,
) -> Result<Writer<W>, SinkError> {
    let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    rows.write_record(names)?;
    Ok(rows)
}

/// A cell as text. Lists and texts in many languages are JSON.
fn text<'c>(cell: &'c Cell, kind: &ColumnType) -> Cow<'c, str> {
    match cell {
        Cell::Null => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Boolean(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
        Cell::Timestamp(moment) => Cow::Owned(moment.to_string()),
        Cell::Date(day) => Cow::Owned(day.to_string()),
        cell => Cow::Owned(cell.to_json(kind).to_string()),
    }
}

/// A text that no spreadsheet takes for a formula: where it might, an apostrophe goes before it.
///
/// Anybody may write a proposal that begins with `=`, and many a spreadsheet runs it when the file is
/// opened.
fn guarded(text: &str) -> Cow<'_, str> {
    let opens_a_formula = text.starts_with(['\t', '\r', '\n'])
        || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if opens_a_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_could_run_gets_an_apostrophe() {
        for text in ["=1+1", "+31", "-x", "@SUM(A1)", " =1", "\t=1", "＝1", "\n-1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["a=b", "", "1-2", "x@example.org", "'=1"] {
            assert_eq!(guarded(text), text);
        }
    }
}
