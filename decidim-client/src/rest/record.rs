//! The form that all records have.

use civic_core::Extra;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::id::Id;
use super::wire::{is_default, or_default, or_none};

/// A record: its id and type, what it says, what it belongs to, and what is said about it.
///
/// What this version does not know is kept: in `extra` here, and in the parts' own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(
    serialize = "A: Serialize, M: Serialize + Default + PartialEq, R: Serialize + Default + PartialEq",
    deserialize = "A: DeserializeOwned, M: DeserializeOwned + Default, R: DeserializeOwned + Default"
))]
#[non_exhaustive]
pub struct Record<A, M = Extra, R = Extra> {
    /// Its id, of which the type's own file says how far it is unique.
    pub id: Id,
    /// Its type, as `proposal`.
    #[serde(rename = "type", default, deserialize_with = "or_default")]
    pub kind: String,
    /// What it says.
    pub attributes: A,
    /// What it belongs to.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub relationships: R,
    /// What is said about it.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub meta: M,
    /// Where things about it are, as the server says.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub links: Links,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The links of a record, by name.
///
/// Many lead nowhere: servers write paths that they do not have. Ask the client instead of
/// following them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Links(Extra);

impl Links {
    /// The link of this name. `None` where there is none, or something else stands there.
    pub fn get(&self, name: &str) -> Option<Link> {
        self.0.get(name).and_then(|link| Link::deserialize(link).ok())
    }

    /// All of them as they came.
    pub fn as_json(&self) -> &Extra {
        &self.0
    }
}

/// A link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Link {
    /// Where it leads, if it does.
    pub href: String,
    /// Its title; in one language, or the language's name itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Value>,
    /// `resource`, `public_page` or `action`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rel: Option<String>,
    /// Ids of what it is about, and the method of an action.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub meta: Extra,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Another record, by id and type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reference {
    /// Its id.
    pub id: Id,
    /// Its type: of spaces the manifest's name, as `assemblies`.
    #[serde(rename = "type", default, deserialize_with = "or_default")]
    pub kind: String,
}

/// A relationship to at most one record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ToOne {
    /// The record. `None` also where what is named has no id, such as one that was deleted.
    #[serde(deserialize_with = "or_none")]
    pub data: Option<Reference>,
    /// What is said about it.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub meta: Extra,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A relationship to any number of records. Servers name at most 50 of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ToMany {
    /// The records, at most 50.
    #[serde(deserialize_with = "or_default")]
    pub data: Vec<Reference>,
    /// What is said about them.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub meta: Extra,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ToMany {
    /// How many there really are, also where not all are named.
    pub fn count(&self) -> u64 {
        self.meta.get("count").and_then(Value::as_u64).unwrap_or(self.data.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_survives_nulls_lacks_and_news() {
        let body = json!({"id": 7, "type": "thing", "attributes": {"a": 1}, "relationships": null,
            "meta": null, "newer": true});
        let record: Record<Extra> = serde_json::from_value(body).unwrap();
        assert_eq!(record.id, Id::from(7));
        assert_eq!(record.extra["newer"], true);
        let written = serde_json::to_value(&record).unwrap();
        assert_eq!(
            written,
            json!({"id": "7", "type": "thing", "attributes": {"a": 1}, "newer": true})
        );
    }

    #[test]
    fn a_count_tells_more_than_the_names() {
        let many: ToMany = serde_json::from_value(
            json!({"data": [{"id": "1", "type": "x"}], "meta": {"count": 61}}),
        )
        .unwrap();
        assert_eq!((many.data.len(), many.count()), (1, 61));
        assert_eq!(ToMany::default().count(), 0);
    }

    #[test]
    fn an_odd_link_spoils_nothing() {
        let links: Links =
            serde_json::from_value(json!({"self": {"href": "/a", "rel": "resource"}, "odd": "x"}))
                .unwrap();
        assert_eq!(links.get("self").unwrap().href, "/a");
        assert_eq!(links.get("odd"), None);
        assert_eq!(links.as_json()["odd"], "x");
    }
}
