//! How many pages are fetched at the same time: as many as allowed, fewer when the server pushes back.

/// Halves the number when a server refuses (429, 503) or fails, and raises it by one after as many
/// successful pages as are fetched at the same time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    most: usize,
    current: usize,
    /// Successful pages since the last change.
    well: usize,
}

impl Pace {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self { most, current: most, well: 0 }
    }

    pub(super) fn most(&self) -> usize {
        self.most
    }

    pub(super) fn allowed(&self) -> usize {
        self.current
    }

    /// A page came, after the server pushed back or not.
    pub(super) fn came(&mut self, pushed_back: bool) {
        if pushed_back {
            self.current = (self.current / 2).max(1);
            self.well = 0;
            return;
        }
        self.well += 1;
        if self.well >= self.current && self.current < self.most {
            self.current += 1;
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
