//! Why rows of a list may be missing.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::proof_condition::Condition;
use crate::json::is_zero;

/// A reason why rows are missing, or may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "gap")]
#[non_exhaustive]
pub enum Gap {
    /// Rows that did not decode; the report holds them.
    Malformed {
        /// How many.
        rows: u64,
    },
    /// The server gave errors beside the rows; the report holds their texts.
    ServerErrors {
        /// How many.
        errors: u64,
    },
    /// Rows came twice that were not read again on purpose: the list shifted while it was read, so other
    /// rows may have come on no page.
    Shifted {
        /// Duplicates dropped.
        duplicates: u64,
    },
    /// The server's own count of pages moved.
    PageCountMoved {
        /// At the start.
        from: u64,
        /// At the end, or where it was the same again by then, the first other count.
        to: u64,
    },
    /// The server's own count of rows moved.
    RowCountMoved {
        /// At the start.
        from: u64,
        /// At the end, or where it was the same again by then, the first other count.
        to: u64,
    },
    /// Besides the other reasons: nothing else is missing, if this condition held.
    Unproven {
        /// The condition.
        provided: Condition,
    },
    /// A page had rows although the server counts no pages.
    Contradiction {
        /// Its number, from 1.
        page: u64,
        /// The pages that the server counted.
        total_pages: u64,
    },
    /// A page before the last came empty.
    EmptyPage {
        /// Its number, from 1.
        page: u64,
    },
    /// Rows were deleted faster than the list could be read: rows of these moments may be missing.
    Seam {
        /// The oldest row read before the seam.
        newest: Option<jiff::Timestamp>,
        /// The newest row read behind it.
        oldest: Option<jiff::Timestamp>,
    },
    /// More rows of one moment than fit on a page, and not as many were read as their places in the list
    /// show.
    SameMomentShort {
        /// Their moment.
        at: jiff::Timestamp,
        /// How many were read.
        read: u64,
        /// How many there are by their places in the list.
        expected: u64,
    },
    /// More rows of one moment than a checkpoint remembers, read in more than one run, so that they
    /// cannot be counted.
    SameMomentUncounted {
        /// Their moment.
        at: jiff::Timestamp,
    },
    /// More rows of one day than the server puts into an answer, and no way to ask for the others.
    DayTooLarge {
        /// The day.
        day: jiff::civil::Date,
        /// How many of them were read.
        rows: u64,
    },
    /// Fewer rows were read than the server counts.
    Short {
        /// How many were read.
        read: u64,
        /// How many the server counts.
        expected: u64,
    },
    /// The server may have cut its answer, and the list has no further pages.
    Unpaged {
        /// The rows of its answer.
        rows: u64,
    },
    /// The list is not in the order that it should be in, so nothing can be proven.
    Unordered,
    /// Passes over the list did not read the same rows.
    PassesDiffer {
        /// Passes made.
        passes: u32,
    },
    /// The list in this language was not read completely.
    Reading {
        /// The language.
        locale: String,
    },
    /// Rows that were not found in this language, where the list is read once in each language.
    Untranslated {
        /// The language.
        locale: String,
        /// How many rows.
        rows: u64,
    },
    /// More reasons than are named, such as further pages that came empty.
    More {
        /// How many.
        gaps: u64,
    },
}

/// How many gaps are named; the others are only counted.
const NAMED: usize = 8;

/// The gaps found so far, as a cursor or a checkpoint holds them. The first 8 are kept and the others
/// counted, so that a server cannot make it grow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gaps {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    named: Vec<Gap>,
    #[serde(skip_serializing_if = "is_zero")]
    more: u64,
}

