//! Ranges of days on a server that counts midnights.

use std::fmt;

use civic_core::jiff::civil::Date;
use civic_core::jiff::tz::Offset;
use civic_core::jiff::{SignedDuration, Timestamp, ToSpan};
use civic_core::list::RowFilter;
use civic_core::{DateRange, Error};

/// The first and the last day, UTC, that a row's moment may be on; `None` where it has none.
pub(crate) type Days<T> = fn(&T) -> Option<(Date, Date)>;

/// The day of a moment.
pub(crate) fn day_of(at: Timestamp) -> (Date, Date) {
    let day = Offset::UTC.to_datetime(at).date();
    (day, day)
}

/// The days that a moment is on somewhere on earth: clocks are at most 12 hours behind UTC, and
/// at most 14 ahead.
pub(crate) fn days_around(at: Timestamp) -> (Date, Date) {
    let day = |hours| {
        let there = at.checked_add(SignedDuration::from_hours(hours)).unwrap_or(at);
        Offset::UTC.to_datetime(there).date()
    };
    (day(-12), day(14))
}

/// A range of whole days on one of a row's moments.
///
/// The server reads a date as its midnight, UTC, both ends included. So the day after the last
/// is sent as the end, and a row stamped at exactly that midnight is dropped. The newest servers
/// may read the end as the whole day; rows of that day are dropped all the same.
pub(crate) struct DateFilter<T> {
    name: &'static str,
    range: DateRange,
    days: Days<T>,
    /// How many days more are asked for on either side.
    margin: i32,
}

impl<T> DateFilter<T> {
    pub(super) fn new(name: &'static str, range: DateRange, days: Days<T>) -> Self {
        Self { name, range, days, margin: 0 }
    }

    /// For a moment that the server may take for a day earlier or later than it shows.
    pub(super) fn about(name: &'static str, range: DateRange, days: Days<T>) -> Self {
        Self { name, range, days, margin: 1 }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn is_all(&self) -> bool {
        self.range.is_all()
    }

    /// A year that cannot be written with four digits: the server would answer 500.
    pub(super) fn invalid(&self) -> Option<Error> {
        invalid_years(self.name, self.range)
    }

    /// The parameter. Both ends are always sent: servers before 2024 end an open range in 2017 or
    /// tomorrow.
    pub(super) fn parameter(&self) -> (String, String) {
        let (from, to) = self.widened(self.margin);
        let from = from.map_or("1970-01-01".to_owned(), |day| day.to_string());
        let to = to.map_or("2999-12-31".to_owned(), |day| day.to_string());
        (self.name.to_owned(), format!("{from},{to}"))
    }

    /// Judges a row. `sent`: whether the server was asked to apply the range.
    pub(super) fn row_filter(&self, row: &T, sent: bool) -> RowFilter {
        let Some((first, last)) = (self.days)(row) else {
            return RowFilter::Keep;
        };
        if meets(first, last, self.range.from(), self.range.last_day()) {
            return RowFilter::Keep;
        }
        // What the server was asked for, and the day that it may take a row's day for.
        let (from, to) = self.widened(2 * self.margin);
        if !sent || meets(first, last, from, to) {
            RowFilter::Narrowed
        } else {
            RowFilter::Ignored(self.name)
        }
    }

    /// Both ends, so many days further out, as far as four digits go.
    fn widened(&self, days: i32) -> (Option<Date>, Option<Date>) {
        let within = |day: &Date| (1..=9999).contains(&day.year());
        let earlier = |day: Date| day.checked_sub(days.days()).ok().filter(within).unwrap_or(day);
        let later = |day: Date| day.checked_add(days.days()).ok().filter(within).unwrap_or(day);
        (self.range.from().map(earlier), self.range.to().map(later))
    }
}

/// Refuses a range whose ends cannot be written with four digits.
pub(crate) fn invalid_years(name: &str, range: DateRange) -> Option<Error> {
    let ends = [range.from(), range.to()].into_iter().flatten();
    let beyond = ends.into_iter().find(|day| !(1..=9999).contains(&day.year()))?;
    let message = format!("{name} takes years 0001 to 9999, and {beyond} is beyond");
    Some(Error::invalid_input(message))
}

/// Whether some day of the first stretch is in the second, whose ends may be open.
fn meets(first: Date, last: Date, from: Option<Date>, to: Option<Date>) -> bool {
    from.is_none_or(|from| from <= last) && to.is_none_or(|to| first <= to)
}

impl<T> Clone for DateFilter<T> {
    fn clone(&self) -> Self {
        Self { name: self.name, range: self.range, days: self.days, margin: self.margin }
    }
}

impl<T> fmt::Debug for DateFilter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.name, self.range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use civic_core::jiff::civil::date;

