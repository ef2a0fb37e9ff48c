//! Lists that have some rows more than once, because the server joins a table.

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use serde::Deserialize;

use crate::Error;
use crate::http::platform::RequestStats;
use crate::list::source::{Key, ListSpec, NumberedList, NumberedPage, PageRow};
use crate::list::{Completeness, Condition, Gap, Paginator};
use crate::testing::VirtualClock;

/// Ids as they stand in the list, in pages of 30.
struct Joined(Vec<u64>);

/// A row that says how often it is in the list.
#[derive(Deserialize)]
struct Authored {
    id: u64,
    authors: u32,
}

impl ListSpec for Joined {
    type Item = Authored;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        "joined".to_owned()
    }

    fn key(&self, item: &Authored) -> Key {
        Key::of([item.id.to_le_bytes()])
    }

    fn copies(&self, item: &Authored) -> u32 {
        item.authors
    }
}

impl NumberedList for Joined {
    fn page(
        &self,
        number: u64,
        size: u64,
    ) -> BoxFuture<'_, Result<NumberedPage<Self::Item>, Error>> {
        let start = usize::try_from((number - 1) * size).unwrap();
        let ids = self.0.iter().skip(start).take(usize::try_from(size).unwrap());
        // Rows of three authors have ids that ten divides.
        let row = |id: &u64| {
            let authors = if id.is_multiple_of(10) { 3 } else { 1 };
            PageRow::json(format!("{{\"id\":{id},\"authors\":{authors}}}"))
        };
        let rows = ids.map(row).collect();
        let total_pages = (self.0.len() as u64).div_ceil(size);
        let stats = RequestStats::default();
        Box::pin(async move {
            Ok(NumberedPage { rows, number: None, total_pages, total_rows: None, stats })
        })
    }

    fn page_size(&self) -> u64 {
        30
    }

    fn honoured_size(&self) -> u64 {
        30
    }
}

/// How many rows come of a list, and how completely it was read.
fn read(ids: Vec<u64>) -> (usize, Completeness) {
    read_by(Paginator::in_passes, ids)
}

fn read_by(way: fn(Joined) -> Paginator<Authored>, ids: Vec<u64>) -> (usize, Completeness) {
    let mut paginator = way(Joined(ids));
    let rows = VirtualClock::new().run(paginator.by_ref().count()).unwrap();
    (rows, paginator.report().completeness)
}

fn joined() -> Vec<u64> {
    let copies = |id: u64| if id.is_multiple_of(10) { 3 } else { 1 };
    (1..=60).flat_map(|id| vec![id; copies(id)]).collect()
}

#[test]
fn copies_that_a_list_knows_of_cost_no_second_pass() {
    let provided = Condition::ListUnchanged;
    assert_eq!(read(joined()), (60, Completeness::Consistent { provided }));
}

#[test]
fn a_copy_too_many_does_not_make_up_for_a_row_too_few() {
    // As many rows as the server counts; but one came again in the place of another, or of
    // another's copy, so that there must have been a shift.
    for (place, instead) in [(0, 2), (11, 9)] {
        let mut ids = joined();
        ids[place] = instead;
        assert!(matches!(read(ids).1, Completeness::Agreed { passes: 2 }), "{place}");
    }
}

#[test]
fn a_row_that_comes_on_two_pages_in_place_of_another_leaves_a_gap_however_many_passes_agree() {
    let mut ids = joined();
    ids[0] = ids[40];
    // In each of three passes.
    let gaps = vec![Gap::Short { read: 71, expected: 72 }, Gap::Shifted { duplicates: 3 }];
    assert_eq!(read(ids), (59, Completeness::Incomplete { gaps }));
}

#[test]
fn by_page_number_a_row_may_come_as_often_as_the_list_has_it_and_no_more() {
    let provided = Condition::ListUnchanged;
    let whole = read_by(Paginator::by_page_number, joined());
    assert_eq!(whole, (60, Completeness::Consistent { provided }));
    // The fourth of three copies, on the last page.
    let mut ids = joined();
    ids.push(10);
    let gaps = vec![Gap::Shifted { duplicates: 1 }];
    let shifted = read_by(Paginator::by_page_number, ids);
    assert_eq!(shifted, (60, Completeness::Incomplete { gaps }));
}
