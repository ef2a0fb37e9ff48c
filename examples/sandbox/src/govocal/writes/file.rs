//! A file from its data URI.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::reference::reference;
use super::validation::{ValidationErrors, is_blank, require_category};
use crate::govocal::data;
use crate::govocal::errors::Failure;
use crate::govocal::table::Fields;
use crate::govocal::world::World;

pub(super) fn new_file(world: &World, given: &Fields) -> Result<Fields, Failure> {
    let mut errors = ValidationErrors::default();
    if given.get("name").is_none_or(is_blank) {
        errors.add("name", "blank");
    }
    let project = reference(world, "projects", given.get("project_id"));
    if project.is_none() {
        errors.add("files_projects", "invalid");
    }
    let content = given.get("content").and_then(Value::as_str).and_then(data_uri);
    if content.is_none() {
        errors.add("content", "blank");
    }
    require_category(&mut errors, given);
    errors.check()?;
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

/// What an update lays over a file.
pub(super) fn changes(given: &Fields) -> Result<Fields, Failure> {
    let mut errors = ValidationErrors::default();
    let mut changes = Fields::new();
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
        errors.add("name", "blank");
    }
    require_category(&mut errors, given);
    errors.check()?;
    Ok(changes)
}

/// Media type and number of bytes of a base64 data URI.
fn data_uri(text: &str) -> Option<(String, usize)> {
    let (kind, content) = text.strip_prefix("data:")?.split_once(";base64,")?;
    Some((kind.to_owned(), STANDARD.decode(content).ok()?.len()))
}
