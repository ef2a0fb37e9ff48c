//! Times with and without a zone.

use std::fmt;

use civic_core::date_or_datetime::parse_timestamp;
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::DateTime;
use civic_core::jiff::tz::Offset;
use serde::{Serialize, Serializer};

/// A time as a table has it: an instant, or what a clock showed where the file names no zone.
///
/// Decidim up to 0.27.4 wrote meetings' times without a zone, such as `2023-05-10 16:00:00`. They are
/// kept as they are; [`assumed_utc`](Self::assumed_utc) reads them as what they were by the
/// platform's source. A file that somebody edited may mean another zone.
///
/// ```
/// use decidim_client::open_data::TableTime;
///
/// let old = TableTime::read("2023-05-10 16:00:00").ok_or("no time")?;
/// assert_eq!(old.timestamp(), None);
/// assert_eq!(old.assumed_utc().ok_or("too late")?.to_string(), "2023-05-10T16:00:00Z");
/// let new = TableTime::read("2023-05-10 16:00:00 UTC").ok_or("no time")?;
/// assert_eq!(new.timestamp(), old.assumed_utc());
/// # Ok::<_, &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TableTime {
    /// A moment: the file names the zone or the offset.
    Instant(Timestamp),
    /// A date and a time of day, in no zone that the file names.
    Civil(DateTime),
}

impl TableTime {
    /// Reads `2023-05-10 16:00:00 UTC`, another offset in the place of `UTC`, RFC 3339, or
    /// `2023-05-10 16:00:00`. `None` for anything else, also for a date without a time.
    ///
    /// ```
    /// use decidim_client::open_data::TableTime;
    ///
    /// let at = TableTime::read("2023-05-10 16:00:00 UTC");
    /// assert_eq!(at.map(|at| at.to_string()).as_deref(), Some("2023-05-10T16:00:00Z"));
    /// assert_eq!(TableTime::read("2023-05-10"), None);
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        if let Ok(instant) = parse_timestamp(text) {
            return Some(Self::Instant(instant));
        }
        let formats = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"];
        let civil = formats.iter().find_map(|format| DateTime::strptime(format, text.trim()).ok());
        civil.map(Self::Civil)
    }

    /// The moment, where the file names the zone.
    pub fn timestamp(self) -> Option<Timestamp> {
        match self {
            Self::Instant(instant) => Some(instant),
            Self::Civil(_) => None,
        }
    }

    /// The moment, a time without a zone read as UTC. That is right for what Decidim up to 0.27.4
    /// wrote: Rails' `to_s(:db)` gives a time in UTC. `None` beyond the year 9999.
    pub fn assumed_utc(self) -> Option<Timestamp> {
        match self {
            Self::Instant(instant) => Some(instant),
            Self::Civil(civil) => Offset::UTC.to_timestamp(civil).ok(),
        }
    }
}

/// As RFC 3339 in UTC, or without an offset.
impl fmt::Display for TableTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(instant) => instant.fmt(f),
            Self::Civil(civil) => civil.fmt(f),
        }
    }
}

civic_core::value_schema!(TableTime, { "type": "string", "x-civic": "date-or-time" });

impl Serialize for TableTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_with_and_without_a_zone_and_a_date_is_none() {
        let shown = |text| TableTime::read(text).map(|time| time.to_string());
        assert_eq!(shown("2016-07-02 17:40:43 UTC").as_deref(), Some("2016-07-02T17:40:43Z"));
        assert_eq!(shown("2016-07-02 19:40:43 +0200").as_deref(), Some("2016-07-02T17:40:43Z"));
        assert_eq!(shown("2016-07-02 17:40:43").as_deref(), Some("2016-07-02T17:40:43"));
        for text in ["2016-07-02", "17:40", "2016-07-02 17:40:43 Madrid", "", "soon"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
