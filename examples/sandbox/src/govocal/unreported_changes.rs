//! Changes that no `updated_at` and no feed tells, as callbacks of the platform do not run for them.

use serde_json::{Value, json};
use uuid::Uuid;

use super::dates::wire_moment;
use super::state::GoVocalState;
use super::world::resource_of;
use crate::site::Site;

impl Site<GoVocalState> {
    /// Lays the given wire fields over a row and leaves its `updated_at` as it was, as counters of likes
    /// do (Rails: `update_columns`). Whether it was there.
    pub fn update_columns(&self, resource: &str, id: Uuid, mut fields: Value) -> bool {
        let now = self.now();
        let mut state = self.software();
        let Some(resource) = resource_of(&state.world, resource) else {
            return false;
        };
        let Some(row) = state.world.get(resource.table, id) else { return false };
        if let Some(fields) = fields.as_object_mut() {
            fields.insert("updated_at".to_owned(), json!(wire_moment(row.updated)));
        }
        state.world.update(resource, id, fields, now)
    }

    /// Removes a row, with what hangs on it, and logs nothing (Rails: `delete`, and rows that go with
    /// their parent). Whether it was there.
    pub fn delete_untold(&self, resource: &str, id: Uuid) -> bool {
        let now = self.now();
        let mut state = self.software();
        let Some(resource) = resource_of(&state.world, resource) else {
            return false;
        };
        state.world.remove(resource, id, now).is_some()
    }

    /// Puts a row that was removed back as it was, with its old moments and without what hung on it, as
    /// from a backup. An entry in the deleted feed stays. Whether it had been there.
    pub fn restore(&self, resource: &str, id: Uuid) -> bool {
        let mut state = self.software();
        let Some(resource) = resource_of(&state.world, resource) else {
            return false;
        };
        state.world.restore(resource, id)
    }
}
