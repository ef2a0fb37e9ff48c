//! Attachments of results and projects: making, changing and deleting them.

use serde_json::{Value, json};

use super::super::Run;
use super::super::failure::{Failure, Stop};
use super::super::item::{Item, Resolved};
use super::super::query_fields::id_in;
use super::super::types::type_name;
use super::attributes::{Attributes, BLANK};
use crate::decidim::world::{Fields, Kind, Record};

/// What an attachment says of the collection that it is put into.
enum Collection {
    NotNamed,
    Found(u64),
    /// The record has no collection of this id.
    NotOfRecord,
}

impl Run<'_> {
    /// A file, a title and a description must be there. A change keeps what it leaves out, except for the
    /// weight; a text that it gives replaces all languages of the one before.
    fn attachment_fields(
        &self,
        on: &Record,
        input: &Value,
        before: Option<&Record>,
    ) -> Result<Fields, Stop> {
        let mut attributes = Attributes::of(input, self.world)?;
        for name in ["title", "description"] {
            attributes.replaced(name, before, true)?;
        }
        attributes.put("weight", attributes.get("weight").as_i64().unwrap_or(0));
        let signed_id = attributes.get("file").get("signedId").and_then(Value::as_str);
        let blobs = self.world.rows(Kind::Blob);
        let blob =
            signed_id.and_then(|id| blobs.into_iter().find(|it| it.text("signed_id") == Some(id)));
        match blob {
            Some(blob) => {
                let filename = blob.text("filename").unwrap_or_default();
                let extension = filename.rsplit_once('.').map_or("", |(_, extension)| extension);
                let path = format!("/rails/active_storage/blobs/{}/{filename}", blob.id);
                attributes.put("blob_id", blob.id);
                attributes.put("file_url", path);
                attributes.put("file_type", extension);
                attributes.put("content_type", blob.get("content_type").clone());
                attributes.put("file_size", blob.get("byte_size").clone());
            }
            None if before.is_none() => attributes.refuse("file", BLANK),
            None => {}
        }
        match self.collection_in(on, attributes.get("collection"))? {
            Collection::NotNamed => {}
            Collection::Found(id) => attributes.put("attachment_collection_id", id),
            Collection::NotOfRecord => {
                attributes.refuse("attachmentCollectionId", "is not included in the list");
            }
        }
        attributes.finish()
    }

    /// The collection that an attachment is put into.
    fn collection_in(&self, on: &Record, given: &Value) -> Result<Collection, Stop> {
        if given.is_null() {
            return Ok(Collection::NotNamed);
        }
        let invalid = |message: &str| Err(Failure::coded(message, "VALIDATION_ERROR").into());
        let (id, key) = (id_in(given, "id"), given.get("key").and_then(Value::as_str));
        let mine = self.world.owned((on.kind, on.id), Kind::AttachmentCollection);
        match (id, key.map(str::trim)) {
            (None, None) => invalid("Either id or key needs to be provided."),
            (None, Some("")) => invalid("The key cannot be empty."),
            (Some(_), Some(_)) => invalid("Only one of id or key can be provided at a time."),
            (Some(id), None) => Ok(match mine.iter().find(|it| it.id == id) {
                Some(found) => Collection::Found(found.id),
                None => Collection::NotOfRecord,
            }),
            (None, Some(key)) => {
                let found = mine.iter().find(|it| it.text("key") == Some(key));
                found.map(|found| Collection::Found(found.id)).ok_or_else(|| {
                    let message = "Key not found within the record's collections.";
                    Failure::coded(message, "NOT_FOUND_ERROR").into()
                })
            }
        }
    }

    pub(super) fn create_attachment(&mut self, on: &Record, input: &Value) -> Resolved {
        self.administrator(&format!("{}Mutation", type_name(on.kind)), "createAttachment")?;
        let mut fields = self.attachment_fields(on, input, None)?;
        for column in ["thumbnail_url", "link"] {
            fields.insert(column.to_owned(), json!(null));
        }
        let id = self.world.add(Kind::Attachment, Some((on.kind, on.id)), self.now, fields);
        Ok(Item::record(self.world.get(Kind::Attachment, id)))
    }

    pub(super) fn update_attachment(&mut self, on: &Record, input: &Value) -> Resolved {
        self.administrator(&format!("{}Mutation", type_name(on.kind)), "updateAttachment")?;
        let Some(attachment) = self.hanging_on(on, Kind::Attachment, input) else {
            return self.missing("Attachment");
        };
        let fields = self.attachment_fields(on, input, Some(&attachment))?;
        Ok(self.changed(&attachment, |attachment| attachment.fields.extend(fields)))
    }

    pub(super) fn delete_attachment(&mut self, on: &Record, arguments: &Value) -> Resolved {
        self.administrator(&format!("{}Mutation", type_name(on.kind)), "deleteAttachment")?;
        let Some(attachment) = self.hanging_on(on, Kind::Attachment, arguments) else {
            return self.missing("Attachment");
        };
        self.world.remove(Kind::Attachment, attachment.id);
        Ok(Item::Record(attachment))
    }
}
