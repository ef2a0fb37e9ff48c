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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Condition, MalformedRow};

    /// A reading with rows that did not decode: so many, of which those with these ids are known.
    fn reading(completeness: Completeness, malformed: u64, ids: &[Option<&str>]) -> list::Report {
        let row = |id: Option<&str>| MalformedRow {
            page: 1,
            index: 0,
            id: id.map(str::to_owned),
            path: None,
            problem: "no row".to_owned(),
            raw: "{}".to_owned(),
        };
        let malformed_rows = ids.iter().copied().map(row).collect();
        list::Report { completeness, malformed, malformed_rows, ..list::Report::default() }
    }

    /// The keys, and whether they are all.
    fn of(report: &list::Report) -> Option<(Vec<String>, bool)> {
        let found = Undecodable::of(report)?;
        Some((found.keys.iter().map(ToString::to_string).collect(), found.names_all))
    }

    #[test]
    fn only_a_list_that_was_read_to_its_end_shows_which_rows_are_there() {
        let provided = Condition::ListUnchanged;
        for whole in [
            Completeness::Proven,
            Completeness::Consistent { provided },
            Completeness::Agreed { passes: 2 },
        ] {
            assert_eq!(of(&reading(whole.clone(), 0, &[])), Some((vec![], true)), "{whole}");
        }
        for part in [
            Completeness::Limited { proven: true },
            Completeness::Limited { proven: false },
            Completeness::Interrupted { because: "HTTP 500".to_owned() },
            Completeness::Incomplete { gaps: vec![Gap::Unordered] },
            Completeness::InProgress,
        ] {
            assert_eq!(of(&reading(part.clone(), 0, &[])), None, "{part}");
        }
    }

    #[test]
    fn rows_that_did_not_decode_are_there_if_they_show_their_ids() {
        let broken = |malformed, ids: &[Option<&str>]| {
            let gaps = vec![Gap::Malformed { rows: malformed }];
            of(&reading(Completeness::Incomplete { gaps }, malformed, ids))
        };
        let keys = || vec!["7".to_owned(), "9".to_owned()];
        assert_eq!(broken(2, &[Some("7"), Some("9")]), Some((keys(), true)));
        assert_eq!(
            broken(3, &[Some("7"), Some("9")]),
            Some((keys(), false)),
            "the third is unknown"
        );
        assert_eq!(broken(2, &[Some("7"), None]), None);
    }
}
