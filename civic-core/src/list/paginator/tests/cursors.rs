//! Lists whose pages point to the next.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};

use super::script::{AGREED, SOUND, Script, naming, page, play, read};
use super::shelf::Row;
use crate::Error;
use crate::http::platform::RequestStats;
use crate::list::simulation::cursor_list::{ByCursor, CursorList, CursorPage};
use crate::list::source::{Key, ListSpec, Next, PageRow};
use crate::list::{Completeness, Condition, Gap, Paginator, Report};
use crate::testing::{VirtualClock, check_page_source};

/// Pages that point to the next.
#[derive(Clone, Default)]
pub(super) struct Chain(BTreeMap<Option<&'static str>, (Vec<u64>, Option<&'static str>)>);

impl ListSpec for Chain {
    type Item = Row;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        "test/1 color=None".to_owned()
    }

    fn key(&self, item: &Row) -> Key {
        Key::of([item.id.to_le_bytes()])
    }
}

impl CursorList for Chain {
    fn page(&self, cursor: Option<String>) -> BoxFuture<'_, Result<CursorPage<Self::Item>, Error>> {
        let (ids, next) =
            self.0[&cursor.as_deref().map(|c| if c == "b" { "b" } else { "c" })].clone();
        let rows = ids.iter().map(|id| PageRow::json(format!("{{\"id\":{id}}}"))).collect();
        let next = next.map(str::to_owned);
        let page = CursorPage { rows, next, total: None, stats: RequestStats::default() };
        Box::pin(async move { Ok(page) })
    }
}

fn read_chain(chain: Chain) -> (Vec<u64>, Report) {
    let mut paginator = Paginator::by_cursor(ByCursor(chain));
    (read(&mut paginator).0, paginator.report())
}

#[test]
fn cursors_are_followed_to_the_last_also_through_an_empty_page() {
    let chain = Chain(BTreeMap::from([
        (None, (vec![9, 8], Some("b"))),
        (Some("b"), (vec![], Some("c"))),
        (Some("c"), (vec![7], None)),
    ]));
    let (ids, report) = read_chain(chain);
    assert_eq!(ids, [9, 8, 7]);
    assert_eq!(
        report.completeness,
        Completeness::Consistent { provided: Condition::ListUnchanged }
    );
}

#[test]
fn without_async_a_list_is_collected_with_the_same_rows_and_the_same_doubts() {
    let chain = || {
        let pages = [(None, (vec![9, 8], Some("b"))), (Some("b"), (vec![7], None))];
        Paginator::by_cursor(ByCursor(Chain(BTreeMap::from(pages)))).blocking()
    };
    let ids = |rows: &[Row]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(&chain().collect_consistent().unwrap()), [9, 8, 7]);
    let unproven = chain().collect_proven().unwrap_err();
    assert_eq!(ids(&unproven.items), [9, 8, 7]);
    assert!(unproven.report.is_consistent() && !unproven.report.is_proven());
}

#[test]
fn a_cursor_that_comes_again_ends_the_stream_with_an_error() {
    let chain = Chain(BTreeMap::from([
        (None, (vec![9], Some("b"))),
        (Some("b"), (vec![8], Some("c"))),
        (Some("c"), (vec![7], Some("b"))),
    ]));
    let (ids, report) = read_chain(chain);
    assert_eq!(ids, [9, 8, 7]);
    let Completeness::Interrupted { because } = report.completeness else { panic!("{report}") };
    assert!(because.contains("points back to a page"), "{because}");
}

#[test]
fn a_source_that_reads_again_and_names_rows_is_a_function_of_its_cursor() {
    let script = Script(vec![
        page(&[1, 2], Next::Page(1)),
        page(&[2, 3], Next::Check(2)).overlapping(1),
        naming(&[(4, 3)], AGREED),
        page(&[4], AGREED),
    ]);
    assert_eq!(check_page_source(&script).now_or_never().unwrap().unwrap(), 4);
    let chain = Chain(BTreeMap::from([
        (None, (vec![9, 8], Some("b"))),
        (Some("b"), (vec![], Some("c"))),
        (Some("c"), (vec![7], None)),
    ]));
    assert_eq!(check_page_source(&ByCursor(chain)).now_or_never().unwrap().unwrap(), 3);
}

#[test]
fn what_is_read_again_on_purpose_is_no_duplicate() {
    let script = vec![page(&[1, 2, 3], Next::Page(1)), page(&[2, 3, 4], SOUND).overlapping(2)];
    let (ids, report) = play(Script(script).paginator());
    assert_eq!(ids, [1, 2, 3, 4]);
    assert_eq!((report.duplicates, report.overlap), (0, 2));
    assert_eq!(report.completeness, Completeness::Proven);
}

#[test]
fn a_new_row_in_an_overlap_is_yielded_and_nothing_is_proven_any_more() {
    let script = vec![page(&[1, 3], Next::Page(1)), page(&[2, 3, 4], SOUND).overlapping(2)];
    let (ids, report) = play(Script(script).paginator());
    assert_eq!(ids, [1, 3, 2, 4]);
    let provided = Condition::ListUnchanged;
    assert_eq!(report.completeness, Completeness::Consistent { provided });
}

#[test]
fn rows_that_are_only_named_are_fetched_where_they_had_not_come() {
    let script = vec![
        page(&[1, 3], Next::Check(1)),
        naming(&[(1, 2), (2, 3), (3, 4), (5, 5)], AGREED),
        page(&[1], AGREED),
        page(&[2], AGREED),
        page(&[3], AGREED),
        // Gone meanwhile.
        page(&[], AGREED),
    ];
    let (ids, report) = play(Script(script).paginator());
    assert_eq!(ids, [1, 3, 2]);
    assert_eq!(report.completeness, Completeness::Agreed { passes: 2 });
}

