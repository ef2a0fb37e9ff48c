//! Fetches the pages that a strategy asks for, ahead if asked to, and keeps their order.
//!
//! Which pages are asked for follows from the answers in the list's order and from how many pages are fetched
//! at a time, and not from when the answers come. So a recording is replayed as it was made.

mod fetching;

use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Context, Poll, Waker};

use futures_util::FutureExt;
use futures_util::future::{AbortHandle, Abortable, BoxFuture};
use futures_util::stream::{FuturesUnordered, StreamExt};
use serde::Deserialize;
use serde_json::Value;

pub(super) use self::fetching::{Arrival, Fetching};
use super::source::{Proof, RowFilter};
use super::strategy::{Fetched, Judgement, Strategy};
use crate::http::platform::RequestStats;
use crate::http::{ListPage, PagesAtATime, Waits};
use crate::{Error, ErrorKind};

/// The fetches of one list.
pub(super) struct Prefetcher<R: Strategy> {
    strategy: R,
    /// What is known before the first slot.
    frontier: R::Frontier,
    slots: VecDeque<Slot<R>>,
    /// How many pages were planned.
    planned: u64,
    /// The fetches under way. Only those that were woken are polled.
    fetches: FuturesUnordered<Abortable<Numbered<R>>>,
    pace: Pace,
    /// What fetches took that have ended.
    stats: Vec<RequestStats>,
    /// Where the fetches note what they wait for.
    waits: Waits,
}

type Page<R> = Fetched<<R as Strategy>::Item, <R as Strategy>::Answer>;

/// A fetch that says which page it is.
type Numbered<R> = BoxFuture<'static, (u64, Result<Page<R>, Error>)>;

/// A page wanted, in its place in the list.
struct Slot<R: Strategy> {
    /// Pages are counted from 1, in the order in which they are planned.
    number: u64,
    cursor: R::Cursor,
    state: State<R>,
}

enum State<R: Strategy> {
    /// Not asked for, or the request failed.
    Idle,
    UnderWay(AbortHandle),
    Done(Result<Page<R>, Error>),
}

impl<R: Strategy> Slot<R> {
    fn is_idle(&self) -> bool {
        matches!(self.state, State::Idle)
    }
}

impl<R: Strategy> Prefetcher<R> {
    pub(super) fn new(strategy: R, waits: Waits) -> Self {
        let frontier = strategy.start();
        Self {
            strategy,
            frontier,
            slots: VecDeque::new(),
            planned: 0,
            fetches: FuturesUnordered::new(),
            pace: Pace::new(1),
            stats: Vec::new(),
            waits,
        }
    }

    fn slot(&mut self, cursor: R::Cursor) -> Slot<R> {
        self.planned += 1;
        Slot { number: self.planned, cursor, state: State::Idle }
    }

    /// Plans pages up to the number that the pace allows.
    fn plan(&mut self) {
        while self.slots.len() < self.pace.allowed() {
            let last = self.slots.back().map(|slot| &slot.cursor);
            let Some(cursor) = self.strategy.after(&self.frontier, last) else { return };
            let slot = self.slot(cursor);
            self.slots.push_back(slot);
        }
    }

    /// Asks for the pages that are planned, at once: a request does not wait until the answers to earlier
    /// ones are read.
    fn begin(&mut self) {
        for slot in self.slots.iter_mut().filter(|slot| slot.is_idle()) {
            let number = slot.number;
            let (waits, at_a_time) = (self.waits.clone(), self.pace.most.clone());
            let page = ListPage { number, at_a_time };
            let mut fetch = self.strategy.fetch(slot.cursor.clone());
            let fetch = poll_fn(move |cx| waits.of(|| page.of(|| fetch.poll_unpin(cx))));
            let mut fetch: Numbered<R> = Box::pin(fetch.map(move |page| (number, page)));
            // The next poll polls it again, and is woken by it from then on.
            match fetch.poll_unpin(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready((_, page)) => {
                    self.stats.extend(stats(&page));
                    slot.state = State::Done(page);
                }
                Poll::Pending => {
                    let (handle, registration) = AbortHandle::new_pair();
                    self.fetches.push(Abortable::new(fetch, registration));
                    slot.state = State::UnderWay(handle);
                }
            }
        }
    }

    /// Makes room for one more page, if it has no room, by dropping the page furthest ahead: it can
    /// be planned and fetched again. (Where pages are fetched ahead, the page that was passed on last left
    /// room.)
    fn make_room(&mut self) {
        let most = self.pace.most.get();
        let room = if most > 1 { most + 1 } else { most };
        if self.slots.len() < room {
            return;
        }
        if let Some(Slot { state: State::UnderWay(fetch), .. }) = self.slots.pop_back() {
            fetch.abort();
        }
    }

    /// Takes the first page, if it has come and can be judged.
    fn take_front(&mut self) -> Result<Option<Arrival<R::Item>>, Error> {
        let Some(slot) = self.slots.front_mut() else { return Ok(None) };
        let State::Done(page) = &mut slot.state else { return Ok(None) };
        let judged = match page {
            Ok(page) => self.strategy.judge(&mut self.frontier, &slot.cursor, page),
            Err(error) => {
                self.pace.came(true);
                Err(error.clone())
            }
        };
        let end = match judged {
            Ok(Judgement::Take { end }) => end,
            Ok(Judgement::Before(cursor)) => {
                self.make_room();
                let slot = self.slot(cursor);
                self.slots.push_front(slot);
                return Ok(None);
            }
            Err(error) => {
                slot.state = State::Idle;
                return Err(error);
            }
        };
        // Behind the end there is nothing: a list read to its end is resumed at its last page.
        let is_place = R::HAS_PLACES && end.is_none();
        let place_behind = is_place.then(|| serde_json::to_value(&self.frontier)).transpose();
        let place_behind = place_behind.map_err(|error| {
            Error::protocol("a place in the list cannot be written as JSON").with_source(error)
        })?;
        let Some(Slot { state: State::Done(Ok(page)), .. }) = self.slots.pop_front() else {
            return Ok(None);
        };
        self.pace.came(page.stats.pushed_back);
        if end.is_some() {
            self.slots.clear();
            self.fetches = FuturesUnordered::new();
        }
        let Fetched { rows, server_pages, server_rows, omitted, .. } = page;
        let rows = rows.into();
        Ok(Some(Arrival { rows, server_pages, server_rows, omitted, place_behind, end }))
    }
}

