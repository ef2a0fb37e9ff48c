use std::collections::{BTreeSet, VecDeque};
use std::future;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};

use super::*;
use crate::clock::Clock;
use crate::list::source::{Fetch, ListSpec, Next, Page, PageSource, Proof};
use crate::list::source::{Key as Digest, PageRow, RawRow};
use crate::list::{Completeness, Gap, Paginator};
use crate::sync::source::{AllRows, Origin, no_single_reads};
use crate::sync::{Report, State, SyncRun};
use crate::testing::VirtualClock;

/// A list in no order: the rows that each reading of it brings, the last one again and again. A row above a
/// hundred is the row of the number that is a hundred less, and cannot be read.
#[derive(Clone)]
struct Readings {
    rows: Arc<Mutex<VecDeque<Vec<u8>>>>,
    /// Whether each row can be read by itself, and is there.
    are_there: bool,
}

impl Readings {
    fn of(readings: impl IntoIterator<Item = Vec<u8>>, are_there: bool) -> Self {
        Self { rows: Arc::new(Mutex::new(readings.into_iter().collect())), are_there }
    }
}

impl ListSpec for Readings {
    type Item = u8;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        "readings".to_owned()
    }

    fn key(&self, row: &u8) -> Digest {
        Digest::of([[*row]])
    }
}

impl PageSource for Readings {
    type List = Self;
    type Cursor = ();

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        "one answer"
    }

    fn first(&self) {}

    fn fetch(&self, (): ()) -> Fetch<'_, Self> {
        let mut readings = self.rows.lock().unwrap();
        let rows =
            if readings.len() > 1 { readings.pop_front() } else { readings.front().cloned() };
        let unreadable = |row: u8| {
            let text = format!(r#"{{"id":"{}"}}"#, row - 100);
            PageRow::Raw(RawRow::new(Bytes::from(text)))
        };
        let of = |row: u8| if row > 100 { unreadable(row) } else { PageRow::Decoded(row) };
        let rows = rows.unwrap_or_default().into_iter().map(of);
        let stats = crate::http::platform::RequestStats::default();
        Box::pin(future::ready(Ok(Page::new(rows, Next::End(Proof::Sound), stats))))
    }
}

impl SyncSource for Readings {
    type Item = u8;

    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        Box::pin(future::ready(Ok(Origin::new("test/1", "https://a.example.org", "rows"))))
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(VirtualClock::new())
    }

    fn key(&self, row: &u8) -> Option<Key> {
        Some(Key::new(row.to_string()))
    }

    fn content(&self, row: &u8) -> serde_json::Result<Value> {
        Ok((*row).into())
    }

    fn matches(&self, _row: &u8) -> bool {
        true
    }

    fn is_ordered(&self) -> bool {
        false
    }

    fn all(&self) -> AllRows<u8> {
        Paginator::by_cursor(self.clone()).into()
    }

    fn has_single_reads(&self) -> bool {
        self.are_there
    }

    fn get(&self, key: &Key) -> BoxFuture<'_, Result<u8, Error>> {
        if !self.are_there {
            return no_single_reads("rows");
        }
        Box::pin(future::ready(Ok(key.to_string().parse().unwrap())))
    }
}

/// How often such a list is read, and the rows that a copy has in the end.
fn read(readings: &[&[u8]]) -> (u32, BTreeSet<u8>) {
    let (passes, rows, _) = read_after(State::new(), readings);
    (passes, rows)
}

/// The same after earlier runs, with the state for the next one.
fn read_after(state: State, readings: &[&[u8]]) -> (u32, BTreeSet<u8>, State) {
    let list = Readings::of(readings.iter().map(|rows| rows.to_vec()), false);
    let changes = SyncRun::new(list, state).collect::<Vec<_>>();
    let mut rows = BTreeSet::new();
    for change in changes.now_or_never().unwrap().into_iter().flatten() {
        match change {
            Change::Upsert { row, .. } => drop(rows.insert(row)),
            Change::Synced { report, state } => return (report.passes, rows, state),
            _ => {}
        }
    }
    panic!("the run is not complete");
}

#[test]
fn two_readings_agree_if_they_have_the_same_rows_and_not_only_as_many() {
    assert_eq!(read(&[&[1, 2, 3]]), (2, [1, 2, 3].into()));
    // A row that moved is in none of the two readings that have as many rows.
    assert_eq!(read(&[&[1, 2, 3], &[1, 2, 4], &[1, 2, 3, 4]]), (4, [1, 2, 3, 4].into()));
}

#[test]
fn a_reading_that_brings_fewer_rows_does_not_agree_with_the_one_before_it() {
    assert_eq!(read(&[&[1, 2, 3], &[1, 2], &[1, 2, 3]]), (4, [1, 2, 3].into()));
}

#[test]
fn a_row_that_cannot_be_read_and_that_the_reading_before_did_not_have_shows_that_they_differ() {
    let (_, _, state) = read_after(State::new(), &[&[1, 2, 7]]);
    // Two readings that have two rows each, and not the same.
    let (passes, ..) = read_after(state, &[&[1, 2], &[1, 107], &[1, 2, 7]]);
    assert_eq!(passes, 4);
}

/// The list has another row each time, and leaves out rows that are there.
#[test]
fn readings_that_never_agree_are_made_five_times_and_five_times_more_where_the_list_is_doubted() {
    let another = || (31..=60).map(|row| vec![row]);
    let read = |list: Readings, state: State| {
        let changes = SyncRun::new(list, state).map(Result::unwrap).collect::<Vec<_>>();
        match changes.now_or_never().unwrap().pop() {
            Some(Change::Synced { state, report } | Change::Incomplete { state, report }) => {
                (state, report)
            }
            other => panic!("{other:?}"),
        }
    };
    let unsteady = |report: &Report, passes: u32| {
        let gaps = vec![Gap::PassesDiffer { passes }];
        assert_eq!(report.list.completeness, Completeness::Incomplete { gaps });
        assert_eq!(report.passes, passes);
    };
    unsteady(&read(Readings::of(another(), false), State::new()).1, 5);
    let (state, _) = read(Readings::of([(1..=30).collect()], true), State::new());
    // Two readings agree, and what they leave out answers.
    let few: Vec<u8> = (1..=5).collect();
    let doubted = [few.clone(), few].into_iter().chain(another());
    unsteady(&read(Readings::of(doubted, true), state).1, 10);
}
