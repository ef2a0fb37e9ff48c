//! How far signatures have been read, and what that proves.

use civic_core::jiff::civil::Date;
use civic_core::jiff::{SignedDuration, Timestamp};
use civic_core::list::source::{Next, Proof};
use civic_core::list::{Condition, Gap};
use serde::{Deserialize, Serialize};

use super::mark::Tally;
use super::range::{day_of, end_of, later, limit_of, utc_day};

/// How far above the frontier's own day a bound is tried. Two days higher it covers the frontier
/// in any zone, even where the server takes only the first moment of a day.
pub(super) const HIGHEST: i8 = 2;

/// How old a count may be: a day of 25 hours, and an hour until all petitions are counted
/// (petities/petitions.eu 7958d2e, `config/schedule.rb` and `update_signatures_cache_job.rb`).
const A_COUNT_IS_OLD: SignedDuration = SignedDuration::from_hours(26);

/// What to ask next, and what is known by then.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct WindowCursor {
    pub(super) step: Step,
    pub(super) frontier: Option<Frontier>,
    /// The rows of the longest answer. A shorter one was not cut, if all have one maximum.
    pub(super) longest: u64,
    /// The same of answers under only a bound.
    pub(super) longest_bounded: u64,
    /// Whether an answer under a bound was as long as asked for.
    full: bool,
    /// Whether an answer was certainly cut at another length than asked for, or was longer.
    odd: bool,
    /// Rows read that belong to what was asked for.
    pub(super) read: u64,
    /// Answers that led further back.
    pub(super) windows: u64,
    /// The petition's `signatures_count`.
    pub(super) count: Option<u64>,
    /// When it was asked for.
    pub(super) counted_at: Option<Timestamp>,
    /// The newest row read that belongs to what was asked for.
    pub(super) newest: Option<Timestamp>,
    /// Where the first answer has rows without a moment, its length: no later answer can have them.
    pub(super) undated: Option<u64>,
    pub(super) gaps: Vec<Gap>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Step {
    /// How many the server counts.
    Count,
    /// The newest signatures.
    First,
    /// Those up to so many days after the frontier's own day.
    Window { lift: i8 },
    /// The same with a lower bound each time, to find older rows where those of the frontier's day fill
    /// the answer. `short`: whether an answer that ended with the frontier was shorter than another.
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
    /// The rows of that answer, or of a later one that ended with it and was not as long as asked
    /// for. Where anything is older, it was cut there.
    pub(super) rows: u64,
}

impl Step {
    pub(super) fn days_above(&self) -> i8 {
        match self {
            Self::Window { lift } | Self::Below { lift, .. } => *lift,
            _ => 0,
        }
    }
}

impl Frontier {
    pub(super) fn new(
        at: Timestamp,
        known: Tally,
        lift: i8,
        found_by: Option<Date>,
        rows: u64,
    ) -> Self {
        let known = known.between(at, end_of(day_of(at)));
        Self { at, known, lift, found_by, rows }
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
        Gap::DayTooLarge { day: utc_day(self.at), rows: self.known.rows() }
    }
}

impl WindowCursor {
    pub(super) fn start(step: Step) -> Self {
        Self {
            step,
            frontier: None,
            longest: 0,
            longest_bounded: 0,
            full: false,
            odd: false,
            read: 0,
            windows: 0,
            count: None,
            counted_at: None,
            newest: None,
            undated: None,
            gaps: Vec::new(),
        }
    }

    pub(super) fn at(self, step: Step) -> Next<Self> {
        Next::Page(Self { step, ..self })
    }

    /// Takes in the length of an answer; `asked`: the most rows that it might have.
    pub(super) fn measure(&mut self, rows: u64, bound: Option<Date>, asked: u64) {
        self.longest = self.longest.max(rows);
        self.odd |= rows > asked;
        if bound.is_some() {
            self.longest_bounded = self.longest_bounded.max(rows);
            self.full |= rows == asked;
        }
    }

    /// The answer that ended with the frontier was cut: there is more behind it.
    pub(super) fn was_cut(&mut self, frontier: &Frontier, asked: u64) {
        self.odd |= frontier.rows != asked;
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

    /// Whether that says something. The site counts once a day, at 4 o'clock, so that a count knows nothing
    /// of the newest signatures: if there are some, it equals the number of rows only by chance.
    fn is_counted(&self) -> bool {
        let since = self.counted_at.and_then(|at| at.checked_sub(A_COUNT_IS_OLD).ok());
        let is_later = self.newest.zip(since).is_some_and(|(newest, since)| newest > since);
        self.tallies() && !is_later
    }

    /// Whether fewer were read than the server counts.
    fn is_short(&self) -> bool {
        self.count.is_some_and(|count| self.read < count)
    }

    /// The last answer may have been cut, and nothing older was found. `dated`: the server applied the
    /// bounds. `longer`: whether there is a wider list, whose answer may be longer.
    pub(super) fn undecided(self, dated: bool, longer: bool) -> Next<Self> {
        if self.is_counted() && self.gaps.is_empty() {
            return Next::End(Proof::Provided(Condition::CountRight));
        }
        if longer { self.at(Step::Probe { dated }) } else { self.probed(dated, 0) }
    }

    /// Judges by a list that may be longer.
    pub(super) fn probed(mut self, dated: bool, rows: u64) -> Next<Self> {
        if rows > self.longest && (self.read > 0 || self.count.is_none()) {
            self.longest = rows;
            return self.all_read();
        }
        match (&self.frontier, self.count) {
            (_, Some(expected)) if self.is_short() => {
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

    /// Windows that join led past the beginning of what was asked for: whatever the maximum.
    pub(super) fn passed_start(self) -> Next<Self> {
        let is_whole = self.gaps.is_empty();
        Next::End(if is_whole { Proof::Sound } else { Proof::Gaps(self.gaps) })
    }

    /// By its length the last answer was not cut.
    pub(super) fn all_read(self) -> Next<Self> {
        if !self.gaps.is_empty() {
            return Next::End(Proof::Gaps(self.gaps));
        }
        // The first answer has all that lack a moment if another answer is longer.
        if self.undated.is_some_and(|rows| self.longest <= rows) {
            return self.undecided(false, true);
        }
        if self.count.is_some() && !self.tallies() {
            return self.at(Step::Recount);
        }
        Next::End(provided(self.by_length()))
    }

    /// What the lengths of answers prove. The maximum is known where it is the caller's own number:
    /// an answer under a bound came with as many rows, and none was ever cut at another number.
    /// Else a server may cut one answer earlier than another, and nothing shows it.
    fn by_length(&self) -> Option<Condition> {
        let is_known = self.full && !self.odd && self.undated.is_none();
        (!is_known).then_some(Condition::OneMaximum)
    }

    /// Judges by the count at the end, since signatures may have come or been withdrawn meanwhile.
    /// Where it still contradicts the rows, the lengths prove nothing without a condition; where it
    /// counts more of them, the lengths' own condition is not enough. It is not a gap, since the
    /// counter is known to drift, up and down (petities/petitions.eu, issue 192).
    pub(super) fn recounted(mut self, count: Option<u64>) -> Next<Self> {
        self.count = count.or(self.count);
        let by_length = self.by_length();
        Next::End(provided(match by_length {
            _ if self.tallies() => by_length,
            None => Some(Condition::CountOff),
            Some(_) if self.is_short() => Some(Condition::OneMaximumAndCountOff),
            Some(_) => by_length,
        }))
    }
}

/// Nothing is missing, under this condition if there is one.
fn provided(condition: Option<Condition>) -> Proof {
    condition.map_or(Proof::Sound, Proof::Provided)
}
