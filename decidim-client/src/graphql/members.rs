//! Members of filters and orders.

use std::collections::BTreeMap;

use civic_core::DateRange;
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value};

/// The first day that is sent. Sites take years of four digits, and no record is older.
const FIRST_DAY: Date = Date::constant(1, 1, 1);

/// Members of an input object, without nulls: a null in one is an error on the server.
#[derive(Clone, Debug, Default)]
pub(super) struct Members(Map<String, Value>);

impl Members {
    /// Sets a member. Nothing, such as `None`, removes it.
    pub(super) fn set(&mut self, name: &str, value: impl Serialize) {
        match serde_json::to_value(value) {
            Ok(value) if !value.is_null() => {
                self.0.insert(name.to_owned(), value);
            }
            _ => {
                self.0.remove(name);
            }
        }
    }

    /// Sets the two members for the dates of a property, such as `publishedSince` and
    /// `publishedBefore`. A side that is open has none.
    ///
    /// A site compares with midnight of UTC. The day of `..Since` is in the range, and that of
    /// `..Before` is not, as the end of a [`DateRange`].
    pub(super) fn set_dates(&mut self, property: &str, range: DateRange) {
        let sent = |day: Option<Date>| day.map(|day| day.max(FIRST_DAY));
        self.set(&format!("{property}Since"), sent(range.from()));
        self.set(&format!("{property}Before"), sent(range.to()));
    }

    /// This member alone.
    pub(super) fn only(name: &str, value: impl Serialize) -> Self {
        let mut members = Self::default();
        members.set(name, value);
        members
    }

    /// The members in a form that does not depend on the order in which they were set; empty without any.
    pub(super) fn canonical(&self) -> String {
        let sorted: BTreeMap<_, _> = self.0.iter().collect();
        if sorted.is_empty() { String::new() } else { serde_json::json!(sorted).to_string() }
    }

    /// Whether all of them are about the dates of properties, so that [`fits`](Self::fits) can judge.
    pub(super) fn are_dates(&self) -> bool {
        self.0.keys().all(|name| date_of(name).is_some())
    }

    /// Whether a record fits, as far as its dates show it.
    pub(super) fn fits(&self, record: &impl Serialize) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let record = serde_json::to_value(record).unwrap_or_default();
        self.0.iter().all(|(name, day)| {
            let Some((property, is_since)) = date_of(name) else { return true };
            let at = record.get(format!("{property}At")).and_then(Value::as_str);
            let at = at.and_then(|at| at.parse::<Timestamp>().ok());
            let day = day.as_str().and_then(|day| day.parse::<Date>().ok());
            let midnight = day.and_then(|day| day.to_zoned(TimeZone::UTC).ok());
            let Some((at, midnight)) = at.zip(midnight) else { return true };
            (at >= midnight.timestamp()) == is_since
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds them as a variable, unless there are none: an empty object is one more thing that a
    /// site may not have.
    pub(super) fn add_to(&self, variables: &mut Map<String, Value>, name: &str) {
        if !self.0.is_empty() {
            variables.insert(name.to_owned(), self.0.clone().into());
        }
    }
}

impl From<Map<String, Value>> for Members {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
    }
}

/// The property that a member is about, and whether it is the first day.
fn date_of(member: &str) -> Option<(&str, bool)> {
    let since = member.strip_suffix("Since").map(|property| (property, true));
    since.or_else(|| member.strip_suffix("Before").map(|property| (property, false)))
}

/// The direction of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// The least first.
    Asc,
    /// The greatest first.
    Desc,
}

#[cfg(test)]
mod tests {
    use civic_core::jiff::civil::date;
    use serde_json::json;

    use super::*;

    fn sent(ranges: &[DateRange]) -> Value {
        let (mut members, mut variables) = (Members::default(), Map::new());
        for range in ranges {
            members.set_dates("published", *range);
        }
        members.add_to(&mut variables, "filter");
        variables.into()
    }

    /// `HasPublishableInputFilter` (decidim-core): `published_at` is at least the date
    /// of `publishedSince` (`gteq`), and less than that of `publishedBefore` (`lt`).
    #[test]
    fn the_first_day_is_sent_as_it_is_and_the_end_as_the_day_after_the_last() {
        let january = DateRange::month(2026, 1).unwrap();
        assert_eq!(
            sent(&[january]),
            json!({"filter": {"publishedSince": "2026-01-01", "publishedBefore": "2026-02-01"}})
        );
        let day = DateRange::day(date(2024, 2, 28));
        assert_eq!(
            sent(&[day]),
            json!({"filter": {"publishedSince": "2024-02-28", "publishedBefore": "2024-02-29"}})
        );
    }

    #[test]
    fn an_open_side_is_not_sent_and_a_range_replaces_the_one_before() {
        let (since, until) =
            (DateRange::since(date(2026, 1, 1)), DateRange::until(date(2026, 2, 1)));
        assert_eq!(sent(&[since]), json!({"filter": {"publishedSince": "2026-01-01"}}));
        assert_eq!(sent(&[since, until]), json!({"filter": {"publishedBefore": "2026-02-01"}}));
        assert_eq!(sent(&[until, since]), json!({"filter": {"publishedSince": "2026-01-01"}}));
        assert_eq!(sent(&[until, DateRange::all()]), json!({}));
    }

    #[test]
    fn a_record_fits_by_its_dates() {
        let mut members = Members::default();
        members.set_dates("published", DateRange::month(2026, 1).unwrap());
        assert!(members.are_dates());
        let fits = |at: Option<&str>| members.fits(&json!({"publishedAt": at}));
        assert!(fits(Some("2026-01-01T00:00:00Z")) && fits(Some("2026-01-31T23:59:59Z")));
        assert!(!fits(Some("2025-12-31T23:59:59Z")) && !fits(Some("2026-02-01T00:00:00Z")));
        // What a site does not show is not judged.
        assert!(fits(None));
        members.set("hashtag", "green");
        assert!(!members.are_dates());
    }

    #[test]
    fn the_order_in_which_members_were_set_is_no_part_of_them() {
        let written = |names: [&str; 2]| {
            let mut members = Members::default();
            for name in names {
                members.set(name, 1);
            }
            members.canonical()
        };
        assert_eq!(written(["a", "b"]), r#"{"a":1,"b":1}"#);
        assert_eq!(written(["b", "a"]), written(["a", "b"]));
        assert_eq!(Members::default().canonical(), "");
    }

    #[test]
    fn days_have_years_of_four_digits() {
        let ancient = DateRange::between(Date::MIN, date(0, 12, 31)).unwrap();
        assert_eq!(
            sent(&[ancient]),
            json!({"filter": {"publishedSince": "0001-01-01", "publishedBefore": "0001-01-01"}})
        );
        let last = DateRange::until(Date::MAX);
        assert_eq!(sent(&[last]), json!({"filter": {"publishedBefore": "9999-12-31"}}));
    }
}
