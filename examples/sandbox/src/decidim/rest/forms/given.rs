//! What is answered to one question, and the rules that it may break.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::scope;
use crate::decidim::rest::failure::Failure;
use crate::decidim::rest::params::text_of;
use crate::decidim::world::Record;

/// What is answered to one question.
#[derive(Default)]
pub(super) struct Given {
    pub(super) body: Value,
    pub(super) choices: Vec<Value>,
}

impl Given {
    pub(super) fn of(question: &Record, value: Option<&Value>) -> Result<Self, Failure> {
        let Some(value) = value else { return Ok(Self::default()) };
        let mut read = Self::default();
        match question.text("question_type").unwrap_or_default() {
            "short_answer" | "long_answer" => {
                let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                read.body = Value::String(shown);
            }
            // A list has no number.
            "single_option" if value.is_array() || value.is_object() => {
                return Err(Failure::ServerError);
            }
            "single_option" => read.choices.push(choice(question, value)?),
            "multiple_option" | "sorting" => {
                let several = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                for option in several {
                    read.choices.push(choice(question, &option)?);
                }
            }
            "matrix_single" | "matrix_multiple" => {
                for (row, option) in value.as_object().ok_or(Failure::ServerError)? {
                    read.choices.push(choice_in_row(question, row, option)?);
                }
            }
            _ => {}
        }
        Ok(read)
    }

    pub(super) fn breaks_a_rule(&self, question: &Record) -> bool {
        let text = self.body.as_str().unwrap_or_default();
        let is_empty = text.trim().is_empty() && self.choices.is_empty();
        // By rows; without rows all of them are one group.
        let mut groups = BTreeMap::<Option<u64>, u64>::new();
        for choice in &self.choices {
            *groups.entry(choice.get("row").and_then(Value::as_u64)).or_default() += 1;
        }
        let most = question.get("max_choices").as_u64();
        let longest = question.get("max_characters").as_u64().filter(|longest| *longest > 0);
        let lacks_rows = is_matrix(question) && groups.len() != scope::rows_of(question).len();
        let is_unsorted = question.text("question_type") == Some("sorting")
            && self.choices.len() != scope::options_of(question).len();
        (question.flag("mandatory") && (is_empty || lacks_rows))
            || is_unsorted
            || most.is_some_and(|most| groups.values().any(|used| *used > most))
            || longest.is_some_and(|longest| text.chars().count() as u64 > longest)
    }
}

/// Whether a question is answered row by row.
pub(super) fn is_matrix(question: &Record) -> bool {
    question.text("question_type").is_some_and(|kind| kind.starts_with("matrix_"))
}

fn choice(question: &Record, option: &Value) -> Result<Value, Failure> {
    let option = named(option, &scope::options_of(question)).ok_or_else(unknown)?;
    Ok(json!({"option": option, "row": null}))
}

fn choice_in_row(question: &Record, row: &str, option: &Value) -> Result<Value, Failure> {
    let option = named(option, &scope::options_of(question)).ok_or_else(unknown)?;
    let row = named(&Value::from(row), &scope::rows_of(question)).ok_or_else(unknown)?;
    Ok(json!({"option": option, "row": row}))
}

/// The number that a value gives, if one of these has it.
fn named(value: &Value, known: &[Value]) -> Option<u64> {
    let id = text_of(Some(value))?.parse::<u64>().ok()?;
    known.iter().any(|it| it.get("id").and_then(Value::as_u64) == Some(id)).then_some(id)
}

fn unknown() -> Failure {
    Failure::RecordInvalid("Validation failed: Choices is invalid".to_owned())
}
