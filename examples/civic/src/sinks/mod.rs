//! Where rows go: one file for each format. To add a format is to add its file and its line in [`Format`].

pub mod csv;
mod error;
pub mod geojson;
pub mod json_lines;
pub mod parquet;
pub mod sqlite;

use std::path::Path;

use serde_json::{Map, Value};

pub use self::error::SinkError;
use crate::table::Table;

/// Takes the rows of a list, one after the other.
pub trait Sink {
    /// Takes a row, as the record writes itself in JSON.
    ///
    /// # Errors
    /// What the file or the format refuses.
    fn write(&mut self, row: &str) -> Result<(), SinkError>;

    /// Writes what is still held, and the end. Without it the output is not whole.
    ///
    /// # Errors
    /// What the file or the format refuses.
    fn finish(self: Box<Self>) -> Result<(), SinkError>;
}

/// A row as the fields of its record.
pub(crate) fn record(row: &str) -> Result<Map<String, Value>, SinkError> {
    Ok(serde_json::from_str(row)?)
}

/// What rows become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Format {
    /// JSON Lines: each record as the server names its fields, nothing left out.
    Jsonl,
    /// CSV: lists and texts in many languages are JSON within a cell.
    Csv,
    /// Parquet, for DuckDB, Spark, Polars, R and others.
    Parquet,
    /// SQLite: a table, and one more for each list within the record.
    Sqlite,
    /// GeoJSON, for maps: only lists whose records have a place.
    Geojson,
}

impl Format {
    /// All of them, each with the endings of its files; the first is the usual one.
    const ENDINGS: [(Self, &'static [&'static str]); 5] = [
        (Self::Jsonl, &["jsonl", "ndjson", "json"]),
        (Self::Csv, &["csv"]),
        (Self::Parquet, &["parquet"]),
        (Self::Sqlite, &["sqlite", "db", "sqlite3"]),
        (Self::Geojson, &["geojson"]),
    ];

    /// The format of a file of this name: that of its ending, JSON Lines without one.
    ///
    /// # Errors
    /// The ending, where no format has it.
    pub fn of_file(path: &Path) -> Result<Self, String> {
        let Some(ending) = path.extension() else { return Ok(Self::Jsonl) };
        let ending = ending.to_string_lossy().to_lowercase();
        let format = Self::ENDINGS.iter().find(|(_, endings)| endings.contains(&ending.as_str()));
        format.map(|(format, _)| *format).ok_or(ending)
    }

    /// Whether a file of this name may hold this format: its ending belongs to no other format.
    pub fn suits(self, path: &Path) -> bool {
        path.extension().is_none() || Self::of_file(path).is_ok_and(|format| format == self)
    }

    /// The endings of its files, the usual one first.
    pub fn endings(self) -> &'static [&'static str] {
        let known = Self::ENDINGS.iter().find(|(format, _)| *format == self);
        known.map_or(&[], |(_, endings)| endings)
    }

    /// All endings that are known.
    pub fn all_endings() -> impl Iterator<Item = &'static str> {
        Self::ENDINGS.iter().filter_map(|(_, endings)| endings.first().copied())
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jsonl => "application/jsonl",
            Self::Csv => "text/csv",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Sqlite => "application/vnd.sqlite3",
            Self::Geojson => "application/geo+json",
        }
    }

    /// Why this format cannot hold a table, if it cannot.
    pub fn refuses(self, table: &Table) -> Option<String> {
        (self == Self::Geojson && table.place().is_none())
            .then(|| format!("the records of {} have no place: GeoJSON needs one", table.name))
    }
}
