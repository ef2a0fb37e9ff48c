//! Fetches the pages of a route, ahead if asked to, and keeps their order.

mod bell;
mod fetching;
mod pace;

use std::collections::{HashSet, VecDeque};
use std::task::{Context, Poll};

use serde::Deserialize;
use serde_json::Value;

use self::bell::Bell;
pub(super) use self::fetching::{Arrival, Fetching, Tally, Turn};
use self::pace::Pace;
use super::key::Key;
use super::source::Proof;
use super::spec::RowFilter;
use super::strategy::{Fate, FetchFuture, Fetched, Judgement, Row, Strategy};
use crate::http::RequestStats;
use crate::{Error, ErrorKind};

/// The fetches of one route.
pub(super) struct Prefetcher<R: Strategy> {
    strategy: R,
    /// What is known before the first slot.
    frontier: R::Frontier,
    slots: VecDeque<Slot<R>>,
    pace: Pace,
    bell: Bell,
    tally: Tally,
    /// Rows handed out, where pages go out as they come.
    handed_out: Option<HashSet<Key>>,
}

/// A page wanted, in its place in the list.
struct Slot<R: Strategy> {
    cursor: R::Cursor,
    state: State<R>,
}

enum State<R: Strategy> {
    /// Not asked for, or asked for in vain.
    Idle,
    Pending(FetchFuture<R::Item, R::Answer>),
    Failed(Error),
    Ready(Fetched<R::Item, R::Answer>),
    /// Handed out before its turn: what is left to judge it by.
    Told(Fetched<R::Item, R::Answer>),
}

impl<R: Strategy> Slot<R> {
    fn idle(cursor: R::Cursor) -> Self {
        Self { cursor, state: State::Idle }
    }

    /// Lets its fetch go on, where one is under way. Whether it has come to its end.
    fn advance(&mut self, pace: &mut Pace, tally: &mut Tally, cx: &mut Context<'_>) -> bool {
        let State::Pending(fetch) = &mut self.state else { return false };
        self.state = match fetch.as_mut().poll(cx) {
            Poll::Pending => return false,
            Poll::Ready(Ok(fetched)) => {
                pace.came(fetched.stats.pushed_back);
                tally.add(fetched.stats);
                State::Ready(fetched)
            }
            Poll::Ready(Err(error)) => {
                pace.came(true);
                tally.add(RequestStats::from(&error));
                State::Failed(error)
            }
        };
        true
    }

    /// Whether it holds rows, or will.
    fn is_busy(&self) -> bool {
        matches!(self.state, State::Pending(_) | State::Ready(_))
    }
}

impl<R: Strategy> Prefetcher<R> {
    pub(super) fn new(strategy: R) -> Self {
        let frontier = strategy.start();
        Self {
            strategy,
            frontier,
            slots: VecDeque::new(),
            pace: Pace::new(1),
            bell: Bell::default(),
            tally: Tally::default(),
            handed_out: None,
        }
    }

    fn busy(&self) -> usize {
        self.slots.iter().filter(|slot| slot.is_busy()).count()
    }

    /// Plans pages up to the number that the pace allows.
    fn plan(&mut self) {
        while self.slots.len() < self.pace.allowed() {
            let last = self.slots.back().map(|slot| &slot.cursor);
            let Some(cursor) = self.strategy.after(&self.frontier, last) else { return };
            self.slots.push_back(Slot::idle(cursor));
        }
    }

    /// Asks for the first page wanted, and for as many more as the pace allows, at once: a question
    /// does not wait until the answers to earlier ones are read.
    fn begin(&mut self) {
        let mut busy = self.busy();
        let rope = self.bell.rope();
        let mut cx = Context::from_waker(&rope);
        for (place, slot) in self.slots.iter_mut().enumerate() {
            let is_wanted = place == 0 || busy < self.pace.allowed();
            if is_wanted && matches!(slot.state, State::Idle) {
                let fetch = self.strategy.fetch(slot.cursor.clone());
                slot.state = State::Pending(fetch);
                slot.advance(&mut self.pace, &mut self.tally, &mut cx);
                busy += usize::from(slot.is_busy());
            }
        }
    }

    /// Asks for the page that takes the place of one handed out, where pages are fetched ahead: it
    /// is on its way while those rows are read.
    fn look_ahead(&mut self) {
        if self.pace.most() > 1 && !self.slots.is_empty() {
            self.plan();
            self.begin();
        }
    }

    /// Makes room for one page more, where there is none: the page furthest ahead can be fetched
    /// again. (Where pages are fetched ahead, the page that was handed out last has left its room.)
    fn make_room(&mut self) {
        let most = self.pace.most();
        if self.busy() < if most > 1 { most + 1 } else { most } {
            return;
        }
        if let Some(furthest) = self.slots.iter_mut().rfind(|slot| slot.is_busy()) {
            furthest.state = State::Idle;
        }
        // What nobody has asked for is planned anew, in the light of what has been learned.
        while self.slots.back().is_some_and(|slot| matches!(slot.state, State::Idle)) {
            self.slots.pop_back();
        }
    }

