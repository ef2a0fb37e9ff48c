//! Writes that are done later, since 0.3.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::caller::Caller;
use super::failure::{Answer, Failure};
use super::operation::Operation;
use super::page;
use super::params::Params;
use super::visit::Visit;
use crate::reply::Reply;

/// A write that was accepted.
#[derive(Clone, Debug)]
struct Job {
    id: Uuid,
    operation: Operation,
    params: Params,
    body: Value,
    caller: Caller,
    polls_left: usize,
    /// What the write answered: its status and body.
    outcome: Option<(StatusCode, Value)>,
    accepted: i64,
    ended: Option<i64>,
}

#[derive(Debug, Default)]
pub(super) struct Jobs(Vec<Job>);

/// Accepts a write, to be done when it has been looked at often enough.
pub(super) fn accept(visit: &mut Visit<'_>, operation: Operation, caller: Caller) -> Reply {
    let id = uuid::Builder::from_random_bytes(visit.rest.rng.u128(..).to_be_bytes()).into_uuid();
    let job = Job {
        id,
        operation,
        params: visit.params.clone(),
        body: visit.body.clone(),
        caller,
        polls_left: visit.settings().polls_per_job,
        outcome: None,
        accepted: visit.now,
        ended: None,
    };
    let body = render(visit, &job);
    visit.rest.jobs.0.push(job);
    Reply::json(StatusCode::ACCEPTED, &body)
}

/// Looks at a job; whoever knows its id may.
pub(super) fn look(visit: &mut Visit<'_>, id: &str) -> Answer {
    let id = Uuid::parse_str(id).map_err(|_| Failure::RecordNotFound)?;
    let jobs = &visit.rest.jobs.0;
    let at = jobs.iter().position(|job| job.id == id).ok_or(Failure::RecordNotFound)?;
    let mut job = jobs.get(at).cloned().ok_or(Failure::RecordNotFound)?;
    if job.outcome.is_none() {
        if job.polls_left > 0 {
            job.polls_left -= 1;
        } else {
            job.outcome = Some(carry_out(visit, &job));
            job.ended = Some(visit.now);
        }
        if let Some(stored) = visit.rest.jobs.0.get_mut(at) {
            *stored = job.clone();
        }
    }
    Ok(Reply::json(StatusCode::OK, &render(visit, &job)))
}

fn carry_out(visit: &mut Visit<'_>, job: &Job) -> (StatusCode, Value) {
    visit.params = job.params.clone();
    visit.body = job.body.clone();
    match visit.perform(&job.operation, &job.caller) {
        Ok(reply) => {
            (reply.status().unwrap_or(StatusCode::OK), reply.body_json().unwrap_or(Value::Null))
        }
        Err(failure) => (failure.status(), failure.body()),
    }
}

/// The jobs of the caller's client.
pub(super) fn list(visit: &Visit<'_>, caller: &Caller) -> Reply {
    let own: Vec<Job> = visit
        .rest
        .jobs
        .0
        .iter()
        .filter(|job| job.caller.client == caller.client)
        .cloned()
        .collect();
    let reply = page::list(visit, &own, render);
    let number = |name: &str, usual: u64| {
        let given = visit.params.get(name).and_then(|text| text.parse().ok());
        given.filter(|given| *given > 0).unwrap_or(usual)
    };
    let meta = json!({"page": number("page", 1), "per_page": number("per_page", 25).min(100)});
    let data = reply.body_json().and_then(|mut body| body.get_mut("data").map(Value::take));
    Reply::json(StatusCode::OK, &json!({"data": data, "meta": meta}))
}

/// Takes a job back; one that is done stays done.
pub(super) fn delete(visit: &mut Visit<'_>, id: &str, caller: &Caller) -> Answer {
    let id = Uuid::parse_str(id).map_err(|_| Failure::RecordNotFound)?;
    let jobs = &mut visit.rest.jobs.0;
    let is_it = |job: &Job| job.id == id && job.caller.client == caller.client;
    let at = jobs.iter().position(is_it).ok_or(Failure::RecordNotFound)?;
    let job = jobs.remove(at);
    Ok(Reply::json(StatusCode::OK, &render(visit, &job)))
}

fn render(visit: &Visit<'_>, job: &Job) -> Value {
    let status = match &job.outcome {
        None if job.polls_left < visit.settings().polls_per_job => "running",
        None => "pending",
        Some((status, _)) if status.is_success() => "completed",
        Some(_) => "failed",
    };
    let outcome = job.outcome.as_ref().map(|(_, body)| body);
    let succeeded = job.outcome.as_ref().is_some_and(|(status, _)| status.is_success());
    let data = outcome.filter(|_| succeeded).and_then(|body| body.get("data"));
    let address = format!("{}{}/jobs/{}", visit.origin, visit.version().prefix(), job.id);
    json!({
        "job_id": job.id,
        "status": status,
        "data": data,
        "return_value": outcome,
        "poll_url": address,
        "links": {"self": {"href": address}},
        "created_at": Visit::exact_moment(Some(job.accepted)),
        "finished_at": Visit::exact_moment(job.ended),
    })
}
