//! The schema of this crate and its queries: they fit each other, and the schema fits the real
//! ones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use graphql_parser::schema::{Definition, Document, Field, InputValue, Type, TypeDefinition};

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("graphql")
}

fn queries() -> Vec<(String, String)> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let queries = files.filter(|path| !path.ends_with("schema.graphql"));
    let named =
        |path: PathBuf| (path.file_name().unwrap().to_string_lossy().into_owned(), read(&path));
    queries.map(named).collect()
}

#[test]
fn every_query_fits_the_schema() {
    let own = read(&folder().join("schema.graphql"));
    // All versions at once are no valid schema by the letter: kinds that went do not have what
    // their interface has got since.
    let schema = Valid::assume_valid(Schema::parse(own, "schema.graphql").unwrap());
    let queries = queries();
    assert!(queries.len() >= 5);
    for (name, text) in queries {
        let document = ExecutableDocument::parse_and_validate(&schema, text, &name);
        let document = document.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(document.operations.len(), 1, "{name} has one operation");
    }
}

/// What a schema has, each with its type where it has one: `Proposal`, `Proposal.title`,
/// `Proposals.proposals(first:)`, `ProposalFilter.publishedSince`.
fn items(text: &str) -> BTreeMap<String, String> {
    let document: Document<'_, String> = graphql_parser::parse_schema(text).unwrap();
    let mut items = BTreeMap::new();
    for definition in document.definitions {
        let Definition::TypeDefinition(definition) = definition else { continue };
        match definition {
            TypeDefinition::Object(found) => fields(&mut items, &found.name, &found.fields),
            TypeDefinition::Interface(found) => fields(&mut items, &found.name, &found.fields),
            TypeDefinition::InputObject(found) => members(&mut items, &found.name, &found.fields),
            TypeDefinition::Enum(found) => {
                for value in &found.values {
                    items.insert(format!("{}.{}", found.name, value.name), String::new());
                }
            }
            TypeDefinition::Scalar(found) => {
                items.insert(found.name, String::new());
            }
            TypeDefinition::Union(found) => {
                for kind in &found.types {
                    items.insert(format!("{}.{kind}", found.name), String::new());
                }
            }
        }
    }
    items
}

fn fields(items: &mut BTreeMap<String, String>, on: &str, fields: &[Field<'_, String>]) {
    items.insert(on.to_owned(), String::new());
    for field in fields {
        let name = format!("{on}.{}", field.name);
        items.insert(name.clone(), form(&field.field_type));
        for argument in &field.arguments {
            items.insert(format!("{name}({}:)", argument.name), form(&argument.value_type));
        }
    }
}

fn members(items: &mut BTreeMap<String, String>, on: &str, members: &[InputValue<'_, String>]) {
    items.insert(on.to_owned(), String::new());
    for member in members {
        items.insert(format!("{on}.{}", member.name), form(&member.value_type));
    }
}

/// A type without its marks of what may be null.
fn form(of: &Type<'_, String>) -> String {
    match of {
        Type::NamedType(name) => name.clone(),
        Type::ListType(inner) => format!("[{}]", form(inner)),
        Type::NonNullType(inner) => form(inner),
    }
}

/// Fields that the schemas of servers do not have, and who says that some servers do.
const DOCUMENTED: [&str; 1] = [
    // Decidim's documentation of closing a meeting.
    "Meeting.attendeesCount",
];

/// A check for developers who have the schemas of real servers:
/// `CIVIC_REFERENCE_DIR=.. cargo test -p decidim-client --test schema -- --ignored`.
#[test]
#[ignore = "needs the schemas of real servers"]
fn everything_in_the_schema_is_in_a_real_one_with_the_same_type() {
    let real = std::env::var("CIVIC_REFERENCE_DIR").expect("CIVIC_REFERENCE_DIR is set");
    let real = Path::new(&real).join("decidim-schemas");
    let real = ["0.24", "0.27", "0.28", "0.29", "0.30", "latest-approximate"]
        .map(|version| items(&read(&real.join(format!("{version}.graphql")))));
    let mut wrong = BTreeSet::new();
    for (item, form) in items(&read(&folder().join("schema.graphql"))) {
        let found = real.iter().any(|schema| schema.get(&item) == Some(&form));
        if !found && !DOCUMENTED.contains(&item.as_str()) {
            let forms: BTreeSet<_> = real.iter().filter_map(|schema| schema.get(&item)).collect();
            wrong.insert(format!("{item}: {form}, really {forms:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
