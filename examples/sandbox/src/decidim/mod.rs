//! A Decidim platform.
#![allow(dead_code, unused_imports, reason = "the APIs that read the world come next")]
#![allow(clippy::match_single_binding, reason = "as above")]

mod builder;
mod churn;
mod dates;
mod limit;
mod logged;
mod open_data;
mod rest;
mod tokens;
mod version;
mod world;

pub use builder::{DecidimBuilder, Door};
pub use logged::Logged;
pub use rest::{ApiClient, RestVersion};
pub use version::{UnknownVersion, Version};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{DATE, RETRY_AFTER};
use http::{HeaderValue, Request, StatusCode};
use serde_json::Value;

use crate::fault::{FaultBook, FaultRule};
use crate::govocal::Churn;
use crate::platform::Platform;
use crate::reply::Reply;
use builder::Settings;
use dates::milliseconds;
use limit::Counter;
use open_data::OpenData;
use rest::Rest;
use tokens::Tokens;
use world::{Kind, World};

/// A Decidim platform. Clones share their state.
#[derive(Clone, Debug)]
pub struct Decidim {
    settings: Arc<Settings>,
    state: Arc<Mutex<State>>,
}

/// What changes while the platform runs.
#[derive(Debug)]
struct State {
    world: World,
    tokens: Tokens,
    rest: Rest,
    open_data: OpenData,
    requests: Counter,
    faults: FaultBook,
    log: Vec<Logged>,
    churn: Churn,
}

impl Decidim {
    /// The default key of the API credentials.
    pub const API_KEY: &'static str = "sandbox-api-user";
    /// The default secret of the API credentials.
    pub const API_SECRET: &'static str = "sandbox-secret-mJ8qT2vXc5LrWb7NzKe4HdYs";
    /// The id of the REST module's default API client.
    pub const CLIENT_ID: &'static str = "sandbox-api-client-9QfXk2";
    /// The secret of the REST module's default API client.
    pub const CLIENT_SECRET: &'static str = "sandbox-secret-Zr4bUe8NwTq1XyPm6KdGs0Lv";
    /// The default password of every participant.
    pub const PASSWORD: &'static str = "sandbox-password-123456";

    /// Starts to set up a platform.
    pub fn builder() -> DecidimBuilder {
        DecidimBuilder::new()
    }

