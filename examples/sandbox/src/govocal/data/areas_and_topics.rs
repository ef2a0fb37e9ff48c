//! Areas, folders and topics.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::maker::{Maker, fields};
use super::scale::global_topics;
use super::text::{self, PLACES, TOPIC_NAMES, in_locale};
use crate::govocal::table::Fields;
use crate::govocal::world::World;

pub(super) fn area(maker: &mut Maker<'_>) -> Fields {
    let number = maker.ordinal + 1;
    let place = maker.rng.choice(PLACES).copied().unwrap_or_default();
    let title = maker.texts(|locale| format!("{number}. {}", in_locale(place, locale)));
    let description = maker.html();
    fields(json!({
        "title": title,
        "description": maker.or_null(10, description),
    }))
}

pub(super) fn folder(maker: &mut Maker<'_>) -> Fields {
    let number = maker.ordinal + 1;
    let name = maker.rng.choice(TOPIC_NAMES).copied().unwrap_or_default();
    let title = maker.texts(|locale| format!("{} {number}", in_locale(name, locale)));
    let slug = text::slug(Some(&json!(name.0)), maker.rng.u32(1000..));
    let description = maker.html();
    let preview = maker.plain();
    fields(json!({
        "title": title,
        "slug": maker.or_null(4, slug),
        "publication_status": publication_status(maker),
        "description": description,
        "description_preview": maker.or_null(15, preview),
    }))
}

/// A status that drafts and archived content have too.
pub(super) fn publication_status(maker: &mut Maker<'_>) -> &'static str {
    match maker.rng.u8(..10) {
        0 => "draft",
        1 | 2 => "archived",
        _ => "published",
    }
}

pub(super) fn topic(maker: &mut Maker<'_>) -> Fields {
    let number = maker.ordinal + 1;
    let name = maker.rng.choice(TOPIC_NAMES).copied().unwrap_or_default();
    let title = maker.texts(|locale| format!("{} {number}", in_locale(name, locale)));
    let description = maker.html();
    let is_global = maker.ordinal < global_topics(maker.world);
    let projects = maker.world.rows("projects");
    let project = if is_global {
        Value::Null
    } else {
        let project = projects.get(maker.ordinal % projects.len().max(1)).map(|row| row.id);
        maker.or_null(5, json!(project))
    };
    fields(json!({
        "title": title,
        "description": maker.or_null(20, description),
        "project_id": project,
        "_kind": if is_global { "global" } else { "input" },
        "_parent_id": null,
    }))
}

/// Puts every third input topic of a project below that project's first one.
pub(super) fn nest_topics(world: &mut World) {
    let mut first: HashMap<Uuid, Uuid> = HashMap::new();
    for topic in world.rows("topics") {
        if let Some(project) = topic.uuid("project_id") {
            first.entry(project).or_insert(topic.id);
        }
    }
    let Some(topics) = world.tables.get_mut("topics") else {
        return;
    };
    topics.transform(|topic| {
        let parent = topic.uuid("project_id").and_then(|project| first.get(&project));
        if let Some(parent) = parent
            && *parent != topic.id
            && topic.tie.is_multiple_of(3)
        {
            topic.fields.insert("_parent_id".to_owned(), json!(parent));
        }
    });
}
