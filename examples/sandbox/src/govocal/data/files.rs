//! Files and where they are attached.

use serde_json::{Value, json};

use super::maker::{Maker, fields};
use crate::govocal::table::Fields;

const CATEGORIES: &[&str] =
    &["meeting", "interview", "strategic_plan", "info_sheet", "policy", "report", "other"];
const KINDS: &[(&str, &str)] = &[
    ("minutes", "application/pdf"),
    ("sketch", "image/png"),
    ("budget", "text/csv"),
    ("verslag", "application/pdf"),
];
/// What has an attachment and its table.
const HOLDERS: &[(&str, &str)] = &[
    ("Project", "projects"),
    ("Phase", "phases"),
    ("Idea", "ideas"),
    ("Event", "events"),
    ("ProjectFolders::Folder", "project_folders"),
];
/// What else has attachments, of which this API shows nothing.
const UNSEEN: &[&str] =
    &["StaticPage", "Analysis::Analysis", "Analysis::Question", "ContentBuilder::Layout"];

fn name(maker: &mut Maker<'_>) -> (String, &'static str) {
    let (stem, mime) = maker.rng.choice(KINDS).copied().unwrap_or_default();
    let ending = match mime {
        "image/png" => "png",
        "text/csv" => "csv",
        _ => "pdf",
    };
    (format!("{stem}-{}.{ending}", maker.ordinal + 1), mime)
}

pub(super) fn file(maker: &mut Maker<'_>) -> Fields {
    let (name, mime) = name(maker);
    let size = maker.rng.i64(200..4_000_000_000);
    let project = maker.pick_id("projects");
    let description = maker.plain();
    fields(json!({
        "url": format!("https://cdn.example.org/f/{name}"),
        "name": maker.or_null(4, name),
        "size": maker.or_null(6, size),
        "mime_type": maker.or_null(6, mime),
        "category": CATEGORIES.get(maker.ordinal % CATEGORIES.len()),
        "ai_processing_allowed": maker.chance(40),
        "uploader_id": maker.user(25),
        "description": description,
        "_project_ids": [project],
    }))
}

pub(super) fn attachment(maker: &mut Maker<'_>) -> Fields {
    let (file_name, _) = name(maker);
    let place = maker.ordinal % (HOLDERS.len() + UNSEEN.len());
    let (kind, table) = HOLDERS.get(place).copied().unwrap_or_default();
    let unseen = UNSEEN.get(place.saturating_sub(HOLDERS.len())).copied().unwrap_or_default();
    let holder = maker.pick(table);
    let project = match (kind, &holder) {
        ("Project", Some(project)) => json!(project.id),
        (_, Some(holder)) => holder.fields.get("project_id").cloned().unwrap_or_default(),
        _ => Value::Null,
    };
    if let Some(holder) = &holder {
        maker.not_before(holder);
    }
    let page = uuid::Builder::from_random_bytes(maker.rng.u128(..).to_be_bytes()).into_uuid();
    let size = maker.rng.i64(200..9_000_000);
    fields(json!({
        "project_id": project,
        "attachable_type": if holder.is_some() { kind } else { unseen },
        "attachable_id": holder.map_or(page, |holder| holder.id),
        "file_url": format!("https://cdn.example.org/f/{file_name}"),
        "file_name": maker.or_null(4, file_name),
        "file_size": maker.or_null(6, size),
    }))
}
