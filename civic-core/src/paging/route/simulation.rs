//! A server in memory that does to a walk what servers do, and a referee who remembers what was
//! there throughout.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fastrand::Rng;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use serde::Deserialize;

use crate::http::{Clock, Receipt};
use crate::paging::{
    Key, List, NumberedList, NumberedPage, Position, RawRow, Report, Verdict, Walk,
};
use crate::testing::VirtualClock;
use crate::{Error, ErrorKind};

#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub(super) id: u64,
    at: i64,
}

#[derive(Clone, Copy)]
struct Record {
    at: i64,
    /// Whether it passes the walk's filter, which may change.
    matches: bool,
}

/// How a list behaves while it is walked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weather {
    pub(super) rows: u64,
    pub(super) rows_a_day: u64,
    /// Chance of one change between any two looks of the server at its table.
    pub(super) churn: f64,
    pub(super) bursts: bool,
    /// Rows that share one moment, in groups of up to so many.
    pub(super) ties: u64,
    pub(super) shuffled_ties: bool,
    /// Larger pages are cut to this.
    pub(super) largest_page: u64,
    /// Chance that a request fails.
    pub(super) faults: f64,
    pub(super) concurrency: usize,
    pub(super) as_completed: bool,
    pub(super) page_size: u64,
}

impl Weather {
    pub(super) fn quiet(rows: u64) -> Self {
        Self {
            rows,
            rows_a_day: 20,
            churn: 0.0,
            bursts: false,
            ties: 1,
            shuffled_ties: false,
            largest_page: 100,
            faults: 0.0,
            concurrency: 1,
            as_completed: false,
            page_size: 100,
        }
    }

    /// Anything that may happen, by chance.
    pub(super) fn any(rng: &mut Rng) -> Self {
        let pick = |rng: &mut Rng, choices: &[u64]| choices[rng.usize(..choices.len())];
        Self {
            rows: pick(rng, &[0, 1, 5, 11, 12, 13, 24, 25, 60, 100, 101, 240, 600]),
            rows_a_day: pick(rng, &[1, 5, 20, 80, 300]),
            churn: [0.05, 0.2, 0.4, 0.9][rng.usize(..4)],
            bursts: rng.bool(),
            ties: pick(rng, &[1, 1, 1, 3, 8, 40]),
            shuffled_ties: rng.bool(),
            largest_page: pick(rng, &[12, 24, 25, 100, 100]),
            faults: [0.0, 0.0, 0.1][rng.usize(..3)],
            concurrency: usize::try_from(pick(rng, &[1, 1, 2, 4, 8])).unwrap(),
            as_completed: rng.u8(..4) == 0,
            page_size: pick(rng, &[12, 20, 25, 100, 100]),
        }
    }
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

    pub(super) fn requests(&self) -> u64 {
        self.0.lock().unwrap().requests
    }

    fn survivors(&self) -> BTreeSet<u64> {
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
        let size = size.min(self.weather.largest_page);
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
                let mut latency = || Duration::from_millis(inner.rng.u64(1..50));
                let (there, back) = (latency(), latency());
                (inner.clock.clone(), there, back)
            };
            clock.sleep(there).await;
            let answer = self.0.lock().unwrap().answer(number, size);
            clock.sleep(back).await;
            answer
        })
    }
}

/// What came of a walk.
pub(super) struct Outcome {
    pub(super) report: Report,
    /// Rows that were there throughout and did not come.
    pub(super) missed: usize,
    /// Rows that came more than once.
    pub(super) repeated: usize,
    pub(super) requests: u64,
}

impl Outcome {
    pub(super) fn is_wrong(&self) -> bool {
        matches!(self.report.verdict, Verdict::Complete { .. })
            && (self.missed > 0 || self.repeated > 0)
    }
}

pub(super) fn walk(weather: Weather, seed: u64, way: fn(Table) -> Walk<Item>) -> Outcome {
    let clock = VirtualClock::new();
    let table = Table::new(weather, seed, clock.clone());
    let mut walk = way(table.clone()).concurrency(weather.concurrency);
    if weather.as_completed {
        walk = walk.as_completed();
    }
    let mut came: BTreeMap<u64, usize> = BTreeMap::new();
    clock
        .run(async {
            while let Some(item) = walk.next().await {
                if let Ok(item) = item {
                    *came.entry(item.id).or_default() += 1;
                }
            }
        })
        .unwrap();
    Outcome {
        report: walk.report(),
        missed: table.survivors().iter().filter(|id| !came.contains_key(id)).count(),
        repeated: came.values().filter(|times| **times > 1).count(),
        requests: table.requests(),
    }
}

