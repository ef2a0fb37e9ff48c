//! Windows: the page number and page size of a stretch of the list, what an answer shows of it, and
//! where to look for the frontier after many rows were added before it.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::list::source::Position;
use crate::list::strategy::Row;

/// The rows from [`offset`](Self::offset) on, as many as a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::list) struct Window {
    pub(super) number: u64,
    pub(super) size: u64,
}

impl Window {
    /// The window that begins at `offset` or before, on pages of at most `largest` rows, and
    /// reaches furthest.
    ///
    /// A server only has whole pages, so the offset must be a multiple of the size. Of the sizes between
    /// half of `largest` and `largest`, there is one of which it nearly is.
    pub(super) fn covering(offset: u64, largest: u64) -> Self {
        let largest = largest.max(1);
        let sizes = largest.div_ceil(2)..=largest;
        Self::furthest(offset, sizes).unwrap_or(Self { number: 1, size: largest })
    }

    /// The page of this size that has the row at `offset`.
    fn at(offset: u64, size: u64) -> Self {
        Self { number: offset / size + 1, size }
    }

    /// The page that has the row at `offset`, of the size with which it reaches furthest.
    fn furthest(offset: u64, sizes: RangeInclusive<u64>) -> Option<Self> {
        let windows = sizes.map(|size| Self::at(offset, size));
        windows.max_by_key(|window| (window.end(), window.offset()))
    }

    /// A window that goes beyond the place `next` and repeats `needed` rows before it, and up to `slack`
    /// more where a page size allows it. `None` where no page size allows it.
    pub(super) fn beyond(next: u64, needed: u64, slack: u64, largest: u64) -> Option<Self> {
        let beginning = |slack| next.saturating_sub(needed + slack);
        (0..=slack)
            .rev()
            .filter_map(|slack| Self::furthest(beginning(slack), needed + 1..=largest))
            .find(|window| window.end() > next)
    }

    /// A window that shows the last rows of a list that ends at the place `end`: at least `needed`
    /// of them, and fewer than `limit`. `None` where no page size allows it.
    pub(super) fn of_the_end(end: u64, needed: u64, limit: u64, largest: u64) -> Option<Self> {
        let sizes = needed + 1..=largest;
        [needed + 1, needed].into_iter().find_map(|shown| {
            let windows = sizes.clone().map(|size| Self::at(end.saturating_sub(shown), size));
            windows
                .filter(|window| window.end() > end && end - window.offset() < limit)
                .max_by_key(|window| (window.offset(), std::cmp::Reverse(window.size)))
        })
    }

    /// The place of its first row, from 0.
    pub(super) fn offset(&self) -> u64 {
        (self.number - 1).saturating_mul(self.size)
    }

    /// The place behind its last row.
    pub(super) fn end(&self) -> u64 {
        self.offset().saturating_add(self.size)
    }
}

/// What an answer shows of the list's order.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    pub(super) newest: Option<Position>,
    pub(super) oldest: Option<Position>,
    /// Rows at the end that share the oldest position, those that did not decode included.
    pub(super) tail: u64,
    pub(super) ordered: bool,
}

impl Stretch {
    pub(super) fn of<T>(rows: &[Row<T>]) -> Self {
        let positions = || rows.iter().filter_map(|row| row.position);
        let oldest = positions().last();
        let at_the_end = |row: &&Row<T>| row.key().is_none() || row.position == oldest;
        Self {
            newest: positions().next(),
            oldest,
            tail: rows.iter().rev().take_while(at_the_end).count() as u64,
            ordered: positions().is_sorted_by(|newer, older| newer >= older)
                && rows.iter().all(|row| row.key().is_none() || row.position.is_some()),
        }
    }
}

/// Where to look for the frontier, while windows show only what has been read: further down each
/// time, until a place behind it is known; then halfway.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Leap {
    /// How many rows to skip.
    far: u64,
    /// A place known to be before the frontier, and one known to be behind it.
    before_it: u64,
    behind_it: u64,
}

