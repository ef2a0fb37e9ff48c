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
    /// From which number of rows to which the list changed, where no single number fits all counts.
    pub(super) moved: Option<(u64, u64)>,
}

impl Count {
    pub(super) fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    /// Notes a count of pages of this size.
    pub(super) fn note(&mut self, pages: u64, size: u64) {
        let most = pages.saturating_mul(size);
        let least = if pages == 0 { 0 } else { (most - size).saturating_add(1) };
        let contradiction = if most < self.least {
            Some((self.least, most))
        } else {
            self.most.filter(|known| least > *known).map(|known| (known, least))
        };
        self.moved = self.moved.or(contradiction);
        self.least = self.least.max(least);
        self.most = Some(self.most.map_or(most, |known| known.min(most)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is known after so many pages of such sizes.
    fn counted(pages: &[(u64, u64)]) -> Option<(u64, u64)> {
        let mut count = Count::default();
        for (pages, size) in pages {
            count.note(*pages, *size);
        }
        count.moved
    }

    #[test]
    fn counts_of_one_list_leave_room_and_those_of_a_list_that_grew_do_not() {
        let of_437: Vec<_> = (50..=100).map(|size| (437_u64.div_ceil(size), size)).collect();
        assert_eq!(counted(&of_437), None);
        let grown = [&of_437[1..], &[(451_u64.div_ceil(50), 50)]].concat();
        assert!(counted(&grown).is_some_and(|(from, to)| from < to), "{grown:?}");
        // 21 rows, as the only number that both allow.
        assert_eq!(counted(&[(3, 7), (3, 10)]), None);
        assert_eq!(counted(&[(3, 10), (3, 7)]), None);
        assert_eq!(counted(&[(0, 10), (0, 100)]), None);
        assert_eq!(counted(&[]), None);
    }

    #[test]
    fn counts_of_a_list_that_changed_say_from_what_to_what() {
        // 21 to 30 rows, then 31 to 40, or 11 to 20.
        assert_eq!(counted(&[(3, 10), (4, 10)]), Some((30, 31)));
        assert_eq!(counted(&[(3, 10), (2, 10)]), Some((21, 20)));
        assert_eq!(counted(&[(5, 100), (3, 100)]), Some((401, 300)));
        assert_eq!(counted(&[(3, 10), (0, 10)]), Some((21, 0)));
        assert_eq!(counted(&[(0, 10), (1, 10)]), Some((0, 1)));
        // The first change is told.
        assert_eq!(counted(&[(3, 10), (4, 10), (9, 10), (1, 10)]), Some((30, 31)));
        // What the pages of several sizes say together: 41 to 45 rows, then 46 or more.
        assert_eq!(counted(&[(5, 10), (3, 15), (46, 1)]), Some((45, 46)));
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
