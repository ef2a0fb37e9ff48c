//! Folders of files.

use civic_core::Multiloc;
use serde::{Deserialize, Serialize};

use super::Attachment;
use crate::graphql::id::Id;
use crate::graphql::text::{Translated, list};

/// A folder of files and pictures. Since 0.31.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AttachmentCollection {
    /// The id.
    pub id: Id,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub name: Multiloc,
    /// What is in it, in words.
    #[serde(default, with = "Translated")]
    pub description: Multiloc,
    /// Its name for programs, which no other collection of the same record has. Since 0.33; null where it
    /// has none.
    pub key: Option<String>,
    /// Its place among the collections.
    pub weight: Option<i64>,
    /// What is in it.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub attachments: Vec<Attachment>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_collection_is_read_full_and_bare() {
        let full = json!({
            "id": "2",
            "name": {"translations": [{"locale": "en", "text": "Minutes"}]},
            "description": {"translations": [{"locale": "en", "text": "<p>By year</p>"}]},
            "weight": 1,
            "attachments": [{"id": "9", "url": "https://files.example.org/a.pdf"}, null],
        });
        let collection: AttachmentCollection = serde_json::from_value(full).unwrap();
        assert_eq!(collection.name.get("en"), Some("Minutes"));
        assert_eq!(collection.attachments.len(), 1);
        let bare: AttachmentCollection = serde_json::from_value(json!({"id": "3"})).unwrap();
        assert!(bare.attachments.is_empty() && bare.name.is_empty());
    }
}
