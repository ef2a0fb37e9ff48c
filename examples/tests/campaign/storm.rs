//! A platform with troubles before it, drawn from a seed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use civic_sandbox::{Fault, FaultRule, Malformation, Platform, Reply};
use fastrand::Rng;
use http::Request;
use tokio::sync::mpsc::UnboundedSender;

use super::ledger::Ledger;
use super::target::{Role, Target};
use super::trouble::Trouble;

/// More requests than any run needs: past it, the client is going in circles.
const MOST_REQUESTS: u64 = 5_000;

/// How bad a run is.
#[derive(Clone, Debug)]
pub(crate) struct Weather {
    /// The share of requests that something strikes.
    pub(crate) chance: f64,
    /// What strikes in this run.
    pub(crate) menu: Vec<Trouble>,
    /// The longest that an answer takes on its way without trouble, in milliseconds.
    pub(crate) latency: u64,
}

impl Weather {
    /// Some runs see one trouble often, some see all of them now and then.
    pub(crate) fn drawn(rng: &mut Rng) -> Self {
        let mut menu = Trouble::ALL.to_vec();
        rng.shuffle(&mut menu);
        let kinds = [1, 3, 8, menu.len()];
        menu.truncate(*rng.choice(&kinds).unwrap());
        let chance = *rng.choice(&[0.03, 0.1, 0.3, 0.6]).unwrap();
        Self { chance, menu, latency: *rng.choice(&[20, 400, 3_000]).unwrap() }
    }
}

/// A platform in bad weather. Clones share their state.
#[derive(Clone)]
pub(crate) struct Storm<P> {
    pub(crate) platform: P,
    clock: Arc<dyn Fn() -> Duration + Send + Sync>,
    state: Arc<Mutex<State>>,
}

struct State {
    rng: Rng,
    weather: Weather,
    struck: BTreeMap<Trouble, u64>,
    nulls: u64,
    ledger: Ledger,
    down_until: Duration,
    /// Where a restart is the business of whoever holds the socket.
    restarts: Option<UnboundedSender<()>>,
}

impl<P: Target> Storm<P> {
    pub(crate) fn over(
        platform: P,
        weather: Weather,
        ledger: Ledger,
        rng: Rng,
        clock: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> Self {
        let state = State {
            rng,
            weather,
            struck: BTreeMap::new(),
            nulls: 0,
            ledger,
            down_until: Duration::ZERO,
            restarts: None,
        };
        Self { platform, clock: Arc::new(clock), state: Arc::new(Mutex::new(state)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Restarts are told to this channel.
    pub(crate) fn restarted_by(&self, restarts: UnboundedSender<()>) {
        self.state().restarts = Some(restarts);
    }

    /// Whether connections are refused right now, this request's too.
    pub(crate) fn turns_away(&self, request: &Request<Bytes>) -> bool {
        let (now, mut state) = ((self.clock)(), self.state());
        let is_down = now < state.down_until;
        if is_down {
            state.ledger.missed(request, P::role(request), now);
        }
        is_down
    }

    pub(crate) fn now(&self) -> Duration {
        (self.clock)()
    }

    /// Writes that arrived so far.
    pub(crate) fn writes(&self) -> u64 {
        self.state().ledger.writes
    }

    pub(crate) fn struck(&self) -> BTreeMap<Trouble, u64> {
        self.state().struck.clone()
    }

    /// What arrived that should not have.
    pub(crate) fn outcome(&self) -> Result<(), String> {
        let state = self.state();
        if state.ledger.requests > MOST_REQUESTS {
            return Err(format!("{} requests: it goes in circles", state.ledger.requests));
        }
        state.ledger.faults.first().map_or(Ok(()), |fault| Err(fault.clone()))
    }

    /// Rows that were given as nothing so far.
    pub(crate) fn nulls(&self) -> u64 {
        self.state().nulls
    }

    pub(crate) fn requests(&self) -> u64 {
        self.state().ledger.requests
    }
}

impl<P: Target> Platform for Storm<P> {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        let now = (self.clock)();
        let mut state = self.state();
        state.ledger.requests += 1;
        if state.ledger.requests > MOST_REQUESTS {
            return Reply::reset();
        }
        let role = P::role(&request);
        let trouble = state.draw(role);
        let (mut reply, has_struck) = match trouble {
            Some(trouble) => self.strike(trouble, &mut state, &request, now),
            None => (self.platform.handle(request.clone()), false),
        };
        if let Some(trouble) = trouble.filter(|_| has_struck) {
            *state.struck.entry(trouble).or_default() += 1;
        }
        let is_whole = !has_struck || trouble == Some(Trouble::TokensRevoked);
        state.ledger.note(&request, role, reply.status(), is_whole, now);
        let latency = state.weather.latency;
        reply.delay += Duration::from_millis(state.rng.u64(0..=latency));
        reply
    }
}

impl<P: Target> Storm<P> {
    /// The reply with this trouble, and whether that changed it or the platform's state.
    fn strike(
        &self,
        trouble: Trouble,
        state: &mut State,
        request: &Request<Bytes>,
        now: Duration,
    ) -> (Reply, bool) {
        let answer = || self.platform.handle(request.clone());
        if matches!(trouble, Trouble::TokensRevoked | Trouble::Restart) {
            self.platform.revoke_tokens();
            let had_one = state.ledger.revoked();
            if trouble == Trouble::TokensRevoked {
                return (answer(), had_one);
            }
            state.restart(now);
            return (Reply::reset(), true);
        }
        if trouble == Trouble::TokenRefused {
            state.ledger.refused(request);
        }
        let after_work = trouble.may_come_after_work() && state.rng.bool();
        let fault = trouble.fault(&mut state.rng, P::TYPED);
        if trouble.only_spoils() {
            let whole = answer();
            let spoilt = match &fault {
                Some(fault) => self.platform.spoil(fault, request, whole.clone()),
                None => halved(whole.clone()),
            };
            let has_struck = spoilt != whole;
            let is_null =
                matches!(fault, Some(Fault::MalformedRow { how: Malformation::Null, .. }));
            state.nulls += u64::from(has_struck && is_null);
            return (spoilt, has_struck);
        }
        if let Some(fault) = fault {
            let once = FaultRule::new(fault).once();
            self.platform.inject(if after_work { once.after_work() } else { once });
        }
        let reply = answer();
        self.platform.clear_faults();
        (reply, true)
    }
}

impl State {
    fn draw(&mut self, role: Role) -> Option<Trouble> {
        if self.rng.f64() >= self.weather.chance {
            return None;
        }
        // What buys a token has none that could be refused, and gets no rows.
        let is_fit = |trouble: &&Trouble| {
            role != Role::Token || !matches!(trouble, Trouble::TokenRefused | Trouble::BadRow)
        };
        self.rng.choice(self.weather.menu.iter().filter(is_fit).copied().collect::<Vec<_>>())
    }

    fn restart(&mut self, now: Duration) {
        match &self.restarts {
            // Nobody to tell is a server that is gone already.
            Some(restarts) => drop(restarts.send(())),
            None => self.down_until = now + Duration::from_millis(self.rng.u64(100..40_000)),
        }
    }
}

/// The first half of a JSON body, with a length that says this is all.
fn halved(reply: Reply) -> Reply {
    let body = reply.body_bytes();
    if !matches!(body.first(), Some(b'{' | b'[')) {
        return reply;
    }
    reply.with_body(body.slice(..body.len() / 2))
}
