//! Questions.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::locale::Chosen;
use super::{rows, scope};
use crate::decidim::rest::call::Call;
use crate::decidim::rest::caller::Caller;
use crate::decidim::rest::failure::{Answer, Failure};
use crate::decidim::world::{Fields, Kind, Record};
use crate::reply::Reply;

const TYPES: [&str; 10] = [
    "short_answer",
    "long_answer",
    "single_option",
    "multiple_option",
    "sorting",
    "files",
    "matrix_single",
    "matrix_multiple",
    "separator",
    "title_and_description",
];

/// What a write may set, besides the texts.
const PLAIN: [&str; 5] =
    ["position", "mandatory", "question_type", "max_choices", "max_characters"];
const TEXTS: [&str; 2] = ["body", "description"];

/// All of a questionnaire, in their order.
pub(super) fn list(call: &Call<'_>, caller: &Caller) -> Answer {
    let form = scope::find(call, &scope::required(call, "questionnaire_id")?)?;
    let meta = Chosen::of(call, caller)?.meta();
    let shown: Vec<Value> =
        scope::questions_of(call, &form).iter().map(|question| render(question)).collect();
    Ok(Reply::json(StatusCode::OK, &json!({"data": shown, "meta": meta})))
}

pub(super) fn show(call: &Call<'_>, id: &str, caller: &Caller) -> Answer {
    let question = scope::question(call, id)?;
    let meta = Chosen::of(call, caller)?.meta();
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(&question), "meta": meta})))
}

pub(super) fn create(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let form = scope::related(call)?;
    let given = permitted(call)?;
    if !given.contains_key("question_type") {
        return Err(unknown_type());
    }
    let mut fields = json!({
        "body": {}, "description": null, "mandatory": false, "max_characters": 0, "position": null,
        "max_choices": null, "options": [],
    });
    if let Some(fields) = fields.as_object_mut() {
        fields.extend(given);
    }
    let fields = fields.as_object().cloned().unwrap_or_else(Fields::new);
    let now = call.now;
    let id = call.world.add(Kind::Question, Some((Kind::Questionnaire, form.id)), now, fields);
    written(call, &id.to_string(), StatusCode::CREATED, caller)
}

pub(super) fn update(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    let question = scope::question(call, id)?;
    let given = permitted(call)?;
    let now = call.now;
    call.world.change(Kind::Question, question.id, |question| {
        question.fields.extend(given);
        question.updated_at = now;
    });
    written(call, id, StatusCode::OK, caller)
}

/// With it go the answers to it.
pub(super) fn delete(call: &mut Call<'_>, id: &str) -> Answer {
    let question = scope::question(call, id)?;
    let answers: Vec<u64> = call
        .world
        .rows(Kind::Answer)
        .filter(|answer| answer.id_in("question_id") == Some(question.id))
        .map(|answer| answer.id)
        .collect();
    for answer in answers {
        call.world.remove(Kind::Answer, answer);
    }
    call.world.remove(Kind::Question, question.id);
    Ok(rows::deleted(call))
}

fn written(call: &Call<'_>, id: &str, status: StatusCode, caller: &Caller) -> Answer {
    let question = scope::question(call, id)?;
    let meta = Chosen::of(call, caller)?.meta();
    let columns: Vec<(&str, &str)> =
        PLAIN.iter().chain(&TEXTS).map(|name| (*name, *name)).collect();
    Ok(rows::written(
        call,
        status,
        |_| json!({"data": render(&question), "meta": meta}),
        || rows::row(&question, &columns),
    ))
}

/// What is let through of a write: texts as objects, all else as plain values.
fn permitted(call: &Call<'_>) -> Result<Map<String, Value>, Failure> {
    let given: Map<String, Value> = scope::attributes(call)
        .into_iter()
        .filter(|(name, value)| {
            let is_plain = !value.is_object() && !value.is_array();
            (PLAIN.contains(&name.as_str()) && is_plain)
                || (TEXTS.contains(&name.as_str()) && value.is_object())
        })
        .collect();
    match given.get("question_type") {
        Some(kind) if !kind.as_str().is_some_and(|kind| TYPES.contains(&kind)) => {
            Err(unknown_type())
        }
        _ => Ok(given),
    }
}

fn unknown_type() -> Failure {
    Failure::RecordInvalid(
        "Validation failed: Question type is not included in the list".to_owned(),
    )
}

fn render(question: &Record) -> Value {
    let mut attributes = Map::new();
    for name in [
        "position",
        "mandatory",
        "question_type",
        "body",
        "description",
        "max_choices",
        "max_characters",
    ] {
        attributes.insert(name.to_owned(), question.get(name).clone());
    }
    let form = question.owner_id(Kind::Questionnaire).unwrap_or_default();
    json!({
        "id": question.id.to_string(),
        "type": "questions",
        "attributes": attributes,
        "relationships": {"questionnaire": {"data": {"id": form.to_string(), "type": "questionnaire"}}},
    })
}
