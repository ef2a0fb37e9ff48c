//! Where a walk through signatures is, and what it can prove there.

use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::paging::{Condition, Gap, Next, Proof};
use serde::{Deserialize, Serialize};

use super::mark::Tally;
use super::range::{day_of, end_of, later, limit_of, utc_day};

/// How far above the frontier's own day a bound is tried. Two days higher it covers the frontier
/// in any zone, even where the server takes only the first moment of a day.
pub(super) const HIGHEST: i8 = 2;

/// What to ask next, and all that is known by then.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) step: Step,
    pub(super) frontier: Option<Frontier>,
    /// The rows of the longest answer. A shorter one was not cut, if all have one maximum.
    pub(super) longest: u64,
    /// The same of answers under a bound alone.
    pub(super) longest_bounded: u64,
    /// Rows read that belong to what was asked for.
    pub(super) read: u64,
    /// Answers that led further back.
    pub(super) windows: u64,
    /// The petition's `signatures_count`.
    pub(super) count: Option<u64>,
    pub(super) gaps: Vec<Gap>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Step {
    /// How many the server counts.
    Count,
    /// The newest signatures.
    First,
    /// Those up to so many days behind the frontier's own.
    Window { lift: i8 },
    /// The same, where the rows of the days before may fill the answer: looking for what is older.
    /// `short`: whether an answer that ended with the frontier was shorter than another.
    Below { lift: i8, short: bool },
    /// A list that may be longer, to see whether the server gives longer answers.
    Probe { dated: bool },
    /// The server's count once more.
    Recount,
}

/// The oldest row read, and what may come again in the next answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Frontier {
    pub(super) at: Timestamp,
    /// The rows read from there to the end of its day.
    pub(super) known: Tally,
    /// How far above its own day a bound was last seen to cover it.
    pub(super) lift: i8,
    /// The bound of the answer that ended with it.
    pub(super) found_by: Option<Date>,
}

impl Step {
    pub(super) fn lift(&self) -> i8 {
        match self {
            Self::Window { lift } | Self::Below { lift, .. } => *lift,
            _ => 0,
        }
    }
}

impl Frontier {
    pub(super) fn new(at: Timestamp, known: Tally, lift: i8, found_by: Option<Date>) -> Self {
        let known = known.between(at, end_of(day_of(at)));
        Self { at, known, lift, found_by }
    }

    pub(super) fn bound(&self, lift: i8) -> Date {
        later(day_of(self.at), lift)
    }

    /// Everything later has been read.
    pub(super) fn horizon(&self) -> Timestamp {
        end_of(day_of(self.at))
    }

    /// Whether a bound is certainly before it.
    pub(super) fn is_above(&self, bound: Date) -> bool {
        limit_of(bound) < self.at
    }

    /// More of its day than an answer holds.
    pub(super) fn crowded(&self) -> Gap {
        Gap::Crowded { day: utc_day(self.at), rows: self.known.rows() }
    }
}

impl Place {
    pub(super) fn start(step: Step) -> Self {
        Self {
            step,
            frontier: None,
            longest: 0,
            longest_bounded: 0,
            read: 0,
            windows: 0,
            count: None,
            gaps: Vec::new(),
        }
    }

    pub(super) fn at(self, step: Step) -> Next<Self> {
        Next::Page(Self { step, ..self })
    }

    pub(super) fn measure(&mut self, rows: u64, bound: Option<Date>) {
        self.longest = self.longest.max(rows);
        if bound.is_some() {
            self.longest_bounded = self.longest_bounded.max(rows);
        }
    }

    pub(super) fn note(&mut self, gap: Gap) {
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
    }

    pub(super) fn gap(mut self, gap: Gap) -> Next<Self> {
        self.note(gap);
        Next::End(Proof::Gaps(self.gaps))
    }

    /// Whether as many were read as the server counts.
    pub(super) fn tallies(&self) -> bool {
        self.count == Some(self.read)
    }

    fn is_counted(&self) -> bool {
        self.count.is_some_and(|count| self.read >= count)
    }

    /// The last answer may have been cut, and nothing older was found. `dated`: by bounds that the
    /// server heeds. `longer`: whether there is a wider list, whose answer may be longer.
    pub(super) fn undecided(self, dated: bool, longer: bool) -> Next<Self> {
        if self.is_counted() && self.gaps.is_empty() {
            return Next::End(Proof::Provided(Condition::CountRight));
        }
        if longer { self.at(Step::Probe { dated }) } else { self.probed(dated, 0) }
    }

    /// Judges by a list that may be longer.
    pub(super) fn probed(self, dated: bool, rows: u64) -> Next<Self> {
        if rows > self.longest && (self.read > 0 || self.count.is_none()) {
            return self.all_read();
        }
        match (&self.frontier, self.count) {
            (_, Some(expected)) if !self.is_counted() => {
                let read = self.read;
                self.gap(Gap::Short { read, expected })
            }
            (Some(frontier), _) if dated => {
                let crowded = frontier.crowded();
                self.gap(crowded)
            }
            _ => {
                let rows = self.longest;
                self.gap(Gap::Unpaged { rows })
            }
        }
    }

    /// No answer was cut that mattered.
    pub(super) fn all_read(self) -> Next<Self> {
        if !self.gaps.is_empty() {
            return Next::End(Proof::Gaps(self.gaps));
        }
        if self.count.is_some() && !self.is_counted() {
            return self.at(Step::Recount);
        }
        Next::End(Proof::Sound)
    }

    /// Judges by the count at the end: signatures may have been withdrawn meanwhile.
    pub(super) fn recounted(mut self, count: Option<u64>) -> Next<Self> {
        self.count = count.or(self.count);
        Next::End(if self.is_counted() {
            Proof::Sound
        } else {
            Proof::Provided(Condition::CountOff)
        })
    }
}
