//! Finding the frontier again after many rows were added before it.

use serde::{Deserialize, Serialize};

use super::window::Window;

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
            let halfway = (self.behind_it - from) / 2;
            from + if halfway > size { halfway } else { 0 }
        } else if self.far > size / 2 {
            from + self.far
        } else {
            from
        }
    }

    /// Where to look after this window, where a leap went behind the frontier. `None` where there
    /// was no leap.
    pub(super) fn back(&mut self, window: &Window, size: u64) -> Option<u64> {
        let leapt = window.offset().checked_sub(self.before_it).filter(|far| *far > size)?;
        if self.far <= size / 2 {
            return None;
        }
        self.behind_it = window.offset();
        let halfway = leapt / 2;
        Some(self.before_it + if halfway > size { halfway } else { 0 })
    }
}
