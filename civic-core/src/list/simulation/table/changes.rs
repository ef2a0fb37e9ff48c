//! What happens to a table while it is read.

use super::super::weather::Event;
use super::{DAY, Inner, Record};

impl Inner {
    /// One change, by chance.
    pub(super) fn change(&mut self) {
        if self.rng.f64() >= self.weather.churn {
            return;
        }
        self.now += self.rng.i64(1..DAY / 100);
        let any = |inner: &mut Self| {
            let place = inner.rng.usize(..inner.rows.len().max(1));
            inner.rows.keys().nth(place).copied()
        };
        match self.rng.u8(..10) {
            // A new row, now.
            0..=2 => {
                let at = self.now - self.rng.i64(0..=self.weather.skew);
                let behind = self.rows.values().any(|row| row.at > at);
                self.happened.insert(if behind { Event::InsertedBehind } else { Event::Inserted });
                self.insert(at);
            }
            // An import, somewhere in the past, often on a moment that others have.
            3 | 4 => {
                let Some(id) = any(self) else { return };
                let at =
                    self.rows[&id].at + if self.rng.bool() { 0 } else { self.rng.i64(-DAY..DAY) };
                let copies = if self.weather.bursts { self.rng.u64(1..60) } else { 1 };
                let many = copies > 1;
                self.happened.insert(if many {
                    Event::ImportedManyAtOnce
                } else {
                    Event::Imported
                });
                for _ in 0..copies {
                    self.insert(at);
                }
            }
            // A deletion, or a burst of neighbours.
            5..=7 => {
                let Some(id) = any(self) else { return };
                let burst = if self.weather.bursts && self.rng.u8(..4) == 0 { 60 } else { 1 };
                let many = burst > 1;
                self.happened.insert(if many { Event::DeletedManyAtOnce } else { Event::Deleted });
                let mut newest_first: Vec<_> =
                    self.rows.iter().map(|(id, r)| (-r.at, *id)).collect();
                newest_first.sort_unstable();
                let from = newest_first.iter().position(|(_, other)| *other == id).unwrap();
                for (_, id) in newest_first.iter().skip(from).take(burst) {
                    self.rows.remove(id);
                    self.changes += 1;
                    self.throughout.remove(id);
                }
            }
            // An update that moves a row out of the filter, or into it.
            _ => {
                let Some(id) = any(self) else { return };
                let row = self.rows.get_mut(&id).unwrap();
                row.matches = !row.matches;
                self.changes += 1;
                self.happened.insert(if row.matches {
                    Event::MovedIntoTheFilter
                } else {
                    Event::MovedOutOfTheFilter
                });
                self.throughout.remove(&id);
            }
        }
    }

    pub(super) fn insert(&mut self, at: i64) {
        self.changes += 1;
        self.rows.insert(self.next_id, Record { at, matches: true });
        self.next_id += 1;
    }

    pub(super) fn grow(&mut self, rows: u64) {
        for _ in 0..rows {
            self.now += DAY / 100;
            self.insert(self.now);
        }
    }
}
