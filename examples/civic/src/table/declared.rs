//! From the schema of a record to the columns of its table.

use std::collections::BTreeSet;
use std::sync::Arc;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::column::{Column, ColumnType, StructField};
use super::field::{Field, FieldKind};
use super::languages::Languages;
use super::{EXTRA, Table};

/// What the records of this type look like when they are written.
pub(super) fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// The table of the records that a schema describes.
pub(super) fn table(name: String, schema: Value, languages: Languages) -> Table {
    let schema = Arc::new(schema);
    let mut table = Table {
        name,
        description: description(&schema),
        columns: Vec::new(),
        fields: Vec::new(),
        objects: Vec::new(),
        languages,
        has_own_extra: false,
        own: Vec::new(),
        record_schema: Arc::clone(&schema),
    };
    let root = Root { schema: &schema };
    root.add_record(&mut table, &schema, &mut Vec::new(), false);
    table.objects.reverse();
    table.columns.push(Column {
        name: EXTRA.to_owned(),
        kind: ColumnType::Json,
        nullable: true,
        description: "What the record has besides the other columns.".to_owned(),
        since: None,
        until: None,
        multilingual: false,
    });
    table
}

/// A whole schema, in which references are looked up.
struct Root<'s> {
    schema: &'s Value,
}

/// What a field's schema says.
enum Described<'s> {
    Kind(FieldKind),
    /// A record, whose fields become columns of their own.
    Record(&'s Value),
}

impl<'s> Root<'s> {
    fn add_record(
        &self,
        table: &mut Table,
        record: &'s Value,
        path: &mut Vec<String>,
        is_absent: bool,
    ) {
        let required = required(record);
        let path_is_root = path.is_empty();
        let mut fields = properties(record);
        fields.sort_by_key(|(name, _)| name != "id");
        // What a record does not know itself is in the last column as it is.
        let is_own_extra = |name: &str| path_is_root && name == EXTRA;
        table.has_own_extra |= fields.iter().any(|(name, _)| is_own_extra(name));
        fields.retain(|(name, _)| !is_own_extra(name));
        for (name, field) in fields {
            path.push(name.clone());
            let nullable = is_absent || is_nullable(field) || !required.contains(&name.as_str());
            match self.described(field, path.len()) {
                Described::Record(inner) => {
                    table.objects.push(path.clone());
                    self.add_record(table, inner, path, nullable);
                }
                Described::Kind(kind) => self.add_field(table, field, path, kind, nullable),
            }
            path.pop();
        }
    }

    fn add_field(
        &self,
        table: &mut Table,
        field: &'s Value,
        path: &[String],
        kind: FieldKind,
        nullable: bool,
    ) {
        let description = [description(field), description(self.resolved(field))];
        let description = description.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let column = Column {
            name: path.join("_"),
            kind: ColumnType::Text,
            nullable,
            since: ["Since ", "Absent before "]
                .iter()
                .find_map(|words| version_after(words, &description)),
            until: ["Until ", "Up to "].iter().find_map(|words| version_after(words, &description)),
            description,
            multilingual: false,
        };
        let first = table.columns.len();
        table.columns.extend(kind.columns(&column, &table.languages));
        let width = table.columns.len() - first;
        table.fields.push(Field { path: path.to_vec(), kind, column: first, width });
    }

    /// What is meant where a schema refers to another, or allows null besides it.
    fn resolved(&self, schema: &'s Value) -> &'s Value {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let definition = name.strip_prefix('#').and_then(|path| self.schema.pointer(path));
            return definition.map_or(schema, |definition| self.resolved(definition));
        }
        let one_of = |key: &str| {
            let choices = schema.get(key)?.as_array()?;
            let mut others = choices.iter().filter(|choice| !is_null(choice));
            let only = others.next()?;
            others.next().is_none().then_some(only)
        };
        ["anyOf", "oneOf", "allOf"]
            .into_iter()
            .find_map(one_of)
            .map_or(schema, |it| self.resolved(it))
    }

