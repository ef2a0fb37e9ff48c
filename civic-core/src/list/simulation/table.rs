//! A server in memory that behaves as servers do, and remembers what was there
//! throughout.

mod changes;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fastrand::Rng;
use futures_util::future::BoxFuture;
use serde::Deserialize;

use super::weather::{Event, Weather};
use crate::clock::Clock;
use crate::http::platform::RequestStats;
use crate::list::Condition;
use crate::list::simulation::cursor_list::{CursorList, CursorPage};
use crate::list::source::{Key, ListSpec, NumberedList, NumberedPage, PageRow, Position};
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
    /// Whether it passes the filter, which may change.
    matches: bool,
}

#[derive(Clone)]
pub(super) struct Table(Arc<Mutex<Inner>>);

struct Inner {
    weather: Weather,
    /// What the list answers, by which a checkpoint tells it from others.
    identity: &'static str,
    rng: Rng,
    clock: VirtualClock,
    rows: BTreeMap<u64, Record>,
    next_id: u64,
    now: i64,
    requests: u64,
    /// Changes since the first look, and rows that pages were cut short by.
    changes: u64,
    cuts: u64,
    /// Rows that were there and passed the filter at every look so far.
    throughout: BTreeSet<u64>,
    happened: BTreeSet<Event>,
    /// Rows that were on a page, and those that were on more than one.
    shown: BTreeSet<u64>,
    shown_again: BTreeSet<u64>,
    /// The size that the last page was cut to, and the furthest place asked for.
    last_cut: Option<u64>,
    furthest: u64,
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
        let mut happened = BTreeSet::new();
        let crowded = |length: i64| {
            let mut crowd = BTreeMap::new();
            for row in rows.values() {
                *crowd.entry(row.at / length).or_insert(0) += 1;
            }
            crowd.values().any(|rows| *rows > weather.page_size.max(25))
        };
        for (event, occurs) in [
            (Event::DayAboveAPage, crowded(DAY)),
            (Event::MomentAboveAPage, crowded(1)),
            (Event::FetchedAhead, weather.concurrency > 1),
        ] {
            happened.extend(occurs.then_some(event));
        }
        Self(Arc::new(Mutex::new(Inner {
            next_id: weather.rows,
            weather,
            identity: "simulation/1",
            rng,
            clock,
            rows,
            now: 1_001 * DAY,
            requests: 0,
            changes: 0,
            cuts: 0,
            throughout,
            happened,
            shown: BTreeSet::new(),
            shown_again: BTreeSet::new(),
            last_cut: None,
            furthest: 0,
        })))
    }

    /// The same as another list.
    pub(super) fn with_identity(self, identity: &'static str) -> Self {
        self.0.lock().unwrap().identity = identity;
        self
    }

    /// Many new rows at once.
    pub(super) fn grow(&self, rows: u64) {
        self.0.lock().unwrap().grow(rows);
    }

    /// Many rows of one moment, in the middle of the list.
    pub(super) fn crowd(&self, rows: u64) {
        let middle = self.0.lock().unwrap().rows.len() / 2;
        self.crowd_at(middle, rows);
    }

    /// More rows of the moment of the oldest.
    pub(super) fn crowd_the_end(&self, rows: u64) {
        let last = self.0.lock().unwrap().rows.len() - 1;
        self.crowd_at(last, rows);
    }

    fn crowd_at(&self, place: usize, rows: u64) {
        let mut inner = self.0.lock().unwrap();
        let at = inner.rows.values().nth(place).unwrap().at;
        for _ in 0..rows {
            let id = inner.next_id;
            inner.insert(at);
            inner.throughout.insert(id);
        }
    }

    /// Whether this was so, from the first look to the last.
    pub(super) fn held(&self, condition: Condition) -> bool {
        let inner = self.0.lock().unwrap();
        match condition {
            // Of the moment in question no more is known than of the list.
            Condition::ListUnchanged | Condition::MomentUnchanged => inner.changes == 0,
            Condition::ShortAnswerWhole => inner.cuts == 0,
            other => panic!("{other}: no such condition is simulated"),
        }
    }

    /// Everything that happened so far.
    pub(super) fn happened(&self) -> BTreeSet<Event> {
        self.0.lock().unwrap().happened.clone()
    }

    /// How many rows were on more than one page.
    pub(super) fn shown_again(&self) -> usize {
        self.0.lock().unwrap().shown_again.len()
    }

    pub(super) fn requests(&self) -> u64 {
        self.0.lock().unwrap().requests
    }

    pub(super) fn survivors(&self) -> BTreeSet<u64> {
        self.0.lock().unwrap().throughout.clone()
    }

    /// Those of them that are newer than this.
    pub(super) fn survivors_since(&self, at: i64) -> BTreeSet<u64> {
        let inner = self.0.lock().unwrap();
        let is_newer = |id: &&u64| inner.rows.get(*id).is_some_and(|record| record.at > at);
        inner.throughout.iter().filter(is_newer).copied().collect()
    }
}

