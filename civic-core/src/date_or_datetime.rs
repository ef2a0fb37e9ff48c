//! A field that holds a date on some servers and an instant on others.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::Offset;
use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;
use crate::date_range::DateRange;

/// A day or an instant, whichever the server sent.
///
/// Read from `2026-01-02`, from RFC 3339 with any offset, and from Ruby's
/// `2026-01-02 03:04:05 UTC`; written as a date or as RFC 3339 in UTC. A time without an offset is
/// refused, because it names no instant.
///
/// There is no order between the two: a day is neither before nor after an instant within it.
/// Compare [`date`](Self::date) or [`timestamp`](Self::timestamp).
///
/// ```
/// use civic_core::date_or_datetime::DateOrDatetime;
/// use jiff::civil::date;
///
/// # fn main() -> Result<(), civic_core::Error> {
/// let start: DateOrDatetime = "2026-01-02".parse()?;
/// assert_eq!(start.date(), date(2026, 1, 2));
/// let start: DateOrDatetime = "2026-01-02T01:30:00+02:00".parse()?;
/// assert_eq!(start.date(), date(2026, 1, 1));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateOrDatetime {
    /// A day, in no zone in particular.
    Date(Date),
    /// An instant.
    Datetime(Timestamp),
}

impl DateOrDatetime {
    /// The day: as given, or the instant's day in UTC.
    ///
    /// ```
    /// use civic_core::DateOrDatetime;
    ///
    /// # fn main() -> Result<(), civic_core::Error> {
    /// let instant: DateOrDatetime = "2026-01-02T23:30:00-02:00".parse()?;
    /// assert_eq!(instant.date().to_string(), "2026-01-03");
    /// # Ok(())
    /// # }
    /// ```
    pub fn date(self) -> Date {
        match self {
            Self::Date(date) => date,
            Self::Datetime(instant) => Offset::UTC.to_datetime(instant).date(),
        }
    }

    /// The instant: as given, or the day's midnight in UTC.
    ///
    /// ```
    /// use civic_core::DateOrDatetime;
    ///
    /// # fn main() -> Result<(), civic_core::Error> {
    /// let day: DateOrDatetime = "2026-01-02".parse()?;
    /// assert_eq!(day.timestamp().to_string(), "2026-01-02T00:00:00Z");
    /// # Ok(())
    /// # }
    /// ```
    pub fn timestamp(self) -> Timestamp {
        match self {
            Self::Date(date) => DateRange::start_of(date),
            Self::Datetime(instant) => instant,
        }
    }

    /// Whether the server sent a day without a time.
    ///
    /// ```
    /// use civic_core::DateOrDatetime;
    ///
    /// # fn main() -> Result<(), civic_core::Error> {
    /// assert!("2026-01-02".parse::<DateOrDatetime>()?.is_date());
    /// assert!(!"2026-01-02 03:04:05 UTC".parse::<DateOrDatetime>()?.is_date());
    /// # Ok(())
    /// # }
    /// ```
    pub const fn is_date(self) -> bool {
        matches!(self, Self::Date(_))
    }
}

/// Reads an instant as RFC 3339 or as Ruby prints it, `2026-01-02 03:04:05 UTC`.
///
/// # Errors
///
/// Invalid input if the text is neither, or has no offset.
///
/// ```
/// use civic_core::date_or_datetime::parse_timestamp;
///
/// # fn main() -> Result<(), civic_core::Error> {
/// let ruby = parse_timestamp("2026-01-02 03:04:05 UTC")?;
/// assert_eq!(ruby, parse_timestamp("2026-01-02T03:04:05Z")?);
/// # Ok(())
/// # }
/// ```
pub fn parse_timestamp(text: &str) -> Result<Timestamp, Error> {
    let text = text.trim();
    text.parse().ok().or_else(|| parse_ruby(text)).ok_or_else(|| {
        Error::invalid_input(format!("not a date with a time and an offset: {text:?}"))
    })
}

/// Ruby's `Time#to_s`, with or without a fraction: the zone is `UTC` or a bare offset.
fn parse_ruby(text: &str) -> Option<Timestamp> {
    const LOCAL: &str = "%Y-%m-%d %H:%M:%S%.f";
    if let Some(local) = text.strip_suffix(" UTC") {
        let local = DateTime::strptime(LOCAL, local).ok()?;
        return Offset::UTC.to_timestamp(local).ok();
    }
    BrokenDownTime::parse(format!("{LOCAL} %z"), text).ok()?.to_timestamp().ok()
}

