//! Ranges of days on a server that counts midnights.

use civic_core::DateRange;
use civic_core::jiff::{SignedDuration, Timestamp};
use civic_core::paging::Screen;

/// Reads a row's moment; `None` where the row has none.
pub(crate) type Stamp<T> = fn(&T) -> Option<Timestamp>;

/// A range of whole days on one of a row's moments.
///
/// The server reads a date as its midnight, UTC, both ends included. So the day after the last
/// is sent as the end, and a row stamped at exactly that midnight is dropped. The newest servers
/// may read the end as the whole day; rows of that day are dropped all the same.
#[derive(Debug)]
pub(crate) struct DateFilter<T> {
    pub(super) name: &'static str,
    pub(super) range: DateRange,
    pub(super) stamp: Stamp<T>,
}

impl<T> Clone for DateFilter<T> {
    fn clone(&self) -> Self {
        Self { name: self.name, range: self.range, stamp: self.stamp }
    }
}

impl<T> DateFilter<T> {
    /// The parameter's value. Both ends are always sent: servers before 2024 end an open range in
    /// 2017 or tomorrow.
    pub(super) fn value(&self) -> String {
        let from = self.range.from().map_or("1970-01-01".to_owned(), |day| day.to_string());
        let to = self.range.to().map_or("2999-12-31".to_owned(), |day| day.to_string());
        format!("{from},{to}")
    }

    /// Judges a row. `sent`: whether the server was asked to apply the range.
    pub(super) fn screen(&self, row: &T, sent: bool) -> Screen {
        let Some(at) = (self.stamp)(row) else {
            return Screen::Keep;
        };
        if self.range.contains(at) {
            Screen::Keep
        } else if !sent || self.is_in_the_day_after(at) {
            Screen::Narrowed
        } else {
            Screen::Ignored(self.name)
        }
    }

    fn is_in_the_day_after(&self, at: Timestamp) -> bool {
        self.range
            .to()
            .map(DateRange::start_of)
            .is_some_and(|end| at >= end && at.duration_since(end) < SignedDuration::from_hours(24))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use civic_core::jiff::civil::date;

    fn filter(range: DateRange) -> DateFilter<Timestamp> {
        DateFilter { name: "created_at", range, stamp: |at| Some(*at) }
    }

    fn screen(range: DateRange, at: &str) -> Screen {
        filter(range).screen(&at.parse().unwrap(), true)
    }

    #[test]
    fn both_ends_are_always_sent() {
        let january = DateRange::month(2026, 1).unwrap();
        assert_eq!(filter(january).value(), "2026-01-01,2026-02-01");
        assert_eq!(filter(DateRange::since(date(2026, 1, 1))).value(), "2026-01-01,2999-12-31");
        assert_eq!(filter(DateRange::until(date(2026, 1, 1))).value(), "1970-01-01,2026-01-01");
    }

    #[test]
    fn the_end_is_not_part_of_the_range() {
        let january = DateRange::month(2026, 1).unwrap();
        assert_eq!(screen(january, "2026-01-31T23:59:59.999Z"), Screen::Keep);
        assert_eq!(screen(january, "2026-02-01T00:00:00Z"), Screen::Narrowed);
        assert_eq!(screen(january, "2026-02-01T23:00:00Z"), Screen::Narrowed);
        assert_eq!(screen(january, "2026-02-02T00:00:00Z"), Screen::Ignored("created_at"));
        assert_eq!(screen(january, "2025-12-31T23:59:59Z"), Screen::Ignored("created_at"));
    }

    #[test]
    fn what_was_not_sent_cannot_be_ignored() {
        let january = DateRange::month(2026, 1).unwrap();
        let row = "2024-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(filter(january).screen(&row, false), Screen::Narrowed);
    }
}
