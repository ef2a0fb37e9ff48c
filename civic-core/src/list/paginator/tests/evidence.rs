//! What shows that a list changed while it was read is never forgotten: not behind a limit, not behind a
//! checkpoint, and not where a count comes back to what it was.

use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;

use super::shelf::Row;
use crate::Error;
use crate::http::platform::RequestStats;
use crate::list::source::{
    Fetch, Key, ListSpec, Named, Next, NumberedList, NumberedPage, Omitted, Page, PageRow,
    PageSource, Position, Proof,
};
use crate::list::{Completeness, Paginator, Report};
use crate::testing::VirtualClock;

fn stats() -> RequestStats {
    RequestStats { attempts: 1, ..RequestStats::default() }
}

fn rows(ids: &[u64]) -> Vec<PageRow<Row>> {
    ids.iter().map(|id| PageRow::json(format!("{{\"id\":{id}}}"))).collect()
}

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
        Key::of([item.id.to_le_bytes()])
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
            Ok(NumberedPage { rows: rows(&ids), number, total_pages, total_rows, stats: stats() })
        })
    }
}

fn read(paginator: &mut Paginator<Row>) -> (Vec<u64>, Vec<Error>) {
    VirtualClock::new()
        .run(async {
            let (mut ids, mut errors) = (Vec::new(), Vec::new());
            while let Some(item) = paginator.next().await {
                match item {
                    Ok(row) => ids.push(row.id),
                    Err(error) => errors.push(error),
                }
            }
            (ids, errors)
        })
        .unwrap()
}

fn all(mut paginator: Paginator<Row>) -> (Vec<u64>, Vec<Error>, Report) {
    let (ids, errors) = read(&mut paginator);
    (ids, errors, paginator.report())
}

/// Page counts 3, 4, 3: a moved count is evidence of a change.
#[test]
fn a_count_of_pages_that_moved_and_came_back_is_evidence() {
    let list = numbered(2, |_, number, _| match number {
        1 => (vec![9, 8], None, 3, None),
        2 => (vec![7, 6], None, 4, None),
        _ => (vec![4], None, 3, None),
    });
    let (ids, _, report) = all(Paginator::by_page_number(list));
    assert_eq!(ids, [9, 8, 7, 6, 4]);
    assert!(!report.is_consistent(), "{report}");
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
    let (ids, _, report) = all(Paginator::by_page_number(list.clone()).limit_items(3));
    assert_eq!(ids, [9, 8, 5]);
    assert!(!report.is_consistent(), "{report}");
}

/// Counts that moved, with a limit behind.
#[test]
fn a_moved_count_is_told_up_to_a_limit() {
    let list = numbered(2, |_, number, _| match number {
        1 => (vec![9, 8], None, 5, Some(10)),
        2 => (vec![6, 5], None, 5, Some(9)),
        _ => (vec![4, 3], None, 5, Some(9)),
    });
    let (ids, _, report) = all(Paginator::by_page_number(list.clone()).limit_items(5));
    assert_eq!(ids, [9, 8, 6, 5, 4]);
    assert!(!report.is_consistent(), "{report}");
}

/// Gap-free: the server denies that there are pages, and the limit is reached behind that.
#[test]
fn gaps_of_a_gap_free_list_are_told_up_to_a_limit() {
    let list = numbered(25, |_, number, size| {
        let from = (number - 1) * size;
        let ids = (from..from + size).map(|at| 1000 - at).collect();
        (ids, None, 0, None)
    });
    let (ids, errors, report) = all(Paginator::gap_free(list.clone()).limit_items(30));
    assert_eq!((ids.len(), errors.len()), (30, 0), "{report}");
    assert!(!report.is_consistent(), "{report}");
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
    let (ids, errors, report) = all(Paginator::gap_free(list.clone()).limit_items(30));
    assert_eq!((ids.len(), errors.len()), (30, 0), "{report}");
    assert!(!report.is_consistent(), "{report}");
}

#[derive(Clone)]
struct Script(Vec<Scripted>);

#[derive(Clone)]
struct Scripted {
    ids: Vec<u64>,
    overlap: usize,
    named: Vec<(u64, usize)>,
    next: Next<usize>,
    omitted: Omitted,
    server_rows: Option<u64>,
}

fn page(ids: &[u64], next: Next<usize>) -> Scripted {
    Scripted {
        ids: ids.to_vec(),
        overlap: 0,
        named: Vec::new(),
        next,
        omitted: Omitted::default(),
        server_rows: None,
    }
}

impl ListSpec for Script {
    type Item = Row;
    fn resource_name(&self) -> &'static str {
        "rows"
    }
    fn identity(&self) -> String {
        "script".to_owned()
    }
    fn key(&self, item: &Row) -> Key {
        Key::of([item.id.to_le_bytes()])
    }
}

impl PageSource for Script {
    type List = Self;
    type Cursor = usize;
    fn list(&self) -> &Self {
        self
    }
    fn strategy_name(&self) -> &'static str {
        "script"
    }
    fn first(&self) -> usize {
        0
    }
    fn fetch(&self, at: usize) -> Fetch<'_, Self> {
        let Scripted { ids, overlap, named, next, omitted, server_rows } = self.0[at].clone();
        let page = Page::new(rows(&ids), next, stats()).omitted(omitted);
        let named = named.into_iter();
        let named = named.map(|(id, at)| Named { key: Key::of([id.to_le_bytes()]), at }).collect();
        Box::pin(async move { Ok(Page { server_rows, overlap, named, ..page }) })
    }
}

