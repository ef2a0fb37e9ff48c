//! Ranges of days, on servers whose days may be of another time zone.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::list::source::RowFilter;
use crate::{DateRange, Error};

/// The first and the last day that a row may belong to, in UTC; `None` where the row shows none.
pub type Days<T> = fn(&T) -> Option<(Date, Date)>;

/// The day of a moment, UTC.
///
/// ```
/// use civic_core::list::query::day_of;
/// use jiff::civil::date;
///
/// # fn main() -> Result<(), jiff::Error> {
/// let day = date(2026, 1, 2);
/// assert_eq!(day_of("2026-01-02T23:59:00Z".parse()?), (day, day));
/// # Ok(())
/// # }
/// ```
pub fn day_of(at: Timestamp) -> (Date, Date) {
    let day = Offset::UTC.to_datetime(at).date();
    (day, day)
}

/// The first and the last day that it is somewhere on earth at this moment: clocks are at most 12 hours
/// behind UTC, and at most 14 ahead.
///
/// ```
/// use civic_core::list::query::days_around;
/// use jiff::civil::date;
///
/// # fn main() -> Result<(), jiff::Error> {
/// let evening = "2026-01-02T20:00:00Z".parse()?;
/// assert_eq!(days_around(evening), (date(2026, 1, 2), date(2026, 1, 3)));
/// # Ok(())
/// # }
/// ```
pub fn days_around(at: Timestamp) -> (Date, Date) {
    let day = |hours| {
        let there = at.checked_add(SignedDuration::from_hours(hours)).unwrap_or(at);
        Offset::UTC.to_datetime(there).date()
    };
    (day(-12), day(14))
}

/// So many days later, or earlier if negative. Unchanged where the year would not have four digits.
///
/// ```
/// use civic_core::list::query::later;
/// use jiff::civil::date;
///
/// assert_eq!(later(date(2026, 2, 28), 1), date(2026, 3, 1));
/// assert_eq!(later(date(2026, 3, 1), -1), date(2026, 2, 28));
/// ```
pub fn later(day: Date, days: i32) -> Date {
    let within = |day: &Date| (1..=9999).contains(&day.year());
    day.checked_add(days.days()).ok().filter(within).unwrap_or(day)
}

/// Both ends of a range, so many days earlier and later, as far as years have four digits.
///
/// ```
/// use civic_core::DateRange;
/// use civic_core::list::query::widened;
/// use jiff::civil::date;
///
/// # fn main() -> Result<(), civic_core::Error> {
/// let february = DateRange::month(2026, 2)?;
/// assert_eq!(widened(february, 1), (Some(date(2026, 1, 31)), Some(date(2026, 3, 2))));
/// # Ok(())
/// # }
/// ```
pub fn widened(range: DateRange, days: i32) -> (Option<Date>, Option<Date>) {
    (range.from().map(|day| later(day, -days)), range.to().map(|day| later(day, days)))
}

/// An error, where a year of the range cannot be written with four digits.
pub fn invalid_years(name: &str, range: DateRange) -> Option<Error> {
    let mut ends = [range.from(), range.to()].into_iter().flatten();
    let beyond = ends.find(|day| !(1..=9999).contains(&day.year()))?;
    let message = format!("{name} takes years 0001 to 9999, and {beyond} is beyond");
    Some(Error::invalid_input(message))
}

/// Checks a row by the days that it may belong to. The server was asked for `margin` days more on
/// either side, with the day after the last as the end, and its own days may differ by as much.
pub(super) fn judge(
    name: &'static str,
    range: DateRange,
    shown: Option<(Date, Date)>,
    margin: i32,
) -> RowFilter {
    let Some(shown) = shown else { return RowFilter::Keep };
    if meets(shown, (range.from(), range.last_day())) {
        RowFilter::Keep
    } else if meets(shown, widened(range, 2 * margin)) {
        RowFilter::Narrowed
    } else {
        RowFilter::Ignored(name)
    }
}

/// Whether some day of the first stretch is in the second, whose ends may be open.
fn meets((first, last): (Date, Date), (from, to): (Option<Date>, Option<Date>)) -> bool {
    from.is_none_or(|from| from <= last) && to.is_none_or(|to| first <= to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn judged(range: DateRange, at: &str) -> RowFilter {
        judge("created_at", range, Some(day_of(at.parse().unwrap())), 0)
    }

    #[test]
    fn the_end_is_not_part_of_the_range() {
        let january = DateRange::month(2026, 1).unwrap();
        assert_eq!(judged(january, "2026-01-31T23:59:59.999Z"), RowFilter::Keep);
        assert_eq!(judged(january, "2026-02-01T00:00:00Z"), RowFilter::Narrowed);
        assert_eq!(judged(january, "2026-02-01T23:00:00Z"), RowFilter::Narrowed);
        assert_eq!(judged(january, "2026-02-02T00:00:00Z"), RowFilter::Ignored("created_at"));
        assert_eq!(judged(january, "2025-12-31T23:59:59Z"), RowFilter::Ignored("created_at"));
    }

    #[test]
    fn a_moment_of_another_zone_may_be_a_day_off() {
        let may = DateRange::month(2026, 5).unwrap();
        let judged = |day| judge("start_at", may, Some((day, day)), 1);
        assert_eq!(widened(may, 1), (Some(date(2026, 4, 30)), Some(date(2026, 6, 2))));
        assert_eq!(judged(date(2026, 5, 31)), RowFilter::Keep);
        assert_eq!(judged(date(2026, 6, 1)), RowFilter::Narrowed);
        assert_eq!(judged(date(2026, 4, 29)), RowFilter::Narrowed);
        assert_eq!(judged(date(2026, 4, 1)), RowFilter::Ignored("start_at"));
        let ends = DateRange::between(date(1, 1, 1), date(9999, 12, 31)).unwrap();
        assert_eq!(widened(ends, 1), (Some(date(1, 1, 1)), Some(date(9999, 12, 31))));
    }

    #[test]
    fn years_that_four_digits_cannot_say_are_refused() {
        for range in [
            DateRange::since(date(0, 12, 31)),
            DateRange::until(date(-44, 3, 15)),
            DateRange::between(Date::MIN, date(2026, 1, 1)).unwrap(),
        ] {
            assert!(invalid_years("created_at", range).is_some(), "{range}");
        }
        let all_years = DateRange::between(date(1, 1, 1), date(9999, 12, 31)).unwrap();
        assert!(invalid_years("created_at", all_years).is_none());
    }
}
