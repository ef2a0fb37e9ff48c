//! Filters by date: whole UTC days, open on either side.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::error::excerpt;

/// A range of whole days in UTC: from a first day up to another day, which is not included.
///
/// Either side may be open. Default: open on both. Days are days of UTC, whatever the platform's own
/// time zone.
///
/// As text it is `2026-01-01..2026-02-01`, without the date on an open side. `2026-01-01` by itself is that
/// day, `2026-01` that month.
#[doc(alias("incremental", "since"))]
///
/// ```
/// use civic_core::date_range::DateRange;
/// use jiff::civil::date;
///
/// # fn main() -> Result<(), civic_core::Error> {
/// let january = DateRange::month(2026, 1)?;
/// assert_eq!(january, DateRange::between(date(2026, 1, 1), date(2026, 2, 1))?);
/// assert_eq!(january.to_string(), "2026-01-01..2026-02-01");
/// assert_eq!("2026-01".parse::<DateRange>()?, january);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Bounds")]
#[must_use]
pub struct DateRange {
    from: Option<Date>,
    to: Option<Date>,
}

/// The wire form, not yet known to be in order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    from: Option<Day>,
    to: Option<Day>,
}

/// A date and nothing more: jiff would read a date and time, and drop the time.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Day(Date);

impl TryFrom<String> for Day {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        parse_date(&text).map(Self)
    }
}

impl TryFrom<Bounds> for DateRange {
    type Error = Error;

    fn try_from(bounds: Bounds) -> Result<Self, Error> {
        Self::new(bounds.from.map(|Day(from)| from), bounds.to.map(|Day(to)| to))
    }
}

impl DateRange {
    /// All days: open on both sides.
    ///
    /// ```
    /// use civic_core::DateRange;
    ///
    /// assert_eq!(DateRange::all().to_string(), "..");
    /// ```
    pub const fn all() -> Self {
        Self { from: None, to: None }
    }

    /// This day and all later ones.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// let range = DateRange::since(date(2026, 1, 31));
    /// assert!(range.contains_day(date(2026, 1, 31)));
    /// assert_eq!(range.to_string(), "2026-01-31..");
    /// ```
    pub const fn since(from: Date) -> Self {
        Self { from: Some(from), to: None }
    }

    /// All days before this one.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// let range = DateRange::until(date(2026, 1, 31));
    /// assert!(!range.contains_day(date(2026, 1, 31)));
    /// assert_eq!(range.last_day(), Some(date(2026, 1, 30)));
    /// ```
    pub const fn until(to: Date) -> Self {
        Self { from: None, to: Some(to) }
    }

    /// From the first day up to the second, which is not included.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// # fn main() -> Result<(), civic_core::Error> {
    /// let week = DateRange::between(date(2026, 3, 2), date(2026, 3, 9))?;
    /// assert_eq!(week.last_day(), Some(date(2026, 3, 8)));
    /// assert!(DateRange::between(date(2026, 3, 2), date(2026, 3, 2)).is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Invalid input if no day lies between them.
    pub fn between(from: Date, to: Date) -> Result<Self, Error> {
        Self::new(Some(from), Some(to))
    }

    /// One day.
    ///
    /// For the calendar's last day, 31 December 9999, the range is open, since there is no next day.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// let day = DateRange::day(date(2026, 2, 28));
    /// assert_eq!(day.to_string(), "2026-02-28..2026-03-01");
    /// ```
    pub fn day(day: Date) -> Self {
        Self { from: Some(day), to: day.tomorrow().ok() }
    }

    /// One month.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// # fn main() -> Result<(), civic_core::Error> {
    /// assert_eq!(DateRange::month(2026, 2)?.last_day(), Some(date(2026, 2, 28)));
    /// assert!(DateRange::month(2026, 13).is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Invalid input if there is no such month.
    pub fn month(year: i16, month: i8) -> Result<Self, Error> {
        let first = Date::new(year, month, 1)
            .map_err(|_| Error::invalid_input(format!("there is no month {month} of {year}")))?;
        Ok(Self { from: Some(first), to: first.checked_add(1.month()).ok() })
    }

