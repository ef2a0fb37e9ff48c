//! A Go Vocal platform.

mod auth;
mod builder;
mod churn;
mod data;
mod dates;
mod era;
mod errors;
mod filters;
mod lists;
mod locale;
mod paging;
mod phase_time;
mod render;
mod resource;
mod routes;
mod table;
mod visits;
mod world;
mod writes;

pub use builder::GoVocalBuilder;
pub use era::Era;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::Request;
use serde_json::Value;
use uuid::Uuid;

use crate::churn::Churn;
use crate::fault::{FaultBook, FaultRule, PageParameters};
use crate::logged::Logged;
use crate::moment::milliseconds;
use crate::platform::Platform;
use crate::rate::Counter;
use crate::reply::Reply;
use crate::tokens::Tokens;
use builder::Settings;
use world::{World, resource_of};

const PAGE_PARAMETERS: PageParameters = PageParameters { size: "page_size", number: "page_number" };

/// A Go Vocal platform. Clones share their state.
#[derive(Clone, Debug)]
pub struct GoVocal {
    settings: Arc<Settings>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    world: World,
    tokens: Tokens<()>,
    requests: Counter,
    searches: Counter,
    faults: FaultBook,
    log: Vec<Logged>,
    churn: Churn,
}

impl GoVocal {
    /// The default client id.
    pub const CLIENT_ID: &'static str = "7d3f2c1a-5b64-4c8e-9f10-2a6b8c4d0e13";
    /// The default client secret.
    pub const CLIENT_SECRET: &'static str =
        "sandbox-secret-bVq3ZtYc0RkPw7Hs2LxN9aFd5MjUe8GiTo4KyBr6CnWvXlQz1A";

    /// Starts to set up a platform.
    pub fn builder() -> GoVocalBuilder {
        GoVocalBuilder::new()
    }

    fn new(settings: Settings) -> Self {
        let settings = Arc::new(settings);
        let state = State {
            world: data::build(Arc::clone(&settings)),
            tokens: Tokens::new(),
            requests: Counter::default(),
            searches: Counter::default(),
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

    /// The client id that this platform accepts.
    pub fn client_id(&self) -> &str {
        &self.settings.client_id
    }

    /// The client secret that this platform accepts.
    pub fn client_secret(&self) -> &str {
        &self.settings.client_secret
    }

    /// The platform's languages, the main one first.
    pub fn locales(&self) -> &[String] {
        &self.settings.locales
    }

    /// The server version that it plays.
    pub fn era(&self) -> Era {
        self.settings.era
    }

    /// The resources that have a list in this version.
    pub fn resources(&self) -> Vec<&'static str> {
        resource::all(self.settings.era).map(|resource| resource.name).collect()
    }

    /// How many rows a list shows without a filter; 0 for a resource that this version lacks.
    pub fn count(&self, resource: &str) -> usize {
        self.ids(resource).len()
    }

    /// The ids of a list's rows in list order. Associations have ids here that the wire hides.
    pub fn ids(&self, resource: &str) -> Vec<Uuid> {
        let state = self.state();
        resource_of(&state.world, resource)
            .map(|resource| state.world.listed(resource).iter().map(|row| row.id).collect())
            .unwrap_or_default()
    }

    /// A list's rows in list order and wire form, in the platform's main language.
    pub fn rows(&self, resource: &str) -> Vec<Value> {
        let locale = self.settings.locales.first().map_or("en", String::as_str);
        self.rows_in(resource, locale)
    }

    /// A list's rows in list order and wire form, as answered to a `locale` parameter.
    pub fn rows_in(&self, resource: &str, locale: &str) -> Vec<Value> {
        let state = self.state();
        let world = &state.world;
        let chosen = locale::choose(&self.settings.locales, Some(locale), self.settings.era);
        let Some(resource) = resource_of(world, resource) else {
            return Vec::new();
        };
        world.listed(resource).iter().map(|row| world.render(resource, row, chosen)).collect()
    }

    /// Adds a row made of the given wire fields over generated ones, created now unless
    /// `created_at` says otherwise. A nil id is answered for a resource that this version lacks.
    pub fn insert(&self, resource: &str, fields: Value) -> Uuid {
        let now = milliseconds(self.now());
        let mut state = self.state();
        let Some(resource) = resource_of(&state.world, resource) else {
            return Uuid::nil();
        };
        state.world.insert(resource, fields, now)
    }

    /// Lays the given wire fields over a row, whose `updated_at` becomes now unless given. Whether it
    /// was there.
    pub fn update(&self, resource: &str, id: Uuid, fields: Value) -> bool {
        let now = milliseconds(self.now());
        let mut state = self.state();
        let Some(resource) = resource_of(&state.world, resource) else {
            return false;
        };
        state.world.update(resource, id, fields, now)
    }

    /// Removes a row, with what hangs on it, and logs it for the deleted feed. Whether it was there.
    pub fn delete(&self, resource: &str, id: Uuid) -> bool {
        let now = milliseconds(self.now());
        let mut state = self.state();
        let Some(resource) = resource_of(&state.world, resource) else {
            return false;
        };
        state.world.delete(resource, id, now)
    }

    /// The ids of all rows removed from a resource since the start, oldest removal first, whether
    /// or not its deleted feed shows them. Rows that went with their parent are not among them.
    pub fn removed(&self, resource: &str) -> Vec<Uuid> {
        let state = self.state();
        let Some(resource) = resource_of(&state.world, resource) else {
            return Vec::new();
        };
        let graves = state.world.graves.iter().filter(|grave| grave.witnessed);
        let graves = graves.filter(|grave| resource.buried(grave));
        graves.map(|grave| grave.id).collect()
    }

    /// From now on, lists change this much before each request for a page.
    pub fn churn(&self, churn: Churn) {
        self.state().churn = churn;
    }

    /// Adds a fault rule. Of the rules that match a request, the first that strikes wins.
    pub fn inject(&self, rule: FaultRule) {
        self.state().faults.add(rule);
    }

    /// Removes all fault rules.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// Every token issued so far answers 401 from now on.
    pub fn revoke_tokens(&self) {
        self.state().tokens.revoke_all();
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

impl Platform for GoVocal {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        let now = self.now();
        let mut state = self.state();
        let verdict = state.faults.draw(&request);
        let reply = verdict
            .play_pages(&request, now, PAGE_PARAMETERS, |request| state.answer(request, now));
        state.log.push(Logged::of(&request, reply.status(), now));
        reply
    }
}

#[cfg(test)]
mod tests;
