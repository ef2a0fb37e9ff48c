//! The GraphQL API: `/api`, `/api/sign_in` and `/api/sign_out`.

mod checked;
mod document;
mod error;
mod execute;
mod faults;
mod introspection;
mod limits;
mod literal;
mod multipart;
mod request;
mod schema;
mod sign_in;
mod skip_and_include;
mod validate;
mod variables;

pub(super) use faults::spoil;
pub(super) use schema::items;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use serde_json::{Map, Value, json};

use super::settings::{Door, Settings};
use super::tokens::Caller;
use super::version::Version;
use super::world::{Kind, World};
use crate::headers::accepts_json;
use crate::reply::Reply;
use crate::site::{Conditions, Description};
use crate::tokens::Tokens;
use checked::CheckedDocuments;
use document::{choose, fragments};
use error::Problem;
use execute::Run;
use request::{Asked, Unreadable};
use schema::Schema;
use validate::Checks;

/// The API on one site.
#[derive(Debug)]
pub(super) struct GraphQl {
    schema: Arc<Schema>,
    documents: CheckedDocuments,
    tokens: Tokens<u64>,
}

/// The request's operation, if it is a GraphQL request that can be read.
pub(super) fn asked(request: &Request<Bytes>) -> Option<Asked> {
    let is_graphql =
        request.method() == Method::POST && request.uri().path().trim_end_matches('/') == "/api";
    is_graphql.then(|| Asked::read(request, true).ok()).flatten()
}

/// What a GraphQL request asks for: its operation and its simple variables.
pub(super) fn describe(request: &Request<Bytes>) -> Description {
    let Some(asked) = asked(request) else { return Description::default() };
    let operation = asked.name();
    Description { query: Some(asked.pairs(operation.as_deref())), operation }
}

impl GraphQl {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            schema: Arc::new(Schema::of(settings)),
            documents: CheckedDocuments::default(),
            tokens: Tokens::new(),
        }
    }

    /// Takes on the schema of changed settings.
    pub(super) fn follow(&mut self, settings: &Settings) {
        self.schema = Arc::new(Schema::of(settings));
        self.documents = CheckedDocuments::default();
    }

    pub(super) fn schema_text(&self) -> String {
        self.schema.text()
    }

    /// The cookie of somebody's session; `now` in milliseconds.
    pub(super) fn session_cookie(&mut self, user: u64, now: i64, lifetime: Duration) -> String {
        format!("_session_id={}", self.tokens.issue(user, now.div_euclid(1000), lifetime))
    }

    pub(super) fn revoke_tokens(&mut self) {
        self.tokens.revoke_all();
    }

    /// Answers a request for one of the API's paths; `None` for other paths.
    pub(super) fn answer(
        &mut self,
        world: &mut World,
        request: &Request<Bytes>,
        conditions: Conditions<'_>,
    ) -> Option<Reply> {
        let has_credentials = world.settings.version >= Version::V0_31;
        let now = conditions.now.div_euclid(1000);
        Some(match (request.uri().path().trim_end_matches('/'), request.method()) {
            ("/api/sign_in", &Method::POST) if has_credentials => {
                sign_in::sign_in(&mut self.tokens, world, request, now)
            }
            ("/api/sign_out", &Method::DELETE) if has_credentials => {
                sign_in::sign_out(&mut self.tokens, request)
            }
            ("/api", &Method::POST) => {
                let caller = self.tokens.caller(request.headers(), now);
                let refusal = turned_away(&world.settings, request.headers(), caller);
                refusal.unwrap_or_else(|| {
                    let (schema, documents) = (&*self.schema, &mut self.documents);
                    execute(&mut Site { schema, documents, world, caller, conditions }, request)
                })
            }
            ("/api", &Method::GET) => redirect(StatusCode::MOVED_PERMANENTLY, "/api/docs"),
            ("/api" | "/api/sign_in" | "/api/sign_out", _) => {
                Reply::text(StatusCode::NOT_FOUND, "text/html", "<h1>Not found</h1>")
            }
            _ => return None,
        })
    }
}

/// What a request is executed on.
struct Site<'s> {
    schema: &'s Schema,
    documents: &'s mut CheckedDocuments,
    world: &'s mut World,
    caller: Caller,
    conditions: Conditions<'s>,
}

/// What a visitor hears where visitors may not read.
fn turned_away(settings: &Settings, headers: &HeaderMap, caller: Caller) -> Option<Reply> {
    if caller != Caller::Visitor {
        return None;
    }
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

fn execute(site: &mut Site<'_>, request: &Request<Bytes>) -> Reply {
    let takes_files = site.world.settings.version >= Version::V0_33;
    let asked = match Asked::read(request, takes_files) {
        Ok(asked) => asked,
        Err(Unreadable::Body) => {
            let body = json!({"status": 400, "error": "Bad Request"});
            return Reply::json(StatusCode::BAD_REQUEST, &body);
        }
        Err(Unreadable::Variables) => return crash(),
    };
    match run(site, &asked) {
        Ok(reply) => reply,
        Err(problems) => refused(&problems),
    }
}

/// Everything up to execution may end in errors without data.
fn run(site: &mut Site<'_>, asked: &Asked) -> Result<Reply, Vec<Problem>> {
    let alone = |problem| vec![problem];
    let Site { schema, documents, world, caller, conditions } = site;
    let settings = Arc::clone(&world.settings);
    let text = asked.query.as_deref().filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| alone(Problem::bare("No query string was present")))?;
    let engine = settings.engine();
    let user = caller.id().and_then(|id| world.get(Kind::User, id));
    let is_admin = user.is_some_and(|user| user.flag("admin"));
    let checks = Checks { engine, is_open: settings.lets_introspect(is_admin) };
    let checked = documents.get(text, schema, checks);
    let document = checked.as_ref().as_ref().map_err(Clone::clone)?;
    let placed = |problems| checked::placed(problems, text, engine);
    let operation = choose(document, asked.operation.as_deref()).map_err(alone)?;
    let variables = variables::coerce(operation, &asked.variables, schema, &document.sources)
        .map_err(placed)?;
    let fragments = fragments(document);
    let query =
        limits::Query { operation, fragments: &fragments, schema, variables: &variables, engine };
    let broken = limits::broken(&query, &settings);
    if !broken.is_empty() {
        return Err(broken);
    }
    let done = Run {
        schema,
        world,
        fragments: &fragments,
        sources: &document.sources,
        variables: &variables,
        caller: *caller,
        version: settings.version,
        engine,
        now: conditions.now,
        churn: conditions.churn,
        bend: faults::bend(conditions.fault),
        problems: Vec::new(),
        crashed: false,
        is_mutation: operation.operation_type.to_string() == "mutation",
        path: Vec::new(),
    }
    .operation(operation);
    let Ok((mut data, problems)) = done else { return Ok(crash()) };
    introspection::lay_over(&mut data, document, operation, schema, &variables);
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
