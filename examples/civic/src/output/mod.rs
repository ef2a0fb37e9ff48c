//! Files that are there whole or not at all, in each format.

pub(crate) mod atomic;
pub(crate) mod datapackage;
pub(crate) mod part;
pub(crate) mod resume;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use civic_examples::program::Failure;
use civic_examples::screen::screen;

use self::atomic::Temporary;
use crate::sensemaking::Target;
use crate::sinks::csv::Csv;
use crate::sinks::geojson::GeoJson;
use crate::sinks::json_lines::JsonLines;
use crate::sinks::parquet::Parquet;
use crate::sinks::sqlite::Sqlite;
use crate::sinks::{Format, Sink, SinkError};
use crate::table::Table;

/// What an output is to be.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) format: Format,
    pub(crate) table: Table,
    /// Whether a CSV is for spreadsheets, which take some texts for formulas.
    pub(crate) for_spreadsheets: bool,
    /// The tool for which a CSV holds statements instead of records.
    pub(crate) statements: Option<Target>,
}

/// An output that is being written.
pub(crate) struct Output {
    sink: Box<dyn Sink + Send>,
    to: Destination,
}

/// What went wrong with it.
fn failed(to: &Destination, error: SinkError) -> Failure {
    match to {
        Destination::Stdout => error.into(),
        Destination::Temporary(_, path) | Destination::Database(path) => atomic::at(path, &error),
    }
}

enum Destination {
    /// Rows go out as they come.
    Stdout,
    /// A file without a name that anybody should use, deleted when it is dropped. At the end it takes the
    /// other name.
    Temporary(Temporary, PathBuf),
    /// A database that is there already: its transaction makes it whole or not at all.
    Database(PathBuf),
}

impl Form {
    /// Writes to stdout.
    pub(crate) fn to_stdout(&self) -> Result<Output, Failure> {
        if matches!(self.format, Format::Parquet | Format::Sqlite) {
            let why = "this format needs a file: name one with --output".to_owned();
            return Err(Failure::Usage(why));
        }
        // Data as it is; on a terminal without what would steer it.
        let out = io::stdout();
        let is_terminal = out.is_terminal();
        let out: Box<dyn Write + Send> =
            if is_terminal { Box::new(screen()) } else { Box::new(out) };
        let out: Box<dyn Write + Send> = if self.format == Format::Jsonl && !is_terminal {
            // Each line at once, for a reader who follows.
            Box::new(io::LineWriter::new(out))
        } else {
            Box::new(BufWriter::new(out))
        };
        Ok(Output { sink: self.sink(out)?, to: Destination::Stdout })
    }

    /// Writes a file, which appears at the end.
    pub(crate) fn to_file(&self, path: &Path) -> Result<Output, Failure> {
        if self.format == Format::Sqlite {
            return self.to_database(path);
        }
        let file = atomic::temporary(path)?;
        let out = BufWriter::new(file.create().map_err(|error| atomic::at(path, &error))?);
        Ok(Output { sink: self.sink(out)?, to: Destination::Temporary(file, path.to_owned()) })
    }

    fn to_database(&self, path: &Path) -> Result<Output, Failure> {
        let refused = |error: &dyn std::error::Error| atomic::at(path, error);
        if path.exists() {
            let sink = Sqlite::new(self.table.clone(), path).map_err(|error| refused(&error))?;
            return Ok(Output { sink: Box::new(sink), to: Destination::Database(path.to_owned()) });
        }
        let file = atomic::temporary(path)?;
        let sink =
            Sqlite::new(self.table.clone(), &file.path()).map_err(|error| refused(&error))?;
        let to = Destination::Temporary(file, path.to_owned());
        Ok(Output { sink: Box::new(sink), to })
    }

    fn sink(&self, out: impl Write + Send + 'static) -> Result<Box<dyn Sink + Send>, Failure> {
        let table = self.table.clone();
        if let Some(target) = &self.statements {
            return Ok(target.sink(&table, out)?);
        }
        Ok(match self.format {
            Format::Csv => Box::new(Csv::new(table, out, self.for_spreadsheets)?),
            Format::Parquet => Box::new(Parquet::new(table, out)?),
            Format::Geojson => match GeoJson::new(table, out)? {
                Some(sink) => Box::new(sink),
                None => {
                    return Err(Failure::Usage("GeoJSON needs records with a place".to_owned()));
                }
            },
            Format::Jsonl | Format::Sqlite => Box::new(JsonLines::new(table, out)),
        })
    }
}

impl Output {
    /// Takes a row.
    pub(crate) fn write(&mut self, row: &str) -> Result<(), Failure> {
        self.sink.write(row).map_err(|error| failed(&self.to, error))
    }

    /// Writes the end; a file takes its name, unless the file that has it is the same, byte by byte. Whether it
    /// is another one.
    pub(crate) fn finish_if_changed(self) -> Result<bool, Failure> {
        let Destination::Temporary(file, path) = self.end()? else { return Ok(true) };
        if atomic::same(&file.path(), &path) {
            return Ok(false);
        }
        file.persist(&path)?;
        Ok(true)
    }

    /// Writes the end; a file takes its name.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self.end()? {
            Destination::Temporary(file, path) => file.persist(&path),
            Destination::Stdout | Destination::Database(_) => Ok(()),
        }
    }

    /// Writes the end, where it was written before.
    fn end(self) -> Result<Destination, Failure> {
        self.sink.finish().map_err(|error| failed(&self.to, error))?;
        Ok(self.to)
    }
}
