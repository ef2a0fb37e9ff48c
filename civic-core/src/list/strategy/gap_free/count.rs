//! What the server's counts of pages say about the number of rows.

use serde::{Deserialize, Serialize};

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
}
