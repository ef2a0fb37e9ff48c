//! A plain text where newer servers have texts by language, lifted into their form.

use serde_json::{Map, Value, json};

use super::source::{Edit, Edits, Source, Spot};
use crate::graphql::document::{Document, Field, Selection, SelectionSet, response_key};

/// The language of a text that does not say which it is in.
const UNDETERMINED: &str = "und";

/// A place in an answer where a plain text stands for what was asked for.
#[derive(Debug)]
pub(crate) struct Lift {
    path: Vec<String>,
    wanted: SelectionSet,
}

/// The lifts that a query needs after its cuts.
pub(super) fn lifts(source: &Source, pruned: &Document, edits: &Edits) -> Vec<Lift> {
    let mut found = Vec::new();
    let is_plain = |spot: Spot| edits.contains_key(&Edit::Selections(spot));
    if edits.keys().any(|edit| matches!(edit, Edit::Selections(_))) {
        collect(source, &pruned.selections, &is_plain, &mut Vec::new(), &mut found);
    }
    found
}

fn collect(
    source: &Source,
    set: &SelectionSet,
    is_plain: &impl Fn(Spot) -> bool,
    path: &mut Vec<String>,
    found: &mut Vec<Lift>,
) {
    for selection in &set.items {
        match selection {
            Selection::Field(field) => {
                path.push(response_key(field).to_owned());
                let spot = field.position.into();
                if is_plain(spot) {
                    if let Some(placed) = source.field(spot) {
                        let wanted = placed.field.selection_set.clone();
                        found.push(Lift { path: path.clone(), wanted });
                    }
                } else {
                    collect(source, &field.selection_set, is_plain, path, found);
                }
                path.pop();
            }
            Selection::InlineFragment(inline) => {
                collect(source, &inline.selection_set, is_plain, path, found);
            }
            // This crate's queries spread none, and no others are lifted.
            Selection::FragmentSpread(_) => {}
        }
    }
}

impl Lift {
    /// Lifts every text at its path.
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
