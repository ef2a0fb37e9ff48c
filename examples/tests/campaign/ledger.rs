//! What arrived at the server, and what must not have.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, header};

use super::target::Role;

/// How long before its end a client replaces a token, unless half its life is less.
const MARGIN: Duration = Duration::from_secs(300);

/// The least time for which a client uses a token.
const FLOOR: Duration = Duration::from_secs(5);

/// The requests of one run, as the server saw them.
#[derive(Debug)]
pub(crate) struct Ledger {
    token_life: Duration,
    /// How long a client waits for an answer, where that is the time of a machine that may be late.
    attempt: Option<Duration>,
    pub(crate) requests: u64,
    /// Writes that the server did not turn away at the door.
    pub(crate) writes: u64,
    buyers: BTreeMap<Bytes, Buyer>,
    seen: BTreeSet<Bytes>,
    dead: BTreeSet<Bytes>,
    pub(crate) faults: Vec<String>,
}

/// Who buys tokens with the same credentials.
#[derive(Debug, Default)]
struct Buyer {
    /// When it began to ask for the token that it has.
    has_since: Option<Duration>,
    /// When it began to ask for the one that it has not got yet.
    asks_since: Option<Duration>,
    /// When the answer with the token that it has was sent.
    answered_at: Duration,
    /// Whether a token came that was not seen before, since then.
    has_used: bool,
}

impl Ledger {
    pub(crate) fn new(token_life: Duration) -> Self {
        Self {
            token_life,
            attempt: None,
            requests: 0,
            writes: 0,
            buyers: BTreeMap::new(),
            seen: BTreeSet::new(),
            dead: BTreeSet::new(),
            faults: Vec::new(),
        }
    }

    /// The same over a socket, where an answer may come after the client has given the attempt up.
    pub(crate) fn over_socket(token_life: Duration, attempt: Duration) -> Self {
        Self { attempt: Some(attempt), ..Self::new(token_life) }
    }

    /// A request and its answer. `is_whole`: nothing was done to the answer on its way.
    pub(crate) fn note(
        &mut self,
        request: &Request<Bytes>,
        role: Role,
        status: Option<StatusCode>,
        is_whole: bool,
        now: Duration,
    ) {
        let token = request.headers().get(header::AUTHORIZATION);
        let token = token.map(|token| Bytes::copy_from_slice(token.as_bytes()));
        if let Some(token) = &token
            && self.seen.insert(token.clone())
        {
            self.buyers.values_mut().for_each(|buyer| buyer.has_used = true);
        }
        match role {
            Role::Token => {
                let is_sold = is_whole && status.is_some_and(|status| status.is_success());
                self.bought(request.body().clone(), is_sold, now);
            }
            Role::Write if status != Some(StatusCode::UNAUTHORIZED) => self.writes += 1,
            Role::Write | Role::Read => {}
        }
    }

    /// A request that found nobody: it counts only as the beginning of what comes after it.
    pub(crate) fn missed(&mut self, request: &Request<Bytes>, role: Role, now: Duration) {
        if role == Role::Token {
            self.bought(request.body().clone(), false, now);
        }
    }

    /// A token is bought once, and again only for a reason.
    fn bought(&mut self, credentials: Bytes, is_sold: bool, now: Duration) {
        let buyer = self.buyers.entry(credentials).or_default();
        let ahead = MARGIN.min(self.token_life / 2);
        let lasts = self.token_life.saturating_sub(ahead).max(FLOOR);
        let is_late = |attempt| !buyer.has_used && now >= buyer.answered_at + attempt;
        let may_have_missed_it = self.attempt.is_some_and(is_late);
        let has_since = buyer.has_since.filter(|since| now < *since + lasts);
        if let Some(since) = has_since.filter(|_| !may_have_missed_it) {
            self.faults.push(format!(
                "a token request at {now:?}, although the one of {since:?} was answered and its \
                 token is good until {:?}",
                since + lasts
            ));
        }
        // A life is counted from the first try: the server's count began later.
        let since = *buyer.asks_since.get_or_insert(now);
        buyer.has_since = is_sold.then_some(since);
        buyer.asks_since = (!is_sold).then_some(since);
        (buyer.answered_at, buyer.has_used) = (now, false);
    }

    /// The server refuses this request's token: a reason for a new one, once.
    pub(crate) fn refused(&mut self, request: &Request<Bytes>) {
        let Some(token) = request.headers().get(header::AUTHORIZATION) else { return };
        if self.dead.insert(Bytes::copy_from_slice(token.as_bytes())) {
            self.forget();
        }
    }

    /// The server forgets all tokens: a reason for a new one, once. Whether anybody had one.
    pub(crate) fn revoked(&mut self) -> bool {
        let had_one = self.buyers.values().any(|buyer| buyer.has_since.is_some());
        self.dead.extend(self.seen.iter().cloned());
        self.forget();
        had_one
    }

    fn forget(&mut self) {
        for buyer in self.buyers.values_mut() {
            buyer.has_since = None;
        }
    }
}
