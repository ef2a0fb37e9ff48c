//! One record, as the platform's database holds it.

use serde_json::{Map, Value};

use super::kind::Kind;

/// The fields of a record by column name.
///
/// * A moment is a number of milliseconds since the epoch, a day its midnight in UTC.
/// * A text in several languages is an object by locale; texts that a machine translated stand in
///   its member `machine_translations`.
/// * A reference is the number of the record that it names (`meeting_id`), several are an array
///   (`author_ids`); where the kind varies, its class name stands beside (`.._type`).
pub(in crate::decidim) type Fields = Map<String, Value>;

/// A record.
#[derive(Clone, Debug)]
pub(in crate::decidim) struct Record {
    pub(in crate::decidim) kind: Kind,
    /// Unique within its kind.
    pub(in crate::decidim) id: u64,
    /// What it hangs on and goes with: a proposal on its component, a comment on what it comments.
    pub(in crate::decidim) owner: Option<(Kind, u64)>,
    pub(in crate::decidim) created_at: i64,
    pub(in crate::decidim) updated_at: i64,
    /// Where the database keeps it: a row that is written anew is put behind all others, and a list
    /// without an order of its own comes by this.
    pub(in crate::decidim) place: u64,
    pub(in crate::decidim) fields: Fields,
}

static NULL: Value = Value::Null;

impl Record {
    /// A field; null where there is none.
    pub(in crate::decidim) fn get(&self, name: &str) -> &Value {
        self.fields.get(name).unwrap_or(&NULL)
    }

    pub(in crate::decidim) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).as_str()
    }

    /// A moment, a count or a reference.
    pub(in crate::decidim) fn number(&self, name: &str) -> Option<i64> {
        self.get(name).as_i64()
    }

    pub(in crate::decidim) fn id_in(&self, name: &str) -> Option<u64> {
        self.get(name).as_u64()
    }

    pub(in crate::decidim) fn ids_in(&self, name: &str) -> Vec<u64> {
        let ids = self.get(name).as_array().into_iter().flatten();
        ids.filter_map(Value::as_u64).collect()
    }

    pub(in crate::decidim) fn flag(&self, name: &str) -> bool {
        self.get(name).as_bool().unwrap_or(false)
    }

    /// A text in one locale, as its writer gave it.
    pub(in crate::decidim) fn text_in(&self, name: &str, locale: &str) -> Option<&str> {
        self.get(name).get(locale)?.as_str()
    }

    /// The owner's number, if the owner is of this kind.
    pub(in crate::decidim) fn owner_id(&self, kind: Kind) -> Option<u64> {
        self.owner.filter(|(owner, _)| *owner == kind).map(|(_, id)| id)
    }

    /// Whether a moderator has hidden it.
    pub(in crate::decidim) fn is_hidden(&self) -> bool {
        self.flag("hidden")
    }

    /// The record as one JSON object, for a test to look at.
    pub(in crate::decidim) fn to_json(&self) -> Value {
        let mut all = self.fields.clone();
        all.insert("id".to_owned(), self.id.into());
        all.insert("created_at".to_owned(), self.created_at.into());
        all.insert("updated_at".to_owned(), self.updated_at.into());
        if let Some((kind, id)) = self.owner {
            all.insert("owner_type".to_owned(), kind.class().into());
            all.insert("owner_id".to_owned(), id.into());
        }
        Value::Object(all)
    }
}
