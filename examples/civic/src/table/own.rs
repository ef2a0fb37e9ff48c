//! The columns of a site's own table that its declared table does not have.
//!
//! They stand between the declared columns and `extra`, as texts, in the file's order and under the names that
//! the file gives them. A name that another column has already, letters in any case, is followed by `(own)`:
//! `title (own)`. Names that the file has twice, and empty ones, have the place of the column, as
//! [`Rows::other_columns`](decidim_client::open_data::Rows::other_columns) gives them: `title (7)`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::column::{Column, ColumnType, OwnColumn};
use super::field::{Field, FieldKind};
use super::{EXTRA, ROW, Table};

impl Table {
    /// The same table with the columns of a site's own one, by their names in the rows.
    pub(crate) fn with_own_columns(mut self, keys: &[String]) -> Self {
        let extra = self.columns.pop();
        let mut taken = self.taken_names();
        for key in keys {
            let mut name = key.clone();
            while !taken.insert(name.to_lowercase()) {
                name.push_str(" (own)");
            }
            let description = format!("The column `{key}` of the site's own table, as text.");
            if let Value::Object(schema) = Arc::make_mut(&mut self.record_schema)
                && let Some(members) =
                    schema.entry("properties").or_insert_with(|| json!({})).as_object_mut()
            {
                let member = json!({"type": ["string", "null"], "description": description});
                members.insert(name.clone(), member);
            }
            let path = self.has_own_extra.then(|| EXTRA.to_owned()).into_iter();
            self.fields.push(Field {
                path: path.chain([key.clone()]).collect(),
                kind: FieldKind::Plain(ColumnType::Text),
                column: self.columns.len(),
                width: 1,
            });
            self.columns.push(Column {
                name: name.clone(),
                kind: ColumnType::Text,
                nullable: true,
                description,
                since: None,
                until: None,
                multilingual: false,
            });
            self.own.push(OwnColumn { name, key: key.clone() });
        }
        self.columns.extend(extra);
        self
    }

    /// The names that a further column cannot have, in small letters: those of the columns, of the record's
    /// fields, and of what formats add.
    fn taken_names(&self) -> HashSet<String> {
        let columns = self.columns.iter().map(|column| &column.name);
        let fields = self.record_schema.get("properties").and_then(Value::as_object);
        let names = columns.chain(fields.into_iter().flat_map(Map::keys));
        let added = [EXTRA, ROW].map(str::to_owned);
        names.map(|name| name.to_lowercase()).chain(added).collect()
    }

    /// A record as JSON Lines have it: the site's own columns stand beside its fields.
    pub(crate) fn record_line<'r>(&self, row: &'r str) -> serde_json::Result<Cow<'r, str>> {
        if self.own.is_empty() {
            return Ok(Cow::Borrowed(row));
        }
        let Members(members) = serde_json::from_str(row)?;
        let is_field = |name: &str| self.has_own_extra && name != EXTRA;
        let (fields, others): (Vec<_>, Vec<_>) =
            members.into_iter().partition(|(name, _)| is_field(name));
        let mut rest = Map::new();
        for (name, value) in others {
            match serde_json::from_str(value.get())? {
                Value::Object(extra) if name == EXTRA && self.has_own_extra => rest = extra,
                value => drop(rest.insert(name, value)),
            }
        }
        let mut line = Vec::with_capacity(row.len());
        let mut json = serde_json::Serializer::new(&mut line);
        let mut record = json.serialize_map(None)?;
        for (name, value) in &fields {
            record.serialize_entry(name, value)?;
        }
        for OwnColumn { name, key } in &self.own {
            record.serialize_entry(name, &rest.remove(key))?;
        }
        if self.has_own_extra {
            record.serialize_entry(EXTRA, &rest)?;
        } else {
            for (name, value) in &rest {
                record.serialize_entry(name, value)?;
            }
        }
        record.end()?;
        String::from_utf8(line).map(Cow::Owned).map_err(serde::ser::Error::custom)
    }
}

/// The members of a record in their order.
struct Members<'r>(Vec<(String, &'r RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use schemars::JsonSchema;
    use serde::Serialize;

    use super::*;
    use crate::table::{Cell, Languages};

    /// A row of a table that is known.
    #[derive(JsonSchema, Serialize)]
    struct Known {
        title: Option<String>,
        author: Author,
        extra: BTreeMap<String, String>,
    }

    #[derive(JsonSchema, Serialize)]
    struct Author {
        name: Option<String>,
    }

    fn keys(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn own_columns_stand_before_extra_and_have_names_that_no_other_has() {
        let own =
            ["z", "Title", "title", "author", "author_name", "EXTRA", "_row", "a", "A", "(9)"];
        let table = Table::of::<Known>("x/y", Languages::All).with_own_columns(&keys(&own));
        let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "author_name",
                "title",
                "z",
                "Title (own)",
                "title (own) (own)",
                "author (own)",
                "author_name (own)",
                "EXTRA (own)",
                "_row (own)",
                "a",
                "A (own)",
                "(9)",
                "extra",
            ]
        );
        assert!(table.record_schema()["properties"]["Title (own)"].is_object());
        // Without own columns the table is the same.
        let same = Table::of::<Known>("x/y", Languages::All);
        assert_eq!(same.json().unwrap(), same.clone().with_own_columns(&[]).json().unwrap());
    }

    #[test]
    fn a_record_has_its_own_columns_beside_its_fields_and_only_the_rest_in_extra() {
        let table = Table::of::<Known>("x/y", Languages::All);
        let table = table.with_own_columns(&keys(&["z", "title", "a/b"]));
        let row = r#"{"title":"T","author":{"name":null},"extra":{"a/b":"1","misfit":"NaN","title":"own"}}"#;
        assert_eq!(
            table.record_line(row).unwrap(),
            r#"{"title":"T","author":{"name":null},"z":null,"title (own)":"own","a/b":"1","extra":{"misfit":"NaN"}}"#
        );
        let cells = table.cells(serde_json::from_str(row).unwrap());
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(
            cells,
            [
                Cell::Null,
                text("T"),
                Cell::Null,
                text("own"),
                text("1"),
                text(r#"{"misfit":"NaN"}"#)
            ]
        );
    }

    #[test]
    fn a_row_of_a_table_that_nobody_knows_has_nothing_but_its_own_columns() {
        #[derive(JsonSchema)]
        #[allow(dead_code, reason = "only its schema is used")]
        struct Other(#[schemars(extend("x-civic" = "json"))] Map<String, Value>);

        let table = Table::of::<Other>("x/y", Languages::All);
        let table = table.with_own_columns(&keys(&["id", "extra", "title/ca"]));
        let row = r#"{"id":"7","extra":"{}"}"#;
        let line = table.record_line(row).unwrap();
        assert_eq!(line, r#"{"id":"7","extra (own)":"{}","title/ca":null}"#);
        let cells = table.cells(serde_json::from_str(row).unwrap());
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(cells, [text("7"), text("{}"), Cell::Null, Cell::Null]);
    }
}
