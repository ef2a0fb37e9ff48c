//! What a query selects is what its model holds: a row made up from the query and the schema,
//! with every field, comes out of the model as it went in.

use std::collections::BTreeMap;
use std::fmt::Debug;

use graphql_parser::schema::{Definition, Type, TypeDefinition};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::graphql::document::{Document, Selection, SelectionSet, condition};
use crate::graphql::operation::Form;
use crate::graphql::records::Record;

/// The types of all fields, by type and field.
type Fields = BTreeMap<(String, String), Type<'static, String>>;

fn schema() -> Fields {
    let text = include_str!("../../../graphql/schema.graphql");
    let document = graphql_parser::parse_schema::<String>(text).unwrap().into_static();
    let mut fields = BTreeMap::new();
    for definition in document.definitions {
        let (name, found) = match definition {
            Definition::TypeDefinition(TypeDefinition::Object(of)) => (of.name, of.fields),
            Definition::TypeDefinition(TypeDefinition::Interface(of)) => (of.name, of.fields),
            _ => continue,
        };
        fields.extend(found.into_iter().map(|of| ((name.clone(), of.name), of.field_type)));
    }
    fields
}

/// An answer with everything that is selected of a type, each list with one entry.
fn answer(fields: &Fields, set: &SelectionSet, on: &str) -> Map<String, Value> {
    let mut object = Map::new();
    for selection in &set.items {
        match selection {
            Selection::Field(field) if field.name == "__typename" => {
                object.insert("__typename".to_owned(), "User".into());
            }
            Selection::Field(field) => {
                let of = &fields[&(on.to_owned(), field.name.clone())];
                object.insert(field.name.clone(), value(fields, &field.selection_set, of));
            }
            Selection::InlineFragment(inline) => {
                let on = condition(inline.type_condition.as_ref().unwrap());
                object.extend(answer(fields, &inline.selection_set, on));
            }
            Selection::FragmentSpread(_) => panic!("queries of this crate have no fragments"),
        }
    }
    object
}

fn value(fields: &Fields, set: &SelectionSet, of: &Type<'static, String>) -> Value {
    match of {
        Type::NonNullType(inner) => value(fields, set, inner),
        Type::ListType(inner) => json!([value(fields, set, inner)]),
        Type::NamedType(name) => match name.as_str() {
            "ID" => json!("7"),
            "Int" => json!(3),
            "Float" => json!(1.5),
            "Boolean" => json!(true),
            "Date" => json!("2026-03-01"),
            "DateTime" => json!("2026-03-01T10:00:00Z"),
            "String" => json!("ca"),
            _ if set.items.is_empty() => json!("SOME"),
            name => Value::Object(answer(fields, set, name)),
        },
    }
}

/// What of the first is not in the second, by its path.
fn lost(sent: &Value, kept: &Value, path: &str, found: &mut Vec<String>) {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => {
            for (name, sent) in sent {
                lost(
                    sent,
                    kept.get(name).unwrap_or(&Value::Null),
                    &format!("{path}.{name}"),
                    found,
                );
            }
        }
        (Value::Array(sent), Value::Array(kept)) if sent.len() == kept.len() => {
            for (sent, kept) in sent.iter().zip(kept) {
                lost(sent, kept, path, found);
            }
        }
        _ if sent == kept => {}
        _ => found.push(path.to_owned()),
    }
}

fn holds_all_at<T: DeserializeOwned + Serialize>(document: &Document, path: &[&str]) {
    let answer = Value::Object(answer(&schema(), &document.selections, "Query"));
    let at = path.iter().fold(&answer, |at, name| &at[name]);
    let sent = at.get(0).unwrap_or(at);
    let model: T = serde_json::from_value(sent.clone()).unwrap();
    let mut found = Vec::new();
    lost(sent, &serde_json::to_value(model).unwrap(), path[0], &mut found);
    // Which type of an interface a row is of says nothing where there is but one model for it.
    found.retain(|path| !path.ends_with("participatorySpace.__typename"));
    assert_eq!(found, [""; 0], "not in the model");
}

/// A record holds everything that its query selects, and can do without everything but what
/// tells it from others.
fn holds_all<T: Record + Serialize + Debug>(least: &str) {
    holds_all_at::<T>(&T::ALL.document(Form::Whole).unwrap(), T::PATH);
    serde_json::from_str::<T>(least).unwrap();
}

#[test]
fn records_hold_all_that_is_selected_and_need_nothing_but_an_id() {
    let id = r#"{"id": "1"}"#;
    holds_all::<super::Assembly>(id);
    holds_all::<super::AssemblyType>(id);
    holds_all::<super::Conference>(id);
    holds_all::<super::Consultation>(id);
    holds_all::<super::Initiative>(id);
    holds_all::<super::InitiativeType>(id);
    holds_all::<super::Moderation>(id);
    holds_all::<super::ParticipatoryProcess>(id);
    holds_all::<super::ParticipatoryProcessGroup>(id);
    holds_all::<super::ParticipatoryProcessType>(id);
    holds_all::<super::StaticPage>(id);
    holds_all::<super::StaticPageTopic>(id);
    holds_all::<super::Taxonomy>(id);
    holds_all::<super::UserModeration>(id);
    holds_all::<super::Voting>(id);
    holds_all::<super::User>(r#"{"__typename": "User", "id": "1"}"#);
    holds_all::<super::Hashtag>(r#"{"name": "trees"}"#);
    holds_all::<super::Metric>(r#"{"name": "users"}"#);
}

#[test]
fn single_values_hold_all_that_is_selected_and_need_nothing() {
    fn holds_all<T: DeserializeOwned + Serialize>(query: &str, path: &[&str], least: &str) {
        holds_all_at::<T>(&Document::parse(query, None).unwrap(), path);
        serde_json::from_str::<T>(least).unwrap();
    }
    let query = include_str!("../../../graphql/decidim.graphql");
    holds_all::<super::Decidim>(query, &["decidim"], "{}");
    let query = include_str!("../../../graphql/organization.graphql");
    holds_all::<super::Organization>(query, &["organization"], "{}");
    let query = include_str!("../../../graphql/session.graphql");
    holds_all::<super::Session>(query, &["session"], "{}");
    let query = include_str!("../../../graphql/participant_details.graphql");
    holds_all::<super::ParticipantDetails>(query, &["participantDetails"], "{}");
    let query = include_str!("../../../graphql/user_group_members.graphql");
    let least = r#"{"__typename": "User", "id": "1"}"#;
    holds_all::<super::Author>(query, &["user", "members"], least);
}
