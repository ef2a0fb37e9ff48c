//! Ids of records.

use std::fmt;
use std::str::FromStr;

use civic_core::Error;
use civic_core::list::source::Key;
use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The id of a record: a number, written as text on the wire. Unique among records of one type.
///
/// ```
/// use decidim_client::graphql::Id;
///
/// let id: Id = "39".parse().unwrap();
/// assert_eq!(id, Id::new(39));
/// assert!("../1".parse::<Id>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u64);

impl Id {
    /// The id with this number.
    ///
    /// ```
    /// use decidim_client::graphql::Id;
    ///
    /// const PROPOSALS_OF_THE_CITY: Id = Id::new(39);
    /// assert_eq!(PROPOSALS_OF_THE_CITY.to_string(), "39");
    /// ```
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    ///
    /// ```
    /// use decidim_client::graphql::Id;
    ///
    /// assert_eq!(Id::from(39).number(), 39);
    /// ```
    pub const fn number(self) -> u64 {
        self.0
    }

    /// What makes a record with this id the same record, among those of its type.
    pub(crate) fn key(self) -> Key {
        Key::of([self.0.to_le_bytes()])
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl FromStr for Id {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits
            .then(|| text.parse().ok().map(Self))
            .flatten()
            .ok_or_else(|| Error::invalid_input("an id of Decidim is a number"))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

civic_core::value_schema!(Id, { "type": "string" });

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
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
        f.write_str("a number, or one as text")
    }

    fn visit_u64<E>(self, number: u64) -> Result<Id, E> {
        Ok(Id(number))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Id, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}
