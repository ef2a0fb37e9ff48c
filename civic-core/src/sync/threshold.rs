//! How many rows may be gone before it looks like a fault of the server. It is applied in `run/suspects.rs`.

/// Rows that may always be gone without a 404 for each.
const FEW: usize = 10;

/// The largest number of rows that may be gone without a 404 for each: 10, or 5 in a hundred.
pub(super) fn few_of(rows: usize) -> usize {
    FEW.max(rows / 20)
}

/// Whether so many rows of a list may be told as gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allowed {
    /// Those with a 404, or of which it is known that they no longer match.
    pub(super) seen: bool,
    /// Those that were only missing.
    pub(super) missing: bool,
}

/// Judges the rows that are gone from a list of so many.
pub(super) fn allowed(rows: usize, seen: usize, missing: usize) -> Allowed {
    if missing > few_of(rows) {
        return Allowed { seen: seen * 2 <= rows, missing: false };
    }
    let is_half = (seen + missing) * 2 <= rows;
    Allowed { seen: is_half, missing: is_half }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            (1, 1, 0, both(false)),
            (0, 0, 0, both(true)),
        ] {
            assert_eq!(allowed(rows, seen, missing), expected, "{seen} and {missing} of {rows}");
        }
    }
}