    /// The first day, or None if that side is open.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// let day = date(2026, 1, 31);
    /// assert_eq!(DateRange::since(day).from(), Some(day));
    /// assert_eq!(DateRange::until(day).from(), None);
    /// ```
    pub const fn from(&self) -> Option<Date> {
        self.from
    }

    /// The day after the last, or None if that side is open.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// let day = DateRange::day(date(2026, 1, 31));
    /// assert_eq!(day.to(), Some(date(2026, 2, 1)));
    /// ```
    pub const fn to(&self) -> Option<Date> {
        self.to
    }

    /// The last day in the range, for servers that include it; None if that side is open.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// # fn main() -> Result<(), civic_core::Error> {
    /// assert_eq!(DateRange::month(2028, 2)?.last_day(), Some(date(2028, 2, 29)));
    /// assert_eq!(DateRange::all().last_day(), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn last_day(&self) -> Option<Date> {
        self.to.map(|to| to.yesterday().unwrap_or(to))
    }

    /// Whether the instant lies in the range.
    ///
    /// ```
    /// use civic_core::date_range::DateRange;
    /// use jiff::civil::date;
    ///
    /// # fn main() -> Result<(), jiff::Error> {
    /// let day = DateRange::day(date(2026, 1, 31));
    /// assert!(day.contains("2026-01-31T23:59:59Z".parse()?));
    /// assert!(!day.contains("2026-02-01T00:00:00Z".parse()?));
    /// # Ok(())
    /// # }
    /// ```
    pub fn contains(&self, instant: Timestamp) -> bool {
        self.contains_day(Offset::UTC.to_datetime(instant).date())
    }

    /// Whether the whole day lies in the range.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// # fn main() -> Result<(), civic_core::Error> {
    /// let january = DateRange::month(2026, 1)?;
    /// assert!(january.contains_day(date(2026, 1, 31)));
    /// assert!(!january.contains_day(date(2026, 2, 1)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn contains_day(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }

    /// Whether both sides are open.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// assert!(DateRange::default().is_all());
    /// assert!(!DateRange::since(date(2026, 1, 1)).is_all());
    /// ```
    pub const fn is_all(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// The days that lie in both ranges; None if there are none.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// # fn main() -> Result<(), civic_core::Error> {
    /// let january = DateRange::month(2026, 1)?;
    /// let common = january.intersect(DateRange::since(date(2026, 1, 20)));
    /// assert_eq!(common, Some(DateRange::between(date(2026, 1, 20), date(2026, 2, 1))?));
    /// assert_eq!(january.intersect(DateRange::month(2026, 3)?), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn intersect(&self, other: Self) -> Option<Self> {
        let from = self.from.max(other.from);
        let to = match (self.to, other.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self::new(from, to).ok()
    }

    /// The first instant of a day in UTC.
    ///
    /// For the calendar's first and last day, parts of which no timestamp can express: the earliest and
    /// the latest timestamp there is.
    ///
    /// ```
    /// use civic_core::DateRange;
    /// use jiff::civil::date;
    ///
    /// assert_eq!(DateRange::start_of(date(2026, 1, 2)).to_string(), "2026-01-02T00:00:00Z");
    /// ```
    pub fn start_of(day: Date) -> Timestamp {
        let limit = if day < Date::ZERO { Timestamp::MIN } else { Timestamp::MAX };
        Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(limit)
    }

    fn new(from: Option<Date>, to: Option<Date>) -> Result<Self, Error> {
        match (from, to) {
            (Some(first), Some(end)) if first >= end => Err(Error::invalid_input(format!(
                "{first}..{end} holds no day: the end is not counted in, so it must come later"
            ))),
            _ => Ok(Self { from, to }),
        }
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(from) = self.from {
            write!(f, "{from}")?;
        }
        f.write_str("..")?;
        if let Some(to) = self.to {
            write!(f, "{to}")?;
        }
        Ok(())
    }
}

