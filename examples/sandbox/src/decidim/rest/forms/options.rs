//! The options of a question. They are stored in it.

use http::StatusCode;
use serde_json::{Value, json};

use super::locale::Chosen;
use super::{rows, scope};
use crate::decidim::rest::call::Call;
use crate::decidim::rest::caller::Caller;
use crate::decidim::rest::failure::{Answer, Failure};
use crate::decidim::world::Kind;
use crate::reply::Reply;

/// All of a question.
pub(super) fn list(call: &Call<'_>, caller: &Caller) -> Answer {
    let question = scope::question(call, &scope::required(call, "question_id")?)?;
    let meta = Chosen::of(call, caller)?.meta();
    let shown: Vec<Value> =
        scope::options_of(&question).iter().map(|option| render(option, question.id)).collect();
    Ok(Reply::json(StatusCode::OK, &json!({"data": shown, "meta": meta})))
}

pub(super) fn create(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let question = scope::question(call, &scope::required(call, "question_id")?)?;
    let all = call.world.rows(Kind::Question).flat_map(|question| scope::options_of(question));
    let last = all.filter_map(|option| option.get("id")?.as_u64()).max().unwrap_or(0);
    let option = json!({"id": last + 1, "body": body(call), "free_text": false});
    let mut options = scope::options_of(&question);
    options.push(option.clone());
    store(call, question.id, options);
    written(call, &option, question.id, StatusCode::CREATED, caller)
}

pub(super) fn update(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    let (question, mut options, at) = find(call, id)?;
    let text = body(call);
    let Some(option) = options.get_mut(at) else { return Err(Failure::RecordNotFound) };
    if let Some(option) = option.as_object_mut() {
        option.insert("body".to_owned(), text);
    }
    let option = option.clone();
    store(call, question, options);
    written(call, &option, question, StatusCode::OK, caller)
}

pub(super) fn delete(call: &mut Call<'_>, id: &str) -> Answer {
    let (question, mut options, at) = find(call, id)?;
    options.remove(at);
    store(call, question, options);
    Ok(rows::deleted(call))
}

/// The question of an option, all its options, and which it is.
fn find(call: &Call<'_>, id: &str) -> Result<(u64, Vec<Value>, usize), Failure> {
    let id: u64 = id.parse().map_err(|_| Failure::RecordNotFound)?;
    call.world
        .rows(Kind::Question)
        .find_map(|question| {
            let options = scope::options_of(question);
            let is_it = |option: &Value| option.get("id").and_then(Value::as_u64) == Some(id);
            let at = options.iter().position(is_it)?;
            Some((question.id, options, at))
        })
        .ok_or(Failure::RecordNotFound)
}

fn body(call: &Call<'_>) -> Value {
    let body = scope::attributes(call).remove("body");
    body.filter(Value::is_object).unwrap_or_else(|| json!({}))
}

fn store(call: &mut Call<'_>, question: u64, options: Vec<Value>) {
    let now = call.now;
    call.world.change(Kind::Question, question, |question| {
        question.fields.insert("options".to_owned(), Value::Array(options));
        question.updated_at = now;
    });
}

fn written(
    call: &Call<'_>,
    option: &Value,
    question: u64,
    status: StatusCode,
    caller: &Caller,
) -> Answer {
    let meta = Chosen::of(call, caller)?.meta();
    let row = || {
        json!({"id": option.get("id"), "decidim_question_id": question, "body": option.get("body"),
            "free_text": option.get("free_text")})
    };
    let shown = |_: &Call<'_>| json!({"data": render(option, question), "meta": meta});
    Ok(rows::written(call, status, shown, row))
}

fn render(option: &Value, question: u64) -> Value {
    json!({
        "id": option.get("id").map(ToString::to_string),
        "type": "answer_options",
        "attributes": {"body": option.get("body")},
        "relationships": {"question": {"data": {"id": question.to_string(), "type": "question"}}},
    })
}
