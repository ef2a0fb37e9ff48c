//! How many rows may be gone before it looks like a fault of the server. It is applied in `run/suspects.rs`.

use std::collections::BTreeMap;

/// Rows that may always be gone without a 404 for each.
const FEW: usize = 10;

/// Rows that may be gone although they are more than half of a part of the list, if each was seen to be gone
/// while another row answered.
///
/// The half is there so that no fault empties a copy. In a part of one to three rows, such as a component with
/// a single meeting, it would make every deletion wait for a human. A fault that answers 404 for what is there
/// is found out by the row that must answer. If it concerns some parts only, it can delete at most
/// [`few_of`] the whole list in this way, and the rows come back with the next full run.
const HANDFUL: usize = 3;

/// The largest number of rows that may be gone without a 404 for each: 10, or 5 in a hundred.
pub(super) fn few_of(rows: usize) -> usize {
    FEW.max(rows / 20)
}

/// The rows of a part of a list, and those of them that are gone.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub(super) rows: usize,
    /// Those with a 404 while another row answered, and those that no longer match.
    pub(super) seen: usize,
    /// Those that were only missing, or of which no other row said that a 404 means something.
    pub(super) missing: usize,
}

/// Whether so many rows of a part may be reported as deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Allowed {
    pub(super) seen: bool,
    pub(super) missing: bool,
}

impl Part {
    fn is_mostly_gone(self) -> bool {
        (self.seen + self.missing) * 2 > self.rows
    }

    /// Whether more than half is gone, and it is only a handful.
    fn is_a_handful(self) -> bool {
        self.is_mostly_gone() && self.seen + self.missing <= HANDFUL
    }

    fn allowed(self) -> Allowed {
        if self.missing > few_of(self.rows) {
            return Allowed { seen: self.seen * 2 <= self.rows, missing: false };
        }
        let is_below_half = !self.is_mostly_gone();
        Allowed { seen: is_below_half, missing: is_below_half }
    }
}

/// Judges the rows that are gone, in each part of a list.
pub(super) fn allowed(parts: &BTreeMap<usize, Part>) -> BTreeMap<usize, Allowed> {
    let small = parts.values().filter(|part| part.is_a_handful());
    let in_small: usize = small.map(|part| part.seen).sum();
    let rows: usize = parts.values().map(|part| part.rows).sum();
    let may_lose_handfuls = in_small <= few_of(rows);
    let judge = |part: Part| {
        let allowed = part.allowed();
        let seen = allowed.seen || may_lose_handfuls && part.is_a_handful();
        Allowed { seen, ..allowed }
    };
    parts.iter().map(|(name, part)| (*name, judge(*part))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_one(rows: usize, seen: usize, missing: usize) -> Allowed {
        allowed(&[(0, Part { rows, seen, missing })].into())[&0]
    }

    #[test]
    fn ten_or_a_twentieth_may_be_missing_and_half_in_any_case() {
        let both = |allows: bool| Allowed { seen: allows, missing: allows };
        for (rows, seen, missing, expected) in [
            (100, 0, 10, both(true)),
            (100, 0, 11, Allowed { seen: true, missing: false }),
            (100, 50, 11, Allowed { seen: true, missing: false }),
            (100, 51, 11, both(false)),
            (1000, 0, 50, both(true)),
            (1000, 0, 51, Allowed { seen: true, missing: false }),
            (100, 50, 0, both(true)),
            (100, 51, 0, both(false)),
            (100, 45, 6, both(false)),
            (2, 1, 0, both(true)),
            (0, 0, 0, both(true)),
        ] {
            assert_eq!(of_one(rows, seen, missing), expected, "{seen} and {missing} of {rows}");
        }
    }

    #[test]
    fn a_handful_that_was_seen_to_be_gone_may_be_more_than_half() {
        for (rows, gone, is_allowed) in [
            (1, 1, true),
            (2, 2, true),
            (3, 2, true),
            (3, 3, true),
            (5, 3, true),
            (4, 4, false),
            (7, 4, false),
        ] {
            assert_eq!(of_one(rows, gone, 0).seen, is_allowed, "{gone} of {rows}");
            // What was only missing is never more than half.
            assert!(!of_one(rows, 0, gone).missing, "{gone} of {rows}");
        }
    }

    #[test]
    fn handfuls_of_many_parts_are_at_most_a_few_of_the_whole() {
        let gone = |parts: usize, rows: usize| -> BTreeMap<usize, Part> {
            let small = (1..=parts).map(|name| (name, Part { rows: 1, seen: 1, missing: 0 }));
            small.chain([(0, Part { rows: rows - parts, ..Part::default() })]).collect()
        };
        for (parts, rows, is_allowed) in
            [(10, 20, true), (11, 22, false), (11, 100, false), (50, 1000, true), (51, 1000, false)]
        {
            assert_eq!(allowed(&gone(parts, rows))[&1].seen, is_allowed, "{parts} of {rows}");
        }
    }
}
