//! Lists that change while they are read.

use fastrand::Rng;

/// How much a list changes before each request for a page of it. The default changes nothing.
///
/// Rates are averages: 0.25 is one change at a quarter of the requests, 2.0 is two at each. The
/// choice is seeded, so that a run can be repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Churn {
    /// New rows per request.
    pub inserts_per_request: f64,
    /// Of the new rows, the share that carries an old date (imported), instead of now.
    pub old_date_share: f64,
    /// Removed rows per request.
    pub deletes_per_request: f64,
    /// Touched rows per request: `updated_at` moves to now.
    pub updates_per_request: f64,
    /// The chance, from 0 to 1, that a request sees a burst of removals of neighbouring rows.
    pub burst_chance: f64,
    /// Rows removed in a burst.
    pub burst_size: usize,
}

/// A list that churn can change.
pub(crate) trait Changing {
    fn rng(&mut self) -> &mut Rng;

    /// Adds a row of now, or one that carries an old date.
    fn insert(&mut self, is_old: bool);

    /// Removes neighbouring rows, from a place taken by chance on.
    fn remove(&mut self, count: usize);

    /// Moves the `updated_at` of a row taken by chance to now.
    fn touch(&mut self);
}

impl Churn {
    /// Changes a list as much as this says for one request.
    pub(crate) fn change(&self, list: &mut impl Changing) {
        for _ in 0..draw(list.rng(), self.inserts_per_request) {
            let is_old = list.rng().f64() < self.old_date_share;
            list.insert(is_old);
        }
        for _ in 0..draw(list.rng(), self.deletes_per_request) {
            list.remove(1);
        }
        for _ in 0..draw(list.rng(), self.updates_per_request) {
            list.touch();
        }
        if list.rng().f64() < self.burst_chance {
            list.remove(self.burst_size);
        }
    }
}

/// A whole number whose average is the rate.
fn draw(rng: &mut Rng, rate: f64) -> u32 {
    let mut left = rate.clamp(0.0, 10_000.0);
    let mut count = 0;
    while left >= 1.0 {
        left -= 1.0;
        count += 1;
    }
    count + u32::from(rng.f64() < left)
}
