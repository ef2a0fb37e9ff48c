//! The queries of this crate, read from `graphql/`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use graphql_parser::query::{
    Definition, Document, FragmentDefinition, OperationDefinition, Selection, SelectionSet,
};

/// The folder with the schema and the queries.
pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("graphql")
}

/// All operations and all fragments.
pub(super) fn text() -> String {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let queries = files.filter(|path| !path.ends_with("schema.graphql"));
    queries.map(|path| std::fs::read_to_string(path).unwrap()).collect::<Vec<_>>().join("\n")
}

/// Each operation alone, with what its fragments select in place of their spreads.
pub(super) fn written_out() -> Vec<String> {
    let text = text();
    let document = graphql_parser::parse_query::<String>(&text).unwrap();
    let fragments = fragments(&document);
    let mut queries = Vec::new();
    for definition in &document.definitions {
        let Definition::Operation(operation) = definition else { continue };
        let mut operation = operation.clone();
        match &mut operation {
            OperationDefinition::Query(it) => write_out(&mut it.selection_set, &fragments),
            OperationDefinition::Mutation(it) => write_out(&mut it.selection_set, &fragments),
            _ => panic!("an operation has its name"),
        }
        let definitions = vec![Definition::Operation(operation)];
        queries.push(Document::<String> { definitions }.to_string());
    }
    assert!(queries.len() >= 60);
    queries
}

pub(super) type Fragments<'a> = BTreeMap<&'a str, &'a FragmentDefinition<'a, String>>;

pub(super) fn fragments<'a>(document: &'a Document<'a, String>) -> Fragments<'a> {
    let fragments = document.definitions.iter().filter_map(|definition| match definition {
        Definition::Fragment(fragment) => Some((fragment.name.as_str(), fragment)),
        Definition::Operation(_) => None,
    });
    fragments.collect()
}

fn write_out<'a>(set: &mut SelectionSet<'a, String>, fragments: &Fragments<'a>) {
    for mut selection in std::mem::take(&mut set.items) {
        match &mut selection {
            Selection::Field(field) => write_out(&mut field.selection_set, fragments),
            Selection::InlineFragment(inline) => write_out(&mut inline.selection_set, fragments),
            Selection::FragmentSpread(spread) => {
                let mut selected = fragments[spread.fragment_name.as_str()].selection_set.clone();
                write_out(&mut selected, fragments);
                set.items.append(&mut selected.items);
                continue;
            }
        }
        set.items.push(selection);
    }
}
