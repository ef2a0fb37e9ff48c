//! What became of the rows: how many statements were written, how many were left out, and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::tool::Tool;

/// Why a row was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    /// It is not public yet.
    Draft,
    /// It answers a survey.
    SurveyAnswer,
    /// Its author withdrew it.
    Withdrawn,
    /// It was deleted, or a moderator refused it.
    Removed,
    /// It says nothing in the languages that were read.
    WithoutText,
    /// It has no id.
    WithoutId,
    /// The tool refuses a text of this length.
    TooLong,
    /// The tool refuses a text that repeats a sign so often.
    Repetitive,
    /// The list gave it twice.
    Twice,
}

impl Reason {
    fn words(self) -> &'static str {
        match self {
            Self::Draft => "not published (--with-drafts takes them)",
            Self::SurveyAnswer => "survey answers (--with-survey-answers takes them)",
            Self::Withdrawn => "withdrawn",
            Self::Removed => "deleted or refused",
            Self::WithoutText => "without a text in the languages that were read",
            Self::WithoutId => "without an id",
            Self::TooLong => "too long for the tool",
            Self::Repetitive => "with a sign repeated so often that the tool refuses it",
            Self::Twice => "listed twice",
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// The account of an export for a tool.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Account {
    #[serde(rename = "for")]
    tool: &'static str,
    /// Statements that were written.
    pub(crate) written: u64,
    /// The rows that they are in: a tool may want one for each participant.
    pub(crate) rows: u64,
    /// Statements that were written otherwise, since the tool would refuse the file.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) rewritten: u64,
    /// What was left out, by reason.
    pub(crate) left_out: BTreeMap<Reason, u64>,
}

impl Account {
    pub(super) fn new(tool: Tool) -> Self {
        Self { tool: tool.name(), written: 0, rows: 0, rewritten: 0, left_out: BTreeMap::new() }
    }

    pub(super) fn leave_out(&mut self, reason: Reason) {
        *self.left_out.entry(reason).or_default() += 1;
    }

    /// The account in words.
    pub(super) fn in_words(&self) -> String {
        let Self { tool, written, rows, rewritten, left_out } = self;
        let plural = if *written == 1 { "" } else { "s" };
        let mut told = format!("for {tool}: {written} statement{plural}");
        if rows != written {
            told = format!("{told} of {rows} participants");
        }
        let left_out: Vec<_> =
            left_out.iter().map(|(reason, count)| format!("{count} {}", reason.words())).collect();
        told = match left_out.as_slice() {
            [] => format!("{told}, none left out"),
            some => format!("{told}; left out: {}", some.join(", ")),
        };
        if *rewritten > 0 {
            let plural = if *rewritten == 1 { "" } else { "s" };
            told = format!(
                "{told}; {rewritten} text{plural} changed, or the tool would refuse the file"
            );
        }
        told
    }
}
