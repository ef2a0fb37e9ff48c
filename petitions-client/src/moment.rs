//! Moments and days, in whatever form a server writes them.

use std::borrow::Cow;
use std::fmt;

use civic_core::date_or_datetime::parse_timestamp;
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::{Date, DateTime};
use civic_core::jiff::tz::Offset;
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

/// Whole numbers above this are milliseconds: as seconds they are in the year 5138 or later.
const MILLISECONDS: i64 = 100_000_000_000;

/// A moment or a day as the server wrote it, and how this client reads it.
///
/// Read from RFC 3339 with or without a fraction, from `2018-10-12 12:00:00` with `UTC`, an offset
/// or nothing behind it, from seconds since 1970, and from a date without a time. A time without an offset
/// is taken as UTC. What cannot be read is kept all the same, and so is null, which a server sends where it
/// does not know the moment. It is written back as it came.
///
/// ```
/// use petitions_client::Moment;
///
/// # fn main() -> Result<(), petitions_client::serde_json::Error> {
/// let moment: Moment = petitions_client::serde_json::from_str("\"2018-10-12 12:00:00 +0200\"")?;
/// assert_eq!(moment.raw(), "2018-10-12 12:00:00 +0200");
/// assert_eq!(moment.timestamp(), "2018-10-12T10:00:00Z".parse().ok());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Moment(Value);

civic_core::value_schema!(Moment, { "type": ["string", "number"], "x-civic": "date-or-time" });

/// [`Moment::of_any`] in a JSON Schema.
#[cfg(feature = "schema")]
pub(crate) struct AnyMoment;

#[cfg(feature = "schema")]
civic_core::value_schema!(AnyMoment, { "x-civic": "date-or-time" });

impl Moment {
    /// A moment, where this is a text or a number.
    pub(crate) fn read(value: Value) -> Result<Self, Value> {
        if value.is_string() || value.is_number() { Ok(Self(value)) } else { Err(value) }
    }

    /// Whatever stands where a moment is expected.
    pub(crate) fn of_any(value: Value) -> Self {
        Self(value)
    }

    /// Whether the server says that it does not know the moment.
    pub(crate) fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// The server's own text; a number's digits; the JSON of anything else, such as `null`.
    ///
    /// ```
    /// use petitions_client::Moment;
    ///
    /// let moment: Moment = petitions_client::serde_json::from_str("\"soon\"")?;
    /// assert_eq!((moment.raw().as_ref(), moment.timestamp()), ("soon", None));
    /// # Ok::<(), petitions_client::serde_json::Error>(())
    /// ```
    pub fn raw(&self) -> Cow<'_, str> {
        match &self.0 {
            Value::String(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_string()),
        }
    }

    /// The moment. `None` for a date without a time, and for what cannot be read.
    ///
    /// ```
    /// use petitions_client::Moment;
    ///
    /// let moment: Moment = petitions_client::serde_json::from_str("1539338400")?;
    /// assert_eq!(moment.timestamp(), "2018-10-12T10:00:00Z".parse().ok());
    /// # Ok::<(), petitions_client::serde_json::Error>(())
    /// ```
    pub fn timestamp(&self) -> Option<Timestamp> {
        match within(&self.0) {
            Value::String(text) => of_text(text.trim()),
            Value::Number(number) => of_number(number),
            _ => None,
        }
    }

    /// The day as the server writes it, in whatever zone that is; for numbers the day in UTC.
    /// `None` for what cannot be read.
    ///
    /// ```
    /// use petitions_client::{Moment, jiff::civil::date};
    ///
    /// let moment: Moment = petitions_client::serde_json::from_str("\"2018-10-12 23:30:00 -0200\"")?;
    /// assert_eq!(moment.date(), Some(date(2018, 10, 12)));
    /// # Ok::<(), petitions_client::serde_json::Error>(())
    /// ```
    pub fn date(&self) -> Option<Date> {
        let written = match within(&self.0) {
            Value::String(text) => text.trim().get(..10).and_then(|day| day.parse().ok()),
            _ => None,
        };
        written.or_else(|| self.timestamp().map(|at| Offset::UTC.to_datetime(at).date()))
    }
}

/// The moment of an object that has one.
fn within(value: &Value) -> &Value {
    match value {
        Value::Object(members) => {
            let moment = members.get("timestamp").or_else(|| members.get("signature"));
            moment.map_or(value, within)
        }
        other => other,
    }
}