impl Leap {
    pub(super) fn is_idle(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn is_plausible(&self, most: u64) -> bool {
        [self.far, self.before_it, self.behind_it].into_iter().all(|place| place < most)
    }

    /// Where to look after a window that ended at this place and was wholly above the frontier.
    pub(super) fn on(&mut self, from: u64, size: u64) -> u64 {
        self.before_it = from;
        self.far = (self.far * 2).max(size / 4).min(1 << 30);
        if self.behind_it > from {
            self.halfway(size)
        } else if self.far > size / 2 {
            from + self.far
        } else {
            from
        }
    }

    /// Where to look after this window, where a leap went behind the frontier. `None` where there
    /// was no leap.
    pub(super) fn back(&mut self, window: &Window, size: u64) -> Option<u64> {
        let leapt = window.offset().saturating_sub(self.before_it);
        let is_leap = leapt > size && self.far > size / 2;
        is_leap.then(|| {
            self.behind_it = window.offset();
            self.halfway(size)
        })
    }

    /// A place between the two that are known, unless it is within a page of the first.
    fn halfway(&self, size: u64) -> u64 {
        let half = (self.behind_it - self.before_it) / 2;
        self.before_it + if half > size { half } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_never_begins_after_the_offset_and_always_reaches_beyond_it() {
        for largest in [1, 2, 7, 24, 25, 100] {
            for offset in 0..3000 {
                let window = Window::covering(offset, largest);
                assert!(window.offset() <= offset, "{offset} {largest} {window:?}");
                assert!(window.end() > offset, "{offset} {largest} {window:?}");
                assert!(window.size <= largest);
            }
        }
    }

    #[test]
    fn only_behind_a_leap_it_is_looked_for_halfway_and_a_page_is_no_leap() {
        let behind = |offset: u64| Window { number: offset / 100 + 1, size: 100 };
        // A quarter of a page, which the next window shows anyway.
        let mut leap = Leap::default();
        assert_eq!(leap.on(1_000, 100), 1_000);
        assert_eq!(leap.back(&behind(1_300), 100), None);
        // Then half a page, and then more than that.
        assert_eq!([leap.on(1_100, 100), leap.on(1_200, 100)], [1_100, 1_300]);
        assert_eq!(leap.back(&behind(1_600), 100), Some(1_400));
        assert_eq!(leap.back(&behind(1_400), 100), Some(1_200), "half of it is a page");
        assert_eq!(leap.back(&behind(1_300), 100), None, "it is a page");
    }

    #[test]
    fn the_last_rows_of_a_list_are_seen_in_a_window_of_few() {
        let mut found = 0;
        for end in 12..1_000 {
            for needed in 2..=11 {
                let Some(window) = Window::of_the_end(end, needed, 12, 100) else { continue };
                found += 1;
                let rows = end - window.offset();
                assert!(rows >= needed && rows < 12 && window.end() > end, "{end} {window:?}");
            }
        }
        assert!(found > 9_000, "{found} of 9880");
    }

    #[test]
    fn little_of_a_page_is_wasted() {
        let gain = |offset: u64| Window::covering(offset, 100).end() - offset;
        let mean = (1..20_000).map(gain).sum::<u64>() / 20_000;
        assert!(mean >= 85, "{mean}");
        assert_eq!(Window::covering(0, 100), Window { number: 1, size: 100 });
        assert_eq!(Window::covering(97, 100), Window { number: 2, size: 97 });
    }

    #[test]
    fn a_window_within_a_page_of_the_last_known_place_is_no_leap() {
        let leap = || Leap { far: 100, before_it: 200, behind_it: 0 };
        let window = |offset| {
            let window = Window::covering(offset, 25);
            assert_eq!(window.offset(), offset, "{window:?}");
            window
        };
        assert_eq!(leap().back(&window(225), 25), None);
        assert_eq!(leap().back(&window(250), 25), Some(200));
        assert_eq!(leap().back(&window(300), 25), Some(250));
    }
}
