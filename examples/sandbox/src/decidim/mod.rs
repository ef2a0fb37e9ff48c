//! A Decidim platform.

mod builder;
mod churn;
mod engine;
mod graphql;
mod open_data;
mod rest;
mod tokens;
mod truth;
mod upgrade;
mod version;
mod world;

pub use builder::{DecidimBuilder, Door};
pub use engine::Engine;
pub use rest::{ApiClient, RestVersion};
pub use version::{UnknownVersion, Version};

pub use crate::logged::Logged;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Request, StatusCode};

use crate::churn::Churn;
use crate::fault::{Fault, FaultBook, FaultRule};
use crate::moment::milliseconds;
use crate::platform::Platform;
use crate::rate::Counter;
use crate::reply::Reply;
use crate::tokens::Tokens;
use builder::Settings;
use graphql::{Asked, Schema};
use open_data::OpenData;
use rest::Rest;
use world::World;

/// A Decidim platform. Clones share their state.
#[derive(Clone, Debug)]
pub struct Decidim {
    /// As it was built; what an upgrade changes is read from the state.
    settings: Arc<Settings>,
    state: Arc<Mutex<State>>,
}

/// What changes while the platform runs.
#[derive(Debug)]
struct State {
    world: World,
    schema: Arc<Schema>,
    tokens: Tokens<u64>,
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
            schema: Arc::new(Schema::of(&settings)),
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

    /// The server version that it plays now.
    pub fn version(&self) -> Version {
        self.state().world.settings.version
    }

    /// Everything that [`DecidimBuilder::without`] can take out of this version's GraphQL schema.
    pub fn schema_items(&self) -> Vec<String> {
        graphql::items(self.version())
    }

    /// The GraphQL schema as it is now, in the schema language.
    pub fn schema_text(&self) -> String {
        self.state().schema.text()
    }

    /// A `Cookie` header's value that signs requests in as the administrator, for every version.
    pub fn session_cookie(&self) -> String {
        let now = milliseconds(self.now()).div_euclid(1000);
        let lifetime = self.settings.token_lifetime;
        format!("_session_id={}", self.state().tokens.issue(1, now, lifetime))
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

    /// The REST module no longer knows any token issued so far, as after a clean-up of its database.
    /// Before 0.2.10 it fails on such a token.
    pub fn forget_rest_tokens(&self) {
        self.state().rest.forget_tokens();
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
    fn answer(
        &mut self,
        request: &Request<Bytes>,
        now: SystemTime,
        fault: Option<&Fault>,
    ) -> Reply {
        let now = milliseconds(now);
        if let Some(refusal) = self.throttle(now) {
            return refusal;
        }
        if let Some(redirect) = rest::sent_to_main_host(&self.world.settings, request) {
            return redirect;
        }
        if let Some(reply) = self.open_data.answer(&self.world, request, now) {
            return reply;
        }
        let (rest, world) = (&mut self.rest, &mut self.world);
        if let Some(reply) = rest::answer(rest, world, self.churn, request, now) {
            return reply;
        }
        match request.uri().path() {
            path if graphql::is_mine(path) => graphql::answer(self, request, now, fault),
            _ => Reply::empty(StatusCode::NOT_FOUND),
        }
    }

    /// The site-wide request limit.
    fn throttle(&mut self, now: i64) -> Option<Reply> {
        let limit = self.world.settings.rate_limit?;
        if self.requests.admit(limit, now) {
            return None;
        }
        let reply = Reply::throttled();
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
        let asked = graphql::asked(&request);
        let operation = asked.as_ref().and_then(Asked::name);
        let mut state = self.state();
        let verdict = match &asked {
            Some(asked) => state.faults.draw(&described(&request, asked, operation.as_deref())),
            None => state.faults.draw(&request),
        };
        let reply = verdict.play(now, |fault| {
            let reply = state.answer(&request, now, fault);
            match fault {
                None => reply,
                Some(fault) => self.spoil(fault, &request, reply),
            }
        });
        state.log.push(Logged { operation, ..Logged::of(&request, reply.status(), now) });
        reply
    }

    fn spoil(&self, fault: &Fault, request: &Request<Bytes>, reply: Reply) -> Reply {
        let content_type = reply.headers().and_then(|headers| headers.get(CONTENT_TYPE));
        match content_type.and_then(|kind| kind.to_str().ok()) {
            Some("text/csv") => open_data::spoil(fault, reply, self.settings.open_data.separator),
            _ if graphql::asked(request).is_some() => graphql::spoil(fault, reply),
            _ => fault.spoil(reply, None),
        }
    }
}

/// A GraphQL request as fault rules see it: what it asks for stands in its address.
fn described(request: &Request<Bytes>, asked: &Asked, operation: Option<&str>) -> Request<Bytes> {
    let mut described = request.clone();
    let address = format!("{}?{}", request.uri().path(), asked.pairs(operation));
    if let Ok(address) = address.parse() {
        *described.uri_mut() = address;
    }
    described
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
