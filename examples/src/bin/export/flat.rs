//! A record as the cells of a table: one value a cell, under the path of the value.

use std::collections::BTreeMap;

use civic_core::multiloc::{Multiloc, Preference, translations};
use serde_json::{Map, Value};

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Somebody's words, or anything else that a server wrote as text.
    Text(String),
    /// A number, `true`, `false`, or nothing: what no spreadsheet takes for a formula.
    Plain(String),
}

/// The cells of a record by path: `id`, `location.latitude`, `title.nl-BE`.
///
/// With a preference, a text in many languages is one cell, `title`, in the language that suits the
/// reader best, and `title.locale` says which that is. Without, each language has a cell. A list
/// stays JSON: its length is not the table's business.
pub(crate) fn cells(record: &Value, reader: Option<&Preference>) -> BTreeMap<String, Cell> {
    let mut cells = BTreeMap::new();
    add(&mut cells, "", record, reader);
    cells
}

fn add(cells: &mut BTreeMap<String, Cell>, path: &str, value: &Value, reader: Option<&Preference>) {
    let cell = match value {
        Value::Object(members) => {
            let texts = texts(members);
            match (texts, reader) {
                (Some(texts), Some(reader)) => choose(cells, path, &texts, reader),
                (Some(texts), None) => spread(cells, path, &texts),
                (None, _) => {
                    for (name, value) in members {
                        add(cells, &below(path, name), value, reader);
                    }
                }
            }
            return;
        }
        Value::Null => Cell::Plain(String::new()),
        Value::Bool(_) | Value::Number(_) => Cell::Plain(value.to_string()),
        Value::String(text) => Cell::Text(text.clone()),
        Value::Array(_) => Cell::Text(value.to_string()),
    };
    cells.insert(path.to_owned(), cell);
}

fn choose(cells: &mut BTreeMap<String, Cell>, path: &str, texts: &Multiloc, reader: &Preference) {
    let choice = texts.choose(reader);
    let (text, tag) = choice.map_or(("", ""), |choice| (choice.text, choice.tag));
    cells.insert(path.to_owned(), Cell::Text(text.to_owned()));
    cells.insert(below(path, "locale"), Cell::Text(tag.to_owned()));
}

fn spread(cells: &mut BTreeMap<String, Cell>, path: &str, texts: &Multiloc) {
    for tag in texts.iter().map(|text| text.tag.as_str()) {
        // A person's text stands before a machine's under the same tag.
        let text = texts.get(tag).unwrap_or_default();
        cells.insert(below(path, tag), Cell::Text(text.to_owned()));
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The object as a text in many languages, if it is one.
///
/// On the wire nothing marks those; what does not look like one is spread as any other object, and
/// nothing is lost.
fn texts(members: &Map<String, Value>) -> Option<Multiloc> {
    if let (1, Some(list @ Value::Array(_))) = (members.len(), members.get("translations")) {
        return translations::deserialize(list).ok();
    }
    let is_text = |value: &Value| value.is_string() || value.is_null();
    let by_language = members.iter().all(|(name, value)| {
        is_language(name) && is_text(value) || name == "machine_translations" && value.is_object()
    });
    // `id` is Indonesian, but an object of nothing else than an id names a record.
    let names_a_record = members.len() == 1 && members.contains_key("id");
    let is_one = by_language && !members.is_empty() && !names_a_record;
    is_one.then(|| serde_json::from_value(Value::Object(members.clone())).ok()).flatten()
}

/// Whether a name looks like a language tag: `nl`, `nl-BE`, `frl`, `pt_BR`.
fn is_language(name: &str) -> bool {
    let mut parts = name.split(['-', '_']);
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn texts_of(record: &Value, reader: Option<&Preference>) -> Vec<(String, String)> {
        let text = |cell| match cell {
            Cell::Text(text) | Cell::Plain(text) => text,
        };
        cells(record, reader).into_iter().map(|(path, cell)| (path, text(cell))).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn every_value_has_a_cell_under_its_path() {
        let record = json!({
            "id": "7", "likes": -3, "open": true, "none": null, "tags": ["a", 1],
            "place": {"point": {"x": 1.5}}, "author": {"id": "9"}, "nothing": {},
        });
        assert_eq!(
            texts_of(&record, None),
            pairs(&[
                ("author.id", "9"),
                ("id", "7"),
                ("likes", "-3"),
                ("none", ""),
                ("open", "true"),
                ("place.point.x", "1.5"),
                ("tags", r#"["a",1]"#),
            ])
        );
        let with_reader = texts_of(&record, Some(&Preference::new(["id"])));
        assert!(with_reader.contains(&("author.id".to_owned(), "9".to_owned())));
    }

    #[test]
    fn a_text_in_many_languages_is_spread_or_chosen_in_both_wire_forms() {
        let forms = [
            json!({"title": {"en": "Trees", "nl-BE": "Bomen", "fr": null}}),
            json!({"title": {"translations": [
                {"locale": "en", "text": "Trees"},
                {"locale": "nl-BE", "text": "Bomen", "machineTranslated": true},
                {"locale": "fr", "text": ""},
            ]}}),
        ];
        for form in forms {
            let all = pairs(&[("title.en", "Trees"), ("title.fr", ""), ("title.nl-BE", "Bomen")]);
            assert_eq!(texts_of(&form, None), all, "{form}");
            let reader = Preference::new(["nl", "en"]);
            let one = pairs(&[("title", "Bomen"), ("title.locale", "nl-BE")]);
            assert_eq!(texts_of(&form, Some(&reader)), one, "{form}");
        }
    }

    #[test]
    fn a_persons_text_stands_before_a_machines() {
        let title =
            json!({"title": {"en": "Trees", "machine_translations": {"en": "x", "es": "y"}}});
        assert_eq!(texts_of(&title, None), pairs(&[("title.en", "Trees"), ("title.es", "y")]));
    }
}
