//! Writes that are done later, since 0.3.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::Call;
use super::caller::Caller;
use super::failure::{Answer, Failure};
use super::links::link;
use super::operation::Operation;
use super::stored::Job;
use crate::reply::Reply;

const DEFAULT_PER_PAGE: usize = 25;
const MOST_PER_PAGE: usize = 100;

/// Accepts a write, to be done when it has been looked at often enough.
pub(super) fn accept(call: &mut Call<'_>, operation: Operation, caller: Caller) -> Reply {
    let id = uuid::Builder::from_random_bytes(call.rest.rng.u128(..).to_be_bytes()).into_uuid();
    let job = Job {
        id,
        operation,
        params: call.params.clone(),
        body: call.body.clone(),
        caller,
        looks: 0,
        outcome: None,
        created: call.now,
        updated: call.now,
    };
    let body = json!({
        "job_id": id,
        "status": job.status(),
        "data": null,
        "return_value": null,
        "poll_url": address(call, id),
        "links": links(call, id),
    });
    call.rest.jobs.0.push(job);
    Reply::json(StatusCode::ACCEPTED, &body)
}

/// What does the operation of a job.
type Perform = fn(&mut Call<'_>, &Operation, &Caller) -> Answer;

/// Looks at a job; whoever knows its id may.
pub(super) fn look(call: &mut Call<'_>, id: &str, perform: Perform) -> Answer {
    let id = Uuid::parse_str(id).map_err(|_| Failure::ResourceNotFound)?;
    let mut jobs = call.rest.jobs.0.iter();
    let mut job = jobs.find(|job| job.id == id).cloned().ok_or(Failure::ResourceNotFound)?;
    if job.outcome.is_none() {
        if job.looks < call.settings().polls_per_job {
            job.looks += 1;
        } else {
            job.outcome = Some(carry_out(call, &job, perform));
        }
        job.updated = call.now;
        if let Some(stored) = call.rest.jobs.0.iter_mut().find(|job| job.id == id) {
            *stored = job.clone();
        }
    }
    let mut body = summary(call, &job);
    if let Some(body) = body.as_object_mut() {
        let result = job.outcome.as_ref().and_then(|outcome| outcome.as_ref().ok());
        let failure = job.outcome.as_ref().and_then(|outcome| outcome.as_ref().err());
        for (name, value) in [
            ("error_class", json!(failure.map(Failure::class))),
            ("error_message", json!(failure.map(Failure::message))),
            ("data", json!(result)),
            ("return_value", json!(result)),
        ] {
            body.insert(name.to_owned(), value);
        }
    }
    Ok(Reply::json(StatusCode::OK, &body))
}

fn carry_out(call: &mut Call<'_>, job: &Job, perform: Perform) -> Result<Value, Failure> {
    call.params = job.params.clone();
    call.body = job.body.clone();
    call.in_job = true;
    let reply = perform(call, &job.operation, &job.caller);
    call.in_job = false;
    let reply = reply?;
    Ok(reply.body_json().unwrap_or(Value::Null))
}

/// The jobs of the caller, newest first; the body says which page it is.
pub(super) fn list(call: &Call<'_>, caller: &Caller) -> Reply {
    let filters = call.params.members("filter");
    let wanted = |name: &str, value: &str| {
        let filter = filters.iter().find(|(known, _)| known == name);
        filter.is_none_or(|(_, values)| values.iter().any(|wanted| wanted == value))
    };
    // A state that there is not is no condition.
    let is_known_status =
        ["pending", "processing", "completed", "failed"].iter().any(|it| wanted("status", it));
    let number = |name: &str, usual: usize| {
        let given = call.params.get(name).and_then(|text| text.parse().ok());
        given.filter(|given| *given > 0).unwrap_or(usual)
    };
    let page = number("page", 1);
    let size = number("per_page", DEFAULT_PER_PAGE).min(MOST_PER_PAGE);
    let own = call.rest.jobs.0.iter().rev().filter(|job| {
        job.belongs_to(caller)
            && (!is_known_status || wanted("status", job.status()))
            && wanted("command_key", job.operation.command_key())
    });
    let rows: Vec<Value> = own
        .skip((page - 1).saturating_mul(size))
        .take(size)
        .map(|job| summary(call, job))
        .collect();
    let meta = json!({"page": page, "per_page": size});
    Reply::json(StatusCode::OK, &json!({"data": rows, "meta": meta}))
}

/// Takes a job off the list. One that is not done yet never will be.
pub(super) fn delete(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    let id = Uuid::parse_str(id).map_err(|_| Failure::ResourceNotFound)?;
    let jobs = &mut call.rest.jobs.0;
    let is_it = |job: &Job| job.id == id && job.belongs_to(caller);
    let at = jobs.iter().position(is_it).ok_or(Failure::ResourceNotFound)?;
    jobs.remove(at);
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

fn summary(call: &Call<'_>, job: &Job) -> Value {
    json!({
        "id": job.id,
        "status": job.status(),
        "command_key": job.operation.command_key(),
        "created_at": Call::exact_moment(Some(job.created)),
        "updated_at": Call::exact_moment(Some(job.updated)),
        "links": links(call, job.id),
    })
}

/// Where a job is found: at the organization's own host, whatever the caller's way to it.
fn address(call: &Call<'_>, id: Uuid) -> String {
    format!("http://{}{}/jobs/{id}", call.world.settings.host, call.version().prefix())
}

fn links(call: &Call<'_>, id: Uuid) -> Value {
    json!({"self": link(address(call, id), "API job status", "GET", json!({}))})
}
