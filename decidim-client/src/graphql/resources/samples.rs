//! Rows made from a query and the schema, to show that the models read all that is asked for, and
//! that no query asks for more than every version allows.

use std::fmt::Debug;

use graphql_parser::schema::{Definition, Document as Schema, Field, Type, TypeDefinition};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::graphql::document::{Document, Selection, SelectionSet, condition};
use crate::graphql::records::Content;
use crate::graphql::records::operation::{Form, Operation};

const SCHEMA: &str = include_str!("../../../graphql/schema.graphql");

/// Checks that a row of a component's page is read: in full, with nulls, and with its id alone.
#[track_caller]
pub(super) fn read_every_field<T: Content + Serialize + Debug>() {
    let path = ["component", T::LIST, "edges", "node"];
    read_every_field_at::<T>(T::PAGE, &path);
    read_next_to_nothing::<T>(T::PAGE, &path);
    let id = serde_json::from_value::<T>(json!({"id": "7"})).unwrap().id();
    assert_eq!(id.number(), 7);
}

/// Checks that everything that a query selects at a path is read, and given back under the
/// server's names, also where no object within the row has an id; and that the model has no field
/// that the query does not select.
#[track_caller]
pub(super) fn read_every_field_at<T>(operation: Operation, path: &[&str])
where
    T: Serialize + DeserializeOwned + Debug,
{
    let full = row(operation, path);
    let read: T = serde_json::from_value(full.clone()).unwrap();
    let back = serde_json::to_value(&read).unwrap();
    assert_within(&full, &back, "row");
    let mut bare = full.clone();
    bare.as_object_mut().unwrap().values_mut().for_each(without_ids);
    let read: T = serde_json::from_value(bare.clone()).unwrap();
    assert_within(&bare, &serde_json::to_value(&read).unwrap(), "row without ids within");
    let (full, back) = (full.as_object().unwrap(), back.as_object().unwrap());
    for name in back.keys() {
        // Few kinds of records have all that a classification may be made of.
        let is_optional = matches!(name.as_str(), "category" | "scope" | "taxonomies");
        assert!(is_optional || full.contains_key(name), "no query selects {name}");
    }
    let document = operation.document(Form::Whole).unwrap();
    let fields = fields_within_limits(&document.selections, &mut Vec::new());
    assert!(fields <= 300, "{fields} fields are more than 0.26 allows");
}

fn without_ids(value: &mut Value) {
    match value {
        Value::Array(entries) => entries.iter_mut().for_each(without_ids),
        Value::Object(members) => {
            members.remove("id");
            members.values_mut().for_each(without_ids);
        }
        _ => {}
    }
}

/// Counts the fields of a query, and checks it against the limits that are not on their number.
#[track_caller]
fn fields_within_limits<'a>(set: &'a SelectionSet, path: &mut Vec<&'a str>) -> usize {
    let mut count = 0;
    for selection in &set.items {
        match selection {
            Selection::Field(field) => {
                path.push(&field.name);
                let same = path.iter().filter(|name| **name == field.name).count();
                assert!(same <= 2 && path.len() <= 15, "{path:?}");
                count += 1 + fields_within_limits(&field.selection_set, path);
                path.pop();
            }
            Selection::InlineFragment(inline) => {
                count += fields_within_limits(&inline.selection_set, path);
            }
            Selection::FragmentSpread(_) => panic!("queries of resources spread no fragments"),
        }
    }
    count
}

/// Checks that a row is read of which the server gives, or has, nothing but the id.
#[track_caller]
pub(super) fn read_next_to_nothing<T>(operation: Operation, path: &[&str])
where
    T: Serialize + DeserializeOwned + Debug,
{
    serde_json::from_value::<T>(json!({"id": "7"})).unwrap();
    let mut row = row(operation, path);
    for (name, value) in row.as_object_mut().unwrap() {
        if name != "id" {
            *value = Value::Null;
        }
    }
    serde_json::from_value::<T>(row).unwrap();
}

