//! Which rows of a table came before.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use super::super::cells::Header;
use super::parser::Record;

/// How many different rows are remembered at most: some 2 MiB.
const REMEMBERED: usize = 65_536;

/// What names the record that a row is of: `id`, or both of the others, as for initiatives. Rows of other
/// tables may be equal and mean different records (metrics are counted for each space, which no column
/// tells).
const ID: &str = "id";
const OTHERS: [&str; 2] = ["reference", "url"];

/// The rows of a table that came so far, by two sums of 64 bits each, which nobody can foretell.
pub(super) struct Repeats {
    /// The columns that name a row's record. None: no row counts as repeated.
    columns: Vec<usize>,
    seen: HashSet<(u64, u64)>,
    sums: (RandomState, RandomState),
    most: usize,
}

impl Repeats {
    pub(super) fn of(header: &Header) -> Self {
        Self::at_most(header, REMEMBERED)
    }

    fn at_most(header: &Header, most: usize) -> Self {
        let others = || OTHERS.iter().map(|name| header.place(name)).collect();
        let columns: Option<Vec<usize>> = header.place(ID).map(|place| vec![place]).or_else(others);
        let sums = (RandomState::new(), RandomState::new());
        Self { columns: columns.unwrap_or_default(), seen: HashSet::new(), sums, most }
    }

    /// Whether a row is the same as an earlier one, cell by cell. Remembers it.
    pub(super) fn has(&mut self, record: &Record) -> bool {
        let is_named = |column: &usize| !record.is_empty(*column);
        if self.columns.is_empty() || !self.columns.iter().all(is_named) {
            return false;
        }
        let row = (&record.bytes, &record.ends);
        let sum = (self.sums.0.hash_one(row), self.sums.1.hash_one(row));
        if self.seen.len() < self.most { !self.seen.insert(sum) } else { self.seen.contains(&sum) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of these rows are taken for repeated ones.
    fn repeated(header: &str, rows: &[&str], most: usize) -> Vec<bool> {
        let header = Header::new(header.split(';').map(str::to_owned));
        let mut repeats = Repeats::at_most(&header, most);
        let record = |row: &&str| {
            let (mut bytes, mut ends) = (Vec::new(), Vec::new());
            for cell in row.split(';') {
                bytes.extend_from_slice(cell.as_bytes());
                ends.push(bytes.len());
            }
            Record { bytes, ends, line: 2, terminated: true, open_quote: false }
        };
        rows.iter().map(|row| repeats.has(&record(row))).collect()
    }

    #[test]
    fn a_row_repeats_another_only_if_both_name_their_record_and_are_equal_cell_by_cell() {
        let rows = ["1;a", "2;a", "1;a", "1;b", "11;", ";a", ";a"];
        let expected = [false, false, true, false, false, false, false];
        assert_eq!(repeated("id;title", &rows, 9), expected);
        assert_eq!(repeated("title;id", &["a;1", "a;1"], 9), [false, true]);
        assert_eq!(repeated("id;title;id", &["1;a;2", "1;a;2"], 9), [false, true]);
        // An initiative has no id.
        let rows = ["I-1;/i-1;a", "I-1;/i-1;a", "I-1;;a", "I-1;;a"];
        assert_eq!(repeated("reference;url;title", &rows, 9), [false, true, false, false]);
        // open_data_metric_serializer.rb: a row for each space, which it does not name.
        let rows = ["2025-05-01;users;3;3", "2025-05-01;users;3;3"];
        let metrics = "day;metric_type;cumulative;quantity";
        assert_eq!(repeated(metrics, &rows, 9), [false, false]);
        assert_eq!(repeated("url;title", &["/1;a", "/1;a"], 9), [false, false]);
    }

    #[test]
    fn no_more_rows_are_remembered_than_memory_is_meant_for() {
        let rows = ["1;a", "2;a", "3;a", "1;a", "3;a", "2;a"];
        let expected = [false, false, false, true, false, true];
        assert_eq!(repeated("id;title", &rows, 2), expected);
    }
}
