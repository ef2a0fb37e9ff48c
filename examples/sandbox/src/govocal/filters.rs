//! Which rows a list request asks for.

mod by_date;
mod read;

pub(super) use by_date::{range, reading};

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;

use super::era::Era;
use super::errors::Failure;
use super::resource::Resource;
use super::table::Row;
use super::world::World;
use crate::query::Query;
use read::{Test, read, read_list};

const PUBLICATION_STATUSES: &[&str] = &["draft", "published", "archived"];
const POST_TYPES: &[&str] = &["idea", "initiative"];
const PLACEMENT_TYPES: &[&str] = &["on_timeline", "standalone"];
const REACTABLES: &[&str] = &["idea", "comment"];
const OLD_REACTABLES: &[&str] =
    &["idea", "initiative", "comment", "idea-comment", "initiative-comment"];

/// The rows that pass every filter of the query, in list order.
pub(super) fn select(
    world: &World,
    resource: &Resource,
    query: &Query,
    now: i64,
) -> Result<Vec<Arc<Row>>, Failure> {
    let mut tests: Vec<Test<'_>> = Vec::new();
    for (parameter, field) in resource.refs {
        if let Some(value) = read(world, query, parameter) {
            tests.push(same_id(field, value));
        }
    }
    special(world, resource, query, &mut tests)?;
    by_date::dates(world, resource, query, now, &mut tests)?;
    Ok(world.selected(resource, |row| tests.iter().all(|test| test(row))))
}

/// An enum filter, refused with a problem body when the value is unknown.
fn read_enum<'q>(
    world: &World,
    query: &'q Query,
    parameter: &'static str,
    allowed: &'static [&'static str],
) -> Result<Option<&'q str>, Failure> {
    match read(world, query, parameter) {
        Some(value) if !allowed.contains(&value) => {
            Err(Failure::BadEnum { parameter, value: value.to_owned(), allowed })
        }
        other => Ok(other),
    }
}

/// Equality with an id; text that is no UUID matches nothing.
fn same_id<'a>(field: &'static str, value: &'a str) -> Test<'a> {
    match Uuid::parse_str(value) {
        Ok(id) => {
            let id = id.to_string();
            Box::new(move |row| row.text(field) == Some(id.as_str()))
        }
        Err(_) => Box::new(|_| false),
    }
}

fn equal<'a>(field: &'static str, value: &'a str) -> Test<'a> {
    Box::new(move |row| row.text(field) == Some(value))
}

fn special<'a>(
    world: &'a World,
    resource: &Resource,
    query: &'a Query,
    tests: &mut Vec<Test<'a>>,
) -> Result<(), Failure> {
    match resource.name {
        "ideas" => {
            match read(world, query, "type") {
                Some("idea") => tests.push(Box::new(|row| is_null(row, "creation_phase_id"))),
                Some("survey") => tests.push(equal("_survey", "native")),
                _ => {}
            }
            let topics = read_list(world, query, "topic_ids");
            if world.era() < Era::Y2026 && names_one_twice(&topics) {
                tests.push(Box::new(|_| false));
            }
            tests.extend(topics.iter().map(|topic| tagged(world, "idea_topics", "idea_id", topic)));
        }
        "projects" => projects(world, query, tests)?,
        "project_folders" => {
            if let Some(status) =
                read_enum(world, query, "publication_status", PUBLICATION_STATUSES)?
            {
                tests.push(equal("publication_status", status));
            }
        }
        "phases" if world.era() == Era::Y2026 => {
            if let Some(placement) = read_enum(world, query, "placement_type", PLACEMENT_TYPES)? {
                tests.push(equal("placement_type", placement));
            }
        }
        "comments" if world.era() < Era::Y2026 => {
            if let Some(post) = read_enum(world, query, "post_type", POST_TYPES)? {
                tests.push(equal("post_type", post));
            }
        }
        "reactions" => {
            let allowed = if world.era() < Era::Y2026 { OLD_REACTABLES } else { REACTABLES };
            match read_enum(world, query, "reactable_type", allowed)? {
                Some("idea-comment") => {
                    tests.push(equal("reactable_type", "comment"));
                    tests.push(equal("post_type", "Idea"));
                }
                Some("initiative-comment") => {
                    tests.push(equal("reactable_type", "comment"));
                    tests.push(equal("post_type", "Initiative"));
                }
                Some(reactable) => tests.push(equal("reactable_type", reactable)),
                None => {}
            }
        }
        "files" => files(world, query, tests),
        "file_attachments" => {
            if let Some(kind) = read(world, query, "attachable_type") {
                tests.push(equal("attachable_type", kind));
            }
        }
        _ => {}
    }
    Ok(())
}

