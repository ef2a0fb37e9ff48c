//! Lists of rows that change while they are read.

use fastrand::Rng;

use super::resource::Resource;
use super::world::World;
use crate::churn::Changing;
use crate::moment::DAY;

/// A resource's list, changed now.
pub(super) struct ChangingList<'w> {
    pub(super) world: &'w mut World,
    pub(super) resource: &'static Resource,
    pub(super) now: i64,
}

impl Changing for ChangingList<'_> {
    fn rng(&mut self) -> &mut Rng {
        &mut self.world.rng
    }

    fn insert(&mut self, is_old: bool) {
        let old = if is_old { self.world.random_row(self.resource) } else { None };
        let at = old.map_or(self.now, |row| row.created + self.world.rng.i64(-DAY..DAY));
        self.world.insert_generated(self.resource, at.min(self.now));
    }

    fn remove(&mut self, count: usize) {
        for id in self.world.random_neighbours(self.resource, count) {
            self.world.delete(self.resource, id, self.now);
        }
    }

    fn touch(&mut self) {
        if let Some(row) = self.world.random_row(self.resource) {
            self.world.touch(self.resource.table, row.id, self.now);
        }
    }
}