    fn filter(range: DateRange) -> DateFilter<Timestamp> {
        DateFilter::new("created_at", range, |at| Some(day_of(*at)))
    }

    fn row_filter(range: DateRange, at: &str) -> RowFilter {
        filter(range).row_filter(&at.parse().unwrap(), true)
    }

    fn sent<T>(filter: &DateFilter<T>) -> String {
        filter.parameter().1
    }

    #[test]
    fn both_ends_are_always_sent() {
        let january = DateRange::month(2026, 1).unwrap();
        assert_eq!(sent(&filter(january)), "2026-01-01,2026-02-01");
        assert_eq!(sent(&filter(DateRange::since(date(2026, 1, 1)))), "2026-01-01,2999-12-31");
        assert_eq!(sent(&filter(DateRange::until(date(2026, 1, 1)))), "1970-01-01,2026-01-01");
    }

    #[test]
    fn the_end_is_not_part_of_the_range() {
        let january = DateRange::month(2026, 1).unwrap();
        assert_eq!(row_filter(january, "2026-01-31T23:59:59.999Z"), RowFilter::Keep);
        assert_eq!(row_filter(january, "2026-02-01T00:00:00Z"), RowFilter::Narrowed);
        assert_eq!(row_filter(january, "2026-02-01T23:00:00Z"), RowFilter::Narrowed);
        assert_eq!(row_filter(january, "2026-02-02T00:00:00Z"), RowFilter::Ignored("created_at"));
        assert_eq!(row_filter(january, "2025-12-31T23:59:59Z"), RowFilter::Ignored("created_at"));
    }

    #[test]
    fn what_was_not_sent_cannot_be_ignored() {
        let january = DateRange::month(2026, 1).unwrap();
        let row = "2024-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(filter(january).row_filter(&row, false), RowFilter::Narrowed);
    }

    #[test]
    fn a_moment_of_another_zone_is_asked_for_a_day_around() {
        let around = |range| DateFilter::<Date>::about("start_at", range, |day| Some((*day, *day)));
        let may = around(DateRange::month(2026, 5).unwrap());
        assert_eq!(sent(&may), "2026-04-30,2026-06-02");
        assert_eq!(may.row_filter(&date(2026, 5, 31), true), RowFilter::Keep);
        assert_eq!(may.row_filter(&date(2026, 6, 1), true), RowFilter::Narrowed);
        assert_eq!(may.row_filter(&date(2026, 4, 29), true), RowFilter::Narrowed);
        assert_eq!(may.row_filter(&date(2026, 4, 1), true), RowFilter::Ignored("start_at"));
        let ends = DateRange::between(date(1, 1, 1), date(9999, 12, 31)).unwrap();
        assert_eq!(sent(&around(ends)), "0001-01-01,9999-12-31");
    }

    #[test]
    fn years_that_four_digits_cannot_say_are_refused() {
        for range in [
            DateRange::since(date(0, 12, 31)),
            DateRange::until(date(-44, 3, 15)),
            DateRange::between(Date::MIN, date(2026, 1, 1)).unwrap(),
        ] {
            assert!(filter(range).invalid().is_some(), "{range}");
        }
        let all_years = DateRange::between(date(1, 1, 1), date(9999, 12, 31)).unwrap();
        assert!(filter(all_years).invalid().is_none());
    }
}
