//! A plain text where newer servers have texts by language, upcast into their form.

use serde_json::{Map, Value, json};

use super::source_query::{Edit, Edits, SourcePosition, SourceQuery};
use crate::graphql::document::{Document, Field, Selection, SelectionSet, response_key};

/// The language of a text that does not say which it is in.
const UNDETERMINED: &str = "und";

/// A place in an answer where a plain text stands for what was asked for.
#[derive(Debug)]
pub(crate) struct Upcast {
    path: Vec<String>,
    wanted: SelectionSet,
}

/// The upcasts that a query needs after its cuts.
pub(super) fn upcasts(source: &SourceQuery, pruned: &Document, edits: &Edits) -> Vec<Upcast> {
    let mut found = Vec::new();
    let is_plain = |position: SourcePosition| edits.contains_key(&Edit::Selections(position));
    if edits.keys().any(|edit| matches!(edit, Edit::Selections(_))) {
        collect(source, &pruned.selections, &is_plain, &mut Vec::new(), &mut found);
    }
    found
}

fn collect(
    source: &SourceQuery,
    set: &SelectionSet,
    is_plain: &impl Fn(SourcePosition) -> bool,
    path: &mut Vec<String>,
    found: &mut Vec<Upcast>,
) {
    for selection in &set.items {
        match selection {
            Selection::Field(field) => {
                path.push(response_key(field).to_owned());
                let position = field.position.into();
                if is_plain(position) {
                    if let Some(typed) = source.field(position) {
                        let wanted = typed.field.selection_set.clone();
                        found.push(Upcast { path: path.clone(), wanted });
                    }
                } else {
                    collect(source, &field.selection_set, is_plain, path, found);
                }
                path.pop();
            }
            Selection::InlineFragment(inline) => {
                collect(source, &inline.selection_set, is_plain, path, found);
            }
            // This crate's queries spread none, and no others are upcast.
            Selection::FragmentSpread(_) => {}
        }
    }
}

impl Upcast {
    /// Upcasts every text at its path.
    pub(crate) fn apply(&self, data: &mut Value) {
        self.descend(&self.path, data);
    }

    fn descend(&self, path: &[String], value: &mut Value) {
        match value {
            Value::Array(values) => {
                for value in values {
                    self.descend(path, value);
                }
            }
            Value::Object(members) => {
                if let Some((name, rest)) = path.split_first()
                    && let Some(member) = members.get_mut(name)
                {
                    self.descend(rest, member);
                }
            }
            Value::String(text) if path.is_empty() => {
                let text = std::mem::take(text);
                *value = Value::Object(translated(&self.wanted, &text));
            }
            _ => {}
        }
    }
}

fn translated(wanted: &SelectionSet, text: &str) -> Map<String, Value> {
    let fields = wanted.items.iter().filter_map(|selection| match selection {
        Selection::Field(field) => Some(field),
        _ => None,
    });
    fields.map(|field| (response_key(field).to_owned(), member(field, text))).collect()
}

/// A member of `TranslatedField`, or of its `LocalizedString`.
fn member(field: &Field, text: &str) -> Value {
    match field.name.as_str() {
        "translations" => json!([translated(&field.selection_set, text)]),
        "translation" | "text" => text.into(),
        "locales" => json!([UNDETERMINED]),
        "locale" => UNDETERMINED.into(),
        "machineTranslated" => false.into(),
        "__typename" => "TranslatedField".into(),
        _ => Value::Null,
    }
}
