//! What tells a signature from another, and how often each was read.

use std::collections::BTreeMap;

use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, PageRow};
use serde::{Deserialize, Serialize};

use super::Signature;
use super::shapes::micros;

/// Moment and petition. Several signatures may share one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Microseconds since 1970; none where the moment cannot be read. Of a row that does not decode, those of
    /// its neighbour.
    at: Option<i64>,
    /// The petition's id; the text of what cannot be read.
    who: String,
}

impl Mark {
    pub(super) fn of(signature: &Signature) -> Self {
        let at = micros(&signature.timestamp);
        let petition = signature.petition.as_ref().and_then(|petition| petition.id);
        let mut who = petition.map(|id| id.to_string()).unwrap_or_default();
        if at.is_none() {
            who = format!("{who}/{}", signature.timestamp.raw());
        }
        Self { at, who }
    }

    pub(super) fn key(&self, ordinal: u64) -> Key {
        let at = self.at.map(|at| at.to_string()).unwrap_or_default();
        Key::of([at, self.who.clone(), ordinal.to_string()])
    }

    pub(super) fn at(&self) -> Option<Timestamp> {
        self.at.and_then(|at| Timestamp::from_microsecond(at).ok())
    }
}

/// A row of an answer.
pub(super) struct Marked {
    pub(super) mark: Mark,
    /// Of a row that does not decode: its mark in an answer that ended with it.
    mark_at_the_end: Option<Mark>,
    row: PageRow<Signature>,
}

impl Marked {
    /// The rows of an answer, newest first.
    pub(super) fn all(rows: Vec<PageRow<Signature>>) -> Vec<Self> {
        let moment = |row: &PageRow<Signature>| match row {
            PageRow::Decoded(signature) => micros(&signature.timestamp),
            PageRow::Raw(_) => None,
        };
        let (mut older, mut below) = (None, Vec::new());
        for row in rows.iter().rev() {
            below.push(older);
            older = moment(row).or(older);
        }
        let mut newer = None;
        let marked = rows.into_iter().map(|row| {
            let (above, next) = (newer, below.pop().flatten());
            newer = moment(&row).or(newer);
            Self::between(above, row, next)
        });
        marked.collect()
    }

    /// A row, with the nearest moments above and below it. One that does not decode is told by its text and by
    /// the moment below it, since the same text may stand in several places; at the end of an answer by the
    /// moment above it.
    fn between(newer: Option<i64>, row: PageRow<Signature>, older: Option<i64>) -> Self {
        let (mark, mark_at_the_end) = match &row {
            PageRow::Decoded(signature) => (Mark::of(signature), None),
            PageRow::Raw(raw) => {
                let text = format!("{:?}", Key::of([raw.json()]));
                let at_the_end =
                    newer.map(|at| Mark { at: Some(at), who: format!("below {text}") });
                match (older, at_the_end) {
                    (None, Some(mark)) => (mark, None),
                    (at, at_the_end) => (Mark { at, who: text }, at_the_end),
                }
            }
        };
        Self { mark, mark_at_the_end, row }
    }

    /// Whether it was read, and its moment was not.
    pub(super) fn is_undated(&self) -> bool {
        matches!(self.row, PageRow::Decoded(_)) && self.mark.at().is_none()
    }

    /// Whether the server does not know its moment.
    pub(super) fn is_null(&self) -> bool {
        matches!(&self.row, PageRow::Decoded(signature) if signature.timestamp.is_null())
    }

    /// The row with its ordinal; as it came where it cannot be read.
    fn numbered(self, ordinal: u64) -> PageRow<Signature> {
        match self.row {
            PageRow::Decoded(signature) => PageRow::Decoded(Signature { ordinal, ..signature }),
            row @ PageRow::Raw(_) => row,
        }
    }
}

/// How often each mark was read: a multiset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<(Mark, u64)>", into = "Vec<(Mark, u64)>")]
pub(super) struct Tally(BTreeMap<Mark, u64>);

impl From<Vec<(Mark, u64)>> for Tally {
    fn from(marks: Vec<(Mark, u64)>) -> Self {
        Self(marks.into_iter().collect())
    }
}

impl From<Tally> for Vec<(Mark, u64)> {
    fn from(tally: Tally) -> Self {
        tally.0.into_iter().collect()
    }
}

impl Tally {
    /// The rows that this does not hold yet, numbered, and the tally with them. Rows later than
    /// `horizon` have all been read.
    pub(super) fn add(
        &self,
        rows: Vec<Marked>,
        horizon: Option<Timestamp>,
    ) -> (Vec<PageRow<Signature>>, Self) {
        let (mut new, mut answer) = (Vec::new(), BTreeMap::<Mark, u64>::new());
        for row in rows {
            let times = answer.entry(row.mark.clone()).or_default();
            let ordinal = *times;
            *times += 1;
            let is_beyond = row.mark.at().zip(horizon).is_some_and(|(at, end)| at > end);
            let times = |mark: &Mark| self.0.get(mark).copied().unwrap_or_default();
            let known = times(&row.mark) + row.mark_at_the_end.as_ref().map_or(0, times);
            if !is_beyond && ordinal >= known {
                new.push(row.numbered(ordinal));
            }
        }
        let mut all = self.0.clone();
        for (mark, times) in answer {
            let known = all.entry(mark).or_default();
            *known = times.max(*known);
        }
        (new, Self(all))
    }

