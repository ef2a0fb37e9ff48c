//! Records as JSON, in the shape asked for.

use http::HeaderValue;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use super::dates::write_moment;
use super::language::Language;
use super::shape::{
    ContentShape, IdShape, ListShape, NumberShape, OneShape, OrganisationShape, Shape,
    SignatureShape, TimestampsShape, WrittenShape,
};
use super::world::{Organisation, Petition, Signature, World};
use crate::reply::Reply;

/// Writes records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Renderer<'w> {
    pub(super) world: &'w World,
    pub(super) shape: Shape,
    pub(super) language: Language,
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
        // A single petition has them; in a list they are none's.
        if self.shape.timestamps == TimestampsShape::NullUnasked && timestamps > 0 {
            record.entry("signature_timestamps").or_insert(Value::Null);
        }
        self.extend(&mut record, "petition_type_id");
        Value::Object(record)
    }

    fn count(&self, petition: &Petition) -> Value {
        let count = u32::try_from(petition.count).unwrap_or(u32::MAX);
        match self.shape.number {
            NumberShape::Whole => json!(count),
            NumberShape::Float => json!(f64::from(count)),
            NumberShape::Text => json!(count.to_string()),
        }
    }

    fn moment(&self, signature: Signature) -> Value {
        signature.confirmed.map_or(Value::Null, |at| write_moment(at, self.shape.moment))
    }

    fn timestamps(&self, petition: &Petition, most: usize) -> Value {
        let newest = self.world.newest(most, |signature| signature.petition == petition.id);
        let moment = |signature: &Signature| {
            let moment = self.moment(*signature);
            match self.shape.timestamps {
                TimestampsShape::Objects => json!({"timestamp": moment}),
                TimestampsShape::Moments | TimestampsShape::NullUnasked => moment,
            }
        };
        newest.iter().map(moment).collect()
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
        let moment = self.moment(signature);
        let mut record = Map::new();
        match self.shape.signature {
            SignatureShape::Bare => return moment,
            SignatureShape::Flat | SignatureShape::Whole => {
                record.insert("timestamp".to_owned(), moment)
            }
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
            let by_name = petition.organisation_name.map(|name| json!({"id": null, "name": name}));
            let brief = brief.or(by_name);
            match self.shape.organisation {
                OrganisationShape::Given => record.insert("organisation".to_owned(), json!(brief)),
                OrganisationShape::Null => record.insert("organisation".to_owned(), Value::Null),
                OrganisationShape::Absent => None,
            };
        }
        self.extend(&mut record, "source");
        match self.shape.signature {
            SignatureShape::Whole => json!({"signature": record}),
            _ => Value::Object(record),
        }
    }

    fn extend(&self, record: &mut Map<String, Value>, key: &str) {
        if self.unknown_keys {
            record.insert(key.to_owned(), json!({"note": ["not", "described"]}));
        }
    }

    /// The answer that holds a list of a table.
    pub(super) fn list(&self, table: &str, rows: Vec<Value>) -> Reply {
        let name = table.trim_end_matches('s');
        self.reply(&match self.shape.list {
            ListShape::Bare => Value::Array(rows),
            ListShape::Named => json!({table: rows}),
            ListShape::Data => json!({"data": rows}),
            ListShape::Results => json!({"results": rows}),
            ListShape::Items => json!({"items": rows}),
            ListShape::Nested => json!({"data": {table: rows}}),
            ListShape::Rooted => rows.into_iter().map(|row| json!({name: row})).collect(),
        })
    }

    /// The answer that holds one petition.
    pub(super) fn one(&self, petition: Value) -> Reply {
        self.reply(&match self.shape.one {
            OneShape::Bare => petition,
            OneShape::Named => json!({"petition": petition}),
            OneShape::Data => json!({"data": petition}),
            OneShape::Nested => json!({"data": {"petition": petition}}),
            OneShape::List => json!([petition]),
        })
    }

    /// The answer to a write that was accepted.
    pub(super) fn written(&self, body: &Value) -> Reply {
        let message = body.get("message").and_then(Value::as_str).unwrap_or_default();
        match self.shape.written {
            WrittenShape::Object => self.reply(body),
            WrittenShape::Quoted => self.reply(&json!(message)),
            WrittenShape::Plain => Reply::text(StatusCode::OK, "text/plain", message.to_owned()),
            WrittenShape::Empty => Reply::empty(StatusCode::OK),
            WrittenShape::NoContent => Reply::empty(StatusCode::NO_CONTENT),
        }
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