/// Each id once: one that is named twice does not stand for one that is gone.
#[test]
fn a_second_pass_agrees_only_if_it_names_as_many_rows_as_came() {
    let completeness = |named: &[(u64, usize)]| {
        let script = Script(vec![page(&[1, 3], Next::Check(1)), naming(named, AGREED)]);
        play(script.paginator()).1.completeness
    };
    let agreed = Completeness::Agreed { passes: 2 };
    assert_eq!(completeness(&[(1, 9), (3, 9)]), agreed);
    assert_eq!(completeness(&[(1, 9), (3, 9), (3, 9)]), agreed);
    let provided = Condition::ListUnchanged;
    for named in [&[(1, 9)][..], &[(1, 9), (1, 9)], &[]] {
        assert_eq!(completeness(named), Completeness::Consistent { provided }, "{named:?}");
    }
}

#[test]
fn a_list_that_changes_too_fast_is_not_fetched_row_by_row() {
    let named: Vec<_> = (100..201).map(|id| (id, 2)).collect();
    let script = vec![page(&[1], Next::Check(1)), naming(&named, AGREED)];
    let (ids, report) = play(Script(script).paginator());
    assert_eq!(ids, [1]);
    let gaps = vec![Gap::PassesDiffer { passes: 2 }];
    assert_eq!(report.completeness, Completeness::Incomplete { gaps });
}

#[test]
fn a_resumed_list_checks_nothing_that_it_has_not_seen() {
    let script = Script(vec![
        page(&[1, 2], Next::Page(1)),
        page(&[1, 3], Next::Check(2)).overlapping(1),
        naming(&[(1, 9), (2, 9), (3, 9)], AGREED),
    ]);
    let mut paginator = Paginator::by_cursor(script.clone());
    let clock = VirtualClock::new();
    clock
        .run(async {
            paginator.next().await.unwrap().unwrap();
            paginator.next().await.unwrap().unwrap();
            paginator.next().await.unwrap().unwrap();
        })
        .unwrap();
    let kept = serde_json::to_string(&paginator.checkpoint()).unwrap();
    let kept = serde_json::from_str(&kept).unwrap();
    let (ids, report) = play(Paginator::by_cursor(script).resume(kept).unwrap());
    assert_eq!(ids, [1, 3], "what this process has not read is yielded");
    assert_eq!(report.pages, 2, "the second pass is not even asked for");
    assert_eq!(
        report.completeness,
        Completeness::Consistent { provided: Condition::ListUnchanged }
    );
}

/// A second reading of a list of more than a hundred pages is as long as the first, and brings
/// nothing new.
#[test]
fn a_second_reading_may_be_as_long_as_the_first() {
    const PAGES: usize = 150;
    let script = |again: usize| -> Vec<_> {
        let last = PAGES + again - 1;
        let next = |at| if at < last { Next::Page(at + 1) } else { AGREED };
        (0..=last)
            .map(|at| page(&[(at % PAGES) as u64], next(at)).overlapping(at / PAGES))
            .collect()
    };
    let (ids, report) = play(Paginator::by_cursor(Script(script(PAGES))));
    assert_eq!((ids.len(), report.pages), (PAGES, 2 * PAGES as u64));
    assert_eq!(report.completeness, Completeness::Agreed { passes: 2 });
    // One that goes on without an end does not.
    let mut paginator = Paginator::by_cursor(Script(script(3 * PAGES)));
    let error = VirtualClock::new().run(async {
        loop {
            match paginator.next().await {
                Some(Ok(_)) => {}
                Some(Err(error)) => break error,
                None => panic!("{}", paginator.report()),
            }
        }
    });
    let error = error.unwrap().to_string();
    assert!(error.contains("250 pages in a row brought no new row"), "{error}");
}

#[test]
fn of_errors_beside_rows_the_first_twenty_texts_are_kept_and_all_are_counted() {
    let script: Vec<_> = (0..50)
        .map(|at| {
            let next = if at < 49 { Next::Page(at + 1) } else { SOUND };
            page(&[at as u64], next).omitting(0, &[format!("error {at}")])
        })
        .collect();
    let (ids, report) = play(Script(script).paginator());
    assert_eq!((ids.len(), report.server_errors, report.server_error_texts.len()), (50, 50, 20));
    assert_eq!(report.server_error_texts[19], "error 19");
    let gaps = vec![Gap::ServerErrors { errors: 50 }];
    assert_eq!(report.completeness, Completeness::Incomplete { gaps });
}

#[test]
fn rows_that_the_caller_may_not_see_are_counted_over_all_pages_and_are_not_missing() {
    let script = vec![
        page(&[1], Next::Page(1)).omitting(3, &[]),
        page(&[2], Next::Page(2)).omitting(0, &[]),
        page(&[], SOUND).omitting(2, &[]),
    ];
    let (ids, report) = play(Script(script).paginator());
    assert_eq!((ids, report.hidden), (vec![1, 2], 5));
    assert_eq!(report.completeness, Completeness::Proven);
}

#[test]
fn pages_that_have_nothing_but_rows_that_the_caller_may_not_see_are_no_circle() {
    let read = |hidden: u64| {
        let mut script: Vec<_> =
            (0..300).map(|at| page(&[], Next::Page(at + 1)).omitting(hidden, &[])).collect();
        script.push(page(&[1], SOUND));
        let reading = Script(script).paginator().filter_map(async |row| row.ok());
        reading.map(|row| row.id).collect::<Vec<_>>().now_or_never().unwrap()
    };
    assert_eq!((read(1), read(0)), (vec![1], vec![]));
}
