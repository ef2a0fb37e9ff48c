//! Whether rows are written as the JSON Schema of their type says.
//!
//! The tests of the clients take this file in with `#[path]`, as they do `as_transport.rs`. It knows the
//! keywords that our schemas use, and fails on any other.

use std::any::type_name;

use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::uuid::Uuid;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::{Map, Value};

/// Keywords that describe, and refuse no value.
const NOTES: [&str; 8] = [
    "$schema",
    "$defs",
    "title",
    "description",
    "default",
    "examples",
    "x-civic",
    "contentMediaType",
];

/// Fails unless each of these rows has the fields and types that its schema says. Of others it may only
/// have these, which the server sends and the record keeps in `extra`.
pub(crate) fn assert_described<'a, T>(rows: impl IntoIterator<Item = &'a T>, extra: &'a [&'a str])
where
    T: JsonSchema + Serialize + 'a,
{
    let schema = Schema::of::<T>(extra);
    for row in rows {
        let row = serde_json::to_value(row).unwrap();
        let mut found = Vec::new();
        schema.check(&schema.root, &row, "", &mut found);
        assert!(found.is_empty(), "{}: {}\n{row:#}", type_name::<T>(), found.join("\n"));
    }
}

struct Schema<'a> {
    root: Value,
    extra: &'a [&'a str],
}

impl<'a> Schema<'a> {
    fn of<T: JsonSchema>(extra: &'a [&'a str]) -> Self {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let root = generator.into_root_schema_for::<T>().to_value();
        let columns = root["properties"].as_object().into_iter().flatten();
        for (name, column) in columns {
            let is_told = column["description"].as_str().is_some_and(|told| !told.is_empty());
            assert!(is_told, "{}: {name} is not documented", type_name::<T>());
        }
        Self { root, extra }
    }

    fn check(&self, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
        let Some(keywords) = schema.as_object() else {
            assert_eq!(schema, true, "{place}");
            return;
        };
        for (keyword, told) in keywords {
            let is_so = match keyword.as_str() {
                "type" => is_of_type(told, value),
                "format" => value.as_str().is_none_or(|text| has_format(told, text)),
                "const" => told == value,
                "enum" => told.as_array().unwrap().contains(value),
                "minimum" => value.as_f64().is_none_or(|number| number >= told.as_f64().unwrap()),
                "maximum" => value.as_f64().is_none_or(|number| number <= told.as_f64().unwrap()),
                "anyOf" | "oneOf" => {
                    let branches = told.as_array().unwrap().iter();
                    let fails = |branch| {
                        let mut inner = Vec::new();
                        self.check(branch, value, place, &mut inner);
                        inner
                    };
                    let failures: Vec<_> = branches.map(fails).collect();
                    let is_one = failures.iter().any(Vec::is_empty);
                    if !is_one {
                        found.extend(failures.concat());
                    }
                    is_one
                }
                "$ref" => {
                    let name = told.as_str().unwrap().strip_prefix('#').unwrap();
                    self.check(self.root.pointer(name).unwrap(), value, place, found);
                    true
                }
                "items" => {
                    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(told, item, &format!("{place}[{at}]"), found);
                    }
                    true
                }
                "properties" | "additionalProperties" | "required" => true,
                note => {
                    assert!(NOTES.contains(&note), "{place}: an unknown keyword: {note}");
                    true
                }
            };
            if !is_so {
                found.push(format!("{place}: {value} is not {keyword} {told}"));
            }
        }
        if let Value::Object(row) = value {
            self.check_fields(keywords, row, place, found);
        }
    }

    /// A field is a property, or one of others that have a schema.
    fn check_fields(
        &self,
        keywords: &Map<String, Value>,
        row: &Map<String, Value>,
        place: &str,
        found: &mut Vec<String>,
    ) {
        for name in keywords.get("required").and_then(Value::as_array).into_iter().flatten() {
            if !row.contains_key(name.as_str().unwrap()) {
                found.push(format!("{place}: {name} is required"));
            }
        }
        let properties = keywords.get("properties");
        let others = keywords.get("additionalProperties");
        for (name, value) in row {
            let place = format!("{place}.{name}");
            match (properties.and_then(|it| it.get(name)), others) {
                (Some(schema), _) => self.check(schema, value, &place, found),
                (None, Some(others @ Value::Object(_))) => self.check(others, value, &place, found),
                (None, _) if properties.is_some() && !self.extra.contains(&name.as_str()) => {
                    found.push(format!("{place}: no property"));
                }
                (None, _) => {}
            }
        }
    }
}

fn is_of_type(told: &Value, value: &Value) -> bool {
    let is_it = |name: &Value| match name.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("an unknown type: {other}"),
    };
    told.as_array().map_or_else(|| is_it(told), |names| names.iter().any(is_it))
}

fn has_format(told: &Value, text: &str) -> bool {
    match told.as_str().unwrap() {
        "date-time" => text.parse::<Timestamp>().is_ok(),
        "date" => text.len() == 10 && text.parse::<Date>().is_ok(),
        "uuid" => text.parse::<Uuid>().is_ok(),
        other => panic!("an unknown format of a text: {other}"),
    }
}