impl Gaps {
    /// Adds a gap.
    ///
    /// ```
    /// use civic_core::list::Gap;
    /// use civic_core::list::source::Gaps;
    ///
    /// let mut gaps = Gaps::default();
    /// for page in 1..=10 {
    ///     gaps.push(Gap::EmptyPage { page });
    /// }
    /// assert_eq!(gaps.named().len(), 8);
    /// assert_eq!(gaps.to_list().last(), Some(&Gap::More { gaps: 2 }));
    /// ```
    pub fn push(&mut self, gap: Gap) {
        if self.named.len() < NAMED {
            self.named.push(gap);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// Whether nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty() && self.more == 0
    }

    /// The gaps that are kept.
    pub fn named(&self) -> &[Gap] {
        &self.named
    }

    /// The gaps that are kept, and [`Gap::More`] for the others.
    pub fn to_list(&self) -> Vec<Gap> {
        let more = (self.more > 0).then_some(Gap::More { gaps: self.more });
        self.named.iter().cloned().chain(more).collect()
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { rows } => write!(f, "{} could not be read", counted_rows(*rows)),
            Self::ServerErrors { errors } => {
                write!(f, "the server gave {} beside rows", counted(*errors, "error", "errors"))
            }
            Self::Shifted { duplicates } => {
                write!(f, "the list shifted: {} came twice", counted_rows(*duplicates))
            }
            Self::PageCountMoved { from, to } => {
                write!(f, "the server's count moved from {from} to {to} pages")
            }
            Self::RowCountMoved { from, to } => {
                write!(f, "the server's count moved from {from} to {to} rows")
            }
            Self::Unproven { provided } => write!(f, "nothing else is missing, if {provided}"),
            Self::Contradiction { page, total_pages } => {
                write!(f, "page {page} has rows, and the server counts {total_pages} pages")
            }
            Self::EmptyPage { page } => write!(f, "page {page} came empty"),
            Self::Seam { newest, oldest } => {
                let day = |at: &Option<jiff::Timestamp>| {
                    at.map_or_else(|| "?".to_owned(), |at| at.to_string())
                };
                write!(f, "rows between {} and {} may be missing", day(oldest), day(newest))
            }
            Self::SameMomentShort { at, read, expected } => {
                let rows = counted_rows(*expected);
                write!(f, "{read} of about {rows} of {at} {} read", was(*read))
            }
            Self::SameMomentUncounted { at } => {
                write!(f, "the rows of {at} were read in several runs, so they cannot be counted")
            }
            Self::DayTooLarge { day, rows } => {
                write!(f, "{day} may have more rows than the {rows} that {} read", was(*rows))
            }
            Self::Short { read, expected } => {
                let rows = counted_rows(*expected);
                write!(f, "{read} of the {rows} that the server counts {} read", was(*read))
            }
            Self::Unpaged { rows } => {
                let rows = counted_rows(*rows);
                write!(f, "an answer of {rows} may be cut, and there is no next page")
            }
            Self::Unordered => f.write_str("the list is not in its order"),
            Self::PassesDiffer { passes } => {
                let passes = counted((*passes).into(), "pass", "passes");
                write!(f, "{passes} read different rows")
            }
            Self::Reading { locale } => write!(f, "the reading in {locale} is not complete"),
            Self::Untranslated { locale, rows } => {
                write!(f, "no reading in {locale} for {}", counted_rows(*rows))
            }
            Self::More { gaps } => f.write_str(&counted(*gaps, "more gap", "more gaps")),
        }
    }
}

/// The word for so many.
pub(super) fn one_or_many<'w>(count: u64, one: &'w str, many: &'w str) -> &'w str {
    if count == 1 { one } else { many }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", one_or_many(count, one, many))
}

fn counted_rows(rows: u64) -> String {
    counted(rows, "row", "rows")
}

fn was(rows: u64) -> &'static str {
    one_or_many(rows, "was", "were")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_is_told_in_the_singular() {
        let at = jiff::Timestamp::UNIX_EPOCH;
        let day = jiff::civil::date(2026, 5, 1);
        let told = |gap: Gap| gap.to_string();
        for (gap, expected) in [
            (Gap::Malformed { rows: 1 }, "1 row could not be read"),
            (Gap::Shifted { duplicates: 1 }, "the list shifted: 1 row came twice"),
            (
                Gap::SameMomentShort { at, read: 1, expected: 2 },
                "1 of about 2 rows of 1970-01-01T00:00:00Z was read",
            ),
            (
                Gap::DayTooLarge { day, rows: 1 },
                "2026-05-01 may have more rows than the 1 that was read",
            ),
            (
                Gap::DayTooLarge { day, rows: 2 },
                "2026-05-01 may have more rows than the 2 that were read",
            ),
            (
                Gap::Short { read: 0, expected: 1 },
                "0 of the 1 row that the server counts were read",
            ),
            (
                Gap::Short { read: 1, expected: 3 },
                "1 of the 3 rows that the server counts was read",
            ),
            (Gap::Unpaged { rows: 1 }, "an answer of 1 row may be cut, and there is no next page"),
            (Gap::Untranslated { locale: "nl".to_owned(), rows: 1 }, "no reading in nl for 1 row"),
            (Gap::Untranslated { locale: "nl".to_owned(), rows: 2 }, "no reading in nl for 2 rows"),
        ] {
            assert_eq!(told(gap), expected);
        }
    }

    #[test]
    fn the_first_gaps_are_named_and_the_others_counted() {
        let mut gaps = Gaps::default();
        assert!(gaps.is_empty() && gaps.to_list().is_empty());
        for page in 1..=1_000 {
            gaps.push(Gap::EmptyPage { page });
        }
        let list = gaps.to_list();
        assert_eq!((list.len(), gaps.named().len(), gaps.is_empty()), (9, 8, false));
        assert_eq!(list[7..], [Gap::EmptyPage { page: 8 }, Gap::More { gaps: 992 }]);
        assert_eq!(list[8].to_string(), "992 more gaps");
        let json = serde_json::to_string(&gaps).unwrap();
        assert_eq!(serde_json::from_str::<Gaps>(&json).unwrap(), gaps, "{json}");
    }
}
