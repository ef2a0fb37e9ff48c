//! Ids, which are numbers in paths and texts in bodies.

use std::fmt;
use std::hash::{Hash, Hasher};

use civic_core::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The id of a record: a number, which servers write as a text.
///
/// Any text or number is taken, so that an odd id loses no record, and written back as it came.
/// `"7"` and `7` are the same id.
#[derive(Clone, Debug)]
pub struct Id {
    text: Box<str>,
    form: Form,
}

/// How an id came.
#[derive(Clone, Copy, Debug)]
enum Form {
    Text,
    Number,
    Missing,
}

impl Id {
    /// Its text.
    ///
    /// ```
    /// use decidim_client::rest::Id;
    ///
    /// let id = Id::from(39);
    /// assert_eq!((id.as_str(), id.number()), ("39", Some(39)));
    /// ```
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The id as a number. `None` for the few ids that are not numbers.
    pub fn number(&self) -> Option<u64> {
        self.text.parse().ok()
    }

    /// As request bodies have it: a number where it is one.
    pub(crate) fn to_json(&self) -> Value {
        self.number().map_or_else(|| Value::from(self.as_str()), Value::from)
    }

    /// Of a record for which the server told none. It is empty.
    pub(crate) fn missing() -> Self {
        Self { text: Box::default(), form: Form::Missing }
    }

    pub(crate) fn is_missing(&self) -> bool {
        matches!(self.form, Form::Missing)
    }

    /// Whether no record can have it: an empty one, and one that changes the path it stands in.
    pub(crate) fn is_odd(&self) -> bool {
        self.text.chars().all(|c| c == '.')
    }

    /// Why it cannot be asked for: no record can have it. Servers drop empty values, and with them the
    /// condition.
    pub(crate) fn refusal(&self) -> Option<Error> {
        self.is_odd()
            .then(|| Error::invalid_input(format!("{:?} is not a valid id", self.as_str())))
    }

    /// Whether a record with the other id cannot be the one that was asked for by this. A text that
    /// is not a number, such as a slug, may stand for any; so may a record's id that is not told.
    pub(crate) fn rules_out(&self, other: &Self) -> bool {
        self.number().zip(other.number()).is_some_and(|(asked, told)| asked != told)
    }

    fn text(text: &str) -> Self {
        Self { text: text.into(), form: Form::Text }
    }
}

impl From<u64> for Id {
    fn from(id: u64) -> Self {
        Self::text(&id.to_string())
    }
}

impl From<&str> for Id {
    fn from(id: &str) -> Self {
        Self::text(id.trim())
    }
}

impl From<String> for Id {
    fn from(id: String) -> Self {
        Self::from(id.as_str())
    }
}

impl From<&Id> for Id {
    fn from(id: &Id) -> Self {
        id.clone()
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Id {}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

civic_core::value_schema!(Id, { "type": ["string", "integer"] });

/// As it came; one that was made here as servers write it: a text.
impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.form, self.number()) {
            (Form::Number, Some(number)) => serializer.serialize_u64(number),
            _ => serializer.serialize_str(&self.text),
        }
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "an id: a text or a number")]
        enum Either {
            Number(u64),
            Text(String),
        }
        Ok(match Either::deserialize(deserializer)? {
            Either::Number(id) => Self { form: Form::Number, ..Self::from(id) },
            Either::Text(id) => Self::text(&id),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_be_a_number_or_a_text_and_is_written_back_as_it_came() {
        let ids: Vec<Id> = serde_json::from_str(r#"["12", 12, "eyJ4IjoxfQ=="]"#).unwrap();
        assert_eq!(ids[0], ids[1]);
        assert_eq!(ids[0].number(), Some(12));
        assert_eq!(ids[2].number(), None);
        assert_eq!(serde_json::to_string(&ids).unwrap(), r#"["12",12,"eyJ4IjoxfQ=="]"#);
        assert_eq!(serde_json::to_string(&Id::from(12)).unwrap(), "\"12\"");
        assert_eq!(ids[0].to_json(), 12);
        assert_eq!(ids[2].to_json(), "eyJ4IjoxfQ==");
    }

    #[test]
    fn an_id_rules_out_another_number_alone() {
        let rules_out = |asked: &str, told: &str| Id::from(asked).rules_out(&Id::from(told));
        assert!(rules_out("7", "8"));
        assert!(!rules_out("7", "7") && !rules_out("007", "7") && !rules_out(" 7", "7"));
        assert!(!rules_out("a-slug", "7") && !rules_out("7", "eyJ4IjoxfQ=="));
        assert!(!Id::from(7).rules_out(&Id::missing()));
    }

    #[test]
    fn what_no_record_can_have_is_odd() {
        for odd in ["", " ", ".", ".."] {
            assert!(Id::from(odd).is_odd(), "{odd:?}");
        }
        assert!(!Id::from(7).is_odd() && !Id::from("a.b").is_odd());
    }
}
