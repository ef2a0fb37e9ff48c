//! How large a checkpoint of each kind of list gets, in its worst case.

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use serde::Deserialize;

use super::*;
use crate::http::platform::RequestStats;
use crate::list::source::{
    Fetch, Key, ListSpec, Named, Next, NumberedList, NumberedPage, Page, PageRow, PageSource, Proof,
};
use crate::testing::VirtualClock;

/// What a checkpoint holds at most besides a cursor.
const REST: usize = 1_024;

#[derive(Deserialize)]
struct Row {
    id: u64,
}

/// Every second page is empty although more follow, and both counts change with every page.
struct Troubled;

impl ListSpec for Troubled {
    type Item = Row;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        "troubled/1".to_owned()
    }

    fn key(&self, item: &Row) -> Key {
        Key::of([item.id.to_le_bytes()])
    }
}

impl NumberedList for Troubled {
    fn page_size(&self) -> u64 {
        2
    }

    fn honoured_size(&self) -> u64 {
        1
    }

    fn page(
        &self,
        number: u64,
        _size: u64,
    ) -> BoxFuture<'_, Result<NumberedPage<Self::Item>, Error>> {
        let rows =
            if number.is_multiple_of(2) { Vec::new() } else { vec![2 * number, 2 * number + 1] };
        let page = NumberedPage {
            rows: rows.into_iter().map(|id| PageRow::json(format!("{{\"id\":{id}}}"))).collect(),
            number: Some(number),
            total_pages: u64::MAX - number,
            total_rows: Some(u64::MAX - number),
            stats: RequestStats::default(),
        };
        Box::pin(async move { Ok(page) })
    }
}

/// The largest checkpoint behind the first so many pages.
fn largest<T: Send + 'static>(paginator: Paginator<T>, pages: usize) -> String {
    let read = paginator.pages().take(pages);
    let sizes = read.map(|page| serde_json::to_string(&page.unwrap().checkpoint).unwrap());
    let all: Vec<String> = VirtualClock::new().run(sizes.collect()).unwrap();
    all.into_iter().max_by_key(String::len).unwrap()
}

#[test]
fn numbered_pages_with_a_gap_in_each() {
    let checkpoint = largest(Paginator::by_page_number(Troubled), 1_000);
    assert!(
        checkpoint.contains("empty_page") && checkpoint.contains("\"more\":49"),
        "{checkpoint}"
    );
    assert!(checkpoint.len() < REST, "{}: {checkpoint}", checkpoint.len());
    let place = serde_json::from_str::<serde_json::Value>(&checkpoint).unwrap()["place"].take();
    let checkpoint = serde_json::to_string(&Checkpoint::largest(place)).unwrap();
    assert!(checkpoint.len() < 2 * REST, "{}: {checkpoint}", checkpoint.len());
}

#[test]
fn passes_hold_no_place() {
    let checkpoint = largest(Paginator::in_passes(Troubled), 100);
    assert!(checkpoint.contains("\"place\":null"), "{checkpoint}");
    assert!(checkpoint.len() < REST, "{}: {checkpoint}", checkpoint.len());
}

/// Cursors of so many bytes; the second page names so many rows that did not come.
struct Long {
    bytes: usize,
    named: u64,
}

impl ListSpec for Long {
    type Item = Row;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        "long/1".to_owned()
    }

    fn key(&self, item: &Row) -> Key {
        Key::of([item.id.to_le_bytes()])
    }
}

impl Long {
    fn cursor(&self, at: u64) -> String {
        format!("{at:0width$}", width = self.bytes)
    }
}

impl PageSource for Long {
    type List = Self;
    type Cursor = String;

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        "long cursors"
    }

    fn first(&self) -> String {
        self.cursor(0)
    }

    fn fetch(&self, cursor: String) -> Fetch<'_, Self> {
        let at: u64 = cursor.parse().unwrap();
        let next = match at {
            0 => Next::Check(self.cursor(1)),
            1.. => Next::End(Proof::Agreed(2)),
        };
        let row = PageRow::json(format!("{{\"id\":{at}}}"));
        let mut page = Page::new([row], next, RequestStats::default());
        if at == 1 {
            let named = (2..2 + self.named).map(|id| (Key::of([id.to_le_bytes()]), id));
            page.named = named.map(|(key, id)| Named { key, at: self.cursor(id) }).collect();
        }
        Box::pin(async move { Ok(page) })
    }
}

#[test]
fn a_cursor_is_in_it_once() {
    let checkpoint = largest(Paginator::by_cursor(Long { bytes: 3_000, named: 0 }), 2);
    assert!((3_000..3_000 + REST).contains(&checkpoint.len()), "{}", checkpoint.len());
}

#[test]
fn of_named_rows_that_are_still_to_be_fetched_there_are_at_most_a_hundred_and_one() {
    for (named, held) in [(50, 50), (100, 100), (101, 101), (100_000, 101)] {
        let list = Long { bytes: 30, named };
        let checkpoint = largest(Paginator::by_cursor(list), 3);
        // Each in quotes, with a comma.
        let cursors = held * 33;
        let is_read_singly = named <= 100;
        assert_eq!(checkpoint.contains("missed"), is_read_singly, "{named}");
        assert!(checkpoint.len() < cursors + REST, "{named}: {}", checkpoint.len());
    }
}
