//! Ids, as numbers or as numbers in quotes.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::de::{self, Deserializer, Unexpected, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The id of a petition or an organisation. Read from a number or from a number in quotes, written
/// as a number.
///
/// ```
/// use petitions_client::Id;
///
/// # fn main() -> Result<(), petitions_client::serde_json::Error> {
/// let id: Id = petitions_client::serde_json::from_str("\"101\"")?;
/// assert_eq!(id, Id::from(101));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
pub struct Id(u64);

impl Id {
    /// The number.
    ///
    /// ```
    /// use petitions_client::Id;
    ///
    /// assert_eq!(Id::from(101).number(), 101);
    /// ```
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl From<u64> for Id {
    fn from(id: u64) -> Self {
        Self(id)
    }
}

impl FromStr for Id {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.trim().parse().map(Self)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdVisitor)
    }
}

struct IdVisitor;

impl Visitor<'_> for IdVisitor {
    type Value = Id;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id: a whole number, in quotes or not")
    }

    fn visit_u64<E: de::Error>(self, id: u64) -> Result<Id, E> {
        Ok(Id(id))
    }

    fn visit_i64<E: de::Error>(self, id: i64) -> Result<Id, E> {
        u64::try_from(id).map(Id).map_err(|_| E::invalid_value(Unexpected::Signed(id), &self))
    }

    fn visit_f64<E: de::Error>(self, id: f64) -> Result<Id, E> {
        // Digit by digit: a float counts as whole where its fraction is written as nothing.
        whole(&id.to_string()).map(Id).ok_or_else(|| E::invalid_value(Unexpected::Float(id), &self))
    }

    fn visit_str<E: de::Error>(self, id: &str) -> Result<Id, E> {
        whole(id.trim()).map(Id).ok_or_else(|| E::invalid_value(Unexpected::Str(id), &self))
    }
}

/// `12` and `12.0`.
fn whole(text: &str) -> Option<u64> {
    let (digits, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_nothing = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
    digits.parse().ok().filter(|_| is_nothing)
}

/// A whole number, in quotes or not, with a point or without.
pub(crate) fn whole_number(value: &Value) -> Option<u64> {
    Id::deserialize(value).ok().map(Id::number)
}

/// Ids as a parameter takes them: `3,5,8`.
pub(crate) fn joined(ids: &[Id]) -> String {
    ids.iter().map(Id::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_quotes_and_without() {
        for json in ["101", "\"101\"", "\" 101 \"", "101.0", "\"101.00\""] {
            assert_eq!(serde_json::from_str::<Id>(json).unwrap(), Id(101), "{json}");
        }
        for json in
            ["-1", "1.5", "1e300", "\"slug\"", "\"1.\"", "\".0\"", "null", "\"\"", "true", "[1]"]
        {
            assert!(serde_json::from_str::<Id>(json).is_err(), "{json}");
        }
        assert_eq!(serde_json::to_string(&Id(7)).unwrap(), "7");
    }
}
