//! A questionnaire as a JSON Schema and as JSON Forms lay it out.

use serde_json::{Map, Value, json};

use super::given::is_matrix;
use super::locale::Chosen;
use super::scope;
use crate::decidim::rest::call::Call;
use crate::decidim::world::Record;

const CHOICES: [&str; 3] = ["single_option", "multiple_option", "sorting"];

pub(super) fn schema(call: &Call<'_>, form: &Record, chosen: &Chosen) -> Value {
    let mut properties = Map::new();
    for question in scope::questions_of(call, form) {
        let title = plain(chosen, question.get("body"));
        let is_choice = question.text("question_type").is_some_and(|it| CHOICES.contains(&it));
        let shown = if is_choice {
            let ids: Vec<String> = scope::options_of(&question).iter().map(id_of).collect();
            json!({"type": "string", "title": title, "enum": ids})
        } else if is_matrix(&question) {
            let rows = scope::rows_of(&question);
            let rows: Map<String, Value> =
                rows.iter().map(|row| (id_of(row), json!({"type": "string"}))).collect();
            json!({"type": "object", "title": title, "properties": rows})
        } else {
            json!({"type": "string", "title": title})
        };
        properties.insert(question.id.to_string(), shown);
    }
    json!({"type": "object", "properties": properties, "required": []})
}

pub(super) fn ui(call: &Call<'_>, form: &Record, chosen: &Chosen) -> Value {
    let elements: Vec<Value> = scope::questions_of(call, form)
        .iter()
        .map(|question| {
            let mut control = json!({
                "type": "Control",
                "scope": format!("#/properties/{}", question.id),
                "label": plain(chosen, question.get("body")),
            });
            let is_choice = question.text("question_type").is_some_and(|it| CHOICES.contains(&it));
            let is_matrix = is_matrix(question);
            if (is_choice || is_matrix)
                && let Some(control) = control.as_object_mut()
            {
                let choices: Vec<Value> = scope::options_of(question)
                    .iter()
                    .map(|option| json!({"id": id_of(option), "translations": option.get("body")}))
                    .collect();
                let mut options = json!({"choices": choices});
                if is_matrix && let Some(options) = options.as_object_mut() {
                    let first = scope::rows_of(question).first().map(id_of);
                    options.insert("matrix".to_owned(), json!({"rowId": first}));
                }
                control.insert("options".to_owned(), options);
            }
            control
        })
        .collect();
    json!({"type": "VerticalLayout", "elements": elements})
}

fn plain(chosen: &Chosen, text: &Value) -> String {
    chosen.text(text).as_str().unwrap_or_default().to_owned()
}

fn id_of(option: &Value) -> String {
    option.get("id").map(ToString::to_string).unwrap_or_default()
}
