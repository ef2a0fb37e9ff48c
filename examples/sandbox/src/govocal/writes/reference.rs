//! References to existing rows in what a caller writes.

use serde_json::Value;
use uuid::Uuid;

use crate::govocal::world::World;

/// The id of an existing row.
pub(super) fn reference(world: &World, table: &str, id: Option<&Value>) -> Option<Uuid> {
    let id = Uuid::parse_str(id?.as_str()?).ok()?;
    world.get(table, id).map(|row| row.id)
}
