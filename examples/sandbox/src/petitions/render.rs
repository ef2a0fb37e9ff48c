//! Records as JSON, in the shape asked for.

use http::HeaderValue;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use super::dates::write_moment;
use super::language::Language;
use super::shape::{
    ContentShape, IdShape, ListShape, OneShape, OrganisationShape, Shape, SignatureShape,
};
use super::world::{Organisation, Petition, Signature, World};
use crate::reply::Reply;

/// Writes records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Renderer<'w> {
    pub(super) world: &'w World,
    pub(super) shape: Shape,
    pub(super) language: Language,
    pub(super) drifting_counts: bool,
    pub(super) unknown_keys: bool,
}

impl Renderer<'_> {
    fn id(&self, id: u64) -> Value {
        match self.shape.id {
            IdShape::Number => json!(id),
            IdShape::Text => json!(id.to_string()),
        }
    }

    /// A petition with the given fields and its id; fields that it does not have are left out.
    pub(super) fn petition(
        &self,
        petition: &Petition,
        fields: &[&str],
        timestamps: usize,
    ) -> Value {
        let mut record = Map::new();
        record.insert("id".to_owned(), self.id(petition.id));
        for field in fields {
            let value = match *field {
                "name" => json!(petition.text(self.language, |texts| &texts.name)),
                "description" => json!(petition.text(self.language, |texts| &texts.description)),
                "initiators" => json!(petition.text(self.language, |texts| &texts.initiators)),
                "statement" => json!(petition.text(self.language, |texts| &texts.statement)),
                "request" => json!(petition.text(self.language, |texts| &texts.request)),
                "signatures_count" => self.count(petition),
                "signature_timestamps" => self.timestamps(petition, timestamps),
                "date_projected" => json!(petition.date_projected),
                "answer_due_date" => json!(petition.answer_due_date),
                "reference_field" => json!(petition.reference),
                "created_at" => write_moment(petition.created, self.shape.moment),
                "status" => json!(petition.status),
                _ => continue,
            };
            record.insert((*field).to_owned(), value);
        }
        self.extend(&mut record, "petition_type_id");
        Value::Object(record)
    }

    fn count(&self, petition: &Petition) -> Value {
        let count = self.world.signature_count(petition.id);
        let drift = if self.drifting_counts { petition.drift } else { 0 };
        let count = i64::try_from(count).unwrap_or(i64::MAX).saturating_add(drift);
        json!(count.max(0))
    }

    fn timestamps(&self, petition: &Petition, most: usize) -> Value {
        let newest = self.world.newest(most, |signature| signature.petition == petition.id);
        newest
            .iter()
            .map(|signature| write_moment(signature.confirmed, self.shape.moment))
            .collect()
    }

    pub(super) fn organisation(&self, organisation: &Organisation) -> Value {
        let mut record = Map::new();
        record.insert("id".to_owned(), self.id(organisation.id));
        record.insert("name".to_owned(), json!(organisation.name));
        record.insert("kind".to_owned(), json!(organisation.kind));
        self.extend(&mut record, "region");
        Value::Object(record)
    }

    pub(super) fn signature(&self, signature: Signature) -> Value {
        let moment = write_moment(signature.confirmed, self.shape.moment);
        let mut record = Map::new();
        match self.shape.signature {
            SignatureShape::Bare => return moment,
            SignatureShape::Flat => record.insert("timestamp".to_owned(), moment),
            SignatureShape::Nested => {
                record.insert("signature".to_owned(), json!({"timestamp": moment}))
            }
            SignatureShape::Direct => record.insert("signature".to_owned(), moment),
        };
        if let Some(petition) = self.world.petition(signature.petition) {
            let name = petition.text(self.language, |texts| &texts.name);
            let brief = json!({"id": self.id(petition.id), "name": name});
            record.insert("petition".to_owned(), brief);
            let organisation = petition.organisation.and_then(|id| self.world.organisation(id));
            let brief = organisation.map(|it| json!({"id": self.id(it.id), "name": it.name}));
            match self.shape.organisation {
                OrganisationShape::Given => record.insert("organisation".to_owned(), json!(brief)),
                OrganisationShape::Null => record.insert("organisation".to_owned(), Value::Null),
                OrganisationShape::Absent => None,
            };
        }
        self.extend(&mut record, "source");
        Value::Object(record)
    }

    fn extend(&self, record: &mut Map<String, Value>, key: &str) {
        if self.unknown_keys {
            record.insert(key.to_owned(), json!({"note": ["not", "described"]}));
        }
    }

    /// The answer that holds a list of a table.
    pub(super) fn list(&self, table: &str, rows: Vec<Value>) -> Reply {
        let key = match self.shape.list {
            ListShape::Bare => return self.reply(&Value::Array(rows)),
            ListShape::Named => table,
            ListShape::Data => "data",
            ListShape::Results => "results",
            ListShape::Items => "items",
        };
        let body = Map::from_iter([(key.to_owned(), Value::Array(rows))]);
        self.reply(&Value::Object(body))
    }

    /// The answer that holds one petition.
    pub(super) fn one(&self, petition: Value) -> Reply {
        self.reply(&match self.shape.one {
            OneShape::Bare => petition,
            OneShape::Named => json!({"petition": petition}),
            OneShape::Data => json!({"data": petition}),
        })
    }

    /// An ordinary answer.
    pub(super) fn reply(&self, body: &Value) -> Reply {
        let reply = Reply::json(StatusCode::OK, body);
        match self.shape.content {
            ContentShape::Json => reply,
            ContentShape::Html => reply
                .with_header(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        }
    }
}
