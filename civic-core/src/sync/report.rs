//! What a run of a sync read, returned and left open.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::mode::{Mode, Why};
use crate::list;

/// What a run read, returned and left open. `Display` writes it in one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Report {
    /// How the list was read.
    pub mode: Mode,
    /// Why in this way.
    pub why: Why,
    /// Whether the run was complete: the list was read at least consistently, the feed too, and no
    /// row that must come again is missing. Rows that did not decode do not prevent that, as long as they
    /// show their id.
    ///
    /// This is not a fourth [level](list::Level): a level says how far one reading of a list is proven, and that of
    /// this run's reading is in [`list`](Self::list). No run can prove the copy, since that rests on all runs
    /// before it too; so a run cannot be asked for more than to be complete.
    pub complete: bool,
    /// Whether it goes on with a full run that was cut short. Changes and deletions since that one began,
    /// of rows that it had read, wait for the next run.
    pub resumed: bool,
    /// What was read of the list, by the last reading where it was read more than once. In a
    /// [scan](Mode::Scan) that is the key of each row.
    pub list: list::Report,
    /// How often the list was read.
    pub passes: u32,
    /// What was read of the feed of deleted rows, where one was read.
    pub feed: Option<list::Report>,
    /// Rows that are new or have changed.
    pub upserts: u64,
    /// Rows that were read and have not changed.
    pub unchanged: u64,
    /// Rows that were reported as deleted.
    pub gone: u64,
    /// Rows that were not reported as deleted, because there are too many; of a copy that was to be replaced, the
    /// rows that it would have lost.
    pub withheld: u64,
    /// Those of the withheld rows that are there by themselves, and that the list did not have in two readings.
    pub unlisted: u64,
    /// Rows that may be gone and could not be asked for, such as those that this caller may not see. They stay
    /// in the copy, and the next run asks for them again.
    pub unanswered: u64,
    /// The last error that asking for them met.
    pub unanswered_because: Option<String>,
    /// Rows that the list left out, although each is there by itself. They stay in the copy, and
    /// [`SyncRun::replace`](super::SyncRun::replace) drops them. In an incremental run, one makes it
    /// incomplete. In a full run, up to 10 or 5 % of a part of the list may be left out; where there are more,
    /// the list is read once more, and those that it leaves out again are [withheld](Self::unlisted). A list
    /// without any row is not believed while its rows answer: it makes the run incomplete.
    pub left_out: u64,
    /// Rows that a [scan](Mode::Scan) named, and that did not decode when they were read by themselves, or
    /// were not there any more. The next full run reads them.
    pub unread: u64,
    /// Rows without an id in a list whose rows have ids. They are not returned, since nothing could ever
    /// delete them again; [`SyncRun::replace`](super::SyncRun::replace) returns them.
    pub without_key: u64,
    /// Requests for single rows.
    pub single_reads: u64,
    /// All requests, repeated ones included.
    pub requests: u64,
}

impl Report {
    pub(super) fn new(mode: Mode, why: Why) -> Self {
        Self {
            mode,
            why,
            complete: false,
            resumed: false,
            list: list::Report::default(),
            passes: 0,
            feed: None,
            upserts: 0,
            unchanged: 0,
            gone: 0,
            withheld: 0,
            unlisted: 0,
            unanswered: 0,
            unanswered_because: None,
            left_out: 0,
            unread: 0,
            without_key: 0,
            single_reads: 0,
            requests: 0,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match (self.complete, self.list.is_consistent()) {
            (true, true) => "complete",
            (true, false) => "complete but for rows that could not be read",
            (false, _) => "incomplete",
        };
        write!(f, "{outcome}, {} ({}): ", self.mode, self.why)?;
        write!(f, "{} new or changed, {} gone", self.upserts, self.gone)?;
        if self.withheld > 0 {
            let held = self.withheld;
            write!(f, ", {held} deletions held back (`accept_gone({held})` lets them happen")?;
            if self.unlisted > 0 {
                write!(f, "; {} of these rows are there and only no longer listed", self.unlisted)?;
            }
            f.write_str(")")?;
        }
        if self.unanswered > 0 {
            write!(f, ", {} could not be asked for", self.unanswered)?;
        }
        if self.unread > 0 {
            write!(f, ", {} named and not read", self.unread)?;
        }
        if self.without_key > 0 {
            write!(f, ", {} without an id left out of the copy", self.without_key)?;
        }
        if self.left_out > 0 {
            write!(f, ", {} there but left out of the list", self.left_out)?;
        }
        let of = match self.mode {
            Mode::Incremental { .. } => "of the rows changed since then: ",
            _ => "",
        };
        write!(f, "; {of}{}", self.list)?;
        match &self.feed {
            Some(feed) if !feed.is_consistent() => write!(f, "; {feed}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Completeness, Gap};

    fn report() -> Report {
        let list = reading("rows", Completeness::Proven);
        Report { complete: true, list, upserts: 3, gone: 2, ..Report::new(Mode::Full, Why::Due) }
    }

    fn reading(name: &str, completeness: Completeness) -> list::Report {
        let resource_name = name.to_owned();
        list::Report { resource_name, completeness, ..list::Report::default() }
    }

    #[test]
    fn what_did_not_happen_is_not_mentioned() {
        let shown = report().to_string();
        assert!(shown.starts_with("complete, full (due): 3 new or changed, 2 gone; "), "{shown}");
        for (unlisted, expected) in [(0, "happen)"), (4, "happen; 4 of these rows are there")] {
            let shown = Report { withheld: 9, unlisted, ..report() }.to_string();
            assert!(shown.contains("2 gone, 9 deletions held back"), "{shown}");
            assert!(shown.contains(expected), "{shown}");
        }
        let rest = Report { unanswered: 5, unread: 6, without_key: 7, left_out: 8, ..report() };
        let rest = rest.to_string();
        assert!(
            rest.contains(
                ", 5 could not be asked for, 6 named and not read, 7 without an id left out of the copy, 8 \
                 there but left out of the list"
            ),
            "{rest}"
        );
    }

    #[test]
    fn rows_that_could_not_be_read_are_said_first() {
        let gaps = vec![Gap::Malformed { rows: 1 }];
        let list = reading("rows", Completeness::Incomplete { gaps });
        let shown = Report { list, ..report() }.to_string();
        assert!(shown.starts_with("complete but for rows that could not be read, full"), "{shown}");
    }

    #[test]
    fn a_feed_is_mentioned_where_it_is_not_complete() {
        let whole =
            Report { feed: Some(reading("deleted rows", Completeness::Proven)), ..report() };
        assert!(!whole.to_string().contains("deleted rows"), "{whole}");
        let gaps = vec![Gap::Malformed { rows: 1 }];
        let broken = Report {
            feed: Some(reading("deleted rows", Completeness::Incomplete { gaps })),
            ..report()
        };
        assert!(broken.to_string().contains("deleted rows"), "{broken}");
    }
}