impl<R: Strategy> Fetching<R::Item> for Prefetcher<R> {
    fn row_filter(&self, item: &R::Item) -> RowFilter {
        self.strategy.list().row_filter(item)
    }

    fn set_concurrency(&mut self, pages: usize) {
        self.pace = Pace::new(pages);
    }

    fn resume(&mut self, place: &Value) -> Result<(), Error> {
        let frontier = R::Frontier::deserialize(place).map_err(|error| {
            Error::new(ErrorKind::Checkpoint, "its place in the list is unreadable")
                .with_source(error)
        })?;
        if !self.strategy.accepts(&frontier) {
            return Err(Error::new(ErrorKind::Checkpoint, "its place in the list is not possible"));
        }
        self.frontier = frontier;
        Ok(())
    }

    fn poll_arrival(&mut self, cx: &mut Context<'_>) -> Poll<Result<Arrival<R::Item>, Error>> {
        loop {
            self.plan();
            if self.slots.is_empty() {
                let unknown = "it is not known which page of the list comes next";
                return Poll::Ready(Err(Error::new(ErrorKind::Protocol, unknown)));
            }
            self.begin();
            self.drive(cx);
            if let Some(arrival) = self.take_front()? {
                // Where pages were fetched ahead, another one is asked for in place of the page that is
                // passed on, so that it is under way while those rows are read.
                if !self.slots.is_empty() {
                    self.plan();
                    self.begin();
                }
                return Poll::Ready(Ok(arrival));
            }
            // A page that belongs before the first one is still to be asked for.
            if !self.slots.front().is_some_and(Slot::is_idle) {
                return Poll::Pending;
            }
        }
    }

    fn proof_so_far(&self, is_first: bool) -> Proof {
        self.strategy.proof_so_far(&self.frontier, is_first)
    }

    fn drive(&mut self, cx: &mut Context<'_>) {
        while let Poll::Ready(Some(ended)) = self.fetches.poll_next_unpin(cx) {
            // A fetch that was cancelled.
            let Ok((number, page)) = ended else { continue };
            self.stats.extend(stats(&page));
            let mut slots = self.slots.iter_mut().enumerate();
            let Some((place, slot)) = slots.find(|(_, slot)| slot.number == number) else {
                continue;
            };
            slot.state = State::Done(page);
            if place == 0 {
                // This page is passed on and the next one asked for before those behind it are read.
                return;
            }
        }
    }

    #[cfg(feature = "blocking")]
    fn ask_anew(&mut self) {
        for slot in &mut self.slots {
            if matches!(slot.state, State::UnderWay(_)) {
                slot.state = State::Idle;
            }
        }
        self.fetches = FuturesUnordered::new();
    }

    fn take_stats(&mut self) -> Vec<RequestStats> {
        std::mem::take(&mut self.stats)
    }

    #[cfg(test)]
    fn held(&self) -> usize {
        let rows = |slot: &Slot<R>| match &slot.state {
            State::Done(Ok(page)) => page.rows.len(),
            _ => 0,
        };
        self.slots.iter().map(rows).sum()
    }
}

/// What a fetch took, where a server was asked.
fn stats<T, A>(came: &Result<Fetched<T, A>, Error>) -> Option<RequestStats> {
    match came {
        Ok(page) => Some(page.stats),
        Err(error) if error.kind() == ErrorKind::Cassette => None,
        Err(error) => Some(RequestStats::from(error)),
    }
}

/// How many pages are fetched at the same time.
///
/// Halves the number when a server refuses (429, 503) or fails, and raises it by one after as many
/// successful pages as are fetched at the same time. Pages count in the order of the list.
#[derive(Debug)]
struct Pace {
    /// Shared with those who may set it.
    most: PagesAtATime,
    /// How many fewer are fetched.
    fewer: usize,
    /// Successful pages since the last change.
    well: usize,
}

impl Pace {
    fn new(most: usize) -> Self {
        Self { most: PagesAtATime::new(most), fewer: 0, well: 0 }
    }

    fn allowed(&self) -> usize {
        self.most.get().saturating_sub(self.fewer).max(1)
    }

    /// A page came, after the server pushed back or not.
    fn came(&mut self, pushed_back: bool) {
        if pushed_back {
            self.fewer = self.most.get().saturating_sub((self.allowed() / 2).max(1));
            self.well = 0;
            return;
        }
        self.well += 1;
        if self.well >= self.allowed() && self.fewer > 0 {
            self.fewer -= 1;
            self.well = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_halves_when_pushed_back_and_rises_slowly() {
        let mut pace = Pace::new(8);
        pace.came(true);
        assert_eq!(pace.allowed(), 4);
        for _ in 0..4 {
            pace.came(false);
        }
        assert_eq!(pace.allowed(), 5);
        for _ in 0..5 {
            pace.came(true);
        }
        assert_eq!(pace.allowed(), 1);
        for _ in 0..100 {
            pace.came(false);
        }
        assert_eq!(pace.allowed(), 8, "and never above what was asked for");
    }
}
