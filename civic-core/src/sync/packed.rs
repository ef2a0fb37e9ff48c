//! A roster as a state keeps it: packed, 32 letters for a UUID with its hash.
//!
//! By group, rows with keys of one length and with the same marks stand together: each row is its key and
//! its hash, in base64, without anything between them.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};

use super::key::Key;
use super::roster::{Marks, Roster, Row};

/// The rows of each group.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Packed(BTreeMap<String, Vec<Run>>);

/// Rows of one form: the length of their keys in bytes (0: UUIDs), their marks, and the rows.
#[derive(Serialize, Deserialize)]
struct Run(usize, u8, String);

const UUID: usize = 0;
const HASH: usize = 8;

impl From<&Roster> for Packed {
    fn from(roster: &Roster) -> Self {
        let mut bytes: BTreeMap<(usize, usize, u8), Vec<u8>> = BTreeMap::new();
        for (key, row) in roster.iter() {
            let (key, is_uuid) = key.bytes();
            let length = if is_uuid { UUID } else { key.len() };
            let packed = bytes.entry((row.group, length, row.marks.to_bits())).or_default();
            packed.extend_from_slice(key);
            packed.extend_from_slice(&row.hash.to_le_bytes());
        }
        let mut groups: BTreeMap<String, Vec<Run>> = BTreeMap::new();
        for ((group, length, marks), bytes) in bytes {
            let rows = STANDARD_NO_PAD.encode(bytes);
            let name = roster.group_name(group).to_owned();
            groups.entry(name).or_default().push(Run(length, marks, rows));
        }
        Self(groups)
    }
}

/// Says what is wrong with a roster that is damaged.
impl TryFrom<Packed> for Roster {
    type Error = &'static str;

    fn try_from(Packed(groups): Packed) -> Result<Self, Self::Error> {
        let mut roster = Self::default();
        for (name, runs) in groups {
            let group = roster.new_group(name);
            for Run(length, marks, rows) in runs {
                let bytes =
                    STANDARD_NO_PAD.decode(rows).map_err(|_| "its rows are not in base64")?;
                let is_uuid = length == UUID;
                let length = if is_uuid { 16 } else { length };
                let row = length.saturating_add(HASH);
                let chunks = bytes.chunks_exact(row);
                if !chunks.remainder().is_empty() {
                    return Err("it breaks off within a row");
                }
                for chunk in chunks {
                    let (key, hash) = chunk.split_at(length);
                    let key = Key::from_bytes(key, is_uuid).ok_or("a key is not text")?;
                    let hash = hash.try_into().map_err(|_| "a hash has another length")?;
                    let (hash, marks) = (u64::from_le_bytes(hash), Marks::from_bits(marks));
                    roster.insert(key, Row { hash, group, marks, pass: 0 });
                }
            }
        }
        Ok(roster)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn packed(roster: &Roster) -> String {
        serde_json::to_string(&Packed::from(roster)).unwrap()
    }

    fn unpacked(json: &str) -> Result<Roster, &'static str> {
        serde_json::from_str::<Packed>(json).unwrap().try_into()
    }

    #[test]
    fn a_roster_comes_back_as_it_was() {
        let mut roster = Roster::default();
        let (one, other) = (roster.group("7"), roster.group("12"));
        let keys = ["1", "22", "é", "sixteen letters!", "3f0c2b52-7a41-4f1e-9d55-2f60a1a0c001"];
        for (place, key) in keys.into_iter().enumerate() {
            let marks = Marks { is_recent: place == 1, is_seen: place == 2, ..Marks::default() };
            let (group, hash) = (if place == 0 { other } else { one }, u64::MAX - place as u64);
            roster.insert(Key::new(key), Row { hash, group, marks, pass: 0 });
        }
        let back = unpacked(&packed(&roster)).unwrap();
        assert_eq!(packed(&back), packed(&roster));
        for key in keys.map(Key::new) {
            let (before, after) = (roster.get(&key).unwrap(), back.get(&key).unwrap());
            assert_eq!((after.hash, after.marks), (before.hash, before.marks));
            assert_eq!(back.group_name(after.group), roster.group_name(before.group));
        }
        assert_eq!(unpacked(&packed(&Roster::default())), Ok(Roster::default()));
    }

    /// Design: at most 1.4 × (key + 8) bytes a row, so 32 for a UUID.
    #[test]
    fn a_row_takes_no_more_than_its_key_and_hash_in_base64() {
        let rows = 100_000;
        let uuids = (0..rows).map(|number| Uuid::from_u128(number * 7_919).to_string());
        let numbers = (0..rows).map(|number| (100_000 + number).to_string());
        for (ids, length) in [(uuids.collect::<Vec<_>>(), 16), (numbers.collect(), 6)] {
            let mut roster = Roster::default();
            for id in &ids {
                roster.insert(Key::new(id), Row::default());
            }
            let bytes = packed(&roster).len();
            let most = (length + HASH) * ids.len() * 14 / 10;
            assert!(bytes <= most, "keys of {length} bytes: {bytes} bytes, at most {most}");
            assert!(length != 16 || bytes <= 32 * ids.len() + 64, "{bytes}");
        }
    }

    #[test]
    fn a_damaged_one_is_refused() {
        for (json, why) in [
            (r#"{"":[[0,0,"*"]]}"#, "its rows are not in base64"),
            (r#"{"":[[0,0,"AAAA"]]}"#, "it breaks off within a row"),
            (r#"{"":[[1,0,"/wAAAAAAAAAA"]]}"#, "a key is not text"),
            (r#"{"":[[18446744073709551615,0,"AAAA"]]}"#, "it breaks off within a row"),
        ] {
            assert_eq!(unpacked(json).unwrap_err(), why);
        }
    }
}
