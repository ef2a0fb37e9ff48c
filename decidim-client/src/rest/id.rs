//! Ids, which are numbers in paths and texts in bodies.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The id of a record: a number, which servers write as a text.
///
/// Any text or number is taken, so that an odd id loses no record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(Box<str>);

impl Id {
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number that it is. `None` for the few that are none.
    pub fn number(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    /// As request bodies have it: a number where it is one.
    pub(crate) fn to_json(&self) -> Value {
        self.number().map_or_else(|| Value::from(self.as_str()), Value::from)
    }
}

impl From<u64> for Id {
    fn from(id: u64) -> Self {
        Self(id.to_string().into())
    }
}

impl From<&str> for Id {
    fn from(id: &str) -> Self {
        Self(id.trim().into())
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

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// As servers write it: a text.
impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
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
            Either::Number(id) => Self::from(id),
            Either::Text(id) => Self::from(id),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_be_a_number_or_a_text_and_is_written_as_a_text() {
        let ids: Vec<Id> = serde_json::from_str(r#"["12", 12, "eyJ4IjoxfQ=="]"#).unwrap();
        assert_eq!(ids[0], ids[1]);
        assert_eq!(ids[0].number(), Some(12));
        assert_eq!(ids[2].number(), None);
        assert_eq!(serde_json::to_string(&ids[1]).unwrap(), "\"12\"");
        assert_eq!(ids[0].to_json(), 12);
        assert_eq!(ids[2].to_json(), "eyJ4IjoxfQ==");
    }
}
