//! Writes that are done later, since 0.3.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::caller::Caller;
use super::failure::{Answer, Failure};
use super::links::link;
use super::operation::Operation;
use super::stored::Job;
use super::visit::Visit;
use crate::reply::Reply;

const DEFAULT_PER_PAGE: usize = 25;
const MOST_PER_PAGE: usize = 100;

/// Accepts a write, to be done when it has been looked at often enough.
pub(super) fn accept(visit: &mut Visit<'_>, operation: Operation, caller: Caller) -> Reply {
    let id = uuid::Builder::from_random_bytes(visit.rest.rng.u128(..).to_be_bytes()).into_uuid();
    let job = Job {
        id,
        operation,
        params: visit.params.clone(),
        body: visit.body.clone(),
        caller,
        looks: 0,
        outcome: None,
        created: visit.now,
        updated: visit.now,
    };
    let body = json!({
        "job_id": id,
        "status": job.status(),
        "data": null,
        "return_value": null,
        "poll_url": address(visit, id),
        "links": links(visit, id),
    });
    visit.rest.jobs.0.push(job);
    Reply::json(StatusCode::ACCEPTED, &body)
}

/// What does the operation of a job.
type Perform = fn(&mut Visit<'_>, &Operation, &Caller) -> Answer;

/// Looks at a job; whoever knows its id may.
pub(super) fn look(visit: &mut Visit<'_>, id: &str, perform: Perform) -> Answer {
    let id = Uuid::parse_str(id).map_err(|_| Failure::ResourceNotFound)?;
    let mut jobs = visit.rest.jobs.0.iter();
    let mut job = jobs.find(|job| job.id == id).cloned().ok_or(Failure::ResourceNotFound)?;
    if job.outcome.is_none() {
        if job.looks < visit.settings().polls_per_job {
            job.looks += 1;
        } else {
            job.outcome = Some(carry_out(visit, &job, perform));
        }
        job.updated = visit.now;
        if let Some(stored) = visit.rest.jobs.0.iter_mut().find(|job| job.id == id) {
            *stored = job.clone();
        }
    }
    let mut body = summary(visit, &job);
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

fn carry_out(visit: &mut Visit<'_>, job: &Job, perform: Perform) -> Result<Value, Failure> {
    visit.params = job.params.clone();
    visit.body = job.body.clone();
    let reply = perform(visit, &job.operation, &job.caller)?;
    Ok(reply.body_json().unwrap_or(Value::Null))
}

/// The jobs of the caller, newest first; the page is told in the body.
pub(super) fn list(visit: &Visit<'_>, caller: &Caller) -> Reply {
    let filters = visit.params.members("filter");
    let wanted = |name: &str, value: &str| {
        let filter = filters.iter().find(|(known, _)| known == name);
        filter.is_none_or(|(_, values)| values.iter().any(|wanted| wanted == value))
    };
    let number = |name: &str, usual: usize| {
        let given = visit.params.get(name).and_then(|text| text.parse().ok());
        given.filter(|given| *given > 0).unwrap_or(usual)
    };
    let page = number("page", 1);
    let size = number("per_page", DEFAULT_PER_PAGE).min(MOST_PER_PAGE);
    let own = visit.rest.jobs.0.iter().rev().filter(|job| {
        job.belongs_to(caller)
            && wanted("status", job.status())
            && wanted("command_key", job.operation.command_key())
    });
    let rows: Vec<Value> = own
        .skip((page - 1).saturating_mul(size))
        .take(size)
        .map(|job| summary(visit, job))
        .collect();
    let meta = json!({"page": page, "per_page": size});
    Reply::json(StatusCode::OK, &json!({"data": rows, "meta": meta}))
}

/// Takes a job off the list. One that is not done yet never will be.
pub(super) fn delete(visit: &mut Visit<'_>, id: &str, caller: &Caller) -> Answer {
    let id = Uuid::parse_str(id).map_err(|_| Failure::ResourceNotFound)?;
    let jobs = &mut visit.rest.jobs.0;
    let is_it = |job: &Job| job.id == id && job.belongs_to(caller);
    let at = jobs.iter().position(is_it).ok_or(Failure::ResourceNotFound)?;
    jobs.remove(at);
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

fn summary(visit: &Visit<'_>, job: &Job) -> Value {
    json!({
        "id": job.id,
        "status": job.status(),
        "command_key": job.operation.command_key(),
        "created_at": Visit::exact_moment(Some(job.created)),
        "updated_at": Visit::exact_moment(Some(job.updated)),
        "links": links(visit, job.id),
    })
}

/// Where a job is found: at the organization's own host, whatever the caller's way to it.
fn address(visit: &Visit<'_>, id: Uuid) -> String {
    format!("http://{}{}/jobs/{id}", visit.world.settings.host, visit.version().prefix())
}

fn links(visit: &Visit<'_>, id: Uuid) -> Value {
    json!({"self": link(address(visit, id), "API job status", "GET", json!({}))})
}
