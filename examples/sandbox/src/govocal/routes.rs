//! From a request to the part of the platform that answers it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::churn::ChangingList;
use super::era::Era;
use super::errors::Failure;
use super::resource::{self, Resource};
use super::state::GoVocalState;
use super::{deleted_feed, lists, locale, visits, writes};
use crate::headers::accepts_json;
use crate::query::Query;
use crate::rate_limit::Limit;
use crate::reply::Reply;
use crate::site::Conditions;

/// How many requests may have a `search`.
const SEARCHES: Limit = Limit { requests: 15, window: Duration::from_secs(20) };

/// What a method and a path stand for.
#[derive(Debug)]
enum Route<'a> {
    Authenticate,
    List(&'static Resource),
    PhasesOf(&'static Resource, &'a str),
    Deleted(&'static Resource),
    Single(&'static Resource, &'a str),
    Create(&'static Resource),
    Update(&'static Resource, &'a str),
    Destroy(&'static Resource, &'a str),
    Visits,
}

impl<'a> Route<'a> {
    fn of(method: &Method, path: &'a str, era: Era) -> Option<Self> {
        let path = path.strip_prefix("/api/v2/")?;
        let path = path.strip_suffix('/').unwrap_or(path);
        let segments: Vec<&str> = path.split('/').collect();
        if segments == ["authenticate"] {
            return (method == Method::POST).then_some(Self::Authenticate);
        }
        let is_get = method == Method::GET || method == Method::HEAD;
        let is_update = method == Method::PUT || method == Method::PATCH;
        let writable = era == Era::Y2026;
        match segments.as_slice() {
            ["insights", "visits"] => (is_get && writable).then_some(Self::Visits),
            ["projects", project, "phases"] => {
                let phases = resource::find("phases", era)?;
                is_get.then_some(Self::PhasesOf(phases, project))
            }
            [name] => {
                let resource = resource::find(name, era)?;
                let creatable = matches!(*name, "ideas" | "internal_comments" | "files");
                if is_get {
                    Some(Self::List(resource))
                } else {
                    (method == Method::POST && creatable && writable)
                        .then_some(Self::Create(resource))
                }
            }
            [name, "deleted"] if is_get => {
                let resource = resource::find(name, era)?;
                match resource.deleted {
                    Some(_) => Some(Self::Deleted(resource)),
                    // Without a feed the word is read as an id.
                    None => resource.single.then_some(Self::Single(resource, "deleted")),
                }
            }
            [name, id] => {
                let resource = resource::find(name, era)?;
                if is_get {
                    resource.single.then_some(Self::Single(resource, id))
                } else if is_update && writable && matches!(*name, "ideas" | "files") {
                    Some(Self::Update(resource, id))
                } else {
                    (method == Method::DELETE && writable && *name == "files")
                        .then_some(Self::Destroy(resource, id))
                }
            }
            _ => None,
        }
    }
}

impl GoVocalState {
    /// The platform's own answer, before any fault.
    pub(super) fn reply(&mut self, request: &Request<Bytes>, conditions: Conditions<'_>) -> Reply {
        self.try_answer(request, conditions)
            .unwrap_or_else(|failure| failure.reply(accepts_json(request.headers())))
    }

    fn try_answer(
        &mut self,
        request: &Request<Bytes>,
        conditions: Conditions<'_>,
    ) -> Result<Reply, Failure> {
        let now = conditions.now;
        let query = Query::parse(request.uri().query());
        self.limit_searches(&query, now)?;
        let era = self.world.era();
        let route =
            Route::of(request.method(), request.uri().path(), era).ok_or(Failure::NotFound)?;
        let seconds = now.div_euclid(1000);
        if let Route::Authenticate = route {
            let body = parameters(request)?;
            return self.tokens.authenticate(&body, &self.world.site, seconds);
        }
        self.tokens.check(request.headers(), &query, seconds)?;
        let site = Arc::clone(&self.world.site);
        let language = locale::choose(&site.locales, query.get("locale"), era);
        match route {
            Route::Authenticate => Err(Failure::NotFound),
            Route::List(resource) => {
                self.change(resource, conditions);
                lists::list(&mut self.world, resource, &query, language, now, None)
            }
            Route::PhasesOf(resource, project) => {
                self.change(resource, conditions);
                lists::list(&mut self.world, resource, &query, language, now, Some(project))
            }
            Route::Deleted(resource) => {
                self.change(resource, conditions);
                deleted_feed::answer(&self.world, resource, &query, now)
            }
            Route::Single(resource, id) => {
                let id = Uuid::parse_str(id).map_err(|_| Failure::NotFound)?;
                let row = self.world.get(resource.table, id).ok_or(Failure::NotFound)?;
                // A campaign that the list hides can still be read.
                if resource.name != "email_campaigns" && !resource.shows(row) {
                    return Err(Failure::NotFound);
                }
                let row = self.world.render(resource, row, language);
                Ok(wrapped(StatusCode::OK, resource.item_key, row))
            }
            Route::Create(resource) => {
                let fields = wrapper(request, resource)?;
                let id = writes::create(&mut self.world, resource, &fields, now)?;
                self.written(StatusCode::CREATED, resource, id, language)
            }
            Route::Update(resource, id) => {
                let id = self.known(resource, id)?;
                let fields = wrapper(request, resource)?;
                writes::update(&mut self.world, resource, id, &fields, now)?;
                self.written(StatusCode::OK, resource, id, language)
            }
            Route::Destroy(resource, id) => {
                let id = self.known(resource, id)?;
                self.world.delete(resource, id, now);
                Ok(Reply::empty(StatusCode::NO_CONTENT))
            }
            Route::Visits => visits::answer(&self.world, &query, now),
        }
    }

    /// The list changes before a page of it is read.
    fn change(&mut self, resource: &'static Resource, conditions: Conditions<'_>) {
        let world = &mut self.world;
        conditions.churn.change(&mut ChangingList { world, resource, now: conditions.now });
    }

    /// The limit on requests with a `search`, where there are limits at all.
    fn limit_searches(&mut self, query: &Query, now: i64) -> Result<(), Failure> {
        let has_limits = self.world.site.rate_limit.is_some();
        if has_limits && query.filled("search").is_some() && !self.searches.admit(SEARCHES, now) {
            return Err(Failure::TooManyRequests);
        }
        Ok(())
    }

    fn known(&self, resource: &Resource, id: &str) -> Result<Uuid, Failure> {
        let id = Uuid::parse_str(id).map_err(|_| Failure::NotFound)?;
        self.world.get(resource.table, id).map(|row| row.id).ok_or(Failure::NotFound)
    }

    fn written(
        &self,
        status: StatusCode,
        resource: &Resource,
        id: Uuid,
        language: &str,
    ) -> Result<Reply, Failure> {
        let row = self.world.get(resource.table, id).ok_or(Failure::NotFound)?;
        Ok(wrapped(status, resource.item_key, self.world.render(resource, row, language)))
    }
}

fn wrapped(status: StatusCode, key: &str, row: Value) -> Reply {
    let body = Map::from_iter([(key.to_owned(), row)]);
    Reply::json(status, &Value::Object(body))
}

/// The body as the framework reads it: an unreadable one is refused before any action sees it.
fn parameters(request: &Request<Bytes>) -> Result<Value, Failure> {
    if request.body().iter().all(u8::is_ascii_whitespace) {
        return Ok(json!({}));
    }
    serde_json::from_slice(request.body()).map_err(|_| Failure::BadRequest)
}

/// The fields of a write, inside the object that names the resource.
fn wrapper(request: &Request<Bytes>, resource: &Resource) -> Result<Map<String, Value>, Failure> {
    let body = parameters(request)?;
    match body.get(resource.item_key) {
        Some(Value::Object(fields)) if !fields.is_empty() => Ok(fields.clone()),
        _ => Err(Failure::BadRequest),
    }
}
