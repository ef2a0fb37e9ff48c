//! What a list that was read is compared with: the ideas that were there all the time.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use civic_sandbox::GoVocal;
use serde_json::json;
use uuid::Uuid;

/// Writes how many requests came, and which ideas were there before the first and after the last.
pub(crate) fn write(path: &Path, site: &GoVocal, before: &[Uuid]) -> Result<(), String> {
    let after: HashSet<Uuid> = site.ids("ideas").into_iter().collect();
    let throughout: Vec<&Uuid> = before.iter().filter(|id| after.contains(id)).collect();
    let account = json!({"requests": site.requests().len(), "throughout": throughout});
    fs::write(path, format!("{account}\n"))
        .map_err(|error| format!("The sandbox cannot write {}: {error}", path.display()))
}
