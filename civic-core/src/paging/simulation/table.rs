//! A server in memory that does to a walk what servers do, and remembers what was there
//! throughout.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fastrand::Rng;
use futures_util::future::BoxFuture;
use serde::Deserialize;

use super::Weather;
use crate::http::{Clock, Receipt};
use crate::paging::{Key, List, NumberedList, NumberedPage, Position, RawRow};
use crate::testing::VirtualClock;
use crate::{Error, ErrorKind};

#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub(super) id: u64,
    pub(super) at: i64,
}

#[derive(Clone, Copy)]
struct Record {
    pub(super) at: i64,
    /// Whether it passes the walk's filter, which may change.
    matches: bool,
}

#[derive(Clone)]
pub(super) struct Table(Arc<Mutex<Inner>>);

struct Inner {
    weather: Weather,
    rng: Rng,
    clock: VirtualClock,
    rows: BTreeMap<u64, Record>,
    next_id: u64,
    now: i64,
    requests: u64,
    /// Rows that were there and passed the filter at every look so far.
    throughout: BTreeSet<u64>,
}

const DAY: i64 = 86_400_000_000;

impl Table {
    pub(super) fn new(weather: Weather, seed: u64, clock: VirtualClock) -> Self {
        let mut rng = Rng::with_seed(seed);
        let mut rows = BTreeMap::new();
        let mut at = 1_000 * DAY;
        let step = DAY / i64::try_from(weather.rows_a_day).unwrap();
        let mut left_of_tie = 0;
        for id in 0..weather.rows {
            if left_of_tie == 0 {
                at -= rng.i64(1..=2 * step);
                left_of_tie = rng.u64(1..=weather.ties);
            }
            left_of_tie -= 1;
            rows.insert(id, Record { at, matches: true });
        }
        let throughout = rows.keys().copied().collect();
        Self(Arc::new(Mutex::new(Inner {
            next_id: weather.rows,
            weather,
            rng,
            clock,
            rows,
            now: 1_001 * DAY,
            requests: 0,
            throughout,
        })))
    }

    /// Many new rows at once.
    pub(super) fn grow(&self, rows: u64) {
        self.0.lock().unwrap().grow(rows);
    }

    pub(super) fn requests(&self) -> u64 {
        self.0.lock().unwrap().requests
    }

    pub(super) fn survivors(&self) -> BTreeSet<u64> {
        self.0.lock().unwrap().throughout.clone()
    }
}

impl Inner {
    fn change(&mut self) {
        if self.rng.f64() >= self.weather.churn {
            return;
        }
        self.now += self.rng.i64(1..DAY / 100);
        let any = |inner: &mut Self| {
            let place = inner.rng.usize(..inner.rows.len().max(1));
            inner.rows.keys().nth(place).copied()
        };
        match self.rng.u8(..10) {
            // A new row, now.
            0..=2 => self.insert(self.now),
            // An import, somewhere in the past, often on a moment that others have.
            3 | 4 => {
                let Some(id) = any(self) else { return };
                let at =
                    self.rows[&id].at + if self.rng.bool() { 0 } else { self.rng.i64(-DAY..DAY) };
                let copies = if self.weather.bursts { self.rng.u64(1..60) } else { 1 };
                for _ in 0..copies {
                    self.insert(at);
                }
            }
            // A deletion, or a burst of neighbours.
            5..=7 => {
                let Some(id) = any(self) else { return };
                let burst = if self.weather.bursts && self.rng.u8(..4) == 0 { 60 } else { 1 };
                let mut newest_first: Vec<_> =
                    self.rows.iter().map(|(id, r)| (-r.at, *id)).collect();
                newest_first.sort_unstable();
                let from = newest_first.iter().position(|(_, other)| *other == id).unwrap();
                for (_, id) in newest_first.iter().skip(from).take(burst) {
                    self.rows.remove(id);
                    self.throughout.remove(id);
                }
            }
            // An update that moves a row out of the filter, or into it.
            _ => {
                let Some(id) = any(self) else { return };
                let row = self.rows.get_mut(&id).unwrap();
                row.matches = !row.matches;
                self.throughout.remove(&id);
            }
        }
    }

    fn insert(&mut self, at: i64) {
        self.rows.insert(self.next_id, Record { at, matches: true });
        self.next_id += 1;
    }

    fn grow(&mut self, rows: u64) {
        for _ in 0..rows {
            self.now += DAY / 100;
            self.insert(self.now);
        }
    }

    /// One look at the table: rows of a page.
    fn look(&mut self, number: u64, size: u64) -> Vec<(u64, i64)> {
        let shuffled = self.weather.shuffled_ties;
        let mut rows: Vec<(i64, u64, u64)> = self
            .rows
            .iter()
            .filter(|(_, row)| row.matches)
            .map(|(id, row)| (-row.at, if shuffled { self.rng.u64(..) } else { 0 }, *id))
            .collect();
        rows.sort_unstable();
        let from = usize::try_from((number - 1) * size).unwrap();
        let page = rows.into_iter().skip(from).take(usize::try_from(size).unwrap());
        page.map(|(at, _, id)| (id, -at)).collect()
    }

    fn answer(&mut self, number: u64, size: u64) -> Result<NumberedPage, Error> {
        self.requests += 1;
        self.change();
        if self.rng.f64() < self.weather.faults {
            return Err(Error::new(ErrorKind::Connect, "fault").tried(1, Duration::ZERO));
        }
        let cut = if self.weather.cut_varies { self.rng.u64(12..=100) } else { 100 };
        let size = size.min(self.weather.largest_page).min(cut);
        let matching = self.rows.values().filter(|row| row.matches).count() as u64;
        let last = matching.div_ceil(size).max(1);
        let beyond = self.weather.last_page_for_all_beyond && number > last;
        let number = if beyond { last } else { number };
        let page = self.look(number, size);
        // Rows and count are two looks.
        self.change();
        let count = self.rows.values().filter(|row| row.matches).count() as u64;
        Ok(NumberedPage {
            rows: page
                .into_iter()
                .map(|(id, at)| RawRow::new(format!("{{\"id\":{id},\"at\":{at}}}")))
                .collect(),
            number: Some(number),
            total_pages: count.div_ceil(size),
            receipt: Receipt { attempts: 1, ..Receipt::default() },
        })
    }
}

impl List for Table {
    type Item = Item;

    fn noun(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        "simulation/1".to_owned()
    }

    fn key(&self, item: &Item) -> Key {
        Key::of([item.id.to_le_bytes()])
    }

    fn position(&self, item: &Item) -> Option<Position> {
        Some(jiff::Timestamp::from_microsecond(item.at).unwrap().into())
    }
}

impl NumberedList for Table {
    fn page_size(&self) -> u64 {
        self.0.lock().unwrap().weather.page_size
    }

    fn honoured_size(&self) -> u64 {
        12
    }

    fn page(&self, number: u64, size: u64) -> BoxFuture<'_, Result<NumberedPage, Error>> {
        Box::pin(async move {
            let (clock, there, back) = {
                let mut inner = self.0.lock().unwrap();
                let fixed = inner.weather.latency.map(|latency| latency / 2);
                let mut way = || fixed.unwrap_or(Duration::from_millis(inner.rng.u64(1..50)));
                let (there, back) = (way(), way());
                (inner.clock.clone(), there, back)
            };
            clock.sleep(there).await;
            let answer = self.0.lock().unwrap().answer(number, size);
            clock.sleep(back).await;
            answer
        })
    }
}
