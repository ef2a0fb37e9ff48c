//! Rows that come while the site runs.

use serde_json::Value;
use uuid::Uuid;

use super::build::{new_row, one_row};
use crate::govocal::resource::Resource;
use crate::govocal::table::Fields;
use crate::govocal::world::World;

impl World {
    /// Adds a generated row; `None` where no new pair is left.
    pub(in crate::govocal) fn insert_generated(
        &mut self,
        resource: &'static Resource,
        at: i64,
    ) -> Option<Uuid> {
        let row = one_row(self, resource, at)?;
        let id = row.id;
        self.put(resource, row);
        Some(id)
    }

    /// Adds a row with the given fields over generated ones. Without a generated row (no pair is
    /// left) the row has only the given fields.
    pub(in crate::govocal) fn insert(
        &mut self,
        resource: &'static Resource,
        given: Value,
        now: i64,
    ) -> Uuid {
        let mut row = one_row(self, resource, now)
            .unwrap_or_else(|| new_row(&mut self.rng, now, Fields::new()));
        // Made for this call, so made now, whatever the generator thought plausible.
        row.created = now;
        row.updated = now;
        self.overlay(resource, &mut row, given);
        if row.updated == now {
            row.updated = row.created;
        }
        let id = row.id;
        self.put(resource, row);
        id
    }
}
