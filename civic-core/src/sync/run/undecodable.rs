//! Rows that are in the list and could not be read.

use crate::list::{self, Completeness, Gap};
use crate::sync::key::Key;

/// The rows of a list that was read completely enough for a copy, and did not decode: they are there.
pub(super) struct Undecodable {
    pub(super) keys: Vec<Key>,
    /// Whether all of them are known: a report keeps the first hundred, and after a resume only those since.
    pub(super) names_all: bool,
}

impl Undecodable {
    /// `None` if the list was not read completely. One that ended at a limit was not.
    pub(super) fn of(report: &list::Report) -> Option<Self> {
        let malformed = report.malformed_rows.iter();
        let ids: Option<Vec<_>> = malformed.map(|row| row.id.as_deref().map(Key::new)).collect();
        let names_all = report.malformed == report.malformed_rows.len() as u64;
        match &report.completeness {
            Completeness::Limited { .. } => None,
            Completeness::Incomplete { gaps } => {
                let only_malformed =
                    |gap: &Gap| matches!(gap, Gap::Malformed { .. } | Gap::Unproven { .. });
                let keys = ids.filter(|_| gaps.iter().all(only_malformed))?;
                Some(Self { keys, names_all })
            }
            _ => report.is_consistent().then_some(Self { keys: Vec::new(), names_all: true }),
        }
    }
}