    /// Takes the first page, if it has come.
    fn take_front(&mut self) -> Option<Result<Arrival<R::Item>, Error>> {
        let slot = self.slots.front_mut()?;
        let page = match &mut slot.state {
            State::Idle | State::Pending(_) => return None,
            State::Failed(error) => {
                let error = error.clone();
                slot.state = State::Idle;
                return Some(Err(error));
            }
            State::Ready(page) | State::Told(page) => page,
        };
        match self.strategy.judge(&mut self.frontier, &slot.cursor, page) {
            Ok(Judgement::Take { end }) => {
                // Behind the end there is nothing: a finished walk is taken up at its last page.
                let is_place = R::HAS_PLACES && end.is_none();
                let place = is_place.then(|| serde_json::to_value(&self.frontier)).transpose();
                place.map_err(unwritable).map(|place| self.pop_front(place, end)).transpose()
            }
            Ok(Judgement::Before(cursor)) => {
                self.make_room();
                self.slots.push_front(Slot::idle(cursor));
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
        place_behind: Option<Value>,
        end: Option<Proof>,
    ) -> Option<Arrival<R::Item>> {
        let (turn, page) = match self.slots.pop_front()?.state {
            State::Ready(page) => (Turn::Proper, page),
            State::Told(page) => (Turn::Late, page),
            State::Idle | State::Pending(_) | State::Failed(_) => return None,
        };
        let mut rows = VecDeque::from(page.rows);
        if let (Turn::Proper, Some(handed_out)) = (turn, &mut self.handed_out) {
            mark_early(&mut rows, handed_out);
        }
        if end.is_some() {
            self.slots.clear();
        }
        let (server_pages, server_rows) = (page.server_pages, page.server_rows);
        let omitted = page.omitted;
        Some(Arrival { turn, rows, server_pages, server_rows, omitted, place_behind, end })
    }

    /// Hands out the rows of a page that came before its turn.
    fn take_early(&mut self) -> Option<Arrival<R::Item>> {
        let handed_out = self.handed_out.as_mut()?;
        let slot = self.slots.iter_mut().find(|slot| matches!(slot.state, State::Ready(_)))?;
        let State::Ready(mut page) = std::mem::replace(&mut slot.state, State::Idle) else {
            return None;
        };
        let strategy = &self.strategy;
        let mut rows: VecDeque<_> =
            page.rows.iter_mut().map(|row| row.take(|item| strategy.row_filter(item))).collect();
        mark_early(&mut rows, handed_out);
        let (server_pages, server_rows) = (page.server_pages, page.server_rows);
        let omitted = std::mem::take(&mut page.omitted);
        slot.state = State::Told(page);
        let turn = Turn::Early;
        let (place_behind, end) = (None, None);
        Some(Arrival { turn, rows, server_pages, server_rows, omitted, place_behind, end })
    }
}

/// Marks the rows that went out before.
fn mark_early<T>(rows: &mut VecDeque<Row<T>>, handed_out: &mut HashSet<Key>) {
    for row in rows {
        if row.fate == Fate::New && row.key().is_some_and(|key| !handed_out.insert(key)) {
            row.fate = Fate::Early;
        }
    }
}

impl<R: Strategy> Fetching<R::Item> for Prefetcher<R> {
    fn resource_name(&self) -> &str {
        self.strategy.resource_name()
    }

    fn identity(&self) -> String {
        self.strategy.identity()
    }

    fn row_filter(&self, item: &R::Item) -> RowFilter {
        self.strategy.row_filter(item)
    }

    fn set_concurrency(&mut self, pages: usize) {
        self.pace = Pace::new(pages);
    }

    fn set_as_completed(&mut self) {
        self.handed_out = Some(HashSet::new());
    }

    fn resume(&mut self, place: &Value) -> Result<(), Error> {
        let frontier = R::Frontier::deserialize(place).map_err(unreadable)?;
        if !self.strategy.accepts(&frontier) {
            return Err(Error::new(ErrorKind::Checkpoint, "its place in the list cannot be one"));
        }
        self.frontier = frontier;
        Ok(())
    }

    fn poll_arrival(&mut self, cx: &mut Context<'_>) -> Poll<Result<Arrival<R::Item>, Error>> {
        loop {
            self.plan();
            if self.slots.is_empty() {
                let lost = "the way through the list is lost";
                return Poll::Ready(Err(Error::new(ErrorKind::Protocol, lost)));
            }
            self.begin();
            self.drive(cx);
            if let Some(front) = self.take_front() {
                if front.is_ok() {
                    self.look_ahead();
                }
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

    fn drive(&mut self, cx: &mut Context<'_>) {
        if !self.bell.has_rung(cx) {
            return;
        }
        let rope = self.bell.rope();
        let mut cx = Context::from_waker(&rope);
        for (place, slot) in self.slots.iter_mut().enumerate() {
            let came = slot.advance(&mut self.pace, &mut self.tally, &mut cx);
            if came && place == 0 {
                // To hand this out and ask for the next goes before the reading of those behind it.
                self.bell.ring();
                return;
            }
        }
    }

    fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    #[cfg(test)]
    fn held(&self) -> usize {
        let rows = |slot: &Slot<R>| match &slot.state {
            State::Ready(page) => page.rows.len(),
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
