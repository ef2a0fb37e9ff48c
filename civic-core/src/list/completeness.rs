//! How far a list was read completely, in three levels.
//!
//! Which of them a reading earns is decided in `paginator/steps.rs`, by what its strategy, in `strategy/`, could
//! prove.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

use super::gap::Gap;
use super::proof_condition::Condition;
use crate::error::OneLine;

/// How completely a list was read. Each value belongs to one of three [levels](Level).
#[doc(alias = "complete")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "completeness")]
#[non_exhaustive]
pub enum Completeness {
    /// Every row was read that was there and matched from beginning to end, whatever changed meanwhile.
    Proven,
    /// The same, if this condition held.
    Consistent {
        /// The condition.
        provided: Condition,
    },
    /// Passes over a list without order agree: the last one brought all rows of those before it, and
    /// either no others or exactly as many as the server counts.
    Agreed {
        /// Passes made, at least 2.
        passes: u32,
    },
    /// Reading ended at the limit that the caller set; nothing is known to be missing up to there.
    Limited {
        /// Whether nothing is missing up to there, whatever changed meanwhile: where one page was
        /// enough, or the strategy proves it page by page.
        #[serde(default)]
        proven: bool,
    },
    /// Rows may be missing, or are, and here is why.
    Incomplete {
        /// The reasons.
        gaps: Vec<Gap>,
    },
    /// Reading ended with an error. It can be resumed from a checkpoint.
    Interrupted {
        /// The error that ended it.
        because: String,
    },
    /// The end of the list has not been reached yet.
    #[default]
    InProgress,
}

/// How completely a list was read, from worst to best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Rows may be missing, or the end has not been reached.
    Incomplete,
    /// Nothing is missing under a named condition, or passes over the list agree, or the caller
    /// set a limit and nothing is known to be missing up to there.
    Consistent,
    /// Nothing is missing, whatever changed while the list was read: in the whole list or, if the caller
    /// set a limit, up to there.
    Proven,
}

impl Completeness {
    /// The level.
    ///
    /// ```
    /// use civic_core::list::{Completeness, Level};
    ///
    /// assert_eq!(Completeness::Proven.level(), Level::Proven);
    /// assert_eq!(Completeness::Agreed { passes: 2 }.level(), Level::Consistent);
    /// assert_eq!(Completeness::InProgress.level(), Level::Incomplete);
    /// ```
    pub fn level(&self) -> Level {
        match self {
            Self::Proven | Self::Limited { proven: true } => Level::Proven,
            Self::Consistent { .. } | Self::Agreed { .. } | Self::Limited { .. } => {
                Level::Consistent
            }
            Self::Incomplete { .. } | Self::Interrupted { .. } | Self::InProgress => {
                Level::Incomplete
            }
        }
    }

    /// Whether nothing is missing, whatever changed while the list was read. Also true where it is proven
    /// up to a [limit](Self::Limited) of the caller's.
    ///
    /// ```
    /// use civic_core::list::Completeness;
    ///
    /// assert!(Completeness::Proven.is_proven());
    /// assert!(!Completeness::Limited { proven: false }.is_proven());
    /// ```
    pub fn is_proven(&self) -> bool {
        self.level() == Level::Proven
    }

    /// Whether nothing is missing, at least under a named condition or by passes that agree. Also
    /// true where reading ended at a [limit](Self::Limited) of the caller's.
    ///
    /// ```
    /// use civic_core::list::Completeness;
    ///
    /// assert!(Completeness::Agreed { passes: 2 }.is_consistent());
    /// assert!(!Completeness::InProgress.is_consistent());
    /// ```
    pub fn is_consistent(&self) -> bool {
        self.level() >= Level::Consistent
    }
}

/// The level first: `consistent, if the list did not change`. [`Report`](super::Report) writes the whole
/// line, with the numbers of rows and pages.
impl fmt::Display for Completeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine::new(f);
        match self {
            Self::Proven => f.write_str("proven complete"),
            Self::Consistent { provided } => write!(f, "consistent, if {provided}"),
            Self::Agreed { passes } => write!(f, "consistent, {passes} passes agree"),
            Self::Limited { proven } => {
                let level = if *proven { "proven" } else { "consistent" };
                write!(f, "{level}, up to the limit that was set")
            }
            Self::Incomplete { gaps } => {
                let gaps: Vec<_> = gaps.iter().map(Gap::to_string).collect();
                write!(f, "incomplete ({})", gaps.join("; "))
            }
            Self::Interrupted { because } => write!(f, "incomplete, interrupted ({because})"),
            Self::InProgress => f.write_str("in progress"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_ordered_and_the_message_begins_with_them() {
        let gaps = vec![Gap::Malformed { rows: 1 }];
        for (completeness, level, message) in [
            (Completeness::Proven, Level::Proven, "proven complete"),
            (
                Completeness::Consistent { provided: Condition::ListUnchanged },
                Level::Consistent,
                "consistent, if the list did not change",
            ),
            (Completeness::Agreed { passes: 2 }, Level::Consistent, "consistent, 2 passes agree"),
            (
                Completeness::Limited { proven: false },
                Level::Consistent,
                "consistent, up to the limit that was set",
            ),
            (
                Completeness::Limited { proven: true },
                Level::Proven,
                "proven, up to the limit that was set",
            ),
            (
                Completeness::Incomplete { gaps },
                Level::Incomplete,
                "incomplete (1 row could not be read)",
            ),
            (
                Completeness::Interrupted { because: "HTTP 500".to_owned() },
                Level::Incomplete,
                "incomplete, interrupted (HTTP 500)",
            ),
            (Completeness::InProgress, Level::Incomplete, "in progress"),
        ] {
            assert_eq!((completeness.level(), completeness.to_string()), (level, message.into()));
            assert_eq!(completeness.is_proven(), level == Level::Proven);
            assert_eq!(completeness.is_consistent(), level != Level::Incomplete);
        }
        assert!(Level::Proven > Level::Consistent && Level::Consistent > Level::Incomplete);
    }
}