fn of_text(text: &str) -> Option<Timestamp> {
    if let Ok(at) = parse_timestamp(text) {
        return Some(at);
    }
    if let Ok(seconds) = text.parse() {
        return of_number(&seconds);
    }
    // Ruby sets the zone apart, RFC 3339 does not; servers mix the two.
    if let Some((local, zone)) = text.rsplit_once(' ')
        && let Ok(at) = format!("{local}{}", if zone == "UTC" { "Z" } else { zone }).parse()
    {
        return Some(at);
    }
    // A date without a time would be read as its midnight.
    let local: DateTime = text.parse().ok().filter(|_| text.len() > 10)?;
    Offset::UTC.to_timestamp(local).ok()
}

fn of_number(number: &Number) -> Option<Timestamp> {
    if let Some(seconds) = number.as_i64() {
        return of_seconds(seconds);
    }
    // Digit by digit: a float has no exact microseconds.
    let text = number.to_string();
    let (seconds, fraction) = text.split_once('.')?;
    let seconds = Timestamp::from_second(seconds.parse().ok()?).ok()?;
    let micros: i64 = format!("{:0<6}", fraction.get(..6).unwrap_or(fraction)).parse().ok()?;
    Timestamp::from_microsecond(seconds.as_microsecond().checked_add(micros)?).ok()
}

fn of_seconds(seconds: i64) -> Option<Timestamp> {
    if seconds.checked_abs()? > MILLISECONDS {
        return Timestamp::from_millisecond(seconds).ok();
    }
    Timestamp::from_second(seconds).ok()
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.raw())
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Moment({:?})", self.raw())
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Self::read(Value::deserialize(deserializer)?);
        read.map_err(|_| D::Error::custom("a moment must be a text or seconds since 1970"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use civic_core::jiff::civil::date;
    use serde_json::{Value, json};

    fn moment(json: Value) -> Moment {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn every_form_is_read_and_written_back_as_it_came() {
        for form in [
            json!("2018-10-12T12:00:00.000+02:00"),
            json!("2018-10-12T12:00:00+02:00"),
            json!("2018-10-12T12:00:00+0200"),
            json!("2018-10-12T10:00:00Z"),
            json!("2018-10-12T10:00:00"),
            json!("2018-10-12 10:00:00"),
            json!("2018-10-12 10:00:00.000"),
            json!("2018-10-12 10:00:00 UTC"),
            json!("2018-10-12 12:00:00 +0200"),
            json!("2018-10-12 12:00:00 +02:00"),
            json!("2018-10-12T12:00:00.000 +0200"),
            json!("2018-10-12T10:00:00 UTC"),
            json!(1_539_338_400),
            json!("1539338400"),
            json!("1539338400.0"),
            json!(1_539_338_400_000_i64),
            json!(1_539_338_400.0),
        ] {
            let moment = moment(form.clone());
            let expected = "2018-10-12T10:00:00Z".parse().ok();
            assert_eq!(moment.timestamp(), expected, "{form}");
            assert_eq!(moment.date(), Some(date(2018, 10, 12)), "{form}");
            assert_eq!(serde_json::to_value(&moment).unwrap(), form);
        }
        let fraction = moment(json!(1_539_338_400.25)).timestamp().unwrap();
        assert_eq!(fraction.as_microsecond(), 1_539_338_400_250_000);
    }

    #[test]
    fn a_date_alone_is_no_moment() {
        let day = moment(json!("2018-10-12"));
        assert_eq!((day.timestamp(), day.date()), (None, Some(date(2018, 10, 12))));
    }

    #[test]
    fn what_cannot_be_read_is_kept() {
        for text in ["soon", "", "12-10-2018", "2018-13-45", "2018-10-12 CET"] {
            let moment = moment(json!(text));
            assert_eq!((moment.timestamp(), moment.raw().as_ref()), (None, text));
        }
        assert!(serde_json::from_value::<Moment>(json!({"at": 1})).is_err());
    }

    #[test]
    fn what_stands_for_a_moment_in_a_list_is_kept_and_looked_into() {
        let noon = "2018-10-12T10:00:00Z".parse().ok();
        for (value, expected) in [
            (json!({"timestamp": "2018-10-12T10:00:00Z", "via": "web"}), noon),
            (json!({"signature": {"timestamp": 1_539_338_400}}), noon),
            (json!({"signature": "2018-10-12 12:00:00 +0200"}), noon),
            (json!(null), None),
            (json!([1]), None),
            (json!({"at": 1}), None),
        ] {
            let moment = Moment::of_any(value.clone());
            assert_eq!(moment.timestamp(), expected, "{value}");
            assert_eq!(moment.date().is_some(), expected.is_some(), "{value}");
            assert_eq!(serde_json::to_value(&moment).unwrap(), value);
            assert_eq!(moment.raw(), value.to_string());
        }
    }
}
