//! Fetches the pages of a route, ahead if asked to, and keeps their order.

mod pace;

use std::collections::{HashSet, VecDeque};
use std::task::{Context, Poll};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use self::pace::Pace;
use super::key::Key;
use super::list::Screen;
use super::route::{Fate, FetchFuture, Fetched, Judgement, Route, Row};
use super::source::Proof;
use crate::{Error, ErrorKind};

/// What an engine does for a walk; the route's types are its own business.
pub(super) trait Fetching<T>: Send {
    fn noun(&self) -> &str;

    /// The query and the way through it.
    fn identity(&self) -> String;

    /// Judges a row by what was asked for.
    fn screen(&self, item: &T) -> Screen;

    /// Fetches up to so many pages at a time.
    fn set_concurrency(&mut self, pages: usize);

    /// Hands pages out as they come, not as they stand in the list.
    fn set_as_completed(&mut self);

    /// Goes on from a checkpoint's place.
    fn resume(&mut self, place: &Value) -> Result<(), Error>;

    /// The next arrival. After an error, the same page is fetched again.
    fn poll_arrival(&mut self, cx: &mut Context<'_>) -> Poll<Result<Arrival<T>, Error>>;

    /// What fetching took since this was last asked.
    fn take_tally(&mut self) -> Tally;

    /// Rows held, on pages that were fetched ahead.
    #[cfg(test)]
    fn held(&self) -> usize;
}

/// What fetching took, pages that were dropped and failures included.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) requests: u64,
    pub(super) retries: u64,
    pub(super) throttled: Duration,
}

impl Tally {
    fn add(&mut self, attempts: u32, throttled: Duration) {
        self.requests += u64::from(attempts);
        self.retries += u64::from(attempts.saturating_sub(1));
        self.throttled = self.throttled.saturating_add(throttled);
    }
}

/// Something that came.
pub(super) struct Arrival<T> {
    pub(super) rows: VecDeque<Row<T>>,
    /// Whether this is a page, and not the place of one that went out early.
    pub(super) is_page: bool,
    pub(super) server_count: Option<u64>,
    /// Where to resume so that these rows come again, and where once they have all been read.
    pub(super) resume_at: Option<Value>,
    pub(super) resume_after: Option<Value>,
    /// The walk is at its end, with this proof.
    pub(super) end: Option<Proof>,
}

/// The fetches of one route.
pub(super) struct Engine<R: Route> {
    route: R,
    /// What is known before the first slot.
    edge: R::Edge,
    slots: VecDeque<Slot<R>>,
    pace: Pace,
    tally: Tally,
    /// Rows handed out, where pages go out as they come.
    handed_out: Option<HashSet<Key>>,
}

/// A page wanted, in its place in the list.
struct Slot<R: Route> {
    cursor: R::Cursor,
    state: State<R>,
}

enum State<R: Route> {
    /// Not asked for, or asked for in vain.
    Idle,
    Pending(FetchFuture<R::Item, R::Answer>),
    Failed(Error),
    Ready {
        page: Fetched<R::Item, R::Answer>,
        told: bool,
    },
}

impl<R: Route> Engine<R> {
    pub(super) fn new(route: R) -> Self {
        let edge = route.start();
        Self {
            route,
            edge,
            slots: VecDeque::new(),
            pace: Pace::new(1),
            tally: Tally::default(),
            handed_out: None,
        }
    }

    /// Plans pages up to the number that the pace allows.
    fn plan(&mut self) {
        while self.slots.len() < self.pace.allowed() {
            let last = self.slots.back().map(|slot| &slot.cursor);
            let Some(cursor) = self.route.after(&self.edge, last) else { return };
            self.slots.push_back(Slot { cursor, state: State::Idle });
        }
    }

    /// Drives every fetch under way.
    fn drive(&mut self, cx: &mut Context<'_>) {
        let allowed = self.pace.allowed();
        for (place, slot) in self.slots.iter_mut().enumerate() {
            if matches!(slot.state, State::Idle) && place < allowed {
                slot.state = State::Pending(self.route.fetch(slot.cursor.clone()));
            }
            let State::Pending(fetch) = &mut slot.state else { continue };
            slot.state = match fetch.as_mut().poll(cx) {
                Poll::Pending => continue,
                Poll::Ready(Ok(page)) => {
                    self.pace.came(page.receipt.pushed_back);
                    self.tally.add(page.receipt.attempts, page.receipt.throttled);
                    State::Ready { page, told: false }
                }
                Poll::Ready(Err(error)) => {
                    self.pace.came(true);
                    self.tally.add(error.attempts(), Duration::ZERO);
                    State::Failed(error)
                }
            };
        }
    }

