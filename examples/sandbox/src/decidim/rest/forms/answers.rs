//! Answers: single ones, and all of one participant.

use std::sync::Arc;

use http::header::{LOCATION, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use super::given::Given;
use super::locale::Chosen;
use super::operation::FormsOperation;
use super::{rows, scope};
use crate::decidim::rest::call::Call;
use crate::decidim::rest::caller::Caller;
use crate::decidim::rest::failure::{Answer, Failure};
use crate::decidim::rest::operation::Operation;
use crate::decidim::rest::params::text_of;
use crate::decidim::rest::stored::Job;
use crate::decidim::rest::{jobs, page};
use crate::decidim::world::{Fields, Kind, Record};
use crate::reply::Reply;

/// Single answers to the questionnaires that can be seen, newest first.
pub(super) fn list(call: &mut Call<'_>, caller: &Caller) -> Answer {
    if !caller.can(call.settings(), "surveys.answers.read") {
        return Err(Failure::Forbidden);
    }
    let meta = Chosen::of(call, caller)?.meta();
    let forms: Vec<u64> =
        scope::visible(call, &["questionnaire_id"]).iter().map(|form| form.id).collect();
    let is_shown = |answer: &&Arc<Record>| {
        answer.owner_id(Kind::Questionnaire).is_some_and(|form| forms.contains(&form))
    };
    let mut answers: Vec<_> = call.world.rows(Kind::Answer).filter(is_shown).cloned().collect();
    rows::newest_first(call, &mut answers, |answer| answer.created_at);
    let shown: Vec<Value> = page::cut(call, &answers)
        .map(|answer| {
            let form = answer.owner_id(Kind::Questionnaire).unwrap_or_default().to_string();
            json!({
                "id": answer.id.to_string(),
                "type": "answers",
                "attributes": {
                    "body": answer.get("body"),
                    "question_id": answer.get("question_id").to_string(),
                },
                "relationships": {"questionnaire": {"data": {"id": form, "type": "questionnaire"}}},
            })
        })
        .collect();
    Ok(Reply::json(StatusCode::OK, &json!({"data": shown, "meta": meta})))
}

/// Takes a submission, to be handed in later. What stands beside its `data` is not kept.
pub(in crate::decidim::rest) fn accept(call: &mut Call<'_>, caller: Caller) -> Answer {
    if let Some(body) = call.body.as_object_mut() {
        body.retain(|name, _| name == "data");
    }
    jobs::accept(call, Operation::Forms(FormsOperation::Submit), caller);
    let job = call.rest.jobs.0.last().cloned().ok_or(Failure::ServerError)?;
    let body = json!({"data": shown_request(call, &job)});
    let reply = Reply::json(StatusCode::ACCEPTED, &body)
        .with_header(RETRY_AFTER, HeaderValue::from_static("2"));
    Ok(with_location(reply, &body))
}

/// Looks at a submission that was taken.
pub(super) fn request(call: &mut Call<'_>, id: &str) -> Answer {
    let is_it = |job: &&Job| {
        job.id.to_string() == id && job.operation == Operation::Forms(FormsOperation::Submit)
    };
    call.rest.jobs.0.iter().find(is_it).ok_or(Failure::ResourceNotFound)?;
    jobs::look(call, id, carry_out)?;
    let job = call.rest.jobs.0.iter().find(is_it).cloned().ok_or(Failure::ResourceNotFound)?;
    let reply = Reply::json(StatusCode::OK, &json!({"data": shown_request(call, &job)}));
    if job.status() == "pending" {
        return Ok(reply.with_header(RETRY_AFTER, HeaderValue::from_static("2")));
    }
    Ok(reply)
}

fn carry_out(call: &mut Call<'_>, operation: &Operation, caller: &Caller) -> Answer {
    call.perform(operation, caller)
}

fn shown_request(call: &Call<'_>, job: &Job) -> Value {
    let mut links = Map::new();
    links.insert("self".to_owned(), link(call, "submission_requests", &job.id.to_string(), "self"));
    let result = job.outcome.as_ref().and_then(|outcome| outcome.as_ref().ok());
    if let Some(id) = result.and_then(|result| result.get("questionnaire_response_id")) {
        let result = link(call, "questionnaire_responses", &id.to_string(), "result");
        links.insert("result".to_owned(), result);
    }
    json!({
        "id": job.id,
        "type": "submission_request",
        "attributes": {"status": job.status()},
        "meta": {"status": job.status()},
        "links": links,
    })
}

fn link(call: &Call<'_>, family: &str, id: &str, rel: &str) -> Value {
    let href = format!("{}/api/{family}/{id}", call.site());
    json!({"href": href, "rel": rel, "meta": {"action_method": "GET"}})
}

fn with_location(reply: Reply, body: &Value) -> Reply {
    let href = body.pointer("/data/links/self/href").and_then(Value::as_str);
    match href.and_then(|href| HeaderValue::from_str(href).ok()) {
        Some(href) => reply.with_header(LOCATION, href),
        None => reply,
    }
}

/// Hands in answers. Every question gets one, be it an empty one.
pub(super) fn submit(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let form = scope::related(call)?;
    let meta = Chosen::of(call, caller)?.meta();
    let user = respondent(call, caller);
    let given = scope::attributes(call).remove("answers").unwrap_or_default();
    let questions = scope::questions_of(call, &form);
    let mut read = Vec::new();
    for question in &questions {
        let answer = Given::of(question, given.get(question.id.to_string()))?;
        if answer.breaks_a_rule(question) {
            let problem = json!({"title": "is invalid", "code": "invalid",
                "pointer": "/data/attributes/responses"});
            return Err(Failure::FormInvalid(json!({"meta": meta, "errors": [problem]})));
        }
        read.push((question.id, answer));
    }
    let owner = (Kind::Questionnaire, form.id);
    let answered = call.world.owned(owner, Kind::Answer);
    let has_answered = |user| answered.iter().any(|answer| answer.id_in("user_id") == Some(user));
    if user.is_some_and(has_answered) {
        return Err(Failure::FormInvalid(json!({"meta": meta, "errors": []})));
    }
    let token = match user {
        Some(user) => format!("u{user}-{}", form.id),
        None => format!("{:016x}", call.rest.rng.u64(..)),
    };
    let address = call.body.pointer("/meta/client_ip").and_then(Value::as_str);
    let address = address.map(|address| {
        // Any digest will do that does not show it.
        let digest =
            address.bytes().fold(17_u64, |sum, byte| sum.wrapping_mul(1_000_003) ^ u64::from(byte));
        (digest % 10_000_000_000).to_string()
    });
    let (mut first, now) = (None, call.now);
    for (question, answer) in read {
        let fields = json!({
            "question_id": question, "user_id": user, "body": answer.body, "choices": answer.choices,
            "session_token": token, "ip_hash": address,
        });
        let fields = fields.as_object().cloned().unwrap_or_else(Fields::new);
        let id = call.world.add(Kind::Answer, Some(owner), now, fields);
        first.get_or_insert(id);
    }
    if call.in_job {
        return Ok(Reply::json(StatusCode::OK, &json!({"questionnaire_response_id": first})));
    }
    let bundle = Bundle::find(call, &first.unwrap_or_default().to_string())?;
    let body = json!({"data": bundle.render(call, &meta)});
    Ok(with_location(Reply::json(StatusCode::CREATED, &body), &body))
}

/// Whose answers they are: nobody's, somebody's by number, or the caller's.
fn respondent(call: &Call<'_>, caller: &Caller) -> Option<u64> {
    if call.body.pointer("/meta/anonymous") == Some(&Value::Bool(true)) {
        return None;
    }
    match text_of(call.body.pointer("/data/relationships/user/data/id")) {
        Some(named) => {
            let named = named.parse().ok()?;
            call.world.get(Kind::User, named).map(|user| user.id)
        }
        None => caller.user,
    }
}

pub(super) fn show(call: &Call<'_>, id: &str, caller: &Caller) -> Answer {
    let bundle = Bundle::find(call, id)?;
    let meta = Chosen::of(call, caller)?.meta();
    Ok(Reply::json(StatusCode::OK, &json!({"data": bundle.render(call, &meta)})))
}

/// All answers of the one who gave this one. A job does not ask for the permission.
pub(super) fn delete(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    if !call.in_job && !caller.can(call.settings(), "surveys.answers.destroy") {
        return Err(Failure::Forbidden);
    }
    for answer in Bundle::find(call, id)?.answers {
        call.world.remove(Kind::Answer, answer.id);
    }
    Ok(rows::deleted(call))
}

/// All that one participant answered.
struct Bundle {
    anchor: u64,
    answers: Vec<Arc<Record>>,
}

impl Bundle {
    fn find(call: &Call<'_>, id: &str) -> Result<Self, Failure> {
        let anchor = id.parse().ok().and_then(|id| call.world.get(Kind::Answer, id));
        let anchor = anchor.ok_or(Failure::ResourceNotFound)?;
        let owner = anchor.owner.ok_or(Failure::ResourceNotFound)?;
        let same = |answer: &Arc<Record>| {
            ["user_id", "session_token"].iter().all(|name| answer.get(name) == anchor.get(name))
        };
        let mut answers = call.world.owned(owner, Kind::Answer);
        answers.retain(same);
        Ok(Self { anchor: anchor.id, answers })
    }

    fn render(&self, call: &Call<'_>, meta: &Value) -> Value {
        let first = self.answers.first();
        let mut map = Map::new();
        for answer in &self.answers {
            let question =
                answer.id_in("question_id").and_then(|id| call.world.get(Kind::Question, id));
            let kind = question.and_then(|question| question.text("question_type"));
            if matches!(kind, Some("separator" | "title_and_description")) {
                continue;
            }
            map.insert(answer.get("question_id").to_string(), value_of(answer));
        }
        let user = first.and_then(|answer| answer.id_in("user_id"));
        let user = user.map(|user| json!({"id": user.to_string(), "type": "user"}));
        let created = self.answers.iter().map(|answer| answer.created_at).min();
        let mut meta = meta.clone();
        if let Some(meta) = meta.as_object_mut() {
            meta.insert("user".to_owned(), json!(user));
            meta.insert("created_at".to_owned(), created.map_or(Value::Null, Call::moment));
        }
        let form =
            first.and_then(|answer| answer.owner_id(Kind::Questionnaire)).unwrap_or_default();
        let form = json!({"id": form.to_string(), "type": "questionnaires"});
        json!({
            "id": self.anchor.to_string(),
            "type": "questionnaire_response",
            "attributes": {
                "answers": map,
                "client_ip": first.map_or(&Value::Null, |answer| answer.get("ip_hash")),
            },
            "meta": meta,
            "relationships": {"questionnaire": {"data": form}},
            "links": {"self": link(call, "questionnaire_responses", &self.anchor.to_string(), "self")},
        })
    }
}

/// Choices by row where there are rows, else as a list; else the text. Of a row's choices the last is left.
fn value_of(answer: &Record) -> Value {
    let choices = answer.get("choices").as_array().map(Vec::as_slice).unwrap_or_default();
    if choices.is_empty() {
        return answer.get("body").clone();
    }
    let option = |choice: &Value| json!(choice.get("option").map(ToString::to_string));
    if choices.iter().any(|choice| choice.get("row").is_some_and(|row| !row.is_null())) {
        let by_row = choices.iter().map(|choice| {
            (choice.get("row").map(ToString::to_string).unwrap_or_default(), option(choice))
        });
        return Value::Object(by_row.collect());
    }
    Value::Array(choices.iter().map(option).collect())
}
