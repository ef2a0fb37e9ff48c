//! What shows that a list changed while it was read is never forgotten: not behind a limit, not behind a
//! checkpoint, and not where a count comes back to what it was.

use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;

use super::script::{AGREED, SOUND, Script, UNCHANGED, key, naming, page, play, read, texts};
use super::shelf::Row;
use crate::Error;
use crate::http::platform::RequestStats;
use crate::list::source::{Key, ListSpec, Next, NumberedList, NumberedPage, PageRow, Position};
use crate::list::{Checkpoint, Completeness, Condition, Gap, Paginator, Report};

/// Rows, the number that the page claims, and the pages and rows in all.
type Answered = (Vec<u64>, Option<u64>, u64, Option<u64>);

#[derive(Clone)]
struct Numbered {
    size: u64,
    requests: Arc<Mutex<Vec<(u64, u64)>>>,
    /// By request (from 1), number and size.
    answer: Arc<dyn Fn(usize, u64, u64) -> Answered + Send + Sync>,
}

fn numbered(
    size: u64,
    answer: impl Fn(usize, u64, u64) -> Answered + Send + Sync + 'static,
) -> Numbered {
    Numbered { size, requests: Arc::default(), answer: Arc::new(answer) }
}

impl ListSpec for Numbered {
    type Item = Row;
    fn resource_name(&self) -> &'static str {
        "rows"
    }
    fn identity(&self) -> String {
        "numbered".to_owned()
    }
    fn key(&self, item: &Row) -> Key {
        key(item)
    }
    fn position(&self, item: &Row) -> Option<Position> {
        let at = jiff::Timestamp::from_second(i64::try_from(item.id).unwrap()).unwrap();
        Some(at.into())
    }
}

impl NumberedList for Numbered {
    fn page_size(&self) -> u64 {
        self.size
    }
    fn honoured_size(&self) -> u64 {
        self.size
    }
    fn page(&self, number: u64, size: u64) -> BoxFuture<'_, Result<NumberedPage<Row>, Error>> {
        let request = {
            let mut requests = self.requests.lock().unwrap();
            requests.push((number, size));
            requests.len()
        };
        let (ids, number, total_pages, total_rows) = (self.answer)(request, number, size);
        Box::pin(async move {
            let row = |id: &u64| PageRow::json(format!("{{\"id\":{id}}}"));
            let (rows, stats) = (ids.iter().map(row).collect(), RequestStats::default());
            Ok(NumberedPage { rows, number, total_pages, total_rows, stats })
        })
    }
}

/// The gaps of a list that is incomplete.
fn gaps(report: &Report) -> Vec<Gap> {
    match &report.completeness {
        Completeness::Incomplete { gaps } => gaps.clone(),
        other => panic!("{other}"),
    }
}

/// Page counts 3, 4, 3: a moved count is evidence of a change.
#[test]
fn a_count_of_pages_that_moved_and_came_back_is_evidence() {
    let list = numbered(2, |_, number, _| match number {
        1 => (vec![9, 8], None, 3, None),
        2 => (vec![7, 6], None, 4, None),
        _ => (vec![4], None, 3, None),
    });
    let (ids, report) = play(Paginator::by_page_number(list));
    assert_eq!(ids, [9, 8, 7, 6, 4]);
    assert_eq!(gaps(&report), [Gap::PageCountMoved { from: 3, to: 4 }], "{report}");
}

/// A page that came empty is known when the limit is reached behind it.
#[test]
fn a_gap_that_is_known_is_told_up_to_a_limit() {
    let list = numbered(2, |_, number, _| match number {
        1 => (vec![9, 8], None, 5, None),
        2 => (vec![], None, 5, None),
        3 => (vec![5, 4], None, 5, None),
        _ => (vec![3, 2], None, 5, None),
    });
    let (ids, report) = play(Paginator::by_page_number(list.clone()).limit_items(3));
    assert_eq!(ids, [9, 8, 5]);
    assert_eq!(gaps(&report), [Gap::EmptyPage { page: 2 }], "{report}");
}

/// Counts that moved, with a limit behind.
#[test]
fn a_moved_count_is_told_up_to_a_limit() {
    let list = numbered(2, |_, number, _| match number {
        1 => (vec![9, 8], None, 5, Some(10)),
        2 => (vec![6, 5], None, 5, Some(9)),
        _ => (vec![4, 3], None, 5, Some(9)),
    });
    let (ids, report) = play(Paginator::by_page_number(list.clone()).limit_items(5));
    assert_eq!(ids, [9, 8, 6, 5, 4]);
    assert_eq!(gaps(&report), [Gap::RowCountMoved { from: 10, to: 9 }], "{report}");
}

