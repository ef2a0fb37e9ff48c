//! Posting and changing ideas.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::manager::manages;
use super::reference::reference;
use super::validation::{ValidationErrors, require_texts};
use crate::govocal::data;
use crate::govocal::dates::wire_moment;
use crate::govocal::errors::Failure;
use crate::govocal::resource;
use crate::govocal::table::{Fields, Row};
use crate::govocal::world::World;

pub(super) fn new(world: &mut World, given: &Fields, now: i64) -> Result<Fields, Failure> {
    look_up(world, given)?;
    // The project is asked how ideas are posted to it before anything is validated.
    let project =
        reference(world, "projects", given.get("project_id")).ok_or(Failure::ServerError)?;
    let mut errors = ValidationErrors::default();
    require_texts(&mut errors, "title_multiloc", given.get("title_multiloc"));
    require_texts(&mut errors, "body_multiloc", given.get("body_multiloc"));
    if phases(given).is_some_and(|ids| !are_of(world, ids, project)) {
        errors.add("ideas_phases", "invalid");
    }
    let stray = check_assignee(world, given, project, &mut errors);
    errors.check()?;
    stray?;
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
    assign(given, &mut fields, None, now);
    Ok(fields)
}

/// What an update lays over an idea.
pub(super) fn changes(
    world: &World,
    id: Uuid,
    given: &Fields,
    now: i64,
) -> Result<Fields, Failure> {
    look_up(world, given)?;
    let idea = world.get("ideas", id);
    let project = idea.and_then(|idea| idea.uuid("project_id")).unwrap_or_default();
    if phases(given).is_some_and(|ids| !are_of(world, ids, project)) {
        // These are saved at once, before the idea itself is validated.
        return Err(Failure::Unsaved);
    }
    let mut errors = ValidationErrors::default();
    let mut changes = Fields::new();
    for (wire, stored) in [("title_multiloc", "title"), ("body_multiloc", "body")] {
        if let Some(texts) = given.get(wire).filter(|texts| texts.is_object()) {
            require_texts(&mut errors, wire, Some(texts));
            changes.insert(stored.to_owned(), texts.clone());
        }
    }
    let stray = check_assignee(world, given, project, &mut errors);
    errors.check()?;
    stray?;
    assign(given, &mut changes, idea, now);
    if let Some(status) = status_of(world, given) {
        changes.insert("status".to_owned(), status);
    }
    Ok(changes)
}

/// Topics and phases are looked up as soon as they are named.
fn look_up(world: &World, given: &Fields) -> Result<(), Failure> {
    let phase = |id: &Value| reference(world, "phases", Some(id)).is_some();
    let topic = |id: &Value| input_topic(world, id).is_some();
    let known = topics(given).is_none_or(|ids| ids.iter().all(topic))
        && phases(given).is_none_or(|ids| ids.iter().all(phase));
    if known { Ok(()) } else { Err(Failure::NotFound) }
}

fn input_topic<'a>(world: &'a World, id: &Value) -> Option<&'a Row> {
    let topic = world.get("topics", reference(world, "topics", Some(id))?)?;
    (topic.text("_kind") == Some("input")).then_some(topic)
}

/// The topics that stay: one beside a topic below it goes.
fn clean(world: &World, ids: &[Value]) -> Vec<Value> {
    let above = |id: &Value| input_topic(world, id).and_then(|topic| topic.uuid("_parent_id"));
    let parents: Vec<Uuid> = ids.iter().filter_map(above).collect();
    let stays = |id: &&Value| !input_topic(world, id).is_some_and(|it| parents.contains(&it.id));
    ids.iter().filter(stays).cloned().collect()
}

fn topics(given: &Fields) -> Option<&Vec<Value>> {
    // The older name overrides the newer one.
    given.get("topic_ids").or_else(|| given.get("input_topic_ids")).and_then(Value::as_array)
}

fn phases(given: &Fields) -> Option<&Vec<Value>> {
    given.get("phase_ids").and_then(Value::as_array)
}

/// Whether all these phases belong to the project.
fn are_of(world: &World, phases: &[Value], project: Uuid) -> bool {
    phases.iter().all(|id| {
        let phase = reference(world, "phases", Some(id)).and_then(|id| world.get("phases", id));
        phase.is_some_and(|phase| phase.uuid("project_id") == Some(project))
    })
}

/// Who manages the project can be assigned. An unknown user passes validation, and breaks the database's
/// own rule after it.
fn check_assignee(
    world: &World,
    given: &Fields,
    project: Uuid,
    errors: &mut ValidationErrors,
) -> Result<(), Failure> {
    let Some(assignee) = given.get("assignee_id").filter(|assignee| !assignee.is_null()) else {
        return Ok(());
    };
    let user = reference(world, "users", Some(assignee)).ok_or(Failure::ServerError)?;
    if !manages(world, user, project) {
        errors.add("assignee_id", "assignee_can_not_moderate_project");
    }
    Ok(())
}

/// The moment is that of the first assignment: who is assigned later, or nobody, leaves it as it is.
fn assign(given: &Fields, fields: &mut Fields, idea: Option<&Arc<Row>>, now: i64) {
    let Some(assignee) = given.get("assignee_id") else { return };
    fields.insert("assignee_id".to_owned(), assignee.clone());
    let was_assigned = idea.is_some_and(|idea| idea.text("assigned_at").is_some());
    if !assignee.is_null() && !was_assigned {
        fields.insert("assigned_at".to_owned(), json!(wire_moment(now)));
    }
}

/// The wire never shows status ids, so any id picks one of the labels.
fn status_of(world: &World, given: &Fields) -> Option<Value> {
    let id = Uuid::parse_str(given.get("idea_status_id")?.as_str()?).ok()?;
    Some(data::status(world, id.as_u128()))
}

pub(super) fn tie_to_topics_and_phases(world: &mut World, idea: Uuid, given: &Fields, now: i64) {
    for (table, field, ids) in [
        ("idea_topics", "topic_id", topics(given).map(|ids| clean(world, ids))),
        ("idea_phases", "phase_id", phases(given).cloned()),
    ] {
        let Some(ids) = ids else { continue };
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
            let row = data::new_row(&mut world.rng, now, fields);
            world.put(association, row);
        }
    }
}
