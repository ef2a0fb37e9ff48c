//! Who manages a project.

use serde_json::Value;
use uuid::Uuid;

use crate::govocal::world::World;

/// Whether a user manages a project: as administrator, or as manager of it or of its folder. Spaces are
/// not imitated.
pub(super) fn manages(world: &World, user: Uuid, project: Uuid) -> bool {
    let Some(project) = world.get("projects", project) else { return false };
    let folder = project.uuid("folder_id");
    let roles = world.get("users", user).and_then(|user| user.fields.get("roles")?.as_array());
    roles.is_some_and(|roles| {
        roles.iter().any(|role| {
            let id = |field: &str| Uuid::parse_str(role.get(field)?.as_str()?).ok();
            match role.get("type").and_then(Value::as_str) {
                Some("admin") => true,
                Some("project_moderator") => id("project_id") == Some(project.id),
                Some("project_folder_moderator") => {
                    folder.is_some() && id("project_folder_id") == folder
                }
                _ => false,
            }
        })
    })
}