    /// What may come again: rows from one moment to another, and those of no moment.
    pub(super) fn between(mut self, from: Timestamp, to: Timestamp) -> Self {
        self.0.retain(|mark, _| mark.at().is_none_or(|at| from <= at && at <= to));
        self
    }

    pub(super) fn rows(&self) -> u64 {
        self.0.iter().filter(|(mark, _)| mark.at.is_some()).map(|(_, times)| times).sum()
    }
}

#[cfg(test)]
mod tests {
    use civic_core::list::source::RawRow;

    use super::*;

    fn rows(texts: &[&str]) -> Vec<Marked> {
        let read = |text: &&str| serde_json::from_value((*text).into()).unwrap();
        Marked::all(texts.iter().map(read).map(PageRow::Decoded).collect())
    }

    /// Days of May 2026, newest first; 0 is a row that says nothing.
    fn days(days: &[u8]) -> Vec<Marked> {
        let row = |day: &u8| match day {
            0 => PageRow::Raw(RawRow::new("null")),
            day => {
                let at = format!("2026-05-{day:02}T10:00:00Z");
                PageRow::Decoded(serde_json::from_value(at.into()).unwrap())
            }
        };
        Marked::all(days.iter().map(row).collect())
    }

    /// How many rows are new in an answer after others, each of which begins in the day that the one before it
    /// ended in.
    fn new_in_last(answers: &[&[u8]]) -> usize {
        let (mut tally, mut horizon, mut last) = (Tally::default(), None, 0);
        for answer in answers {
            let (new, all) = tally.add(days(answer), horizon);
            let oldest = days(answer).iter().filter_map(|row| row.mark.at()).min().unwrap();
            horizon = Some(oldest + civic_core::jiff::SignedDuration::from_hours(10));
            tally = all.between(oldest, horizon.unwrap());
            last = new.len();
        }
        last
    }

    #[test]
    fn rows_that_say_nothing_are_told_apart_by_where_they_stand() {
        assert_eq!(new_in_last(&[&[9, 0, 8, 7]]), 4);
        // The same row again, in the middle, at the beginning and at the end of an answer.
        assert_eq!(new_in_last(&[&[9, 8, 0, 7], &[0, 7, 6]]), 1);
        assert_eq!(new_in_last(&[&[9, 8, 7, 0], &[7, 0, 6]]), 1);
        assert_eq!(new_in_last(&[&[9, 8, 7, 0], &[7, 0]]), 0);
        assert_eq!(new_in_last(&[&[9, 8, 7, 0, 0], &[7, 0, 0, 6]]), 1);
        // Others, which read the same.
        assert_eq!(new_in_last(&[&[9, 0, 8, 7], &[7, 0, 6]]), 2);
        assert_eq!(new_in_last(&[&[9, 0, 8, 7, 0], &[7, 0, 6, 0, 5], &[5, 0, 4]]), 2);
        assert_eq!(new_in_last(&[&[9, 8, 7, 0], &[7, 0, 0, 6]]), 2);
    }

    fn ordinals(rows: &[PageRow<Signature>]) -> Vec<u64> {
        let ordinal = |row: &PageRow<Signature>| match row {
            PageRow::Decoded(signature) => signature.ordinal,
            PageRow::Raw(row) => panic!("{row:?}"),
        };
        rows.iter().map(ordinal).collect()
    }

    #[test]
    fn equal_moments_are_told_apart_by_their_number() {
        let same = "2026-05-01T10:00:00Z";
        let (new, tally) = Tally::default().add(rows(&[same, same, "soon"]), None);
        assert_eq!(ordinals(&new), [0, 1, 0]);
        // Another form of the same moment, and one signature more.
        let again = [same, "2026-05-01T12:00:00+02:00", same, "soon"];
        let (new, tally) = tally.add(rows(&again), None);
        assert_eq!(ordinals(&new), [2]);
        assert_eq!(tally.rows(), 3);
        let json = serde_json::to_string(&tally).unwrap();
        assert_eq!(serde_json::from_str::<Tally>(&json).unwrap(), tally);
    }

    #[test]
    fn what_is_beyond_the_horizon_has_been_read() {
        let horizon = "2026-05-02T00:00:00Z".parse().ok();
        let late = ["2026-05-02T00:00:01Z", "2026-05-01T23:00:00Z"];
        let (new, _) = Tally::default().add(rows(&late), horizon);
        assert_eq!(new.len(), 1);
    }
}