/// Walks to make: many more when the environment asks for it.
pub(super) fn walks() -> u64 {
    std::env::var("CIVIC_WALKS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}

mod tests {
    use super::*;

    #[test]
    fn no_complete_walk_misses_or_repeats_a_row_whatever_happens() {
        let (mut complete, mut gaps, mut agreed) = (0, 0, 0);
        for seed in 0..walks() {
            let weather = Weather::any(&mut Rng::with_seed(seed ^ 0x5eed));
            let outcome = walk(weather, seed, Walk::gap_free);
            match &outcome.report.verdict {
                Verdict::Complete { .. } => complete += 1,
                Verdict::Agreed { .. } => agreed += 1,
                _ => gaps += 1,
            }
            assert!(
                !outcome.is_wrong(),
                "seed {seed}: missed {}, repeated {}, {} under {weather:?}",
                outcome.missed,
                outcome.repeated,
                outcome.report,
            );
        }
        println!("{complete} complete, {agreed} agreed, {gaps} with a possible gap");
        assert!(complete > walks() / 2, "{complete} of {}: honest, but of little use", walks());
    }

    #[test]
    fn the_same_referee_sees_the_gaps_of_a_naive_walk() {
        let wrong = (0..500)
            .filter(|seed| {
                let weather =
                    Weather { churn: 0.4, bursts: true, page_size: 25, ..Weather::quiet(600) };
                walk(weather, *seed, Walk::by_page_number).missed > 0
            })
            .count();
        println!("{wrong} of 500 naive walks have a gap");
        assert!(wrong > 100, "{wrong}");
    }

    #[test]
    fn on_quiet_lists_every_walk_is_complete() {
        for seed in 0..2_000 {
            let mut weather = Weather::any(&mut Rng::with_seed(seed));
            (weather.churn, weather.faults) = (0.0, 0.0);
            // More rows of one moment than half a page are another test's business.
            weather.ties = weather.ties.min(3);
            let outcome = walk(weather, seed, Walk::gap_free);
            assert_eq!((outcome.missed, outcome.repeated), (0, 0), "seed {seed} {weather:?}");
            assert_eq!(
                outcome.report.verdict,
                Verdict::Complete { provided: None },
                "seed {seed}: {} under {weather:?}",
                outcome.report
            );
        }
    }

    #[test]
    fn more_rows_of_one_moment_than_a_page_are_tallied() {
        for shuffled_ties in [false, true] {
            for seed in 0..200 {
                let mut weather =
                    Weather { ties: 400, shuffled_ties, page_size: 50, ..Weather::quiet(500) };
                weather.rows_a_day = 300;
                let outcome = walk(weather, seed, Walk::gap_free);
                let verdict = outcome.report.verdict;
                assert!(
                    !shuffled_ties
                        || verdict != Verdict::Complete { provided: None }
                        || outcome.missed == 0
                );
                if matches!(verdict, Verdict::Agreed { .. } | Verdict::Complete { .. }) {
                    assert_eq!(outcome.missed, 0, "seed {seed} {verdict}");
                }
                if !shuffled_ties {
                    let fine = matches!(verdict, Verdict::Agreed { .. } | Verdict::Complete { .. });
                    assert!(fine, "seed {seed} {verdict}");
                }
            }
        }
    }

    #[test]
    fn a_proven_walk_costs_little_more_than_a_naive_one() {
        for rows_a_day in [5, 20, 80, 300] {
            let weather = Weather { rows_a_day, ..Weather::quiet(3_000) };
            let proven = walk(weather, 1, Walk::gap_free).requests;
            let naive = walk(weather, 1, Walk::by_page_number).requests;
            println!("{rows_a_day} rows a day: {proven} requests against {naive}");
            assert!(proven * 4 <= naive * 5 + 8, "{proven} against {naive}");
        }
    }
}
