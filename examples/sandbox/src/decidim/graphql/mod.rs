//! The GraphQL API: `/api`, `/api/sign_in` and `/api/sign_out`.

mod asked;
mod condition;
mod document;
mod error;
mod execute;
mod introspect;
mod limits;
mod literal;
mod schema;
mod sign_in;
mod spoil;
mod validate;
mod variables;

pub(super) use asked::Asked;
pub(super) use schema::{Schema, items};
pub(super) use spoil::spoil;

use std::sync::Arc;

use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use serde_json::{Map, Value, json};

use super::State;
use super::builder::Door;
use super::engine::Engine;
use super::tokens::Caller;
use super::version::Version;
use super::world::Kind;
use crate::fault::Fault;
use crate::headers::accepts_json;
use crate::reply::Reply;
use asked::Unreadable;
use document::{choose, fragments, parse};
use error::Problem;
use execute::Run;

/// Whether the path belongs to this API.
pub(super) fn is_mine(path: &str) -> bool {
    matches!(path.trim_end_matches('/'), "/api" | "/api/sign_in" | "/api/sign_out")
}

/// The request's operation, if it is a GraphQL request that can be read.
pub(super) fn asked(request: &Request<Bytes>) -> Option<Asked> {
    let is_graphql =
        request.method() == Method::POST && request.uri().path().trim_end_matches('/') == "/api";
    is_graphql.then(|| Asked::read(request).ok()).flatten()
}

/// Answers a request for one of the API's paths; `now` in milliseconds.
pub(super) fn answer(
    state: &mut State,
    request: &Request<Bytes>,
    now: i64,
    fault: Option<&Fault>,
) -> Reply {
    let version = state.world.settings.version;
    match (request.uri().path().trim_end_matches('/'), request.method()) {
        ("/api/sign_in", &Method::POST) if version >= Version::V0_31 => {
            sign_in::sign_in(state, request, now)
        }
        ("/api/sign_out", &Method::DELETE) if version >= Version::V0_31 => {
            sign_in::sign_out(state, request)
        }
        ("/api", &Method::POST) => {
            let caller = state.tokens.caller(request.headers(), now.div_euclid(1000));
            match turned_away(state, request.headers(), caller) {
                Some(refusal) => refusal,
                None => execute(state, request, caller, now, fault),
            }
        }
        ("/api", &Method::GET) => redirect(StatusCode::MOVED_PERMANENTLY, "/api/docs"),
        _ => Reply::text(StatusCode::NOT_FOUND, "text/html", "<h1>Not found</h1>"),
    }
}

/// What a visitor hears where visitors may not read.
fn turned_away(state: &State, headers: &HeaderMap, caller: Caller) -> Option<Reply> {
    if caller != Caller::Visitor {
        return None;
    }
    let settings = &state.world.settings;
    match settings.door {
        Door::Open => None,
        Door::SignedInApi if settings.version < Version::V0_31 => None,
        Door::SignedInApi if accepts_json(headers) => {
            let body = json!({"error": "Access denied"});
            Some(Reply::json(StatusCode::UNAUTHORIZED, &body))
        }
        Door::SignedInApi | Door::PrivateOrganization => {
            Some(redirect(StatusCode::FOUND, "/users/sign_in"))
        }
    }
}

fn redirect(status: StatusCode, target: &'static str) -> Reply {
    Reply::empty(status).with_header(LOCATION, HeaderValue::from_static(target))
}

/// What is answered when the server breaks down.
fn crash() -> Reply {
    let body = json!({"errors": [{"message": "Internal Server error"}], "data": {}});
    Reply::json(StatusCode::INTERNAL_SERVER_ERROR, &body)
}

fn refused(problems: &[Problem]) -> Reply {
    let errors: Vec<Value> = problems.iter().map(Problem::to_json).collect();
    Reply::json(StatusCode::OK, &json!({"errors": errors}))
}

fn execute(
    state: &mut State,
    request: &Request<Bytes>,
    caller: Caller,
    now: i64,
    fault: Option<&Fault>,
) -> Reply {
    let asked = match Asked::read(request) {
        Ok(asked) => asked,
        Err(Unreadable::Body) => {
            let body = json!({"status": 400, "error": "Bad Request"});
            return Reply::json(StatusCode::BAD_REQUEST, &body);
        }
        Err(Unreadable::Variables) => return crash(),
    };
    match run(state, &asked, caller, now, fault) {
        Ok(reply) => reply,
        Err(problems) => refused(&problems),
    }
}

/// Everything up to execution may end in errors without data.
fn run(
    state: &mut State,
    asked: &Asked,
    caller: Caller,
    now: i64,
    fault: Option<&Fault>,
) -> Result<Reply, Vec<Problem>> {
    let alone = |problem| vec![problem];
    let settings = Arc::clone(&state.world.settings);
    let schema = Arc::clone(&state.schema);
    let text = asked.query.as_deref().filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| alone(Problem::bare("No query string was present")))?;
    let engine = settings.engine();
    let document = parse(text, engine).map_err(alone)?;
    let placed = |mut problems: Vec<Problem>| {
        if engine >= Engine::V2_4 {
            error::count_last_line_from_the_top(&mut problems, text);
        }
        problems
    };
    let user = caller.id().and_then(|id| state.world.get(Kind::User, id));
    let is_admin = user.is_some_and(|user| user.flag("admin"));
    let problems = validate::validate(
        &document,
        &schema,
        validate::Checks { engine, is_open: settings.lets_introspect(is_admin) },
    );
    if !problems.is_empty() {
        return Err(placed(problems));
    }
    let operation = choose(&document, asked.operation.as_deref()).map_err(alone)?;
    let variables = variables::coerce(operation, &asked.variables, &schema, &document.sources)
        .map_err(placed)?;
    let fragments = fragments(&document);
    let query = limits::Query {
        operation,
        fragments: &fragments,
        schema: &schema,
        variables: &variables,
        engine,
    };
    let broken = limits::broken(&query, &settings);
    if !broken.is_empty() {
        return Err(broken);
    }
    let done = Run {
        schema: &schema,
        world: &mut state.world,
        fragments: &fragments,
        sources: &document.sources,
        variables: &variables,
        caller,
        version: settings.version,
        engine,
        now,
        churn: state.churn,
        bend: spoil::bend(fault),
        problems: Vec::new(),
        crashed: false,
        is_mutation: operation.operation_type.to_string() == "mutation",
        path: Vec::new(),
    }
    .operation(operation);
    let Ok((mut data, problems)) = done else { return Ok(crash()) };
    introspect::lay_over(&mut data, &document, operation, &schema, &variables);
    let mut body = Map::new();
    let problems = placed(problems);
    if !problems.is_empty() {
        body.insert("errors".to_owned(), problems.iter().map(Problem::to_json).collect());
    }
    body.insert("data".to_owned(), data);
    Ok(Reply::json(StatusCode::OK, &Value::Object(body)))
}

#[cfg(test)]
mod tests;
