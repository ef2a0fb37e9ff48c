//! What makes a row of a copy the same row.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The id of a row as the platform writes it, such as a UUID or `4711`.
///
/// It is written and kept as text. A UUID in its usual form takes 16 bytes.
///
/// ```
/// use civic_core::sync::Key;
///
/// let key = Key::new("3f0c2b52-7a41-4f1e-9d55-2f60a1a0c001");
/// assert_eq!(key.to_string(), "3f0c2b52-7a41-4f1e-9d55-2f60a1a0c001");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Form);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    Uuid([u8; 16]),
    Text(Box<str>),
}

impl Key {
    /// The key of a row with this id.
    pub fn new(id: impl AsRef<str>) -> Self {
        let id = id.as_ref();
        match Uuid::try_parse(id) {
            Ok(uuid) if uuid.to_string() == id => uuid.into(),
            _ => Self(Form::Text(id.into())),
        }
    }

    /// The UUID that it is, if it is one.
    pub fn as_uuid(&self) -> Option<Uuid> {
        match &self.0 {
            Form::Uuid(bytes) => Some(Uuid::from_bytes(*bytes)),
            Form::Text(_) => None,
        }
    }

    /// Whether it is empty, so that it tells no rows apart.
    pub(super) fn is_empty(&self) -> bool {
        matches!(&self.0, Form::Text(text) if text.is_empty())
    }

    /// Its bytes in a state, and whether they are those of a UUID.
    pub(super) fn bytes(&self) -> (&[u8], bool) {
        match &self.0 {
            Form::Uuid(bytes) => (bytes, true),
            Form::Text(text) => (text.as_bytes(), false),
        }
    }

    /// The key of these bytes. `None` if they are of no key.
    pub(super) fn from_bytes(bytes: &[u8], is_uuid: bool) -> Option<Self> {
        if is_uuid {
            return bytes.try_into().ok().map(|bytes| Self(Form::Uuid(bytes)));
        }
        std::str::from_utf8(bytes).ok().map(|text| Self(Form::Text(text.into())))
    }
}

impl From<Uuid> for Key {
    fn from(id: Uuid) -> Self {
        Self(Form::Uuid(id.into_bytes()))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Uuid(bytes) => Uuid::from_bytes(*bytes).fmt(f),
            Form::Text(text) => f.write_str(text),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_as_it_came() {
        let texts = [
            "3f0c2b52-7a41-4f1e-9d55-2f60a1a0c001",
            // The same id to a machine, and not the same text.
            "3F0C2B52-7A41-4F1E-9D55-2F60A1A0C001",
            "3f0c2b527a414f1e9d552f60a1a0c001",
            "4711",
            "",
            "sixteen letters!",
        ];
        for text in texts {
            let key = Key::new(text);
            assert_eq!(key.to_string(), text);
            assert_eq!(key.is_empty(), text.is_empty());
            assert_eq!(key.as_uuid().is_some(), text == texts[0]);
            let (bytes, is_uuid) = key.bytes();
            assert_eq!(Key::from_bytes(bytes, is_uuid), Some(key.clone()));
            let json = serde_json::to_string(&key).unwrap();
            assert_eq!(serde_json::from_str::<Key>(&json).unwrap(), key);
        }
        assert_ne!(Key::new(texts[0]), Key::new(texts[1]));
        assert_eq!(Key::from_bytes(b"short", true), None);
        assert_eq!(Key::from_bytes(&[0xff], false), None);
    }
}
