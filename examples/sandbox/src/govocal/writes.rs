//! Creating and changing ideas, internal comments and files.

mod file;
mod idea;
mod manager;
mod reference;
mod validation;

use serde_json::{Value, json};
use uuid::Uuid;

use super::data;
use super::errors::Failure;
use super::resource::Resource;
use super::table::Fields;
use super::world::World;
use reference::reference;
use validation::{ValidationErrors, is_blank};

pub(super) fn create(
    world: &mut World,
    resource: &'static Resource,
    given: &Fields,
    now: i64,
) -> Result<Uuid, Failure> {
    let fields = match resource.name {
        "ideas" => idea::new(world, given, now)?,
        "internal_comments" => new_internal_comment(world, given)?,
        _ => file::new_file(world, given)?,
    };
    let row = data::new_row(&mut world.rng, now, fields);
    let id = row.id;
    world.put(resource, row);
    if resource.name == "ideas" {
        idea::tie_to_topics_and_phases(world, id, given, now);
    }
    Ok(id)
}

pub(super) fn update(
    world: &mut World,
    resource: &Resource,
    id: Uuid,
    given: &Fields,
    now: i64,
) -> Result<(), Failure> {
    let changes = match resource.name {
        "ideas" => idea::changes(world, id, given, now)?,
        _ => file::changes(given)?,
    };
    if let Some(table) = world.tables.get_mut(resource.table) {
        table.update(id, |row| {
            row.fields.extend(changes);
            row.updated = now.max(row.created);
        });
    }
    if resource.name == "ideas" {
        idea::tie_to_topics_and_phases(world, id, given, now);
    }
    Ok(())
}

fn new_internal_comment(world: &mut World, given: &Fields) -> Result<Fields, Failure> {
    let mut errors = ValidationErrors::default();
    if given.get("body").is_none_or(is_blank) {
        errors.add("body", "blank");
    }
    let idea = reference(world, "ideas", given.get("idea_id"));
    if idea.is_none() {
        errors.add("idea", "blank");
    }
    errors.check()?;
    let parent = given.get("parent_id").filter(|parent| !parent.is_null());
    let parent_id = reference(world, "internal_comments", parent);
    if parent.is_some() && parent_id.is_none() {
        // The row is saved, its place in the tree is looked up, and all is undone.
        return Err(Failure::NotFound);
    }
    if let (Some(parent), Some(table)) = (parent_id, world.tables.get_mut("internal_comments")) {
        table.update(parent, |row| {
            let children = row.fields.get("children_count").and_then(Value::as_i64).unwrap_or(0);
            row.fields.insert("children_count".to_owned(), json!(children + 1));
        });
    }
    let project = idea.and_then(|idea| world.get("ideas", idea)?.uuid("project_id"));
    Ok(data::fields(json!({
        "body": given.get("body"),
        "author_id": null,
        "idea_id": idea,
        "parent_id": parent_id,
        "body_updated_at": null,
        "children_count": 0,
        "publication_status": "published",
        "project_id": project,
    })))
}
