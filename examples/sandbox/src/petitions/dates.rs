//! Dutch time, and moments as answers write them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::shape::MomentShape;
use crate::moment::timestamp;

/// Central European time by its present rule: no time zone files are needed for it.
const DUTCH_TIME: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

fn dutch_time() -> TimeZone {
    TimeZone::posix(DUTCH_TIME).unwrap_or(TimeZone::UTC)
}

/// A moment (milliseconds) as the shape writes it.
pub(super) fn write_moment(moment: i64, shape: MomentShape) -> Value {
    let moment = timestamp(moment);
    let dutch = |pattern| moment.to_zoned(dutch_time()).strftime(pattern).to_string();
    let utc = |pattern| moment.strftime(pattern).to_string();
    Value::String(match shape {
        MomentShape::Milliseconds => dutch("%Y-%m-%dT%H:%M:%S%.3f%:z"),
        MomentShape::Seconds => dutch("%Y-%m-%dT%H:%M:%S%:z"),
        MomentShape::Zulu => utc("%Y-%m-%dT%H:%M:%SZ"),
        MomentShape::NoOffset => utc("%Y-%m-%dT%H:%M:%S"),
        MomentShape::Spaced => utc("%Y-%m-%d %H:%M:%S"),
        MomentShape::SpacedUtc => utc("%Y-%m-%d %H:%M:%S UTC"),
        MomentShape::SpacedOffset => dutch("%Y-%m-%d %H:%M:%S %z"),
        MomentShape::Unix => return json!(moment.as_second()),
    })
}

/// The day of a moment in Dutch time, as `YYYY-MM-DD`.
pub(super) fn day_of(moment: i64) -> String {
    timestamp(moment).to_zoned(dutch_time()).strftime("%Y-%m-%d").to_string()
}

/// The latest time, up to this moment, that a clock in the Netherlands showed this hour; in milliseconds.
pub(super) fn latest(moment: i64, hour: i8) -> i64 {
    let now = timestamp(moment).to_zoned(dutch_time());
    let at = |day: Date| {
        let time = day.at(hour, 0, 0, 0).to_zoned(dutch_time()).ok();
        time.map(|time| time.timestamp().as_millisecond())
    };
    let today = at(now.date()).filter(|today| *today <= moment);
    today.or_else(|| now.date().yesterday().ok().and_then(at)).unwrap_or(moment)
}

/// A date at the start of a text, if there is one.
pub(super) fn parse_day(text: &str) -> Option<Date> {
    text.get(..10).and_then(|day| day.parse().ok())
}

/// When a day begins, in milliseconds: in Dutch time, or in UTC.
pub(super) fn start_of(day: Date, in_utc: bool) -> Option<i64> {
    let zone = if in_utc { TimeZone::UTC } else { dutch_time() };
    day.to_zoned(zone).ok().map(|start| start.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::{MomentShape, parse_day, start_of, write_moment};
    use serde_json::json;

    /// 2018-10-12 10:00:00 UTC.
    const NOON: i64 = 1_539_338_400_000;

    #[test]
    fn each_form_names_the_same_moment() {
        let forms = [
            (MomentShape::Milliseconds, json!("2018-10-12T12:00:00.000+02:00")),
            (MomentShape::Seconds, json!("2018-10-12T12:00:00+02:00")),
            (MomentShape::Zulu, json!("2018-10-12T10:00:00Z")),
            (MomentShape::NoOffset, json!("2018-10-12T10:00:00")),
            (MomentShape::Spaced, json!("2018-10-12 10:00:00")),
            (MomentShape::SpacedUtc, json!("2018-10-12 10:00:00 UTC")),
            (MomentShape::SpacedOffset, json!("2018-10-12 12:00:00 +0200")),
            (MomentShape::Unix, json!(1_539_338_400)),
        ];
        for (shape, written) in forms {
            assert_eq!(write_moment(NOON, shape), written);
        }
    }

    #[test]
    fn days_begin_at_dutch_midnight_in_summer_and_winter() {
        let start = |day| start_of(parse_day(day).unwrap(), false).unwrap();
        assert_eq!(start("2018-10-12"), NOON - 12 * 3_600_000);
        assert_eq!(start("2018-12-01"), 1_543_618_800_000);
        assert_eq!(start_of(parse_day("2018-12-01").unwrap(), true), Some(1_543_622_400_000));
        assert_eq!(parse_day("12-10-2018"), None);
    }
}
