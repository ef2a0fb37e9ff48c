//! What was read of a table, and whether anything is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use civic_core::http::Download;
use civic_core::http::platform::RequestStats;
use http::header;
use serde::{Deserialize, Serialize};

/// How many malformed rows a report keeps; the others are only counted.
const KEPT: usize = 100;

/// What was read of a table, what was wrong with it, and its [`TableCompleteness`].
///
/// `Display` writes it in one line; serde writes it for programs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TableReport {
    /// The table.
    pub table: String,
    /// Whether everything was read.
    #[serde(flatten)]
    pub completeness: TableCompleteness,
    /// Rows that the stream yielded.
    pub rows: u64,
    /// Rows that are the same as an earlier one, cell by cell. They were passed over.
    ///
    /// Sites of 0.30 before 0.30.5 write each participatory space as often as they have spaces. Only rows that
    /// name their record are compared (by `id`, or by `reference` and `url`), with the first 65 536 different
    /// rows of the file.
    #[serde(default)]
    pub repeated: u64,
    /// Rows that could not be read: with more or fewer cells than the table has columns, or not in UTF-8.
    pub malformed: u64,
    /// The first 100 of them.
    pub malformed_rows: Vec<MalformedRow>,
    /// Columns of the table.
    pub columns: usize,
    /// Cells whose text does not fit their field, such as a latitude `NaN`: the field is `None`, and the
    /// text is in the row's `extra`. 0 for rows that are read as [`Cells`](super::Cells).
    #[serde(default)]
    pub malformed_cells: u64,
    /// The same by column.
    #[serde(default)]
    pub malformed_cells_by_column: BTreeMap<String, u64>,
    /// Columns that the row type asks for and this table does not have: those of other versions, and
    /// mistyped names in a row type that you wrote yourself.
    #[serde(default)]
    pub absent_columns: BTreeSet<String>,
    /// The character between two cells. `None` before the first row.
    pub separator: Option<char>,
    /// Bytes read, unpacked.
    pub bytes: u64,
    /// Bytes that the server announced, where it did.
    pub announced: Option<u64>,
    /// When the file was written, where that is known. Of a table in an archive: what the site's clock showed
    /// then, in no zone that the archive names, such as `2026-03-01 04:00:12`. Of a download: the server's
    /// header `Last-Modified`, which Decidim itself does not send.
    pub last_modified: Option<String>,
}

/// Whether all of a table was read.
///
/// This is about the file, which may be old: see [`open_data`](super#how-old-a-table-is).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "completeness")]
#[non_exhaustive]
pub enum TableCompleteness {
    /// Every row of the file was read.
    ///
    /// A file that was cut exactly between two rows looks the same. The transfer shows that, and it is an
    /// error: by the length that was announced, by the last chunk, or by the end of an HTTP/2 stream. Only
    /// if only the closed connection marks the end, it cannot be seen.
    Complete,
    /// Rows of the file could not be read; the report holds them.
    Incomplete,
    /// The file ends within a row, which is then a malformed row, or within the header, or it is blank, and
    /// nothing shows that this is its end: more may have followed. A last line without a line end is
    /// read as a row where the transfer proves that it is the last.
    CutOff,
    /// An error ended it. It cannot go on; begin again.
    Interrupted {
        /// The error that ended it.
        because: String,
    },
    /// It has not ended yet.
    #[default]
    InProgress,
}

/// A row that could not be read.
///
/// `Debug` and `Display` leave out its text, which may hold personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MalformedRow {
    /// Its number in the file, from 1, without the header.
    pub number: u64,
    /// The line on which it ends, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: String,
    /// Its cells that are text and end within its first 64 KiB.
    pub cells: Vec<String>,
}

impl TableReport {
    /// Whether nothing of the file is missing.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut proposals = site.proposals().stream();
    /// while proposals.try_next().await?.is_some() {}
    /// let report = proposals.report();
    /// if !report.is_complete() {
    ///     println!("{report}");
    ///     for row in &report.malformed_rows {
    ///         println!("{row}");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_complete(&self) -> bool {
        self.completeness == TableCompleteness::Complete
    }
}

impl fmt::Display for TableReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = |count: u64| if count == 1 { "" } else { "s" };
        write!(f, "{}: {} row{} of {}", self.completeness, self.rows, s(self.rows), self.table)?;
        if self.malformed > 0 {
            write!(f, " read, {} could not be read", self.malformed)?;
        }
        if self.repeated > 0 {
            write!(f, ", {} repeated and passed over", self.repeated)?;
        }
        write!(f, ", {} columns, {} bytes", self.columns, self.bytes)?;
        if self.malformed_cells > 0 {
            let cells = self.malformed_cells;
            write!(f, ", {cells} cell{} could not be read", s(cells))?;
        }
        Ok(())
    }
}

impl fmt::Display for TableCompleteness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete => f.write_str("complete"),
            Self::Incomplete => f.write_str("incomplete"),
            Self::CutOff => f.write_str("incomplete, cut off within a row or the header"),
            Self::Interrupted { because } => write!(f, "incomplete, interrupted ({because})"),
            Self::InProgress => f.write_str("in progress"),
        }
    }
}

impl fmt::Display for MalformedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}, line {}: {}", self.number, self.line, self.problem)
    }
}

impl fmt::Debug for MalformedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MalformedRow({self})")
    }
}

/// A report while it grows.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    report: Arc<Mutex<TableReport>>,
    stats: Arc<Mutex<RequestStats>>,
}

impl Progress {
    pub(crate) fn of(table: &str) -> Self {
        let report = TableReport { table: table.to_owned(), ..TableReport::default() };
        Self { report: Arc::new(Mutex::new(report)), stats: Arc::default() }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, TableReport> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the requests took that were sent.
    pub(crate) fn stats(&self) -> RequestStats {
        *self.stats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sent(&self, stats: RequestStats) {
        *self.stats.lock().unwrap_or_else(PoisonError::into_inner) = stats;
    }

    pub(crate) fn report(&self) -> TableReport {
        self.lock().clone()
    }

    /// Takes in what the head of the answer says of the file.
    pub(crate) fn began(&self, download: &Download) {
        let written = download.head().headers().get(header::LAST_MODIFIED);
        let mut report = self.lock();
        report.announced = download.announced();
        report.last_modified = written.and_then(|at| at.to_str().ok()).map(str::to_owned);
    }

    /// Counts a malformed row, and keeps it as long as few are kept.
    pub(crate) fn malformed(&self, row: impl FnOnce() -> MalformedRow) {
        let mut report = self.lock();
        report.malformed += 1;
        if report.malformed_rows.len() < KEPT {
            report.malformed_rows.push(row());
        }
    }

    /// Counts a cell that holds something else than its field takes.
    pub(crate) fn malformed_cell(&self, column: &str) {
        let mut report = self.lock();
        report.malformed_cells += 1;
        *report.malformed_cells_by_column.entry(column.to_owned()).or_default() += 1;
    }

    pub(crate) fn interrupted(&self, because: impl fmt::Display) {
        self.lock().completeness = TableCompleteness::Interrupted { because: because.to_string() };
    }

    /// At the end of the file.
    pub(crate) fn ended(&self, cut_off: bool) {
        let mut report = self.lock();
        report.completeness = match (cut_off, report.malformed) {
            (true, _) => TableCompleteness::CutOff,
            (false, 0) => TableCompleteness::Complete,
            (false, _) => TableCompleteness::Incomplete,
        };
    }
}
