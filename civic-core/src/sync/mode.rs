//! How a run reads a list, why, and how it knows that a row is gone.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a run reads the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Mode {
    /// Only the rows that were updated since this moment.
    Incremental {
        /// The moment: the last run's, less the lag, and where the platform filters by days, the
        /// beginning of that day.
        since: Timestamp,
    },
    /// The key of each row and when it was updated; then, one by one, the rows that the copy does not have and
    /// those that were updated since this moment. Rows that are gone are found as by a full run. What changes
    /// without `updated_at`, such as counters, is not seen before the next full run.
    Scan {
        /// The moment: the last run's, less the lag.
        since: Timestamp,
    },
    /// All rows; those that have not changed are not returned.
    Full,
    /// All rows, and all are returned.
    Replace,
}

/// Why a run reads the list in this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Why {
    /// It is the first run.
    FirstTime,
    /// The state is of another query, such as other filters.
    QueryChanged,
    /// The records have other fields now: the client or the site was upgraded.
    ModelChanged,
    /// The last full run is too long ago.
    Due,
    /// The server's clock was set back behind the last run.
    Clock,
    /// The caller asked for it.
    AskedFor,
    /// The list has rows without an id, so that they cannot be compared.
    NoKeys,
    /// The platform does not say what changed, so all rows are read and compared.
    CannotTell,
    /// A scan found more rows to read than the list has pages: reading all of them takes no more requests.
    MuchChanged,
    /// Nothing speaks against reading the changes only.
    Usual,
}

impl Mode {
    /// Whether a row that does not come may be gone, since all rows are listed.
    pub(super) fn lists_all(self) -> bool {
        !matches!(self, Self::Incremental { .. })
    }

    /// Whether each row is read whole.
    pub(super) fn reads_all(self) -> bool {
        matches!(self, Self::Full | Self::Replace)
    }
}

/// How it is known that a row is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Evidence {
    /// It was not in the list, and its own address answers that it is not there, while that of another
    /// row answers.
    NotFound,
    /// It was missing in two complete readings. Only for lists whose rows have no address of their own.
    AbsentTwice,
    /// The platform says that it was deleted, and its own address answers that it is not there, while
    /// that of another row answers.
    FeedAndNotFound,
    /// It is there, but no longer passes the filters of the list; or two full readings of the list did not
    /// have it, with so many others that they were [withheld](super::Change::Withheld), and the caller
    /// accepted it.
    NoLongerMatches,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incremental { since } => write!(f, "changes since {since}"),
            Self::Scan { since } => write!(f, "scan for changes since {since}"),
            Self::Full => f.write_str("full"),
            Self::Replace => f.write_str("replace"),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FirstTime => "first time",
            Self::QueryChanged => "the query changed",
            Self::ModelChanged => "the records have other fields now",
            Self::Due => "due",
            Self::Clock => "the server's clock was set back",
            Self::AskedFor => "asked for",
            Self::NoKeys => "the rows have no ids",
            Self::CannotTell => "the platform cannot tell what changed",
            Self::MuchChanged => "much has changed",
            Self::Usual => "as usual",
        })
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFound => "not found",
            Self::AbsentTwice => "absent twice",
            Self::FeedAndNotFound => "named in the feed of deleted rows, and not found",
            Self::NoLongerMatches => "no longer matches",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_says_what_the_server_did() {
        let shown = [
            Evidence::NotFound,
            Evidence::AbsentTwice,
            Evidence::FeedAndNotFound,
            Evidence::NoLongerMatches,
        ]
        .map(|evidence| evidence.to_string());
        assert_eq!(
            shown,
            [
                "not found",
                "absent twice",
                "named in the feed of deleted rows, and not found",
                "no longer matches"
            ]
        );
    }
}
