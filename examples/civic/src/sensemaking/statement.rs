//! From a row of a list to what somebody said.

use civic_core::Html;
use civic_core::multiloc::Preference;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::account::Reason;
use super::authors::Authors;
use super::mentions;
use super::roles::{Is, Roles, Rule};
use super::tool::With;
use crate::sinks::{SinkError, record};
use crate::table::{Cell, Languages, Table};

/// What became of a row. This is how it stands in `OUTPUT.part`.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Taken {
    Statement(Statement),
    LeftOut(Reason),
}

/// What somebody said.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Statement {
    /// The id of the record.
    pub(super) id: String,
    /// The title, on one line; it may be empty.
    pub(super) title: String,
    /// The text; it may be empty where there is a title.
    pub(super) text: String,
    /// The keyed hash of the author, where the tool wants one.
    pub(super) author: String,
}

impl Statement {
    /// Title and text with the lines of the text, the title before them.
    pub(super) fn lines(&self) -> String {
        let Self { title, text, .. } = self;
        if title.is_empty() || text.is_empty() || one_line(text).starts_with(title.as_str()) {
            return if text.is_empty() { title.clone() } else { text.clone() };
        }
        format!("{title}\n\n{text}")
    }

    /// Title and text on one line, the title as a sentence.
    pub(super) fn one_line(&self) -> String {
        let (title, text) = (&self.title, one_line(&self.text));
        if title.is_empty() || text.starts_with(title.as_str()) {
            return text;
        }
        if text.is_empty() {
            return title.clone();
        }
        let ends = title.ends_with(['.', '!', '?', '…', ':', ';']);
        format!("{title}{} {text}", if ends { "" } else { "." })
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Makes statements of the rows of a list.
pub(super) struct Reader {
    pub(super) roles: &'static Roles,
    /// The list's table, each text in one language.
    pub(super) table: Table,
    /// Whether no language was asked for: then a text is in that of its title, if a person wrote it in that too.
    pub(super) any_language: bool,
    /// None where the tool wants no authors.
    pub(super) authors: Option<Authors>,
    pub(super) with: With,
}

impl Reader {
    /// A row as a line that holds no author.
    pub(super) fn line(&self, row: &str) -> Result<String, SinkError> {
        Ok(serde_json::to_string(&self.take(row)?)?)
    }

    /// What became of a row.
    pub(super) fn take(&self, row: &str) -> Result<Taken, SinkError> {
        let row = self.row(record(row)?);
        let fits = |rule: &&Rule| row.fits(rule) && !self.takes(rule.reason);
        if let Some(rule) = self.roles.rules.iter().find(fits) {
            return Ok(Taken::LeftOut(rule.reason));
        }
        let Some(id) = row.plain("id") else { return Ok(Taken::LeftOut(Reason::WithoutId)) };
        let title = self.roles.title.map(|column| one_line(&row.words(column))).unwrap_or_default();
        let mut texts: Vec<String> =
            self.roles.texts.iter().map(|column| row.words(column)).collect();
        texts.extend(self.answers(&row));
        texts.retain(|text| !text.is_empty());
        let text = texts.join("\n\n");
        if title.is_empty() && text.is_empty() {
            return Ok(Taken::LeftOut(Reason::WithoutText));
        }
        let author = self.authors.as_ref().map(|authors| match self.author(&row) {
            Some(parts) => authors.author(&parts),
            None => authors.row(self.roles.list, &id),
        });
        let author = author.unwrap_or_default();
        Ok(Taken::Statement(Statement { id, title, text, author }))
    }

    fn row(&self, record: Map<String, Value>) -> Row<'_> {
        let mut row =
            Row { table: &self.table, cells: self.table.cells(record.clone()), others: Vec::new() };
        let title = self.roles.title.filter(|_| self.any_language);
        if let Some(language) = title.and_then(|title| row.plain(&format!("{title}_locale"))) {
            let language = Languages::Best(Preference::new([language]).human_only());
            row.others = self.table.cells_in(record, &language);
        }
        row
    }

    fn takes(&self, reason: Reason) -> bool {
        match reason {
            Reason::Draft => self.with.drafts,
            Reason::SurveyAnswer => self.with.survey_answers,
            _ => false,
        }
    }

    /// The parts that name the author together.
    fn author(&self, row: &Row<'_>) -> Option<Vec<String>> {
        self.roles.author.iter().find_map(|columns| {
            let (first, others) = columns.split_first()?;
            let first = row.plain(first)?;
            let others = others.iter().map(|column| row.plain(column).unwrap_or_default());
            Some([first].into_iter().chain(others).collect())
        })
    }

    /// What was answered in words, where survey answers are asked for. A single word is the code of an option.
    fn answers(&self, row: &Row<'_>) -> Vec<String> {
        let column = self.roles.answers.filter(|_| self.with.survey_answers && row.is_answer(self));
        let answers = column.and_then(|column| row.plain(column));
        match answers.and_then(|answers| serde_json::from_str(&answers).ok()) {
            Some(Value::Object(answers)) => {
                let texts = answers.values().filter_map(Value::as_str);
                let texts = texts.filter(|text| text.split_whitespace().nth(1).is_some());
                texts.map(|text| mentions::without_names(text.trim())).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The cells of a row by column.
struct Row<'t> {
    table: &'t Table,
    cells: Vec<Cell>,
    /// The same in the language of the title, as far as a person wrote it.
    others: Vec<Cell>,
}

impl Row<'_> {
    fn cell(&self, column: &str) -> Option<&Cell> {
        let place = self.table.columns.iter().position(|known| known.name == column)?;
        let other = self.others.get(place).filter(|cell| **cell != Cell::Null);
        other.or_else(|| self.cells.get(place))
    }

    /// A cell as text; none where it is empty.
    fn plain(&self, column: &str) -> Option<String> {
        match self.cell(column)? {
            Cell::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Cell::Integer(number) => Some(number.to_string()),
            Cell::Boolean(yes) => Some(yes.to_string()),
            _ => None,
        }
    }

    /// The words of a text, without HTML where it is such, and without names of those whom it mentions.
    fn words(&self, column: &str) -> String {
        let text = self.plain(column).unwrap_or_default();
        let is_html = self.cell(&format!("{column}_text")).is_some();
        let words =
            if is_html { Html::new(mentions::without_marked(&text)).to_text() } else { text };
        mentions::without_names(&words).trim().to_owned()
    }

    fn fits(&self, rule: &Rule) -> bool {
        let Some(value) = self.plain(rule.column) else { return false };
        match rule.is {
            Is::Any(values) => values.contains(&value.as_str()),
            Is::NoneOf(values) => !values.contains(&value.as_str()),
        }
    }

    fn is_answer(&self, reader: &Reader) -> bool {
        let mut rules = reader.roles.rules.iter();
        rules.any(|rule| rule.reason == Reason::SurveyAnswer && self.fits(rule))
    }
}