fn assert_within(part: &Value, whole: &Value, path: &str) {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            for (name, value) in part {
                let path = format!("{path}.{name}");
                match whole.get(name) {
                    Some(found) => assert_within(value, found, &path),
                    // Where a model is for rows of one type, it need not say which.
                    None => assert_eq!(name, "__typename", "{path} is lost"),
                }
            }
        }
        (Value::Array(part), Value::Array(whole)) => {
            assert_eq!(part.len(), whole.len(), "{path}");
            for (part, whole) in part.iter().zip(whole) {
                assert_within(part, whole, path);
            }
        }
        _ => assert_eq!(part, whole, "{path}"),
    }
}

/// What a server of every version at once would answer at a path.
fn row(operation: Operation, path: &[&str]) -> Value {
    let document = operation.document(Form::Whole).unwrap();
    let Document { selections, .. } = document;
    let schema = graphql_parser::parse_schema::<&str>(SCHEMA).unwrap();
    let Value::Object(mut at) = object(&schema, &selections, "Query") else { panic!("no root") };
    for name in path {
        at = match at.remove(*name).unwrap_or_else(|| panic!("no {name} in the query")) {
            Value::Object(members) => members,
            Value::Array(mut rows) => match rows.pop() {
                Some(Value::Object(members)) => members,
                other => panic!("{name} has {other:?}"),
            },
            other => panic!("{name} is {other}"),
        };
    }
    Value::Object(at)
}

fn object(schema: &Schema<'static, &'static str>, set: &SelectionSet, on: &str) -> Value {
    let mut members = Map::new();
    for selection in &set.items {
        match selection {
            Selection::Field(field) if field.name == "__typename" => {
                let name = if on == "Author" { "User" } else { on };
                members.insert("__typename".to_owned(), name.into());
            }
            Selection::Field(field) => {
                let (of, is_list) = type_of(schema, on, &field.name);
                let value = value(schema, &field.selection_set, on, of, &field.name);
                let value = if is_list { json!([value]) } else { value };
                members.insert(field.name.clone(), value);
            }
            Selection::InlineFragment(inline) => {
                let on = inline.type_condition.as_ref().map_or(on, condition);
                if let Value::Object(more) = object(schema, &inline.selection_set, on) {
                    members.extend(more);
                }
            }
            Selection::FragmentSpread(_) => panic!("queries of resources spread no fragments"),
        }
    }
    Value::Object(members)
}

fn value(
    schema: &Schema<'static, &'static str>,
    set: &SelectionSet,
    on: &str,
    of: &str,
    name: &str,
) -> Value {
    match (on, name, of) {
        ("LocalizedString", "locale", _) => "en".into(),
        (.., "ID") => "7".into(),
        (.., "Int") => 7.into(),
        (.., "Float") => 1.5.into(),
        (.., "Boolean") => true.into(),
        (.., "Date") => "2026-05-04".into(),
        (.., "DateTime") => "2026-05-04T10:00:00Z".into(),
        (.., "JSON") => json!({"of": ["any", "form"]}),
        (.., "String") => name.into(),
        // An enum.
        _ if set.items.is_empty() => name.into(),
        _ => object(schema, set, of),
    }
}

/// The type of a field, and whether it is a list.
fn type_of(schema: &Schema<'static, &'static str>, on: &str, field: &str) -> (&'static str, bool) {
    let of = |fields: &[Field<'static, &'static str>]| {
        fields.iter().find(|found| found.name == field).map(|found| found.field_type.clone())
    };
    let mut of = schema
        .definitions
        .iter()
        .find_map(|definition| match definition {
            Definition::TypeDefinition(TypeDefinition::Object(object)) if object.name == on => {
                of(&object.fields)
            }
            Definition::TypeDefinition(TypeDefinition::Interface(interface))
                if interface.name == on =>
            {
                of(&interface.fields)
            }
            _ => None,
        })
        .unwrap_or_else(|| panic!("the schema has no {on}.{field}"));
    let mut is_list = false;
    loop {
        of = match of {
            Type::NamedType(name) => return (name, is_list),
            Type::NonNullType(inner) => *inner,
            Type::ListType(inner) => {
                is_list = true;
                *inner
            }
        };
    }
}
