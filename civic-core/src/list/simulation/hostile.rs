//! Servers that follow no rule at all: reading ends, or brings new rows.

use std::sync::{Arc, Mutex};

use fastrand::Rng;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;

use super::Item;
use crate::Error;
use crate::http::platform::RequestStats;
use crate::list::Paginator;
use crate::list::simulation::cursor_list::{ByCursor, CursorList, CursorPage};
use crate::list::source::{Key, ListSpec, NumberedList, NumberedPage, PageRow, Position};
use crate::testing::VirtualClock;

/// A server that answers anything.
#[derive(Clone)]
struct Nonsense(Arc<Mutex<(Rng, u64)>>);

impl Nonsense {
    fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new((Rng::with_seed(seed), 0))))
    }

    fn requests(&self) -> u64 {
        self.0.lock().unwrap().1
    }

    fn answer(&self, number: u64, size: u64) -> NumberedPage<Item> {
        let (rng, requests) = &mut *self.0.lock().unwrap();
        *requests += 1;
        let habit = rng.fork().u8(..4);
        let rows = match habit {
            0 => size,
            1 => rng.u64(0..=size),
            2 => 0,
            _ => rng.u64(0..=2 * size),
        };
        let row = |rng: &mut Rng, place: u64| match rng.u8(..20) {
            0 => "{}".to_owned(),
            1 => format!("{{\"id\":\"{}\"}}", rng.u64(..9)),
            // In order now and then, and never more than so many rows in all.
            2..=9 => {
                let at = 9_000_i64.saturating_sub_unsigned(place);
                format!("{{\"id\":{},\"at\":{at}}}", place % 300)
            }
            _ => format!("{{\"id\":{},\"at\":{}}}", rng.u64(..300), rng.i64(0..9_000)),
        };
        let total_pages = match rng.u8(..5) {
            0 => 0,
            1 => number,
            2 => number + 1,
            3 => u64::MAX,
            _ => rng.u64(..2 * number + 3),
        };
        let places = (number - 1).saturating_mul(size)..;
        NumberedPage {
            rows: places
                .take(usize::try_from(rows).unwrap())
                .map(|at| PageRow::json(row(rng, at)))
                .collect(),
            number: rng.bool().then_some(number),
            total_pages,
            total_rows: rng.bool().then(|| rng.u64(..500)),
            stats: RequestStats { attempts: 1, ..RequestStats::default() },
        }
    }
}

impl ListSpec for Nonsense {
    type Item = Item;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        "nonsense".to_owned()
    }

    fn key(&self, item: &Item) -> Key {
        Key::of([item.id.to_le_bytes()])
    }

    fn position(&self, item: &Item) -> Option<Position> {
        Some(jiff::Timestamp::from_microsecond(item.at).unwrap().into())
    }
}

impl NumberedList for Nonsense {
    fn page_size(&self) -> u64 {
        25
    }

    fn honoured_size(&self) -> u64 {
        12
    }

    fn page(&self, number: u64, size: u64) -> BoxFuture<'_, Result<NumberedPage<Item>, Error>> {
        let answer = self.answer(number, size);
        Box::pin(async move { Ok(answer) })
    }
}

/// A server whose every page names another.
impl CursorList for Nonsense {
    fn page(&self, cursor: Option<String>) -> BoxFuture<'_, Result<CursorPage<Item>, Error>> {
        let number: u64 = cursor.map_or(1, |number| number.parse().unwrap());
        let page = self.answer(number, 25);
        let next = (page.total_pages > number).then(|| (number + 1).to_string());
        let stats = page.stats;
        Box::pin(async move { Ok(CursorPage { rows: page.rows, next, total: None, stats }) })
    }
}

#[test]
fn reading_ends_whatever_the_server_answers() {
    let ways: [fn(Nonsense) -> Paginator<Item>; 4] =
        [Paginator::gap_free, Paginator::by_page_number, Paginator::in_passes, |server| {
            Paginator::by_cursor(ByCursor(server))
        }];
    for seed in 0..300 {
        for (place, way) in ways.iter().enumerate() {
            for concurrency in [1, 4] {
                let server = Nonsense::new(seed);
                let clock = VirtualClock::new();
                let mut paginator = way(server.clone()).concurrency(concurrency);
                let rows = paginator.by_ref().map(|_| ()).take(20_000).count();
                clock.run(rows).unwrap();
                let at = format!("seed {seed}, way {place}, {concurrency}: {}", paginator.report());
                assert!(server.requests() < 5_000, "{} requests, {at}", server.requests());
            }
        }
    }
}
