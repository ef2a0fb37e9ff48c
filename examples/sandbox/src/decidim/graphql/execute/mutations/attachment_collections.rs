//! Collections of attachments: making, changing and deleting them.

use serde_json::{Value, json};

use super::super::Run;
use super::super::failure::Stop;
use super::super::item::{Item, Resolved};
use super::super::types::type_name;
use super::attributes::Attributes;
use crate::decidim::world::{Fields, Kind, Record};

impl Run<'_> {
    /// A name and a description must be there, and the key must be the record's only one of its kind. A
    /// change keeps what it leaves out, except for the weight.
    fn collection_fields(
        &self,
        on: &Record,
        input: &Value,
        before: Option<&Record>,
    ) -> Result<Fields, Stop> {
        let mut attributes = Attributes::of(input, self.world)?;
        for name in ["name", "description"] {
            attributes.replaced(name, before, true)?;
        }
        attributes.put("weight", attributes.get("weight").as_i64().unwrap_or(0));
        if let Some(key) = attributes.get("key").as_str().map(str::trim) {
            let others = self.world.owned((on.kind, on.id), Kind::AttachmentCollection);
            let mut others = others.iter().filter(|it| Some(it.id) != before.map(|it| it.id));
            if others.any(|it| it.text("key") == Some(key)) {
                attributes.refuse("key", "has already been taken");
            }
            attributes.put("key", key);
        }
        attributes.finish()
    }

    pub(super) fn create_collection(&mut self, on: &Record, input: &Value) -> Resolved {
        self.administrator(
            &format!("{}Mutation", type_name(on.kind)),
            "createAttachmentCollection",
        )?;
        let fields = self.collection_fields(on, input, None)?;
        let owner = Some((on.kind, on.id));
        let id = self.world.add(Kind::AttachmentCollection, owner, self.now, fields);
        Ok(Item::record(self.world.get(Kind::AttachmentCollection, id)))
    }

    pub(super) fn update_collection(&mut self, on: &Record, input: &Value) -> Resolved {
        self.administrator(
            &format!("{}Mutation", type_name(on.kind)),
            "updateAttachmentCollection",
        )?;
        let Some(collection) = self.hanging_on(on, Kind::AttachmentCollection, input) else {
            return self.missing("AttachmentCollection");
        };
        let fields = self.collection_fields(on, input, Some(&collection))?;
        Ok(self.changed(&collection, |collection| collection.fields.extend(fields)))
    }

    /// The attachments of a collection that goes stay where they are.
    pub(super) fn delete_collection(&mut self, on: &Record, arguments: &Value) -> Resolved {
        self.administrator(
            &format!("{}Mutation", type_name(on.kind)),
            "deleteAttachmentCollection",
        )?;
        let Some(collection) = self.hanging_on(on, Kind::AttachmentCollection, arguments) else {
            return self.missing("AttachmentCollection");
        };
        let inside = self.world.rows(Kind::Attachment);
        let inside =
            inside.filter(|it| it.id_in("attachment_collection_id") == Some(collection.id));
        for id in inside.map(|it| it.id).collect::<Vec<_>>() {
            self.world.change(Kind::Attachment, id, |attachment| {
                attachment.fields.insert("attachment_collection_id".to_owned(), json!(null));
            });
        }
        self.world.remove(Kind::AttachmentCollection, collection.id);
        Ok(Item::Record(collection))
    }
}
