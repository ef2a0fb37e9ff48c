//! Under which condition nothing is missing.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Under which condition nothing is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Condition {
    /// Nothing was added to the list, removed from it or moved within it while it was read. No sign of that
    /// was seen, but reading by page numbers cannot see every change. A server may move rows of the same
    /// moment with every request.
    ListUnchanged,
    /// Nothing was added to the list or removed from it while rows were read of which more have the same
    /// moment than a page can show.
    MomentUnchanged,
    /// The server's own count of rows, which equals the number of rows read, is right and was right all
    /// the time.
    CountRight,
    /// The server's own count of rows, which differs from the number of rows read, is wrong: it counts
    /// rows that are not there, or leaves some out.
    CountOff,
    /// The server cuts all its answers at the same number of rows, which it does not tell. Then an
    /// answer that is shorter than another is whole.
    OneMaximum,
    /// Both: the server cuts all its answers at one number of rows, and its own count is off.
    OneMaximumAndCountOff,
    /// The server did not cut the last answer, which has fewer rows than were asked for.
    ShortAnswerWhole,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ListUnchanged => "the list did not change",
            Self::MomentUnchanged => "the list did not change while rows of one moment were read",
            Self::CountRight => "the server's own count is right",
            Self::CountOff => "the server's own count is wrong",
            Self::OneMaximum => "the server cuts all its answers at the same number of rows",
            Self::OneMaximumAndCountOff => {
                "the server cuts all its answers at the same number of rows and its own count is wrong"
            }
            Self::ShortAnswerWhole => "the server did not cut an answer short",
        })
    }
}