impl FromStr for DateRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if let Some((from, to)) = text.split_once("..") {
            return Self::new(parse_bound(from)?, parse_bound(to)?);
        }
        let text = text.trim();
        if let Some((year, month)) = year_and_month(text) {
            return Self::month(year, month);
        }
        if text.is_empty() {
            return Err(Error::invalid_input("a range of dates may not be empty text"));
        }
        parse_date(text).map(Self::day)
    }
}

/// `2026-01`, which may be no month at all.
fn year_and_month(text: &str) -> Option<(i16, i8)> {
    let (year, month) = text.split_once('-')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = year.len() == 4 && month.len() == 2 && digits(year) && digits(month);
    is_month.then(|| Some((year.parse().ok()?, month.parse().ok()?)))?
}

/// A date, or None for an open side.
fn parse_bound(text: &str) -> Result<Option<Date>, Error> {
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { parse_date(text).map(Some) }
}

/// A date in the one form in which it is written.
fn parse_date(text: &str) -> Result<Date, Error> {
    match text.parse::<Date>() {
        Ok(date) if date.to_string() == text => Ok(date),
        _ => Err(Error::invalid_input(format!(
            "not a date of the form YYYY-MM-DD: {:?}",
            excerpt(text)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_end_is_not_counted_in() {
        let range = DateRange::between(date(2026, 1, 1), date(2026, 1, 3)).unwrap();
        assert!(range.contains_day(date(2026, 1, 1)));
        assert!(range.contains_day(date(2026, 1, 2)));
        assert!(!range.contains_day(date(2026, 1, 3)));
        assert_eq!(range.last_day(), Some(date(2026, 1, 2)));
        assert!(!DateRange::until(date(2026, 1, 1)).contains_day(date(2026, 1, 1)));
    }

    #[test]
    fn reversed_and_empty_ranges_are_refused() {
        assert!(DateRange::between(date(2026, 1, 2), date(2026, 1, 1)).is_err());
        assert!(DateRange::between(date(2026, 1, 1), date(2026, 1, 1)).is_err());
        assert!("2026-01-02..2026-01-01".parse::<DateRange>().is_err());
        let reversed = r#"{"from":"2026-01-02","to":"2026-01-01"}"#;
        assert!(serde_json::from_str::<DateRange>(reversed).is_err());
    }

    #[test]
    fn months_end_where_the_next_begins() {
        assert_eq!(DateRange::month(2024, 2).unwrap().last_day(), Some(date(2024, 2, 29)));
        assert_eq!(DateRange::month(2025, 12).unwrap().to(), Some(date(2026, 1, 1)));
        assert!(DateRange::month(2026, 13).is_err());
        assert!(DateRange::month(2026, 0).is_err());
    }

    #[test]
    fn the_ends_of_the_calendar_hold() {
        assert_eq!(DateRange::day(Date::MAX), DateRange::since(Date::MAX));
        assert_eq!(DateRange::month(9999, 12).unwrap().to(), None);
        assert!(DateRange::month(-9999, 1).unwrap().contains(Timestamp::MIN));
        assert!(DateRange::day(Date::MIN).contains_day(Date::MIN));
        assert!(DateRange::all().contains(Timestamp::MIN));
        assert!(DateRange::all().contains(Timestamp::MAX));
        assert!(!DateRange::until(Date::MIN).contains_day(Date::MIN));
        assert_eq!(DateRange::start_of(Date::MAX), Timestamp::MAX);
        assert_eq!(DateRange::start_of(Date::MIN), Timestamp::MIN);
        assert_eq!(DateRange::until(Date::MIN).last_day(), Some(Date::MIN));
    }

    #[test]
    fn dates_and_months_are_ranges_too() {
        assert_eq!("2026-01-05".parse::<DateRange>().unwrap(), DateRange::day(date(2026, 1, 5)));
        assert_eq!("2026-02".parse::<DateRange>().unwrap(), DateRange::month(2026, 2).unwrap());
        assert_eq!(" 2026-02\n".parse::<DateRange>().unwrap(), DateRange::month(2026, 2).unwrap());
        assert_eq!("..".parse::<DateRange>().unwrap(), DateRange::all());
        assert_eq!(
            " 2026-01-05 .. ".parse::<DateRange>().unwrap(),
            DateRange::since(date(2026, 1, 5))
        );
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            " ",
            "x",
            "2026-1-5",
            "2026-1",
            "26-01",
            "2026-13",
            "2026-30-01",
            "20260105",
            "2026-01-05T10:00:00",
            "2026-01-01...",
            "a..b",
        ] {
            assert!(text.parse::<DateRange>().is_err(), "{text}");
        }
    }

    #[test]
    fn on_the_wire_open_sides_may_be_absent() {
        let range: DateRange = serde_json::from_str(r#"{"from":"2026-01-01"}"#).unwrap();
        assert_eq!(range, DateRange::since(date(2026, 1, 1)));
        assert_eq!(serde_json::to_string(&range).unwrap(), r#"{"from":"2026-01-01","to":null}"#);
    }

    #[test]
    fn on_the_wire_nothing_is_read_past() {
        for wire in [
            r#"{"form":"2026-01-01"}"#,
            r#"{"from":"2026-01-01T12:00:00"}"#,
            r#"{"from":"2026-01-01T00:00:00+02:00"}"#,
            r#"{"to":""}"#,
            r#"{"to":"2026-01"}"#,
        ] {
            assert!(serde_json::from_str::<DateRange>(wire).is_err(), "{wire}");
        }
    }

    #[test]
    fn ranges_that_only_touch_share_no_day() {
        let day = date(2026, 1, 5);
        assert_eq!(DateRange::since(day).intersect(DateRange::until(day)), None);
    }

    fn dates() -> impl Strategy<Value = Date> {
        let any_day = (-9999..=9999i16, 1..=12i8, 1..=31i8)
            .prop_filter_map("no such day", |(y, m, d)| Date::new(y, m, d).ok());
        prop_oneof![8 => any_day, 1 => Just(Date::MIN), 1 => Just(Date::MAX)]
    }

    fn ranges() -> impl Strategy<Value = DateRange> {
        (prop::option::of(dates()), prop::option::of(dates()))
            .prop_filter_map("no day in it", |(from, to)| DateRange::new(from, to).ok())
    }

    proptest! {
        #[test]
        fn text_and_wire_round_trip(range in ranges()) {
            prop_assert_eq!(range.to_string().parse::<DateRange>().unwrap(), range);
            let wire = serde_json::to_string(&range).unwrap();
            prop_assert_eq!(serde_json::from_str::<DateRange>(&wire).unwrap(), range);
        }

        #[test]
        fn an_intersection_holds_what_both_hold(a in ranges(), b in ranges(), day in dates()) {
            let both = a.intersect(b).is_some_and(|range| range.contains_day(day));
            prop_assert_eq!(both, a.contains_day(day) && b.contains_day(day));
        }

        #[test]
        fn a_day_holds_its_first_instant_and_no_neighbour(day in dates()) {
            let range = DateRange::day(day);
            prop_assert!(range.contains_day(day));
            prop_assert!(!day.tomorrow().is_ok_and(|next| range.contains_day(next)));
            prop_assert!(!day.yesterday().is_ok_and(|last| range.contains_day(last)));
        }

        #[test]
        fn any_text_can_be_tried(text in "[0-9.+-]{0,24}|\\PC{0,12}") {
            let _ = text.parse::<DateRange>();
        }
    }
}