/// Gap-free: the server denies that there are pages, and the limit is reached behind that.
#[test]
fn gaps_of_a_gap_free_list_are_told_up_to_a_limit() {
    let list = numbered(25, |_, number, size| {
        let from = (number - 1) * size;
        let ids = (from..from + size).map(|at| 1000 - at).collect();
        (ids, None, 0, None)
    });
    let (ids, report) = play(Paginator::gap_free(list.clone()).limit_items(30));
    assert_eq!(ids.len(), 30, "{report}");
    assert_eq!(gaps(&report), [Gap::Contradiction { page: 1, total_pages: 0 }], "{report}");
}

/// Gap-free: the list turns out to be in another order before the limit.
#[test]
fn a_gap_free_list_without_order_is_told_up_to_a_limit() {
    let list = numbered(25, |_, number, size| {
        let from = (number - 1) * size;
        let mut ids: Vec<u64> = (from..from + size).map(|at| 1000 - at).collect();
        if number == 1 {
            ids.reverse();
        }
        (ids, None, 40, None)
    });
    let (ids, report) = play(Paginator::gap_free(list.clone()).limit_items(30));
    assert_eq!(ids.len(), 30, "{report}");
    assert_eq!(gaps(&report), [Gap::Unordered], "{report}");
}

/// Pages of two rows, of which the server counts 5, then 6, and 5 again.
fn counts_that_come_back() -> Script {
    Script(vec![
        page(&[1, 2], Next::Page(1)).counting(5),
        page(&[3, 4], Next::Page(2)).counting(6),
        page(&[6], UNCHANGED).counting(5),
    ])
}

/// What a list says that broke off behind its second page and was resumed.
fn resumed_behind_two_pages(script: &Script) -> Report {
    let mut first = script.paginator().limit_pages(2);
    read(&mut first);
    play(script.paginator().resume(first.checkpoint()).unwrap()).1
}

#[test]
fn a_count_of_rows_that_moved_and_came_back_is_evidence_by_cursor_too() {
    let (_, report) = play(counts_that_come_back().paginator());
    assert_eq!(gaps(&report), [Gap::RowCountMoved { from: 5, to: 6 }], "{report}");
}

#[test]
fn evidence_before_a_checkpoint_outlives_it() {
    let report = resumed_behind_two_pages(&counts_that_come_back());
    assert_eq!(gaps(&report), [Gap::RowCountMoved { from: 5, to: 6 }], "{report}");
}

#[test]
fn duplicates_before_a_checkpoint_outlive_it() {
    let script = Script(vec![
        page(&[1, 2], Next::Page(1)),
        page(&[2, 3], Next::Page(2)),
        page(&[4], UNCHANGED),
    ]);
    let report = resumed_behind_two_pages(&script);
    assert_eq!(gaps(&report), [Gap::Shifted { duplicates: 1 }], "{report}");
}

/// A second pass that shifts names a row twice.
#[test]
fn a_row_that_is_named_twice_is_fetched_once() {
    let script = Script(vec![
        page(&[1, 3], Next::Check(1)),
        naming(&[(1, 9), (2, 2), (2, 2), (3, 9)], AGREED),
        page(&[2], AGREED),
    ]);
    let (ids, report) = play(script.paginator());
    assert_eq!((ids, report.pages), (vec![1, 3, 2], 3));
}

/// A checkpoint at the page that only names the rows: this process has read none of them, so nothing can be
/// compared, and no passes agree.
#[test]
fn a_list_resumed_at_its_second_pass_compares_nothing() {
    let script = Script(vec![
        page(&[1, 3], Next::Check(1)),
        naming(&[(1, 9), (2, 2), (3, 9)], AGREED),
        page(&[2], AGREED),
    ]);
    let mut first = script.paginator().limit_pages(1);
    assert_eq!(read(&mut first).0, [1, 3]);
    let kept = serde_json::to_string(&first.checkpoint()).unwrap();
    let kept: Checkpoint = serde_json::from_str(&kept).unwrap();
    let (ids, report) = play(script.paginator().resume(kept).unwrap());
    assert_eq!(ids, Vec::<u64>::new());
    let provided = Condition::ListUnchanged;
    assert_eq!(report.completeness, Completeness::Consistent { provided }, "{report}");
}

#[test]
fn rows_whose_ids_are_null_are_not_one_row() {
    let rows = [r#"{"id":null,"color":"red"}"#, r#"{"id":null,"color":"blue"}"#, r#"{"id":3}"#];
    let (ids, report) =
        play(Script(vec![texts(rows.map(str::to_owned).to_vec(), SOUND)]).paginator());
    assert_eq!(ids, [3]);
    let (all, kept) = (report.malformed, report.malformed_rows.len());
    assert_eq!((all, kept, report.overlap), (2, 2, 0), "{report}");
}

#[test]
fn pages_of_rows_whose_ids_are_null_are_no_circle() {
    let row = |at| format!("{{\"id\":null,\"color\":\"{at}\"}}");
    let pages = (0..150).map(|at| texts(vec![row(at)], Next::Page(at + 1)));
    let (ids, report) = play(Script(pages.chain([page(&[3], SOUND)]).collect()).paginator());
    assert_eq!((ids, report.malformed), (vec![3], 150), "{report}");
}