impl Inner {
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
        if self.weather.misplaced && rows.len() > 40 {
            let late = rows.len() - 20;
            rows.swap(late, late - 5);
        }
        let from = usize::try_from((number - 1) * size).unwrap();
        let page = rows.into_iter().skip(from).take(usize::try_from(size).unwrap());
        let page: Vec<_> = page.map(|(at, _, id)| (id, -at)).collect();
        for (id, _) in &page {
            if !self.shown.insert(*id) {
                self.shown_again.insert(*id);
            }
        }
        if shuffled && page.windows(2).any(|two| two[0].1 == two[1].1) {
            self.happened.insert(Event::ShuffledTies);
        }
        page
    }

    fn answer(&mut self, number: u64, size: u64) -> Result<NumberedPage<Item>, Error> {
        self.requests += 1;
        self.change();
        for _ in 0..self.weather.inserts {
            self.now += DAY / 1_000;
            self.insert(self.now);
        }
        if self.rng.f64() < self.weather.faults {
            self.happened.insert(Event::Failed);
            return Err(Error::new(ErrorKind::Connect, "fault").tried(1, Duration::ZERO));
        }
        let cut = if self.weather.cut_varies { self.rng.u64(12..=100) } else { 100 };
        let asked = size;
        let size = size.min(self.weather.largest_page).min(cut);
        if size < asked {
            self.cuts += 1;
            self.happened.insert(Event::CutPage);
            if self.last_cut.replace(size).is_some_and(|last| last != size) {
                self.happened.insert(Event::CutOtherwise);
            }
        }
        let matching = self.rows.values().filter(|row| row.matches).count() as u64;
        let last = matching.div_ceil(size).max(1);
        let beyond = self.weather.last_page_for_all_beyond && number > last;
        let number = if beyond { last } else { number };
        self.happened.extend(beyond.then_some(Event::LastPageForOneBeyond));
        if self.shown.is_empty() {
            self.changes = 0;
        }
        let page = self.look(number, size);
        // Rows and count are two looks.
        self.change();
        let count = self.rows.values().filter(|row| row.matches).count() as u64;
        Ok(NumberedPage {
            rows: page
                .into_iter()
                .map(|(id, at)| PageRow::json(format!("{{\"id\":{id},\"at\":{at}}}")))
                .collect(),
            number: Some(number),
            total_pages: count.div_ceil(size),
            total_rows: self.weather.counts_rows.then_some(count),
            stats: RequestStats { attempts: 1, ..RequestStats::default() },
        })
    }
}

impl ListSpec for Table {
    type Item = Item;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        self.0.lock().unwrap().identity.to_owned()
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

    fn counts_rows(&self) -> bool {
        self.0.lock().unwrap().weather.counts_rows
    }

    fn page(
        &self,
        number: u64,
        size: u64,
    ) -> BoxFuture<'_, Result<NumberedPage<Self::Item>, Error>> {
        Box::pin(async move {
            let (clock, there, back) = {
                let mut inner = self.0.lock().unwrap();
                if number * size <= inner.furthest {
                    inner.happened.insert(Event::WentBack);
                }
                inner.furthest = inner.furthest.max((number - 1) * size);
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

/// The same list, where each page names the next.
impl CursorList for Table {
    fn page(&self, cursor: Option<String>) -> BoxFuture<'_, Result<CursorPage<Self::Item>, Error>> {
        Box::pin(async move {
            let number = cursor.map_or(1, |number| number.parse().unwrap());
            let size = self.page_size();
            let page = NumberedList::page(self, number, size).await?;
            Ok(CursorPage {
                rows: page.rows,
                next: (number < page.total_pages).then(|| (number + 1).to_string()),
                total: Some(page.total_pages),
                stats: page.stats,
            })
        })
    }
}