    fn new(settings: Settings) -> Self {
        let settings = Arc::new(settings);
        let mut world = world::build(Arc::clone(&settings));
        let state = State {
            rest: Rest::on(&mut world),
            open_data: OpenData::default(),
            world,
            tokens: Tokens::new(),
            requests: Counter::default(),
            faults: FaultBook::default(),
            log: Vec::new(),
            churn: Churn::default(),
        };
        Self { settings, state: Arc::new(Mutex::new(state)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> SystemTime {
        (self.settings.clock)()
    }

    /// The key of the API credentials that this platform accepts.
    pub fn api_key(&self) -> &str {
        &self.settings.api_key
    }

    /// The secret of the API credentials that this platform accepts.
    pub fn api_secret(&self) -> &str {
        &self.settings.api_secret
    }

    /// The platform's languages, the main one first.
    pub fn locales(&self) -> &[String] {
        &self.settings.locales
    }

    /// The server version that it plays.
    pub fn version(&self) -> Version {
        self.settings.version
    }

    /// The names of all lists of records, for [`count`](Self::count) and its kin.
    pub fn lists() -> Vec<&'static str> {
        Kind::all().map(|(_, list)| list).collect()
    }

    /// How many records a list has, hidden ones included; 0 for an unknown list.
    pub fn count(&self, list: &str) -> usize {
        Kind::of_list(list).map_or(0, |kind| self.state().world.count(kind))
    }

    /// The numbers of a list's records in order, hidden ones included.
    pub fn ids(&self, list: &str) -> Vec<u64> {
        let state = self.state();
        let kind = Kind::of_list(list).into_iter();
        kind.flat_map(|kind| state.world.rows(kind)).map(|record| record.id).collect()
    }

    /// The numbers of the records of a list that hang on one component, in order, hidden ones
    /// included.
    pub fn ids_in(&self, component: u64, list: &str) -> Vec<u64> {
        let Some(kind) = Kind::of_list(list) else { return Vec::new() };
        let rows = self.state().world.owned((Kind::Component, component), kind);
        rows.iter().map(|record| record.id).collect()
    }

    /// The numbers of a list's records that a moderator has hidden, in order.
    pub fn hidden_ids(&self, list: &str) -> Vec<u64> {
        let state = self.state();
        let rows = Kind::of_list(list).into_iter().flat_map(|kind| state.world.rows(kind));
        rows.filter(|record| record.is_hidden()).map(|record| record.id).collect()
    }

    /// The numbers of the published components of a type (`Proposals`), in order.
    pub fn component_ids(&self, component_type: &str) -> Vec<u64> {
        let manifest = snake_case(component_type);
        self.state().world.components(&manifest).iter().map(|component| component.id).collect()
    }

    /// A record as the platform's database holds it: moments in milliseconds, texts by locale.
    /// `None` where there is none.
    pub fn record(&self, list: &str, id: u64) -> Option<Value> {
        let kind = Kind::of_list(list)?;
        self.state().world.get(kind, id).map(|record| record.to_json())
    }

    /// Adds a piece of generated content to a component, created now; its number. `None` for an
    /// unknown component and one whose content is no record.
    pub fn insert_into(&self, component: u64) -> Option<u64> {
        let now = milliseconds(self.now());
        world::content_record(&mut self.state().world, component, now).map(|(_, id)| id)
    }

    /// Lays these database fields over a record, changed now. Whether it was there.
    pub fn update(&self, list: &str, id: u64, fields: Value) -> bool {
        let now = milliseconds(self.now());
        let (Some(kind), Value::Object(fields)) = (Kind::of_list(list), fields) else {
            return false;
        };
        self.state().world.change(kind, id, |record| {
            record.fields.extend(fields);
            record.updated_at = now.max(record.created_at);
        })
    }

    /// Removes a record with all that hangs on it. Whether it was there.
    pub fn delete(&self, list: &str, id: u64) -> bool {
        Kind::of_list(list).is_some_and(|kind| self.state().world.remove(kind, id))
    }

    /// From now on, a component's content changes this much before each request for it.
    pub fn churn(&self, churn: Churn) {
        self.state().churn = churn;
    }

    /// Adds a fault rule. Of the rules that match a request, the first that strikes wins. A GraphQL
    /// request is matched as if its address held `operation=NAME` and each variable that is a text
    /// or a number (`after=Mg`).
    pub fn inject(&self, rule: FaultRule) {
        self.state().faults.add(rule);
    }

    /// Removes all fault rules.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// Every token issued so far is worth nothing from now on.
    pub fn revoke_tokens(&self) {
        let mut state = self.state();
        state.tokens.revoke_all();
        state.rest.revoke_tokens();
    }

    /// The open-data files are written anew, with what is public now.
    pub fn write_open_data(&self) {
        let now = milliseconds(self.now());
        let mut state = self.state();
        let State { open_data, world, .. } = &mut *state;
        open_data.write(world, now);
    }

    /// What arrived, in order.
    pub fn requests(&self) -> Vec<Logged> {
        self.state().log.clone()
    }

    /// Forgets what arrived.
    pub fn clear_requests(&self) {
        self.state().log.clear();
    }
}

impl State {
    /// The part of the platform that this path belongs to.
    fn answer(&mut self, request: &Request<Bytes>, now: SystemTime) -> Reply {
        if let Some(refusal) = self.throttle(milliseconds(now)) {
            return refusal;
        }
        if let Some(redirect) = rest::sent_to_main_host(&self.world.settings, request) {
            return redirect;
        }
        if let Some(reply) = self.open_data.answer(&self.world, request, milliseconds(now)) {
            return reply;
        }
        let (rest, world) = (&mut self.rest, &mut self.world);
        if let Some(reply) = rest::answer(rest, world, self.churn, request, milliseconds(now)) {
            return reply;
        }
        match request.uri().path() {
            // Each API adds its paths here.
            _ => Reply::empty(StatusCode::NOT_FOUND),
        }
    }

    /// The site-wide request limit.
    fn throttle(&mut self, now: i64) -> Option<Reply> {
        let limit = self.world.settings.rate_limit?;
        if self.requests.admit(limit, now) {
            return None;
        }
        let body = Bytes::from_static(b"Retry later\n");
        let reply = Reply::text(StatusCode::TOO_MANY_REQUESTS, "text/plain", body);
        let window = limit.window.as_secs();
        Some(if self.world.settings.retry_after {
            reply.with_header(RETRY_AFTER, HeaderValue::from(window))
        } else {
            reply
        })
    }
}

impl Platform for Decidim {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        let now = self.now();
        let mut state = self.state();
        let verdict = state.faults.draw(&request);
        let reply = match &verdict.fault {
            None => state.answer(&request, now),
            Some(fault) => {
                if let Some(instead) = fault.instead(now) {
                    if verdict.after_work {
                        state.answer(&request, now);
                    }
                    instead
                } else {
                    fault.spoil(state.answer(&request, now), None)
                }
            }
        };
        let reply = stamped(reply, now);
        state.log.push(Logged::of(&request, None, reply.status(), now));
        Reply { delay: reply.delay + verdict.delay, ..reply }
    }
}

/// Every answer says when it was made, by the platform's own clock.
fn stamped(reply: Reply, now: SystemTime) -> Reply {
    match HeaderValue::from_str(&httpdate::fmt_http_date(now)) {
        Ok(date) => reply.with_header(DATE, date),
        Err(_) => reply,
    }
}

/// `CollaborativeTexts` to `collaborative_texts`.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for (at, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
