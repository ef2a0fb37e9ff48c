//! The form that all records have, and what can be asked of which.

use civic_core::Extra;
use civic_core::list::source::Key;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub use super::resource::{Listed, Placed, Readable, Resource, WithExtendedData};

use super::id::Id;
use super::lenient_decode::{self, Kept, keeps_extra};
use super::wire::{is_default, or_default};

/// A record: its id and type, its attributes, its relationships, and data about it.
///
/// Nothing that the server sent is lost. Members that this version does not know are in `extra`, here or
/// in the part where they stood, and so are members whose form does not fit their field. A record that is
/// serialised gives back what the server sent, except members that are null or an empty object or list;
/// moments are written in UTC.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(bound(
    serialize = "A: Serialize + Default + PartialEq, M: Serialize + Default + PartialEq, \
                 R: Serialize + Default + PartialEq"
))]
#[non_exhaustive]
pub struct Record<A, M = Extra, R = Extra> {
    /// Its id. The docs of each kind of record say among which records it is unique. Empty where the
    /// server sends none, which its documents allow for components.
    #[serde(skip_serializing_if = "Id::is_missing")]
    pub id: Id,
    /// Its type, such as `proposal`. Empty where the server sends none.
    #[serde(rename = "type", skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Its own fields.
    #[serde(skip_serializing_if = "is_default")]
    pub attributes: A,
    /// The records that it is related to.
    #[serde(skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(transform = open_object))]
    pub relationships: R,
    /// Data about it.
    #[serde(skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(transform = open_object))]
    pub meta: M,
    /// Its links.
    #[serde(skip_serializing_if = "is_default")]
    pub links: Links,
    /// Members that this version does not know, and those of another form.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Marks a part of a record that is nothing but [`Extra`] in its JSON Schema.
#[cfg(feature = "schema")]
fn open_object(part: &mut schemars::Schema) {
    if part.get("additionalProperties").is_some_and(|others| *others == true) {
        part.insert("x-civic".to_owned(), "json".into());
    }
}

/// A record without attributes has them all absent; attributes that are not an object are an error,
/// for then nothing is known of it.
impl<'de, A, M, R> Deserialize<'de> for Record<A, M, R>
where
    A: Kept + Default,
    M: Kept + Default,
    R: Kept + Default,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut extra = Extra::deserialize(deserializer)?;
        let attributes = match extra.remove("attributes").unwrap_or_default() {
            Value::Null => A::default(),
            value => lenient_decode::read(value)
                .map_err(|(_, error)| Error::custom(format_args!("attributes: {error}")))?,
        };
        let id = match extra.remove("id").unwrap_or_default() {
            Value::Null => Id::missing(),
            value => Id::deserialize(value).map_err(Error::custom)?,
        };
        let kind = match extra.remove("type") {
            Some(Value::String(kind)) => kind,
            other => {
                keep(&mut extra, "type", other);
                String::new()
            }
        };
        Ok(Self {
            id,
            kind,
            attributes,
            relationships: take(&mut extra, "relationships"),
            meta: take(&mut extra, "meta"),
            links: take(&mut extra, "links"),
            extra,
        })
    }
}

/// Takes a part out of the members, unless it is not an object.
fn take<T: Kept + Default>(members: &mut Extra, name: &str) -> T {
    let Some(part) = members.remove(name).filter(|part| !part.is_null()) else {
        return T::default();
    };
    lenient_decode::read(part).unwrap_or_else(|(part, _)| {
        keep(members, name, Some(part));
        T::default()
    })
}

fn keep(members: &mut Extra, name: &str, value: Option<Value>) {
    if let Some(value) = value.filter(|value| !value.is_null()) {
        members.insert(name.to_owned(), value);
    }
}

impl<A, M, R> Record<A, M, R>
where
    Self: Serialize,
{
    /// What makes it the same record: its id, within `family` where ids are unique only there. A
    /// record without id is the same as another only if it says the same.
    pub(crate) fn identity(&self, family: Option<&str>) -> Key {
        let all = self.id.as_str().is_empty().then(|| serde_json::to_string(self).ok()).flatten();
        let parts = family.into_iter().chain([self.id.as_str()]).chain(all.as_deref());
        Key::of(parts)
    }
}

/// The links of a record, by name.
///
/// Many do not work: servers write paths that they do not have. Use the client instead of following them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
#[cfg_attr(feature = "schema", schemars(inline, extend("x-civic" = "json")))]
pub struct Links(Extra);

impl Kept for Links {
    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.0
    }
}

impl Links {
    /// The link of this name. `None` where there is none, or where its form is another.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let space = site.spaces().assembly(4).await?;
    /// println!("{:?}", space.links.get("self").map(|link| link.href));
    /// # Ok(())
    /// # }
    /// ```
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
    /// Its address, which may not work.
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reference {
    /// Its id.
    pub id: Id,
    /// Its type: of spaces the manifest's name, such as `assemblies`. Empty where the server sends none.
    #[serde(
        rename = "type",
        default,
        deserialize_with = "or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub kind: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Kept for Reference {
    const ESSENTIAL: &'static [&'static str] = &["id"];

    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

/// A relationship to at most one record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct ToOne {
    /// The record. `None` also where what is named has no id, such as one that was deleted, or is
    /// a list: then `extra` has it under `data`.
    #[serde(
        deserialize_with = "lenient_decode::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub data: Option<Reference>,
    /// Data about the relationship.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub meta: Extra,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(ToOne);

/// A relationship to any number of records. Servers name at most 50 of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct ToMany {
    /// The records, at most 50. Empty where one of them has no id: then `extra` has the whole list
    /// under `data`.
    #[serde(deserialize_with = "lenient_decode::list", skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<Reference>,
    /// Data about the relationship, such as `count`.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub meta: Extra,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(ToMany);

impl ToMany {
    /// How many there are, also where the server does not name all of them.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let space = site.spaces().assembly(4).await?;
    /// println!("{} components", space.relationships.components.count());
    /// # Ok(())
    /// # }
    /// ```
    pub fn count(&self) -> u64 {
        let told = self.meta.get("count").and_then(Value::as_u64);
        let odd = self.extra.get("data").and_then(Value::as_array).map_or(0, Vec::len);
        told.unwrap_or(self.data.len().max(odd) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_survives_nulls_missing_and_new_fields() {
        let body = json!({"id": 7, "type": "thing", "attributes": {"a": 1}, "relationships": null,
            "meta": null, "newer": true});
        let record: Record<Extra> = serde_json::from_value(body).unwrap();
        assert_eq!(record.id, Id::from(7));
        assert_eq!(record.extra["newer"], true);
        let written = serde_json::to_value(&record).unwrap();
        assert_eq!(
            written,
            json!({"id": 7, "type": "thing", "attributes": {"a": 1}, "newer": true})
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
