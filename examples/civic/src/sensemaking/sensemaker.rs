//! Sensemaker of Google's Jigsaw reads `participant_id` and `survey_text`, one row for each participant.
//!
//! Sources, in `Jigsaw-Code/sensemaking-tools`: `README.md` asks for the two columns, "a unique identifier for each
//! participant"; `src/categorization_runner.py` refuses a row in which either is empty, and of several rows with one
//! `participant_id` keeps only the text of the first.
//!
//! So what one author said is joined, in the order of the list, with an empty line between. It is held in memory
//! until the list is through.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::mem;

use super::account::Reason;
use super::rows::{Declared, Rows};
use super::statement::Statement;
use crate::table::ColumnType;

pub(super) const COLUMNS: [Declared; 2] = [
    ("participant_id", ColumnType::Text, "A keyed hash of who said it. One row has it."),
    ("survey_text", ColumnType::Text, "All that this participant said."),
];

#[derive(Default)]
pub(super) struct Sensemaker {
    rows: Vec<Vec<String>>,
    /// The place of each participant among the rows.
    places: HashMap<String, usize>,
}

impl Rows for Sensemaker {
    fn take(&mut self, statement: Statement) -> Result<Option<Vec<String>>, Reason> {
        let lines = statement.lines();
        match self.places.entry(statement.author) {
            Entry::Occupied(place) => {
                if let Some(text) = self.rows.get_mut(*place.get()).and_then(|row| row.last_mut()) {
                    text.push_str("\n\n");
                    text.push_str(&lines);
                }
            }
            Entry::Vacant(place) => {
                self.rows.push(vec![place.key().clone(), lines]);
                place.insert(self.rows.len() - 1);
            }
        }
        Ok(None)
    }

    fn rest(&mut self) -> Vec<Vec<String>> {
        mem::take(&mut self.rows)
    }
}
