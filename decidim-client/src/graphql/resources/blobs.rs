//! Files as the site stores them.

use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::graphql::id::Id;

/// A file as the site stores it, attached to something or not yet. Since 0.33.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Blob {
    /// The id.
    pub id: Id,
    /// The name of the file.
    pub filename: Option<String>,
    /// Its media type.
    pub content_type: Option<String>,
    /// Its size in bytes.
    pub byte_size: Option<u64>,
    /// What the site computed of its bytes to know them again: their MD5 sum in base64.
    pub checksum: Option<String>,
    /// By this it is attached to something. Whoever knows it can do that, and read the file.
    pub signed_id: Option<String>,
    /// Where the file is.
    pub src: Option<String>,
    /// By what the site's storage knows it.
    pub key: Option<String>,
    /// Which of the site's storages holds it.
    pub service_name: Option<String>,
    /// What the storage found out about it, such as width and height.
    #[serde(default)]
    pub metadata: Value,
    /// When it was uploaded.
    pub created_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_blob_is_read_full_and_bare() {
        let full = json!({
            "id": "3", "filename": "plan.pdf", "contentType": "application/pdf", "byteSize": 1024,
            "checksum": "1B2M2Y8AsgTpgAmY7PhCfg==", "signedId": "eyJf--3f8a", "src": "https://a.example.org/plan.pdf",
            "key": "x7", "serviceName": "local", "metadata": {"identified": true},
            "createdAt": "2026-12-01T12:00:00Z",
        });
        let blob: Blob = serde_json::from_value(full).unwrap();
        assert_eq!((blob.byte_size, blob.signed_id.as_deref()), (Some(1024), Some("eyJf--3f8a")));
        assert_eq!(blob.metadata["identified"], true);
        let bare: Blob = serde_json::from_value(json!({"id": "3"})).unwrap();
        assert_eq!((bare.filename, bare.metadata), (None, Value::Null));
    }
}
