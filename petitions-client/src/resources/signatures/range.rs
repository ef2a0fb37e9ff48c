//! A range of days on a server whose days are not described.

use civic_core::jiff::civil::Date;
use civic_core::jiff::tz::Offset;
use civic_core::jiff::{SignedDuration, Timestamp, ToSpan};
use civic_core::list::source::RowFilter;
use civic_core::{DateRange, Error};

/// How far the days of Dutch time begin before those of UTC.
const AHEAD: SignedDuration = SignedDuration::from_hours(2);

/// The latest that a day ends anywhere on earth, after its end in UTC.
const BEHIND: SignedDuration = SignedDuration::from_hours(12);

/// The day of a moment, or the next where that has begun in Dutch time: a whole day's bound on it
/// covers the moment in either zone.
pub(super) fn day_of(at: Timestamp) -> Date {
    utc_day(at.saturating_add(AHEAD).unwrap_or(at))
}

/// The day of a moment in UTC.
pub(super) fn utc_day(at: Timestamp) -> Date {
    Offset::UTC.to_datetime(at).date()
}

/// So many days later, as far as four digits go.
pub(super) fn later(day: Date, days: i8) -> Date {
    let within = |day: &Date| (1..=9999).contains(&day.year());
    day.checked_add(i32::from(days).days()).ok().filter(within).unwrap_or(day)
}

/// The end of a day in UTC.
pub(super) fn end_of(day: Date) -> Timestamp {
    DateRange::day(day).to().map_or(Timestamp::MAX, DateRange::start_of)
}

/// The latest moment that a server which applies `to` sends, whatever its time zone.
pub(super) fn limit_of(to: Date) -> Timestamp {
    end_of(to).saturating_add(BEHIND).unwrap_or(Timestamp::MAX)
}

/// What to send for the range's end, of which the server may take only the first moment, and that
/// of Dutch time.
pub(super) fn to(range: DateRange) -> Option<Date> {
    range.to().map(|day| later(day, 1))
}

/// Judges a row by the range.
pub(super) fn row_filter(range: DateRange, at: Option<Timestamp>) -> RowFilter {
    let Some(at) = at.filter(|at| !range.contains(*at)) else {
        return RowFilter::Keep;
    };
    if range.from().is_some_and(|from| at < DateRange::start_of(later(from, -1))) {
        return RowFilter::Ignored("from");
    }
    if to(range).is_some_and(|to| at > limit_of(to)) {
        return RowFilter::Ignored("to");
    }
    RowFilter::Narrowed
}

/// Whether nothing of the range is older than this moment.
pub(super) fn begins_after(range: DateRange, at: Timestamp) -> bool {
    range.from().is_some_and(|from| at < DateRange::start_of(from))
}

/// Refuses a range whose ends cannot be written with four digits.
pub(super) fn invalid(range: DateRange) -> Option<Error> {
    let ends = [range.from(), range.to()].into_iter().flatten();
    let beyond = ends.into_iter().find(|day| !(1..=9999).contains(&day.year()))?;
    Some(Error::invalid_input(format!("{beyond} is beyond the years 0001 to 9999")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use civic_core::jiff::civil::date;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_days_bound_covers_a_moment_in_both_zones() {
        assert_eq!(day_of(at("2026-05-01T21:59:59Z")), date(2026, 5, 1));
        assert_eq!(day_of(at("2026-05-01T22:00:00Z")), date(2026, 5, 2));
        assert_eq!(end_of(date(2026, 5, 1)), at("2026-05-02T00:00:00Z"));
        assert_eq!(limit_of(date(2026, 5, 1)), at("2026-05-02T12:00:00Z"));
    }

    #[test]
    fn rows_outside_the_range_show_whether_the_server_applied_it() {
        let may = DateRange::month(2026, 5).unwrap();
        let judge = |text| row_filter(may, Some(at(text)));
        assert_eq!(judge("2026-05-31T23:59:59Z"), RowFilter::Keep);
        assert_eq!(judge("2026-04-30T22:00:00Z"), RowFilter::Narrowed);
        assert_eq!(judge("2026-06-02T21:00:00Z"), RowFilter::Narrowed);
        assert_eq!(judge("2026-04-29T22:00:00Z"), RowFilter::Ignored("from"));
        assert_eq!(judge("2026-06-09T00:00:00Z"), RowFilter::Ignored("to"));
        assert_eq!(row_filter(may, None), RowFilter::Keep);
        assert_eq!(to(may), Some(date(2026, 6, 2)));
    }
}
