//! The rows that a copy has: their keys, a hash of each, and what is known of them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::key::Key;
use crate::list::source::Key as Digest;

/// The rows of a copy.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Roster {
    rows: BTreeMap<Key, Row>,
    /// The names of the groups that rows belong to.
    groups: Vec<String>,
}

/// A row of a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// The hash of its content.
    pub(super) hash: u64,
    /// Its group, by its place in [`Roster::groups`].
    pub(super) group: usize,
    pub(super) marks: Marks,
    /// The pass of this run in which it was last seen; 0 for none.
    pub(super) pass: u32,
}

/// What is known of a row besides its content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::struct_excessive_bools, reason = "independent of each other, kept as bits")]
pub(super) struct Marks {
    /// The next incremental run must read it again: it was updated within the overlap.
    pub(super) is_recent: bool,
    /// The same, if this run ends complete.
    pub(super) will_be_recent: bool,
    /// It was seen since the full pass began that a later run goes on with.
    pub(super) is_seen: bool,
    /// It may be gone.
    pub(super) is_suspect: bool,
    /// It may be gone because the feed says so.
    pub(super) is_in_feed: bool,
    /// It is there, and two full readings of the list did not have it.
    pub(super) is_left_out: bool,
}

impl Marks {
    pub(super) fn to_bits(self) -> u8 {
        let marks = [
            self.is_recent,
            self.will_be_recent,
            self.is_seen,
            self.is_suspect,
            self.is_in_feed,
            self.is_left_out,
        ];
        marks.into_iter().rev().fold(0, |bits, mark| bits << 1 | u8::from(mark))
    }

    pub(super) fn from_bits(bits: u8) -> Self {
        let mark = |place: u8| bits >> place & 1 == 1;
        Self {
            is_recent: mark(0),
            will_be_recent: mark(1),
            is_seen: mark(2),
            is_suspect: mark(3),
            is_in_feed: mark(4),
            is_left_out: mark(5),
        }
    }

    /// It is there after all.
    pub(super) fn clear_suspicion(&mut self) {
        self.is_suspect = false;
        self.is_in_feed = false;
    }
}

impl Roster {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Row> {
        self.rows.get(key)
    }

    pub(super) fn get_mut(&mut self, key: &Key) -> Option<&mut Row> {
        self.rows.get_mut(key)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Key, &Row)> {
        self.rows.iter()
    }

    pub(super) fn rows_mut(&mut self) -> impl Iterator<Item = &mut Row> {
        self.rows.values_mut()
    }

    pub(super) fn insert(&mut self, key: Key, row: Row) {
        self.rows.insert(key, row);
    }

    pub(super) fn remove(&mut self, key: &Key) {
        self.rows.remove(key);
    }

    /// The number of a group, which is new if nobody asked for it before.
    pub(super) fn group(&mut self, name: &str) -> usize {
        self.groups.iter().position(|known| known == name).unwrap_or_else(|| {
            self.groups.push(name.to_owned());
            self.groups.len() - 1
        })
    }

    /// A group that is new.
    pub(super) fn new_group(&mut self, name: String) -> usize {
        self.groups.push(name);
        self.groups.len() - 1
    }

    pub(super) fn group_name(&self, group: usize) -> &str {
        self.groups.get(group).map_or("", String::as_str)
    }

    /// The name of the group that the row with this key belongs to.
    pub(super) fn group_of(&self, key: &Key) -> &str {
        self.rows.get(key).map_or("", |row| self.group_name(row.group))
    }

    /// How many rows each group has.
    pub(super) fn group_sizes(&self) -> BTreeMap<usize, usize> {
        let mut sizes = BTreeMap::new();
        for row in self.rows.values() {
            *sizes.entry(row.group).or_default() += 1;
        }
        sizes
    }

    /// Marks rows that a list did not show.
    pub(super) fn suspect(&mut self, keys: &[Key]) {
        for key in keys {
            if let Some(row) = self.rows.get_mut(key) {
                row.marks.is_suspect = true;
            }
        }
    }

    /// The keys of the rows that this is true of.
    pub(super) fn keys(&self, is_wanted: impl Fn(&Row) -> bool) -> Vec<Key> {
        let wanted = self.rows.iter().filter(|(_, row)| is_wanted(row));
        wanted.map(|(key, _)| key.clone()).collect()
    }
}

/// The hash of a row's content, whatever the order of its fields: stable across versions.
pub(super) fn hash_of(content: &Value) -> u64 {
    let [halves @ .., _, _, _, _, _, _, _, _] = Digest::of_json([content]).to_bytes();
    u64::from_le_bytes(halves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn marks_are_kept_in_bits() {
        for bits in 0..64 {
            assert_eq!(Marks::from_bits(bits).to_bits(), bits);
        }
        assert!(Marks::from_bits(8).is_suspect);
    }

    #[test]
    fn a_hash_tells_contents_apart_and_not_the_order_of_fields() {
        let hash = |json: &str| hash_of(&serde_json::from_str(json).unwrap());
        assert_eq!(hash(r#"{"a":1,"b":[2]}"#), hash(r#"{"b":[2],"a":1}"#));
        assert_ne!(hash_of(&json!({"a": 1})), hash_of(&json!({"a": 2})));
        assert_ne!(hash_of(&json!([1, [2]])), hash_of(&json!([[1], 2])));
    }

    #[test]
    fn a_row_that_is_there_is_suspected_no_more() {
        let mut marks = Marks::from_bits(0b11_1111);
        marks.clear_suspicion();
        assert!(!marks.is_suspect && !marks.is_in_feed);
        assert!(marks.is_recent && marks.will_be_recent && marks.is_seen && marks.is_left_out);
    }
}