    /// Takes the first page, if it has come.
    fn take_front(&mut self) -> Option<Result<Arrival<R::Item>, Error>> {
        let slot = self.slots.front_mut()?;
        let (page, told) = match &mut slot.state {
            State::Idle | State::Pending(_) => return None,
            State::Failed(error) => {
                let error = error.clone();
                slot.state = State::Idle;
                return Some(Err(error));
            }
            State::Ready { page, told } => (page, *told),
        };
        match self.route.judge(&self.edge, &slot.cursor, page) {
            Ok(Judgement::Take { edge, end }) => {
                let before = std::mem::replace(&mut self.edge, edge);
                let before = if told { &self.edge } else { &before };
                let places = serde_json::to_value(before)
                    .and_then(|before| Ok((before, serde_json::to_value(&self.edge)?)));
                Some(places.map_err(unwritable).map(|places| self.pop_front(places, end)))
            }
            Ok(Judgement::Before { edge, cursor }) => {
                self.edge = edge;
                self.slots.push_front(Slot { cursor, state: State::Idle });
                // Room for it: the page furthest ahead can be fetched again.
                if self.slots.len() > self.pace.allowed() && self.handed_out.is_none() {
                    self.slots.pop_back();
                }
                None
            }
            Err(error) => {
                slot.state = State::Idle;
                Some(Err(error))
            }
        }
    }

    fn pop_front(
        &mut self,
        (before, after): (Value, Value),
        end: Option<Proof>,
    ) -> Arrival<R::Item> {
        let mut arrival = Arrival {
            rows: VecDeque::new(),
            is_page: false,
            server_count: None,
            resume_at: Some(before),
            resume_after: Some(after),
            end,
        };
        if let Some(Slot { state: State::Ready { page, told: false }, .. }) = self.slots.pop_front()
        {
            arrival.rows = page.rows.into();
            arrival.is_page = true;
            arrival.server_count = page.server_count;
            if let Some(handed_out) = &mut self.handed_out {
                mark_again(&mut arrival.rows, handed_out);
            }
        }
        if arrival.end.is_some() {
            self.slots.clear();
        }
        arrival
    }

    /// Hands out the rows of a page that came before its turn.
    fn take_early(&mut self) -> Option<Arrival<R::Item>> {
        let handed_out = self.handed_out.as_mut()?;
        let (page, told) = self.slots.iter_mut().find_map(|slot| match &mut slot.state {
            State::Ready { page, told } if !*told => Some((page, told)),
            _ => None,
        })?;
        *told = true;
        let mut rows: VecDeque<_> = page.rows.iter_mut().map(Row::take).collect();
        mark_again(&mut rows, handed_out);
        Some(Arrival {
            rows,
            is_page: true,
            server_count: page.server_count,
            resume_at: None,
            resume_after: None,
            end: None,
        })
    }
}

/// Marks the rows that went out before.
fn mark_again<T>(rows: &mut VecDeque<Row<T>>, handed_out: &mut HashSet<Key>) {
    for row in rows {
        if row.fate == Fate::New && row.key().is_some_and(|key| !handed_out.insert(key)) {
            row.fate = Fate::Overlap;
        }
    }
}

impl<R: Route> Fetching<R::Item> for Engine<R> {
    fn noun(&self) -> &str {
        self.route.noun()
    }

    fn identity(&self) -> String {
        self.route.identity()
    }

    fn screen(&self, item: &R::Item) -> Screen {
        self.route.screen(item)
    }

    fn set_concurrency(&mut self, pages: usize) {
        self.pace = Pace::new(pages);
    }

    fn set_as_completed(&mut self) {
        self.handed_out = Some(HashSet::new());
    }

    fn resume(&mut self, place: &Value) -> Result<(), Error> {
        let edge = R::Edge::deserialize(place).map_err(unreadable)?;
        if !self.route.accepts(&edge) {
            return Err(Error::new(ErrorKind::Checkpoint, "its place in the list cannot be one"));
        }
        self.edge = edge;
        Ok(())
    }

    fn poll_arrival(&mut self, cx: &mut Context<'_>) -> Poll<Result<Arrival<R::Item>, Error>> {
        loop {
            self.plan();
            if self.slots.is_empty() {
                let lost = "the way through the list is lost";
                return Poll::Ready(Err(Error::new(ErrorKind::Protocol, lost)));
            }
            self.drive(cx);
            if let Some(front) = self.take_front() {
                return Poll::Ready(front);
            }
            if let Some(early) = self.take_early() {
                return Poll::Ready(Ok(early));
            }
            // A page wanted before the first one is still to be asked for.
            if !self.slots.front().is_some_and(|slot| matches!(slot.state, State::Idle)) {
                return Poll::Pending;
            }
        }
    }

    fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    #[cfg(test)]
    fn held(&self) -> usize {
        let rows = |slot: &Slot<R>| match &slot.state {
            State::Ready { page, told: false } => page.rows.len(),
            _ => 0,
        };
        self.slots.iter().map(rows).sum()
    }
}

fn unreadable(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::Checkpoint, "its place in the list is unreadable").with_source(error)
}

fn unwritable(error: serde_json::Error) -> Error {
    Error::protocol("a place in the list cannot be written down").with_source(error)
}
