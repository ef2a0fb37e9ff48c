//! A file from its data URI.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::reference::reference;
use super::validation::{Complaints, is_blank, require_category};
use crate::govocal::data;
use crate::govocal::errors::Failure;
use crate::govocal::table::Fields;
use crate::govocal::world::World;

pub(super) fn new_file(world: &World, given: &Fields) -> Result<Fields, Failure> {
    let mut complaints = Complaints::default();
    if given.get("name").is_none_or(is_blank) {
        complaints.add("name", "blank");
    }
    let project = reference(world, "projects", given.get("project_id"));
    if project.is_none() {
        complaints.add("files_projects", "blank");
    }
    let content = given.get("content").and_then(Value::as_str).and_then(data_uri);
    if content.is_none() {
        complaints.add("content", "blank");
    }
    require_category(&mut complaints, given);
    complaints.verdict()?;
    let (mime_type, size) = content.unwrap_or_default();
    let name = given.get("name").and_then(Value::as_str).unwrap_or_default();
    Ok(data::fields(json!({
        "name": name,
        "size": size,
        "mime_type": mime_type,
        "category": given.get("category").cloned().unwrap_or_else(|| json!("other")),
        "ai_processing_allowed": given.get("ai_processing_allowed").cloned().unwrap_or(json!(false)),
        "uploader_id": null,
        "description": given.get("description_multiloc").cloned().unwrap_or_else(|| json!({})),
        "url": format!("https://cdn.example.org/f/{name}"),
        "_project_ids": [project],
    })))
}

/// Media type and number of bytes of a base64 data URI.
fn data_uri(text: &str) -> Option<(String, usize)> {
    let (kind, content) = text.strip_prefix("data:")?.split_once(";base64,")?;
    Some((kind.to_owned(), STANDARD.decode(content).ok()?.len()))
}
