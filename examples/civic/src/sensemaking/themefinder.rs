//! ThemeFinder of the UK's i.AI reads `response_id` and `response`.
//!
//! Sources, in `i-dot-ai/themefinder`: `README.md` names the two columns, and wants the id unique;
//! `src/themefinder/llm_batch_processor.py` turns `response_id` into a whole number, so that an id in letters fails.
//!
//! So the id is that of the record where the platform's ids are numbers, and else the number of the row.

use super::account::Reason;
use super::rows::{Declared, Rows};
use super::statement::Statement;
use crate::table::ColumnType;

pub(super) const COLUMNS: [Declared; 2] = [
    (
        "response_id",
        ColumnType::Integer,
        "The id of the record on its platform; where such ids are not numbers, that of the row.",
    ),
    ("response", ColumnType::Text, "What was said."),
];

pub(super) struct ThemeFinder {
    has_numbers: bool,
    rows: u64,
}

impl ThemeFinder {
    pub(super) fn new(has_numbers: bool) -> Self {
        Self { has_numbers, rows: 0 }
    }
}

impl Rows for ThemeFinder {
    fn take(&mut self, statement: Statement) -> Result<Option<Vec<String>>, Reason> {
        let response = statement.lines();
        let id = if self.has_numbers {
            statement.id.parse().map_err(|_| Reason::WithoutId)?
        } else {
            self.rows + 1
        };
        self.rows += 1;
        Ok(Some(vec![id.to_string(), response]))
    }
}
