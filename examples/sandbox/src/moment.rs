//! Moments, in milliseconds of the Unix epoch.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A clock; a platform knows no other time.
pub(crate) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// A day.
pub(crate) const DAY: i64 = 86_400_000;

/// A clock reading.
pub(crate) fn milliseconds(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

/// Whether a text has the form `YYYY-MM-DD`, though there may be no such day.
pub(crate) fn has_form_of_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// The moment at which a `YYYY-MM-DD` begins in UTC, if it is one.
pub(crate) fn parse_day(text: &str) -> Option<i64> {
    let day: Date = text.parse().ok().filter(|_| has_form_of_day(text))?;
    day.to_zoned(TimeZone::UTC).ok().map(|moment| moment.timestamp().as_millisecond())
}

/// Reads an RFC 3339 moment.
pub(crate) fn parse_moment(text: &str) -> Option<i64> {
    text.parse().ok().map(|moment: Timestamp| moment.as_millisecond())
}

/// A moment as the calendar's library has it; the epoch for one out of its range.
pub(crate) fn timestamp(moment: i64) -> Timestamp {
    Timestamp::from_millisecond(moment).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A moment in a pattern of `strftime`, in UTC.
pub(crate) fn format(moment: i64, pattern: &str) -> String {
    timestamp(moment).strftime(pattern).to_string()
}

#[cfg(test)]
mod tests {
    use super::{DAY, format, parse_day, parse_moment};

    #[test]
    fn a_day_begins_at_midnight_and_nothing_else_is_a_day() {
        assert_eq!(parse_day("1970-01-02"), Some(DAY));
        assert_eq!(parse_day("1970-1-2"), None);
        assert_eq!(parse_day("yesterday"), None);
        assert_eq!(parse_moment("1970-01-01T02:00:00+02:00"), Some(0));
        assert_eq!(format(DAY, "%Y-%m-%d"), "1970-01-02");
    }
}
