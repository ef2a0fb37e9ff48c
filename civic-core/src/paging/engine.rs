//! Fetches the pages of a route, ahead if asked to, and keeps their order.

mod pace;

use std::collections::{HashSet, VecDeque};
use std::task::{Context, Poll};

use serde::Deserialize;
use serde_json::Value;

use self::pace::Pace;
use super::key::Key;
use super::list::Screen;
use super::route::{Fate, FetchFuture, Fetched, Judgement, Route, Row};
use super::source::Proof;
use crate::http::Receipt;
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

    /// Rows held, on pages that were fetched ahead.
    #[cfg(test)]
    fn held(&self) -> usize;
}

/// Something that came.
pub(super) struct Arrival<T> {
    pub(super) rows: VecDeque<Row<T>>,
    /// What a page took; a page that was taken apart has told it already.
    pub(super) receipt: Option<Receipt>,
    pub(super) server_count: Option<u64>,
    /// Where to resume so that these rows come again.
    pub(super) resume_at: Option<Value>,
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
        Self { route, edge, slots: VecDeque::new(), pace: Pace::new(1), handed_out: None }
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
                    State::Ready { page, told: false }
                }
                Poll::Ready(Err(error)) => {
                    self.pace.came(true);
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
                let place = if told { &self.edge } else { &before };
                let place = serde_json::to_value(place).map_err(unwritable);
                Some(place.map(|place| self.pop_front(place, end)))
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

    fn pop_front(&mut self, place: Value, end: Option<Proof>) -> Arrival<R::Item> {
        let mut arrival = Arrival {
            rows: VecDeque::new(),
            receipt: None,
            server_count: None,
            resume_at: Some(place),
            end,
        };
        if let Some(Slot { state: State::Ready { page, told: false }, .. }) = self.slots.pop_front()
        {
            arrival.rows = page.rows.into();
            arrival.receipt = Some(page.receipt);
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
            receipt: Some(page.receipt),
            server_count: page.server_count,
            resume_at: None,
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
        self.edge = R::Edge::deserialize(place).map_err(unreadable)?;
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
