//! Creating and changing ideas, internal comments and files.

mod file;
mod reference;
mod validation;

use serde_json::{Value, json};
use uuid::Uuid;

use super::data;
use super::dates::wire_moment;
use super::errors::Failure;
use super::resource::{self, Resource};
use super::table::{Fields, Row};
use super::world::World;
use reference::reference;
use validation::{Complaints, is_blank, require_category, require_texts};

pub(super) fn create(
    world: &mut World,
    resource: &'static Resource,
    given: &Fields,
    now: i64,
) -> Result<Uuid, Failure> {
    let fields = match resource.name {
        "ideas" => new_idea(world, given, now)?,
        "internal_comments" => new_internal_comment(world, given)?,
        _ => file::new_file(world, given)?,
    };
    let row = Row {
        id: data::new_id(&mut world.rng),
        created: now,
        updated: now,
        tie: world.rng.u64(..),
        fields,
    };
    let id = row.id;
    world.put(resource, row);
    if resource.name == "ideas" {
        tie_to_topics_and_phases(world, id, given, now);
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
    let mut complaints = Complaints::default();
    let mut changes = Fields::new();
    if resource.name == "ideas" {
        for (wire, stored) in [("title_multiloc", "title"), ("body_multiloc", "body")] {
            if let Some(texts) = given.get(wire) {
                require_texts(&mut complaints, wire, Some(texts));
                changes.insert(stored.to_owned(), texts.clone());
            }
        }
        idea_references(world, given, &mut complaints);
        assignee(given, &mut changes, now);
        if let Some(status) = status_of(world, given) {
            changes.insert("status".to_owned(), status);
        }
    } else {
        for (wire, stored) in [
            ("name", "name"),
            ("category", "category"),
            ("description_multiloc", "description"),
            ("ai_processing_allowed", "ai_processing_allowed"),
        ] {
            if let Some(value) = given.get(wire) {
                changes.insert(stored.to_owned(), value.clone());
            }
        }
        if changes.get("name").is_some_and(is_blank) {
            complaints.add("name", "blank");
        }
        require_category(&mut complaints, given);
    }
    complaints.verdict()?;
    if let Some(table) = world.tables.get_mut(resource.table) {
        table.update(id, |row| {
            row.fields.extend(changes);
            row.updated = now.max(row.created);
        });
    }
    if resource.name == "ideas" {
        tie_to_topics_and_phases(world, id, given, now);
    }
    Ok(())
}

fn new_idea(world: &mut World, given: &Fields, now: i64) -> Result<Fields, Failure> {
    let mut complaints = Complaints::default();
    require_texts(&mut complaints, "title_multiloc", given.get("title_multiloc"));
    require_texts(&mut complaints, "body_multiloc", given.get("body_multiloc"));
    let project = reference(world, "projects", given.get("project_id"));
    if project.is_none() {
        complaints.add("project", "blank");
    }
    idea_references(world, given, &mut complaints);
    complaints.verdict()?;
    let title = given.get("title_multiloc").cloned().unwrap_or_default();
    let number = world.rng.u32(1000..);
    let slug = data::slug(title.as_object().and_then(|texts| texts.values().next()), number);
    let mut fields = data::fields(json!({
        "title": title,
        "body": given.get("body_multiloc"),
        "author_id": null,
        "likes_count": 0,
        "dislikes_count": 0,
        "comments_count": 0,
        "published_at": wire_moment(now),
        "submitted_at": wire_moment(now),
        "publication_status": "published",
        "project_id": project,
        "location_point": null,
        "location_description": null,
        "href": data::href(world.main_locale(), "ideas", &slug),
        "slug": slug,
        "budget": null,
        "baskets_count": 0,
        "votes_count": 0,
        "official_feedbacks_count": 0,
        "assignee_id": null,
        "assigned_at": null,
        "proposed_budget": null,
        "creation_phase_id": null,
        "images": [],
        "status": status_of(world, given).unwrap_or_else(|| data::first_status(world)),
        "custom_field_values": {},
        "type": "idea",
    }));
    assignee(given, &mut fields, now);
    Ok(fields)
}

fn new_internal_comment(world: &mut World, given: &Fields) -> Result<Fields, Failure> {
    let mut complaints = Complaints::default();
    if given.get("body").is_none_or(is_blank) {
        complaints.add("body", "blank");
    }
    let idea = reference(world, "ideas", given.get("idea_id"));
    if idea.is_none() {
        complaints.add("idea", "blank");
    }
    let parent = given.get("parent_id").filter(|parent| !parent.is_null());
    let parent_id = reference(world, "internal_comments", parent);
    if parent.is_some() && parent_id.is_none() {
        complaints.add("parent", "blank");
    }
    complaints.verdict()?;
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

fn topic_ids(given: &Fields) -> Option<&Vec<Value>> {
    // The older name overrides the newer one.
    given.get("topic_ids").or_else(|| given.get("input_topic_ids")).and_then(Value::as_array)
}

fn idea_references(world: &World, given: &Fields, complaints: &mut Complaints) {
    let unknown = |table, ids: Option<&Vec<Value>>| {
        ids.is_some_and(|ids| ids.iter().any(|id| reference(world, table, Some(id)).is_none()))
    };
    if unknown("topics", topic_ids(given)) {
        complaints.add("input_topics", "invalid");
    }
    if unknown("phases", given.get("phase_ids").and_then(Value::as_array)) {
        complaints.add("phases", "invalid");
    }
    let assignee = given.get("assignee_id").filter(|assignee| !assignee.is_null());
    if assignee.is_some() && reference(world, "users", assignee).is_none() {
        complaints.add("assignee", "invalid");
    }
}

fn assignee(given: &Fields, fields: &mut Fields, now: i64) {
    if let Some(assignee) = given.get("assignee_id") {
        let assigned_at = if assignee.is_null() { Value::Null } else { json!(wire_moment(now)) };
        fields.insert("assignee_id".to_owned(), assignee.clone());
        fields.insert("assigned_at".to_owned(), assigned_at);
    }
}

/// The wire never shows status ids, so any id picks one of the labels.
fn status_of(world: &World, given: &Fields) -> Option<Value> {
    let id = Uuid::parse_str(given.get("idea_status_id")?.as_str()?).ok()?;
    Some(data::status(world, id.as_u128()))
}

fn tie_to_topics_and_phases(world: &mut World, idea: Uuid, given: &Fields, now: i64) {
    let phases = given.get("phase_ids").and_then(Value::as_array);
    for (table, field, ids) in
        [("idea_topics", "topic_id", topic_ids(given)), ("idea_phases", "phase_id", phases)]
    {
        let Some(ids) = ids.cloned() else { continue };
        let Some(association) = resource::find(table, world.era()) else {
            continue;
        };
        let old: Vec<Uuid> = world
            .rows(table)
            .iter()
            .filter(|row| row.uuid("idea_id") == Some(idea))
            .map(|row| row.id)
            .collect();
        if let Some(rows) = world.tables.get_mut(table) {
            for id in old {
                rows.remove(id);
            }
        }
        for id in ids {
            let mut fields = data::fields(json!({"idea_id": idea, field: id}));
            if table == "idea_phases" {
                fields.insert("baskets_count".to_owned(), json!(0));
                fields.insert("votes_count".to_owned(), json!(0));
            }
            let row = Row {
                id: data::new_id(&mut world.rng),
                created: now,
                updated: now,
                tie: world.rng.u64(..),
                fields,
            };
            world.put(association, row);
        }
    }
}
