//! Rows that are there although the list left them out.

use std::collections::BTreeMap;

use crate::sync::key::Key;
use crate::sync::roster::Roster;
use crate::sync::threshold::few_of;

/// Rows that are there by themselves, and that no reading of the list had.
#[derive(Default)]
pub(super) struct LeftOut {
    keys: Vec<Key>,
    /// How many of them each group has, and how many rows it has.
    counts: BTreeMap<usize, usize>,
    sizes: BTreeMap<usize, usize>,
    list: Trust,
}

/// What is done where a full reading left out too many of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Trust {
    /// The run is not complete.
    #[default]
    None,
    /// The list can be read once more.
    ReadsAgain,
    /// It is to be read once more.
    Doubted,
    /// It was. The rows that it left out again are withheld.
    Confirmed,
}

impl LeftOut {
    /// For a list that can be read once more.
    pub(super) fn with_another_reading() -> Self {
        Self { list: Trust::ReadsAgain, ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether the list must be read once more before anything is believed.
    pub(super) fn doubts_the_list(&self) -> bool {
        self.list == Trust::Doubted
    }

    /// Takes in a row. Returns whether there are so many that the run is not complete.
    pub(super) fn add(&mut self, roster: &Roster, key: Key) -> bool {
        let Some(group) = roster.get(&key).map(|row| row.group) else { return false };
        if self.keys.is_empty() {
            self.sizes = roster.group_sizes();
        }
        self.keys.push(key);
        *self.counts.entry(group).or_default() += 1;
        if !self.is_too_many(roster, group) {
            return false;
        }
        if self.list == Trust::ReadsAgain {
            self.list = Trust::Doubted;
        }
        self.list == Trust::None
    }

    /// Whether the list left out more than a few rows of this group, or of all.
    fn is_too_many(&self, roster: &Roster, group: usize) -> bool {
        let size = self.sizes.get(&group).copied().unwrap_or_default();
        let count = self.counts.get(&group).copied().unwrap_or_default();
        count > few_of(size) || self.keys.len() > few_of(roster.len())
    }

    /// The list was read once more, to its end: only the rows that it left out again count.
    pub(super) fn confirm(&mut self, roster: &Roster) {
        let keys = std::mem::take(&mut self.keys);
        *self = Self { list: Trust::Confirmed, ..Self::default() };
        for key in keys {
            if roster.get(&key).is_some_and(|row| row.pass == 0) {
                self.add(roster, key);
            }
        }
    }

    /// Takes out the rows that are to be withheld.
    pub(super) fn withheld(&mut self, roster: &Roster) -> Vec<Key> {
        if self.list != Trust::Confirmed {
            return Vec::new();
        }
        let is_too_many =
            |key: &Key| roster.get(key).is_some_and(|row| self.is_too_many(roster, row.group));
        let (withheld, few) = self.keys.clone().into_iter().partition(is_too_many);
        self.keys = few;
        withheld
    }
}
