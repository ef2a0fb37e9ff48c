//! Files: uploading and deleting them.

use serde_json::{Value, json};

use super::super::Run;
use super::super::failure::{Failure, Stop};
use super::super::item::{Item, Resolved};
use super::super::query_fields::id_in;
use crate::decidim::graphql::multipart;
use crate::decidim::world::{Fields, Kind};

/// What administrators may upload by default.
const EXTENSIONS: [&str; 23] = [
    "jpg", "jpeg", "png", "webp", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "ppx", "rtf",
    "txt", "odt", "ott", "odf", "otg", "ods", "ots", "csv", "json", "md",
];

/// The beginnings of the media types that they may have.
const TYPES: [&str; 10] = [
    "image/",
    "application/vnd.oasis.opendocument",
    "application/vnd.ms-",
    "application/msword",
    "application/vnd.ms-word",
    "application/vnd.openxmlformats-officedocument",
    "application/pdf",
    "application/rtf",
    "application/json",
    "text/",
];

impl Run<'_> {
    pub(super) fn upload_file(&mut self, input: &Value) -> Resolved {
        self.administrator("Mutation", "uploadFile")?;
        let given = input.get("file").unwrap_or(&Value::Null);
        let Some(file) = multipart::upload(given).cloned() else {
            return Err(invalid("File does not exist."));
        };
        let text = |name: &str| file.get(name).and_then(Value::as_str).unwrap_or_default();
        let filename = text("filename").rsplit('/').next().unwrap_or_default();
        let (_, extension) = filename.rsplit_once('.').unwrap_or_default();
        if !EXTENSIONS.contains(&extension.to_lowercase().as_str()) {
            return Err(invalid("File extension is not supported."));
        }
        let content_type = text("content_type");
        if !TYPES.iter().any(|allowed| content_type.starts_with(allowed)) {
            return Err(invalid("File type is not supported."));
        }
        let size = file.get("byte_size").and_then(Value::as_u64).unwrap_or(0);
        if usize::try_from(size).is_ok_and(|size| size > self.world.settings.max_file_size) {
            return Err(invalid("File is too large."));
        }
        let number = self.world.count(Kind::Blob) + 1;
        let blob: Fields = [
            ("filename", json!(filename)),
            ("content_type", json!(content_type)),
            ("byte_size", json!(size)),
            ("content", json!(text("content"))),
            ("checksum", json!(format!("sum-{size:x}=="))),
            ("signed_id", json!(format!("eyJibG9iIjo{number}--{:016x}", self.world.rng.u64(..)))),
            (
                "src",
                json!(format!(
                    "https://{}/rails/active_storage/blobs/{number}/{filename}",
                    self.world.settings.host
                )),
            ),
            ("key", json!(format!("key{number}"))),
            ("service_name", json!("local")),
            ("metadata", json!({"identified": true})),
        ]
        .into_iter()
        .map(|(column, value)| (column.to_owned(), value))
        .collect();
        let id = self.world.add(Kind::Blob, None, self.now, blob);
        let payload = json!({"blob_id": id, "client_mutation_id": input.get("clientMutationId")});
        Ok(Item::Typed("UploadFilePayload", payload))
    }

    /// Takes a file from all that it is attached to, and deletes it. One that is attached to nothing stays.
    pub(super) fn delete_blob(&mut self, arguments: &Value) -> Resolved {
        self.administrator("Mutation", "deleteBlob")?;
        let found = id_in(arguments, "id").and_then(|id| self.world.get(Kind::Blob, id)).cloned();
        let Some(blob) = found else { return self.missing("Blob") };
        let attached = self.world.rows(Kind::Attachment);
        let attached = attached.filter(|it| it.id_in("blob_id") == Some(blob.id));
        let attached: Vec<u64> = attached.map(|it| it.id).collect();
        if attached.is_empty() {
            return Err(invalid("Not attached"));
        }
        for id in attached {
            self.world.change(Kind::Attachment, id, |attachment| {
                for column in ["blob_id", "file_url"] {
                    attachment.fields.insert(column.to_owned(), Value::Null);
                }
            });
        }
        self.world.remove(Kind::Blob, blob.id);
        Ok(Item::Record(blob))
    }
}

fn invalid(message: &str) -> Stop {
    Failure::coded(message, "VALIDATION_ERROR").into()
}
