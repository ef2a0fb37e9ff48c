//! How many pages are fetched at the same time: as many as allowed, fewer when the server pushes back.

use crate::http::PagesAtATime;

/// Halves the number when a server refuses (429, 503) or fails, and raises it by one after as many
/// successful pages as are fetched at the same time. Pages count in the order of the list.
#[derive(Debug)]
pub(super) struct Pace {
    /// Shared with those who may set it.
    pub(super) most: PagesAtATime,
    /// How many fewer are fetched.
    fewer: usize,
    /// Successful pages since the last change.
    well: usize,
}

impl Pace {
    pub(super) fn new(most: usize) -> Self {
        Self { most: PagesAtATime::new(most), fewer: 0, well: 0 }
    }

    pub(super) fn allowed(&self) -> usize {
        self.most.get().saturating_sub(self.fewer).max(1)
    }

    /// A page came, after the server pushed back or not.
    pub(super) fn came(&mut self, pushed_back: bool) {
        if pushed_back {
            self.fewer = self.most.get().saturating_sub((self.allowed() / 2).max(1));
            self.well = 0;
            return;
        }
        self.well += 1;
        if self.well >= self.allowed() && self.fewer > 0 {
            self.fewer -= 1;
            self.well = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_halves_when_pushed_back_and_rises_slowly() {
        let mut pace = Pace::new(8);
        pace.came(true);
        assert_eq!(pace.allowed(), 4);
        for _ in 0..4 {
            pace.came(false);
        }
        assert_eq!(pace.allowed(), 5);
        for _ in 0..5 {
            pace.came(true);
        }
        assert_eq!(pace.allowed(), 1);
        for _ in 0..100 {
            pace.came(false);
        }
        assert_eq!(pace.allowed(), 8, "and never above what was asked for");
    }
}
