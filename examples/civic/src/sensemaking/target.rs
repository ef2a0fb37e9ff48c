//! The tool as a place where statements go: its columns, and the CSV that it reads.

use std::collections::HashSet;
use std::fmt::Debug;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use csv::Writer;

use super::account::{Account, Reason};
use super::rows::{Declared, Rows};
use super::statement::Taken;
use super::tool::Tool;
use super::{polis, sensemaker, talk_to_the_city, themefinder};
use crate::sinks::csv::with_header;
use crate::sinks::{Sink, SinkError};
use crate::table::{Column, Table};

impl Tool {
    fn columns(self) -> &'static [Declared] {
        match self {
            Self::Polis => &polis::COLUMNS,
            Self::TalkToTheCity => &talk_to_the_city::COLUMNS,
            Self::Sensemaker => &sensemaker::COLUMNS,
            Self::Themefinder => &themefinder::COLUMNS,
        }
    }

    /// The table that it reads, made of a list.
    pub(super) fn table(self, list: &str) -> Table {
        let column = |(name, kind, description): &Declared| Column {
            name: (*name).to_owned(),
            kind: kind.clone(),
            nullable: false,
            description: (*description).to_owned(),
            since: None,
            until: None,
            multilingual: false,
        };
        let columns = self.columns().iter().map(column).collect();
        let description = format!("What people said, as {} reads it.", self.name());
        Table::made_here(list.to_owned(), description, columns)
    }
}

/// Where statements go.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(super) tool: Tool,
    /// Whether the ids of the list are whole numbers.
    pub(super) has_numbers: bool,
    /// What was asked for, as it would stand on the command line.
    pub(super) flags: String,
    pub(super) account: Arc<Mutex<Account>>,
}

impl Target {
    /// What was asked for, in words: an export goes on only with the same.
    pub(crate) fn flags(&self) -> String {
        self.flags.clone()
    }

    /// What became of the rows, once they are written.
    pub(crate) fn account(&self) -> Account {
        self.locked().clone()
    }

    /// The same in words.
    pub(crate) fn in_words(&self) -> String {
        self.locked().in_words()
    }

    /// Writes the header of a CSV, and then the rows that the tool makes of statements.
    pub(crate) fn sink(
        &self,
        table: &Table,
        out: impl Write + Send + 'static,
    ) -> Result<Box<dyn Sink + Send>, SinkError> {
        let csv = with_header(table.columns.iter().map(|column| &column.name), out)?;
        let rows: Box<dyn Rows> = match self.tool {
            Tool::Polis => Box::new(polis::Polis),
            Tool::TalkToTheCity => Box::<talk_to_the_city::TalkToTheCity>::default(),
            Tool::Sensemaker => Box::<sensemaker::Sensemaker>::default(),
            Tool::Themefinder => Box::new(themefinder::ThemeFinder::new(self.has_numbers)),
        };
        *self.locked() = Account::new(self.tool);
        Ok(Box::new(Statements { csv, rows, target: self.clone(), known: HashSet::new() }))
    }

    fn locked(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes statements as a tool reads them, and counts.
struct Statements<W: Write> {
    csv: Writer<W>,
    rows: Box<dyn Rows>,
    target: Target,
    /// A resumed list may give a row twice, and an id must name one row.
    known: HashSet<String>,
}

impl<W: Write> Statements<W> {
    fn write_row(&mut self, row: &[String]) -> Result<(), SinkError> {
        self.csv.write_record(row)?;
        self.target.locked().rows += 1;
        Ok(())
    }
}

impl<W: Write> Sink for Statements<W> {
    fn write(&mut self, row: &str) -> Result<(), SinkError> {
        let taken = match serde_json::from_str(row)? {
            Taken::LeftOut(reason) => Err(reason),
            Taken::Statement(statement) if !self.known.insert(statement.id.clone()) => {
                Err(Reason::Twice)
            }
            Taken::Statement(statement) => self.rows.take(statement),
        };
        match taken {
            Err(reason) => self.target.locked().leave_out(reason),
            Ok(row) => {
                self.target.locked().written += 1;
                row.map_or(Ok(()), |row| self.write_row(&row))?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), SinkError> {
        for row in self.rows.rest() {
            self.write_row(&row)?;
        }
        self.target.locked().rewritten = self.rows.rewritten();
        Ok(self.csv.flush()?)
    }
}