    fn described(&self, field: &'s Value, depth: usize) -> Described<'s> {
        let schema = self.resolved(field);
        // What is said beside a reference counts before what is said behind it.
        let says = |key: &str| field.get(key).or_else(|| schema.get(key)).and_then(Value::as_str);
        let is_html = says("contentMediaType") == Some("text/html");
        Described::Kind(match (says("x-civic"), kind_of(schema)) {
            (Some("multilingual"), _) => FieldKind::Texts { html: is_html },
            (Some("point"), _) => FieldKind::Place,
            (Some("date-or-time"), _) => FieldKind::DateOrTime,
            (None, Some("string")) if is_html => FieldKind::Html,
            (None, Some("object")) if depth < DEEPEST && has_fields(schema) => {
                return Described::Record(schema);
            }
            _ => FieldKind::Plain(self.column_type(field, depth)),
        })
    }

    /// The type of a value that has one column, or stands within a list.
    fn column_type(&self, field: &'s Value, depth: usize) -> ColumnType {
        let schema = self.resolved(field);
        let says = |key: &str| field.get(key).or_else(|| schema.get(key)).and_then(Value::as_str);
        match (says("x-civic"), kind_of(schema), says("format")) {
            (Some("multilingual"), _, _) => ColumnType::Texts,
            (None, Some("string"), Some("date-time")) => ColumnType::Timestamp,
            (None, Some("string"), Some("date")) => ColumnType::Date,
            (Some("date-or-time"), _, _) | (None, Some("string"), _) => ColumnType::Text,
            (None, Some("boolean"), _) => ColumnType::Boolean,
            (None, Some("integer"), _) => ColumnType::Integer,
            (None, Some("number"), _) => ColumnType::Number,
            (None, Some("array"), _) if depth < DEEPEST => {
                schema.get("items").map_or(ColumnType::Json, |items| self.list_of(items, depth))
            }
            (None, Some("object"), _) if depth < DEEPEST && has_fields(schema) => {
                let field =
                    |(name, field)| StructField { name, kind: self.column_type(field, depth + 1) };
                ColumnType::Struct(properties(schema).into_iter().map(field).collect())
            }
            _ => ColumnType::Json,
        }
    }

    fn list_of(&self, items: &'s Value, depth: usize) -> ColumnType {
        match self.column_type(items, depth + 1) {
            ColumnType::Json => ColumnType::Json,
            item => ColumnType::List(Box::new(item)),
        }
    }
}

/// Records within records go into columns down to this depth, deeper ones into JSON: a record may hold
/// others of its own kind.
const DEEPEST: usize = 4;

/// The one type of a schema, null aside. What is a text or a number is a text.
fn kind_of(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => {
            let kinds: Vec<&str> =
                kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect();
            let is_scalar = |kind: &&str| matches!(*kind, "string" | "integer" | "number");
            match kinds.as_slice() {
                [only] => Some(only),
                several if several.contains(&"string") && several.iter().all(is_scalar) => {
                    Some("string")
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The fields of a record, those of flattened records among them.
fn properties(record: &Value) -> Vec<(String, &Value)> {
    let own = record.get("properties").and_then(Value::as_object);
    own.into_iter().flatten().map(|(name, field)| (name.clone(), field)).collect()
}

fn is_nullable(schema: &Value) -> bool {
    let is_null_type = |kind: &Value| match kind {
        Value::Array(kinds) => kinds.iter().any(|kind| kind == "null"),
        kind => kind == "null",
    };
    let among = |key: &str| {
        let choices = schema.get(key).and_then(Value::as_array);
        choices.is_some_and(|choices| choices.iter().any(is_nullable))
    };
    // A schema that says nothing of the type allows null too.
    let says_nothing =
        !["type", "$ref", "anyOf", "oneOf", "allOf"].iter().any(|key| schema.get(key).is_some());
    schema.get("type").map_or(says_nothing, is_null_type) || among("anyOf") || among("oneOf")
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "null")
}

fn has_fields(schema: &Value) -> bool {
    schema.get("properties").and_then(Value::as_object).is_some_and(|fields| !fields.is_empty())
}

fn required(record: &Value) -> BTreeSet<&str> {
    let names = record.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The documentation as one paragraph, without links.
fn description(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    // `[text](target)` and [`text`] keep their text.
    while let Some((before, link)) = rest.split_once('[') {
        plain.push_str(before);
        let Some((shown, after)) = link.split_once(']') else {
            plain.push('[');
            rest = link;
            continue;
        };
        plain.push_str(shown);
        rest = after.strip_prefix('(').and_then(|it| it.split_once(')')).map_or(after, |it| it.1);
    }
    plain.push_str(rest);
    // In a table nothing is an empty cell.
    let plain = plain.replace("`None`", "Empty").replace("null", "empty");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The version in a sentence such as "Since 0.31." or "Absent before 2024.".
fn version_after(word: &str, description: &str) -> Option<String> {
    let (before, rest) = description.split_once(word)?;
    let starts_a_sentence = before.is_empty() || before.ends_with(". ");
    let version: String =
        rest.chars().take_while(|letter| letter.is_ascii_digit() || *letter == '.').collect();
    let version = version.trim_end_matches('.');
    (starts_a_sentence && !version.is_empty()).then(|| version.to_owned())
}
