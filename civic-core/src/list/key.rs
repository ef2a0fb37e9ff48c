//! What makes a row the same row.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// A row's identity within its list, by which duplicates are dropped.
///
/// 16 bytes, stable across processes and versions, so that a checkpoint can hold some. An id is not
/// always unique, so each list says what makes a row the same row.
#[doc(alias("id", "identity", "duplicate"))]
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(Uuid);

impl Key {
    /// A key made of several parts, such as the two ends of an association. Their order counts, and
    /// `["ab", "c"]` is not `["a", "bc"]`.
    ///
    /// ```
    /// use civic_core::list::source::Key;
    ///
    /// assert_ne!(Key::of([b"ab", b"cd"]), Key::of([b"cd", b"ab"]));
    /// ```
    pub fn of<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Self {
        // FNV-1a, 128 bits: stable by definition, unlike the standard library's hasher.
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
        let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
        let mut mix = |byte: u8| hash = (hash ^ u128::from(byte)).wrapping_mul(PRIME);
        for part in parts {
            let part = part.as_ref();
            part.iter().copied().for_each(&mut mix);
            (part.len() as u64).to_le_bytes().into_iter().for_each(&mut mix);
        }
        Self(Uuid::from_u128(hash))
    }

    /// The key of a JSON value, whatever the order of the names in its objects.
    pub(crate) fn of_json<'v>(values: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut parts = Vec::new();
        values.into_iter().for_each(|value| spell(value, &mut parts));
        Self::of(parts)
    }

    pub(crate) fn to_bytes(self) -> [u8; 16] {
        self.0.into_bytes()
    }
}

/// Keys that a checkpoint holds at most of one kind. Twice as many, and it stays below 4 KiB.
pub(super) const LATEST: usize = 64;

/// Keys in a checkpoint: one behind the other in base64, 22 characters each instead of 39.
pub(super) mod latest {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD_NO_PAD;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::{Key, Uuid};

    pub(in crate::list) fn serialize<S: Serializer>(
        keys: &[Key],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let bytes: Vec<[u8; 16]> = keys.iter().map(|key| key.to_bytes()).collect();
        serializer.serialize_str(&STANDARD_NO_PAD.encode(bytes.as_flattened()))
    }

    pub(in crate::list) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Key>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD_NO_PAD.decode(text).map_err(D::Error::custom)?;
        let (keys, _) = bytes.as_chunks::<16>();
        Ok(keys.iter().map(|key| Uuid::from_bytes(*key).into()).collect())
    }
}

/// The parts of a value, objects by their sorted names.
fn spell(value: &Value, parts: &mut Vec<String>) {
    match value {
        Value::Array(values) => {
            parts.push(format!("[{}", values.len()));
            for value in values {
                spell(value, parts);
            }
        }
        Value::Object(pairs) => {
            let mut sorted: Vec<_> = pairs.iter().collect();
            sorted.sort_unstable_by_key(|(name, _)| *name);
            parts.push(format!("{{{}", sorted.len()));
            for (name, value) in sorted {
                parts.push(name.clone());
                spell(value, parts);
            }
        }
        plain => parts.push(plain.to_string()),
    }
}

impl From<Uuid> for Key {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(Key::of(["ab", "c"]), Key::of(["a", "bc"]));
        assert_ne!(Key::of(["a", ""]), Key::of(["a"]));
        assert_eq!(Key::of(["a", "b"]), Key::of(["a", "b"]));
    }

    #[test]
    fn the_value_is_the_same_in_every_version() {
        // Worked out by hand (FNV-1a over the parts, each followed by its length).
        let expected = "Key(df958356-5d2f-f397-b246-dc8e3c522dfc)";
        assert_eq!(format!("{:?}", Key::of(["a", "b"])), expected);
    }
}
