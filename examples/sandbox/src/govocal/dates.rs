//! Moments on the wire, and the date ranges of filters.

use super::errors::Failure;
use crate::moment::{DAY, format, parse_day};

/// Where an open lower bound began until the end of 2023: 2017-01-01.
const OLD_OPEN_START: i64 = 1_483_228_800_000;

/// How this server reads the two dates of a range.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reading {
    /// An end date covers its whole day instead of its midnight only.
    pub(super) whole_day_ends: bool,
    /// The moment of the request, where open sides are filled in as before the end of 2023.
    pub(super) filled_open_sides: Option<i64>,
}

/// A range of moments, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    from: i64,
    to: i64,
}

impl Range {
    /// Reads `A,B`, `A`, `A,` or `,B`; `None` for a parameter that does not filter.
    pub(super) fn parse(text: &str, reading: Reading) -> Result<Option<Self>, Failure> {
        let mut bounds = text.split(',').map(str::trim);
        let first = bounds.next().unwrap_or_default();
        let second = bounds.next().unwrap_or_default();
        if first.is_empty() && second.is_empty() {
            return Ok(None);
        }
        let (open_start, open_end) = match reading.filled_open_sides {
            Some(now) => (OLD_OPEN_START, midnight_before(now) + DAY),
            None => (i64::MIN, i64::MAX),
        };
        let from = if first.is_empty() { open_start } else { midnight(first)? };
        let to = if second.is_empty() {
            open_end
        } else if reading.whole_day_ends {
            midnight(second)? + DAY - 1
        } else {
            midnight(second)?
        };
        Ok(Some(Self { from, to }))
    }

    pub(super) fn holds(self, moment: i64) -> bool {
        self.from <= moment && moment <= self.to
    }
}

/// The moment at which a `YYYY-MM-DD` begins in UTC. What is not a date breaks the query; so do here the
/// other forms that the database reads, of which clients have no need.
fn midnight(text: &str) -> Result<i64, Failure> {
    parse_day(text).ok_or(Failure::ServerError)
}

pub(super) fn midnight_before(moment: i64) -> i64 {
    moment.div_euclid(DAY) * DAY
}

/// RFC 3339 in UTC with milliseconds and `Z`.
pub(super) fn wire_moment(moment: i64) -> String {
    format(moment, "%Y-%m-%dT%H:%M:%S%.3fZ")
}

/// `YYYY-MM-DD`.
pub(super) fn wire_day(moment: i64) -> String {
    format(moment, "%Y-%m-%d")
}

#[cfg(test)]
mod tests {
    use super::{DAY, Failure, Range, Reading, parse_day, wire_moment};

    fn range(text: &str) -> Option<Range> {
        Range::parse(text, Reading::default()).unwrap()
    }

    #[test]
    fn both_midnights_are_inside_and_the_last_day_is_not() {
        let january = range("2025-01-01,2025-01-31").unwrap();
        let end = parse_day("2025-01-31").unwrap();
        assert!(january.holds(parse_day("2025-01-01").unwrap()));
        assert!(january.holds(end));
        assert!(!january.holds(end + 1));
        let whole = Reading { whole_day_ends: true, ..Reading::default() };
        let january = Range::parse("2025-01-01,2025-01-31", whole).unwrap().unwrap();
        assert!(january.holds(end + DAY - 1));
        assert!(!january.holds(end + DAY));
    }

    #[test]
    fn open_sides_and_extra_commas() {
        let start = parse_day("2025-01-01").unwrap();
        assert!(range("2025-01-01").unwrap().holds(i64::MAX));
        assert!(range("2025-01-01,").unwrap().holds(i64::MAX));
        assert!(range(",2025-01-01").unwrap().holds(i64::MIN));
        assert!(!range(",2025-01-01,2026-01-01").unwrap().holds(start + 1));
        assert_eq!(range(""), None);
        assert_eq!(range(","), None);
    }

    #[test]
    fn a_reversed_range_holds_nothing() {
        let reversed = range("2025-02-01,2025-01-01").unwrap();
        assert!(!reversed.holds(parse_day("2025-01-15").unwrap()));
    }

    #[test]
    fn before_2024_open_sides_end_in_2017_and_tomorrow() {
        let now = parse_day("2023-10-01").unwrap() + 5;
        let reading = Reading { filled_open_sides: Some(now), ..Reading::default() };
        let range = Range::parse("2023-01-01,", reading).unwrap().unwrap();
        assert!(range.holds(parse_day("2023-10-02").unwrap()));
        assert!(!range.holds(parse_day("2023-10-03").unwrap()));
    }

    #[test]
    fn what_the_database_cannot_read_as_a_date_is_a_server_error() {
        for text in ["2025-13-01", "2025-31-12,", "soon", "12"] {
            let read = Range::parse(text, Reading::default());
            assert!(matches!(read, Err(Failure::ServerError)), "{text}");
        }
    }

    #[test]
    fn moments_have_milliseconds_and_z() {
        assert_eq!(wire_moment(1_741_079_727_418), "2025-03-04T09:15:27.418Z");
        assert_eq!(wire_moment(0), "1970-01-01T00:00:00.000Z");
    }
}
