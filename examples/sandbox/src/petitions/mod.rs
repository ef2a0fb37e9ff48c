//! A petitions.eu server: version 1 of its API.
//!
//! No public implementation of that API is known, so the server plays what its one-page description
//! says and takes its [`Shape`] from a test wherever the description leaves room.

mod arrivals;
mod builder;
mod data;
mod dates;
mod failure;
mod key;
mod language;
mod reading;
mod render;
mod routes;
mod shape;
mod status;
mod world;
mod writing;

pub use arrivals::Arrivals;
pub use builder::PetitionsBuilder;
pub use key::ApiKey;
pub use shape::{
    ContentShape, IdShape, ListShape, MissingShape, MomentShape, NumberShape, OneShape,
    OrganisationShape, RefusalShape, Shape, SignatureShape, TimestampsShape, WrittenShape,
};
pub use status::STATUSES;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::Request;

use crate::fault::{FaultBook, FaultRule, PageParameters};
use crate::logged::Logged;
use crate::moment::milliseconds;
use crate::platform::Platform;
use crate::rate::Counter;
use crate::reply::Reply;
use builder::Settings;
use world::World;

/// The API has no pages; the nearest that a fault about pages can bend is the number of rows.
const PAGE_PARAMETERS: PageParameters = PageParameters { size: "count", number: "skip" };

/// A petitions.eu server. Clones share their state.
#[derive(Clone, Debug)]
pub struct Petitions {
    settings: Arc<Settings>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    settings: Arc<Settings>,
    world: World,
    shape: Shape,
    arrivals: Arrivals,
    counter: Counter,
    faults: FaultBook,
    log: Vec<Logged>,
}

impl Petitions {
    /// The public test key: three rows of everything, writes without effect.
    pub const TEST_KEY: &'static str = "1234";
    /// The default key of an ordinary reader.
    pub const PLAIN_KEY: &'static str = "sandbox-plain-key";
    /// The default key with every right: date bounds, unlimited rows, all fields, updates.
    pub const FULL_KEY: &'static str = "sandbox-full-key";

    /// Starts to set up a server.
    pub fn builder() -> PetitionsBuilder {
        PetitionsBuilder::new()
    }

    fn new(settings: Settings) -> Self {
        let settings = Arc::new(settings);
        let state = State {
            world: data::build(&settings),
            shape: settings.shape,
            settings: Arc::clone(&settings),
            arrivals: Arrivals::default(),
            counter: Counter::default(),
            faults: FaultBook::default(),
            log: Vec::new(),
        };
        Self { settings, state: Arc::new(Mutex::new(state)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> SystemTime {
        (self.settings.clock)()
    }

    /// From now on, answers are written in this shape.
    pub fn reshape(&self, shape: Shape) {
        self.state().shape = shape;
    }

    /// From now on, signatures come and go before each request that reads.
    pub fn churn(&self, arrivals: Arrivals) {
        self.state().arrivals = arrivals;
    }

    /// The ids of all petitions, newest first.
    pub fn petition_ids(&self) -> Vec<u64> {
        self.state().world.petitions.iter().map(|petition| petition.id).collect()
    }

    /// The ids of all organisations.
    pub fn organisation_ids(&self) -> Vec<u64> {
        self.state().world.organisations.iter().map(|organisation| organisation.id).collect()
    }

    /// The status of a petition; `None` for an unknown id.
    pub fn status(&self, petition: u64) -> Option<String> {
        self.state().world.petition(petition).map(|petition| petition.status.clone())
    }

    /// When a petition's confirmed signatures were confirmed, newest first, in seconds of the Unix
    /// epoch.
    pub fn signatures(&self, petition: u64) -> Vec<i64> {
        let state = self.state();
        let signatures = state.world.signatures.iter().rev();
        signatures
            .filter(|signature| signature.petition == petition)
            .map(|signature| signature.confirmed.div_euclid(1000))
            .collect()
    }

    /// How many signatures wait for their signatory to follow the mailed link.
    pub fn unconfirmed(&self) -> usize {
        self.state().world.unconfirmed.len()
    }

    /// Every signatory follows the mailed link now. How many there were.
    pub fn confirm_all(&self) -> usize {
        let now = milliseconds(self.now());
        self.state().world.confirm_all(now)
    }

    /// Adds confirmed signatures of one second, given in seconds of the Unix epoch.
    pub fn sign(&self, petition: u64, at: i64, count: usize) {
        let mut state = self.state();
        for _ in 0..count {
            state.world.sign(petition, at.saturating_mul(1000));
        }
    }

    /// Adds a fault rule. Of the rules that match a request, the first that strikes wins.
    pub fn inject(&self, rule: FaultRule) {
        self.state().faults.add(rule);
    }

    /// Removes all fault rules.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
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

impl Platform for Petitions {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        let now = self.now();
        let mut state = self.state();
        let verdict = state.faults.draw(&request);
        let reply = verdict.play_pages(&request, now, PAGE_PARAMETERS, |request| {
            state.answer(request, milliseconds(now))
        });
        state.log.push(Logged::of(&request, reply.status(), now));
        reply
    }
}

#[cfg(test)]
mod tests;
