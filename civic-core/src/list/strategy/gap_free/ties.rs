//! Rows of one moment: which were read, and how many the server counts.

use std::collections::HashSet;

use serde::{Deserialize, Serialize, Serializer};

use crate::json::is_zero;
use crate::list::key::{self, Key};

/// The rows read at one moment.
///
/// All are remembered while the list is read. A checkpoint holds the latest of them and the number of
/// the others, which may therefore come a second time after a resume.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Written")]
pub(super) struct Ties {
    known: HashSet<Key>,
    in_order: Vec<Key>,
    forgotten: u64,
}

impl Ties {
    pub(super) fn is_empty(&self) -> bool {
        self.read() == 0
    }

    pub(super) fn contains(&self, key: Key) -> bool {
        self.known.contains(&key)
    }

    pub(super) fn note(&mut self, key: Key) {
        if self.known.insert(key) {
            self.in_order.push(key);
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many rows were read.
    pub(super) fn read(&self) -> u64 {
        self.forgotten.saturating_add(self.in_order.len() as u64)
    }

    /// Whether some were left out of a checkpoint. Rows read since then may be among them, so that they
    /// cannot be counted any more.
    pub(super) fn are_partly_forgotten(&self) -> bool {
        self.forgotten > 0
    }
}

#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(with = "key::latest")]
    latest: Vec<Key>,
    #[serde(default, skip_serializing_if = "is_zero")]
    forgotten: u64,
}

impl Serialize for Ties {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let left_out = self.in_order.len().saturating_sub(key::LATEST);
        let latest = self.in_order.iter().skip(left_out).copied().collect();
        let forgotten = self.forgotten.saturating_add(left_out as u64);
        Written { latest, forgotten }.serialize(serializer)
    }
}

impl From<Written> for Ties {
    fn from(Written { latest, forgotten }: Written) -> Self {
        let mut ties = Self { forgotten, ..Self::default() };
        for key in latest {
            ties.note(key);
        }
        ties
    }
}

/// The least and the most rows that the list can have, by counts of pages of different sizes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Count {
    least: u64,
    most: Option<u64>,
    /// The counts that contradicted each other.
    moved: Option<(u64, u64)>,
}

impl Count {
    pub(super) fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    /// Notes a count of pages of this size.
    pub(super) fn note(&mut self, pages: u64, size: u64) {
        let most = pages.saturating_mul(size);
        let least = if pages == 0 { 0 } else { (most - size).saturating_add(1) };
        if self.most.is_some_and(|known| least > known) || most < self.least {
            let known = if most < self.least { self.least } else { self.most.unwrap_or(0) };
            self.moved.get_or_insert((known, if most < self.least { most } else { least }));
        }
        self.least = self.least.max(least);
        self.most = Some(self.most.map_or(most, |known| known.min(most)));
    }

    /// From which number of rows to which the list changed, where no single number fits all counts.
    pub(super) fn moved(&self) -> Option<(u64, u64)> {
        self.moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_one_list_leave_room_and_those_of_a_list_that_grew_do_not() {
        let mut count = Count::default();
        for size in 51..=100 {
            count.note(437_u64.div_ceil(size), size);
        }
        assert_eq!(count.moved(), None);
        count.note(451_u64.div_ceil(50), 50);
        assert!(count.moved().is_some_and(|(from, to)| from < to), "{count:?}");
        let mut shrunk = Count::default();
        shrunk.note(5, 100);
        shrunk.note(3, 100);
        assert!(shrunk.moved().is_some_and(|(from, to)| from > to), "{shrunk:?}");
    }

    #[test]
    fn the_latest_are_written_and_the_others_counted() {
        let key = |n: u32| Key::of([n.to_le_bytes()]);
        let mut ties = Ties::default();
        (0..200).chain(0..200).for_each(|n| ties.note(key(n)));
        assert_eq!((ties.read(), ties.are_partly_forgotten()), (200, false));

        let json = serde_json::to_string(&ties).unwrap();
        assert!(json.len() < 1500, "{json}");
        let again: Ties = serde_json::from_str(&json).unwrap();
        assert_eq!((again.read(), again.are_partly_forgotten()), (200, true));
        assert!(again.contains(key(199)) && again.contains(key(136)) && !again.contains(key(135)));
        assert_eq!(serde_json::to_string(&again).unwrap(), json);
    }
}