/// A date without a time: jiff would also read a date with a time, and drop the time.
fn parse_date(text: &str) -> Option<Date> {
    let is_date = text.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '+');
    text.parse().ok().filter(|_| is_date)
}

impl FromStr for DateOrDatetime {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        match parse_date(text) {
            Some(date) => Ok(Self::Date(date)),
            None => parse_timestamp(text).map(Self::Datetime),
        }
    }
}

impl Serialize for DateOrDatetime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

crate::value_schema!(DateOrDatetime, { "type": "string", "x-civic": "date-or-time" });

impl<'de> Deserialize<'de> for DateOrDatetime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = DateOrDatetime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date, or a date with a time and an offset")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<DateOrDatetime, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

impl fmt::Display for DateOrDatetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Datetime(instant) => instant.fmt(f),
        }
    }
}

impl From<Date> for DateOrDatetime {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl From<Timestamp> for DateOrDatetime {
    fn from(instant: Timestamp) -> Self {
        Self::Datetime(instant)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn each_form_is_read_as_what_it_is() {
        let noon = DateOrDatetime::Datetime(instant("2026-01-02T12:00:00Z"));
        for text in [
            "2026-01-02T12:00:00Z",
            "2026-01-02T12:00:00.000Z",
            "2026-01-02T14:00:00+02:00",
            "2026-01-02 12:00:00 UTC",
            "2026-01-02 12:00:00.000 UTC",
            "2026-01-02 14:00:00 +0200",
            "2026-01-02 14:00:00.000000 +0200",
        ] {
            assert_eq!(text.parse::<DateOrDatetime>().unwrap(), noon, "{text}");
        }
        let day = DateOrDatetime::Date(date(2026, 1, 2));
        assert_eq!("2026-01-02".parse::<DateOrDatetime>().unwrap(), day);
    }

    #[test]
    fn what_names_no_day_or_instant_is_refused() {
        for text in [
            "",
            "UTC",
            "2026-01-02T12:00:00",
            "2026-01-02 12:00",
            "2026-13-02",
            "2026-01-02 25:00:00 UTC",
            "2026-01-02 12:00:00 CET",
            "soon",
        ] {
            assert!(text.parse::<DateOrDatetime>().is_err(), "{text}");
        }
        assert!(serde_json::from_str::<DateOrDatetime>("20260102").is_err());
    }

    #[test]
    fn it_goes_out_in_the_form_it_came_in() {
        for wire in ["\"2026-01-02\"", "\"2026-01-02T03:04:05Z\"", "\"2026-01-02T03:04:05.678Z\""] {
            let value: DateOrDatetime = serde_json::from_str(wire).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), wire);
        }
    }

    #[test]
    fn it_can_be_read_from_owned_text() {
        let value: DateOrDatetime = serde_json::from_value("2026-01-02".into()).unwrap();
        assert!(value.is_date());
    }

    #[test]
    fn days_and_instants_convert_in_utc() {
        let late = DateOrDatetime::from(instant("2026-01-02T23:59:59Z"));
        assert_eq!(late.date(), date(2026, 1, 2));
        let day = DateOrDatetime::from(date(2026, 1, 2));
        assert_eq!(day.timestamp(), instant("2026-01-02T00:00:00Z"));
        assert_eq!(DateOrDatetime::Date(Date::MAX).timestamp(), Timestamp::MAX);
    }

    proptest! {
        #[test]
        fn instants_round_trip_as_rfc_3339_and_as_ruby(
            second in -62_135_596_800_i64..253_402_207_200, milli in 0..1000_i32,
        ) {
            let at = Timestamp::new(second, milli * 1_000_000).unwrap();
            let value = DateOrDatetime::Datetime(at);
            prop_assert_eq!(value.to_string().parse::<DateOrDatetime>().unwrap(), value);
            let ruby = at.strftime("%Y-%m-%d %H:%M:%S%.f UTC").to_string();
            prop_assert_eq!(parse_timestamp(&ruby).unwrap(), at);
        }

        #[test]
        fn any_text_can_be_tried(text in "[0-9TZ: .+-]{0,30}( UTC)?|\\PC{0,12}") {
            let _ = text.parse::<DateOrDatetime>();
        }
    }
}
