//! Moments and days in the forms of the wire.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A day in milliseconds.
pub(in crate::decidim) const DAY: i64 = 86_400_000;

/// A clock reading in milliseconds.
pub(in crate::decidim) fn milliseconds(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

/// The moment at which a `YYYY-MM-DD` begins in UTC, if it is one.
pub(in crate::decidim) fn parse_day(text: &str) -> Option<i64> {
    let day: Date = text.parse().ok().filter(|_| text.len() == 10)?;
    day.to_zoned(TimeZone::UTC).ok().map(|moment| moment.timestamp().as_millisecond())
}

/// Reads an RFC 3339 moment.
pub(in crate::decidim) fn parse_moment(text: &str) -> Option<i64> {
    text.parse().ok().map(|moment: Timestamp| moment.as_millisecond())
}

/// A moment in a pattern of `strftime`, in UTC.
pub(in crate::decidim) fn format(moment: i64, pattern: &str) -> String {
    let moment = Timestamp::from_millisecond(moment).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.strftime(pattern).to_string()
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