/// The same with a cursor list that counts rows: 5, 6, 5.
#[test]
fn a_count_of_rows_that_moved_and_came_back_is_evidence_by_cursor_too() {
    let mut script = vec![
        page(&[1, 2], Next::Page(1)),
        page(&[3, 4], Next::Page(2)),
        page(&[6], Next::End(Proof::IfUnchanged)),
    ];
    for (page, count) in script.iter_mut().zip([5, 6, 5]) {
        page.server_rows = Some(count);
    }
    let (_, _, report) = all(Paginator::by_cursor(Script(script)));
    assert!(!report.is_consistent(), "{report}");
}

#[test]
fn evidence_before_a_checkpoint_outlives_it() {
    // Counts 5, 6 before the checkpoint, 5 after it.
    let mut script = vec![
        page(&[1, 2], Next::Page(1)),
        page(&[3, 4], Next::Page(2)),
        page(&[6], Next::End(Proof::IfUnchanged)),
    ];
    for (page, count) in script.iter_mut().zip([5, 6, 5]) {
        page.server_rows = Some(count);
    }
    let script = Script(script);
    let mut paginator = Paginator::by_cursor(script.clone()).limit_pages(2);
    read(&mut paginator);
    let (_, _, report) = all(Paginator::by_cursor(script).resume(paginator.checkpoint()).unwrap());
    assert!(!report.is_consistent(), "{report}");
}

/// Duplicates that a server gave before the checkpoint still count behind it.
#[test]
fn duplicates_before_a_checkpoint_outlive_it() {
    let script = Script(vec![
        page(&[1, 2], Next::Page(1)),
        page(&[2, 3], Next::Page(2)),
        page(&[4], Next::End(Proof::IfUnchanged)),
    ]);
    let mut paginator = Paginator::by_cursor(script.clone()).limit_pages(2);
    read(&mut paginator);
    let (_, _, report) = all(Paginator::by_cursor(script).resume(paginator.checkpoint()).unwrap());
    assert!(!report.is_consistent(), "{report}");
}

/// A second pass that shifts names a row twice: it is fetched once.
#[test]
fn a_row_that_is_named_twice_is_fetched_once() {
    let agreed = || Next::End(Proof::Agreed(2));
    let script = vec![
        page(&[1, 3], Next::Check(1)),
        Scripted { named: vec![(1, 9), (2, 2), (2, 2), (3, 9)], ..page(&[], agreed()) },
        page(&[2], agreed()),
    ];
    let (ids, errors, report) = all(Paginator::by_cursor(Script(script)));
    assert_eq!(ids, [1, 3, 2]);
    assert!(errors.is_empty(), "{errors:?}, {report}");
}

/// A checkpoint at the page that only names the rows: this process has read none of them, so nothing can be
/// compared, and no passes agree.
#[test]
fn a_list_resumed_at_its_second_pass_compares_nothing() {
    let agreed = || Next::End(Proof::Agreed(2));
    let script = Script(vec![
        page(&[1, 3], Next::Check(1)),
        Scripted { named: vec![(1, 9), (2, 2), (3, 9)], ..page(&[], agreed()) },
        page(&[2], agreed()),
    ]);
    let mut paginator = Paginator::by_cursor(script.clone()).limit_pages(1);
    let mut ids = read(&mut paginator).0;
    let kept = serde_json::to_string(&paginator.checkpoint()).unwrap();
    let rest = Paginator::by_cursor(script).resume(serde_json::from_str(&kept).unwrap()).unwrap();
    let (more, _, report) = all(rest);
    ids.extend(more);
    let came = ids.contains(&2);
    assert!(
        came || !matches!(report.completeness, Completeness::Agreed { .. }),
        "{ids:?} {report}"
    );
}

/// Pages of rows as the server sends them.
struct Texts(Vec<Vec<&'static str>>);

impl ListSpec for Texts {
    type Item = Row;
    fn resource_name(&self) -> &'static str {
        "rows"
    }
    fn identity(&self) -> String {
        "texts".to_owned()
    }
    fn key(&self, item: &Row) -> Key {
        Key::of([item.id.to_le_bytes()])
    }
}

impl PageSource for Texts {
    type List = Self;
    type Cursor = usize;
    fn list(&self) -> &Self {
        self
    }
    fn strategy_name(&self) -> &'static str {
        "texts"
    }
    fn first(&self) -> usize {
        0
    }
    fn fetch(&self, at: usize) -> Fetch<'_, Self> {
        let rows: Vec<PageRow<Row>> = self.0[at].iter().map(|it| PageRow::json(*it)).collect();
        let next = if at + 1 < self.0.len() { Next::Page(at + 1) } else { Next::End(Proof::Sound) };
        let page = Page::new(rows, next, stats());
        Box::pin(async move { Ok(page) })
    }
}

/// Two rows whose ids are null are two rows.
#[test]
fn rows_whose_ids_are_null_are_not_one_row() {
    let texts = Texts(vec![vec![
        r#"{"id":null,"color":"red"}"#,
        r#"{"id":null,"color":"blue"}"#,
        r#"{"id":3}"#,
    ]]);
    let (ids, _, report) = all(Paginator::by_cursor(texts));
    assert_eq!(ids, [3]);
    assert_eq!(
        (report.malformed, report.malformed_rows.len(), report.overlap),
        (2, 2, 0),
        "{report}"
    );
}

/// A list of such rows is no circle.
#[test]
fn pages_of_rows_whose_ids_are_null_are_no_circle() {
    let texts: Vec<&'static str> = (0..150)
        .map(|at| &*Box::leak(format!("{{\"id\":null,\"color\":\"{at}\"}}").into_boxed_str()))
        .collect();
    let mut pages: Vec<_> = texts.into_iter().map(|it| vec![it]).collect();
    pages.push(vec![r#"{"id":3}"#]);
    let (ids, errors, report) = all(Paginator::by_cursor(Texts(pages)));
    assert_eq!(ids, [3], "{errors:?} {report}");
}