fn projects<'a>(
    world: &'a World,
    query: &'a Query,
    tests: &mut Vec<Test<'a>>,
) -> Result<(), Failure> {
    if let Some(folder) = read(world, query, "folder_id") {
        let known =
            Uuid::parse_str(folder).is_ok_and(|id| world.get("project_folders", id).is_some());
        if !known {
            return Err(Failure::NotFound);
        }
        tests.push(same_id("folder_id", folder));
    }
    if let Some(status) = read_enum(world, query, "publication_status", PUBLICATION_STATUSES)? {
        tests.push(equal("publication_status", status));
    }
    let topics = read_list(world, query, "topic_ids");
    if names_one_twice(&topics) {
        tests.push(Box::new(|_| false));
    }
    tests.extend(topics.iter().map(|topic| tagged(world, "project_topics", "project_id", topic)));
    let areas = read_list(world, query, "area_ids");
    let countable = !names_one_twice(&areas);
    for area in areas {
        tests.push(Box::new(move |row| {
            row.fields.get("_all_areas") == Some(&Value::Bool(true))
                || (countable && holds(row, "_area_ids", area))
        }));
    }
    Ok(())
}

fn files<'a>(world: &'a World, query: &'a Query, tests: &mut Vec<Test<'a>>) {
    for (parameter, field) in
        [("uploader", "uploader_id"), ("project_id", "_project_ids"), ("category", "category")]
    {
        let mut wanted = read_list(world, query, parameter);
        wanted.extend(read(world, query, parameter));
        if wanted.is_empty() {
            continue;
        }
        tests.push(Box::new(move |row| {
            wanted.iter().any(|value| row.text(field) == Some(value) || holds(row, field, value))
        }));
    }
    if let Some(search) = read(world, query, "search") {
        let search = search.to_lowercase();
        tests.push(Box::new(move |row| relevance(row, &search).is_some()));
    }
}

/// Whether a list of ids names one twice. The server counts the rows that fit and compares that with how
/// many ids it was sent.
fn names_one_twice(ids: &[&str]) -> bool {
    let mut named = HashSet::new();
    ids.iter().any(|id| !named.insert(id.to_lowercase()))
}

/// How well a file answers a search, lower is better; `None` if it does not, as none does a blank one.
pub(super) fn relevance(row: &Row, search: &str) -> Option<usize> {
    if search.trim().is_empty() {
        return None;
    }
    let name = row.text("name").unwrap_or_default().to_lowercase();
    if let Some(at) = name.find(search) {
        return Some(at);
    }
    let texts = row.fields.get("description").and_then(Value::as_object)?;
    let mut texts = texts.values().filter_map(Value::as_str);
    texts.any(|text| text.to_lowercase().contains(search)).then_some(usize::MAX)
}

/// Rows that an association table ties to the given topic, or to a topic below it.
fn tagged<'a>(world: &World, table: &str, field: &str, topic: &str) -> Test<'a> {
    let Ok(topic) = Uuid::parse_str(topic) else {
        return Box::new(|_| false);
    };
    let mut topics = HashSet::from([topic]);
    if world.era() == Era::Y2026 {
        let below = |row: &&Arc<Row>| row.uuid("_parent_id") == Some(topic);
        topics.extend(world.rows("topics").iter().filter(below).map(|row| row.id));
    }
    let tied: HashSet<Uuid> = world
        .rows(table)
        .iter()
        .filter(|row| row.uuid("topic_id").is_some_and(|topic| topics.contains(&topic)))
        .filter_map(|row| row.uuid(field))
        .collect();
    Box::new(move |row| tied.contains(&row.id))
}

fn holds(row: &Row, field: &str, wanted: &str) -> bool {
    let list = row.fields.get(field).and_then(Value::as_array);
    list.is_some_and(|list| list.iter().any(|item| item.as_str() == Some(wanted)))
}

fn is_null(row: &Row, field: &str) -> bool {
    row.fields.get(field).is_none_or(Value::is_null)
}
