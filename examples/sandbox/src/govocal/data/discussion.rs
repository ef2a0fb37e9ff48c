//! Comments, internal comments and reactions.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::maker::{Maker, fields};
use crate::govocal::era::Era;
use crate::govocal::table::Fields;
use crate::govocal::world::World;

/// What a comment or reaction is about: its table, id and project.
struct Subject {
    table: &'static str,
    id: Uuid,
    project: Value,
}

impl Subject {
    fn post_type(&self) -> &'static str {
        if self.table == "initiatives" { "Initiative" } else { "Idea" }
    }
}

fn subject(maker: &mut Maker<'_>) -> Option<Subject> {
    let wants_initiative = maker.era() < Era::Y2026 && maker.chance(15);
    let table = if wants_initiative { "initiatives" } else { "ideas" };
    let row = maker.pick(table)?;
    maker.not_before(&row);
    let project = row.fields.get("project_id").cloned().unwrap_or_default();
    Some(Subject { table, id: row.id, project })
}

pub(super) fn comment(maker: &mut Maker<'_>) -> Option<Fields> {
    let subject = subject(maker)?;
    let body = maker.html();
    let edited = maker.later(3);
    Some(fields(json!({
        "body": maker.or_null(1, body),
        "author_id": maker.user(10),
        "idea_id": subject.id,
        "post_type": subject.post_type().to_lowercase(),
        "parent_id": null,
        "body_updated_at": maker.or_null(85, edited),
        "likes_count": 0,
        "dislikes_count": 0,
        "children_count": 0,
        "publication_status": if maker.chance(6) { "deleted" } else { "published" },
        "project_id": subject.project,
    })))
}

pub(super) fn internal_comment(maker: &mut Maker<'_>) -> Option<Fields> {
    let idea = maker.pick("ideas")?;
    maker.not_before(&idea);
    let edited = maker.later(3);
    Some(fields(json!({
        "body": format!("<p>Check with the parks team, note {}.</p>", maker.ordinal + 1),
        "author_id": maker.user(15),
        "idea_id": idea.id,
        "parent_id": null,
        "body_updated_at": maker.or_null(80, edited),
        "children_count": 0,
        "publication_status": if maker.chance(6) { "deleted" } else { "published" },
        "project_id": idea.fields.get("project_id"),
    })))
}

pub(super) fn reaction(maker: &mut Maker<'_>) -> Option<Fields> {
    let on_comment = maker.chance(30);
    let comment = if on_comment { maker.pick("comments") } else { None };
    let mode = match maker.rng.u8(..10) {
        0 | 1 => "down",
        2 if maker.era() == Era::Y2026 => "neutral",
        _ => "up",
    };
    if let Some(comment) = comment {
        maker.not_before(&comment);
        let is_initiative = comment.text("post_type") == Some("initiative");
        return Some(fields(json!({
            "mode": mode,
            "user_id": maker.user(10),
            "reactable_id": comment.id,
            "reactable_type": "comment",
            "post_type": if is_initiative { "Initiative" } else { "Idea" },
            "post_id": comment.fields.get("idea_id"),
            "project_id": comment.fields.get("project_id"),
        })));
    }
    let subject = subject(maker)?;
    Some(fields(json!({
        "mode": mode,
        "user_id": maker.user(10),
        "reactable_id": subject.id,
        "reactable_type": subject.post_type().to_lowercase(),
        "post_type": subject.post_type(),
        "post_id": subject.id,
        "project_id": subject.project,
    })))
}

/// Makes every fourth comment a reply to the oldest one on the same post.
pub(super) fn link_replies(world: &mut World) {
    for table in ["comments", "internal_comments"] {
        let mut oldest: HashMap<Uuid, Uuid> = HashMap::new();
        for row in world.rows(table) {
            if let Some(post) = row.uuid("idea_id") {
                // Newest first, so the last one seen is the oldest.
                oldest.insert(post, row.id);
            }
        }
        let Some(rows) = world.tables.get_mut(table) else {
            continue;
        };
        rows.transform(|row| {
            let first = row.uuid("idea_id").and_then(|post| oldest.get(&post));
            if let Some(first) = first
                && *first != row.id
                && row.tie.is_multiple_of(4)
            {
                row.fields.insert("parent_id".to_owned(), json!(first));
            }
        });
    }
}
