//! Lists as the tools read them that make sense of what many people said: Polis, Talk to the City, Sensemaker and
//! ThemeFinder.
//!
//! A row of a list becomes a statement: its words without HTML, title and text, and a keyed hash in place of its
//! author. Which columns of a list are what is declared in [`roles`]; what a tool reads is in the tool's own file,
//! with the source that says so. Rows on the way, in `OUTPUT.part` too, are statements already: no name, nickname
//! or id of an author is among them.

mod account;
mod authors;
mod mentions;
mod polis;
mod roles;
mod rows;
mod sensemaker;
mod statement;
mod talk_to_the_city;
mod target;
#[cfg(test)]
mod tests;
mod themefinder;
mod tool;

use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use civic_core::Error;
use civic_examples::program::Failure;
use civic_examples::settings::Settings;
use futures::StreamExt;

pub(crate) use self::account::Account;
use self::authors::Authors;
use self::roles::Roles;
use self::statement::Reader;
pub(crate) use self::target::Target;
pub(crate) use self::tool::{Tool, With};
use crate::lists::{Asked, Named, Page, Reading};
use crate::table::Table;

/// What the command line says of statements.
#[derive(Debug, clap::Args)]
pub(crate) struct Flags {
    /// Writes what people said as a CSV for this tool: plain text, and a keyed hash in place of each author. The
    /// key is `CIVIC_AUTHOR_KEY`.
    #[arg(long = "for", value_name = "TOOL", conflicts_with = "spreadsheet")]
    tool: Option<Tool>,
    /// With `--for`: drafts too, and what waits for review.
    #[arg(long, requires = "tool")]
    with_drafts: bool,
    /// With `--for`: answers to surveys too.
    #[arg(long, requires = "tool")]
    with_survey_answers: bool,
}

/// The statements of a list, for a tool.
pub(crate) struct Statements {
    pub(crate) target: Target,
    roles: &'static Roles,
    key: Option<hmac::Key>,
    with: With,
}

impl Flags {
    /// Whether a tool is named.
    pub(crate) fn is_set(&self) -> bool {
        self.tool.is_some()
    }

    /// The statements that are asked for, if any are. A list that holds none, or a key that is missing, is refused
    /// before anything is read.
    pub(crate) fn asked(&self, list: &Named) -> Result<Option<Statements>, Failure> {
        let Some(tool) = self.tool else { return Ok(None) };
        let roles = roles::of(&list.name())?;
        let key = tool.names_participants().then(|| authors::key(tool, &Settings::environment()));
        let key = key.transpose()?;
        let with = With { drafts: self.with_drafts, survey_answers: self.with_survey_answers };
        let mut flags = format!(" --for {}", tool.name());
        for (is_set, flag) in
            [(with.drafts, "--with-drafts"), (with.survey_answers, "--with-survey-answers")]
        {
            if is_set {
                flags = format!("{flags} {flag}");
            }
        }
        if let Some(key) = &key {
            // Two keys would give one author two hashes within one file.
            flags = format!("{flags} with key {}", authors::mark(key));
        }
        let account = Arc::new(Mutex::new(Account::new(tool)));
        let target = Target { tool, has_numbers: roles.has_numbers, flags, account };
        Ok(Some(Statements { target, roles, key, with }))
    }
}

impl Statements {
    /// The columns that the tool reads.
    pub(crate) fn table(&self) -> Table {
        self.target.tool.table(self.roles.list)
    }

    /// The rows of a list as statements, from this address.
    pub(crate) fn of(self, reading: Reading, list: &Named, asked: &Asked, source: &str) -> Reading {
        let authors = self.key.map(|key| Authors::new(key, source));
        let table = list.table_in_one_language(asked);
        let any_language = asked.locales.is_empty();
        let reader = Reader { roles: self.roles, table, any_language, authors, with: self.with };
        let pages = reading.pages.map(move |page| {
            let page = page?;
            let lines: Result<_, _> = page.lines.iter().map(|line| reader.line(line)).collect();
            let lines = lines.map_err(|error| Error::decode(error.to_string(), ""))?;
            Ok(Page { lines, ..page })
        });
        Reading { pages: pages.boxed(), ..reading }
    }
}
