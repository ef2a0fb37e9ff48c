mod checkpoint_size;
mod copies;
mod cursors;
mod evidence;
mod repeated;
mod script;
mod shelf;
mod windows;
mod without_async;

use std::task::Poll;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::poll_fn;

use self::cursors::Chain;
use self::shelf::{Mishap, Row, shelf};
use super::*;
use crate::ErrorKind;
use crate::list::simulation::cursor_list::ByCursor;
use crate::list::{Completeness, Condition, Gap};

const UNCHANGED: Completeness = Completeness::Consistent { provided: Condition::ListUnchanged };

#[test]
fn a_quiet_list_comes_whole_and_in_order() {
    let shelf = shelf(&[&[9, 8, 7], &[6, 5, 4], &[3]]);
    let mut paginator = shelf.paginator();
    assert_eq!(paginator.report().completeness, Completeness::InProgress);
    assert!(!paginator.is_terminated());
    assert_eq!(shelf.read(&mut paginator).0, [9, 8, 7, 6, 5, 4, 3]);
    assert!(paginator.is_terminated());
    assert_eq!(
        paginator.report().to_string(),
        "consistent, if the list did not change: 7 rows, 3 pages, 0 gaps"
    );
}

#[test]
fn an_empty_list_is_complete() {
    let shelf = shelf(&[]);
    let mut paginator = shelf.paginator();
    assert_eq!(shelf.read(&mut paginator).0, [0_u64; 0]);
    assert!(paginator.report().is_proven());
    assert_eq!(shelf.requests(), 1);
}

#[test]
fn a_short_page_is_not_the_end() {
    let shelf = shelf(&[&[9], &[6, 5, 4], &[3]]);
    assert_eq!(shelf.read(&mut shelf.paginator()).0, [9, 6, 5, 4, 3]);
}

#[test]
fn an_empty_page_in_the_middle_is_passed_and_reported() {
    let shelf = shelf(&[&[9, 8], &[], &[3]]);
    let mut paginator = shelf.paginator();
    assert_eq!(shelf.read(&mut paginator).0, [9, 8, 3]);
    let gaps = vec![Gap::EmptyPage { page: 2 }];
    assert_eq!(paginator.report().completeness, Completeness::Incomplete { gaps });
}

#[test]
fn an_insertion_repeats_a_row_which_is_dropped_and_tells_that_the_list_shifted() {
    let shelf = shelf(&[&[9, 8], &[7, 6], &[5, 4]]).mishap(2, Mishap::Insert(10));
    let mut paginator = shelf.paginator();
    assert_eq!(shelf.read(&mut paginator).0, [9, 8, 7, 6, 5, 4]);
    let report = paginator.report();
    assert_eq!(report.duplicates, 1);
    let Completeness::Incomplete { gaps } = report.completeness else {
        panic!("{}", report.completeness)
    };
    let moved = Gap::PageCountMoved { from: 3, to: 4 };
    assert_eq!(gaps, [Gap::Shifted { duplicates: 1 }, moved]);
}

#[test]
fn a_page_that_is_not_the_one_asked_for_is_an_error() {
    let shelf = shelf(&[&[9], &[8]]).mishap(2, Mishap::Claims { number: 1 });
    let mut paginator = shelf.paginator();
    let (ids, errors) = shelf.read(&mut paginator);
    assert_eq!(ids, [9]);
    assert_eq!(errors[0].kind(), ErrorKind::Protocol);
    assert!(
        errors[0].to_string().contains("asked for page 2 of the rows, the server answered page 1")
    );
    assert!(matches!(paginator.report().completeness, Completeness::Interrupted { .. }));
}

#[test]
fn after_an_error_the_same_page_is_tried_again() {
    let shelf = shelf(&[&[9, 8], &[7]])
        .mishap(2, Mishap::Fails(ErrorKind::Connect))
        .mishap(3, Mishap::Fails(ErrorKind::Timeout));
    let mut paginator = shelf.paginator();
    let (ids, errors) = shelf.read(&mut paginator);
    assert_eq!(ids, [9, 8, 7]);
    assert_eq!(errors.len(), 2);
    assert_eq!(*shelf.requests.lock().unwrap(), [1, 2, 2, 2]);
    let report = paginator.report();
    assert_eq!(report.completeness, UNCHANGED);
    assert_eq!((report.requests, report.retries), (10, 6));
}

/// Whatever a recording says of attempts: nothing was sent to a server.
#[test]
fn a_request_that_a_recording_does_not_have_is_no_request() {
    let shelf = shelf(&[&[9], &[8]]).mishap(2, Mishap::Fails(ErrorKind::Cassette));
    let mut paginator = shelf.paginator();
    let (ids, errors) = shelf.read(&mut paginator);
    assert_eq!((ids.as_slice(), errors.len()), ([9].as_slice(), 1));
    let report = paginator.report();
    assert_eq!((report.requests, report.retries), (1, 0), "those for the first page");
}

#[test]
fn a_third_error_in_a_row_ends_the_stream_and_a_resumed_one_goes_on_there() {
    let mut shelf = shelf(&[&[9, 8], &[7]]);
    for request in 2..=4 {
        shelf = shelf.mishap(request, Mishap::Fails(ErrorKind::Connect));
    }
    let mut paginator = shelf.paginator();
    let (ids, errors) = shelf.read(&mut paginator);
    assert_eq!((ids.as_slice(), errors.len()), ([9, 8].as_slice(), 3));
    assert!(matches!(paginator.report().completeness, Completeness::Interrupted { .. }));
    assert!(paginator.is_terminated());

    // The first page was read to its end, and more was asked for.
    let mut resumed = shelf.paginator().resume(paginator.checkpoint()).unwrap();
    assert_eq!(shelf.read(&mut resumed).0, [7]);
    assert_eq!(resumed.report().completeness, UNCHANGED);
}

#[test]
fn an_error_that_waiting_cannot_mend_ends_the_stream_at_once() {
    let shelf = shelf(&[&[9], &[7]]).mishap(2, Mishap::Fails(ErrorKind::NotFound));
    let mut paginator = shelf.paginator();
    let (ids, errors) = shelf.read(&mut paginator);
    assert_eq!((ids.len(), errors.len()), (1, 1));
    assert_eq!(shelf.requests(), 2);
}

#[test]
fn a_page_that_failed_is_not_asked_for_again_before_the_caller_has_seen_the_error() {
    let shelf = shelf(&[&[9], &[8], &[7], &[6]]).mishap(2, Mishap::Fails(ErrorKind::NotFound));
    let mut paginator = shelf.paginator().concurrency(3);
    let (_, errors) = shelf.read(&mut paginator);
    assert_eq!(errors.len(), 1);
    assert_eq!(*shelf.requests.lock().unwrap(), [1, 2, 3, 4]);
}

#[test]
fn a_malformed_row_does_not_affect_others_and_is_reported_with_its_place() {
    let shelf = shelf(&[&[9, 8], &[7, 6]]).row(1, 0, "{\"id\":\"seven\",\"color\":\"red\"}");
    let mut paginator = shelf.paginator();
    assert_eq!(shelf.read(&mut paginator).0, [9, 8, 6]);
    let report = paginator.report();
    // Both reasons: the row, and that reading by number proves something only for a list that did not change.
    let provided = Condition::ListUnchanged;
    let gaps = vec![Gap::Malformed { rows: 1 }, Gap::Unproven { provided }];
    assert_eq!(report.completeness, Completeness::Incomplete { gaps });
    let row = &report.malformed_rows[0];
    assert_eq!((row.page, row.index), (2, 0));
    assert_eq!(row.id.as_deref(), Some("seven"));
    assert_eq!(row.path.as_deref(), Some("id"));
    assert!(row.raw.contains("red"));
}

#[test]
fn a_malformed_row_that_comes_again_is_reported_once_by_its_id() {
    let shelf = shelf(&[&[9, 8], &[8, 7], &[6]])
        .row(0, 1, "{\"id\":\"eight\"}")
        // It has changed meanwhile, and is still the same row.
        .row(1, 0, "{\"id\":\"eight\",\"color\":\"red\"}")
        .row(1, 1, "{\"id\":\"seven\"}");
    let mut paginator = shelf.paginator();
    assert_eq!(shelf.read(&mut paginator).0, [9, 6]);
    let report = paginator.report();
    let ids: Vec<_> = report.malformed_rows.iter().map(|row| row.id.as_deref()).collect();
    assert_eq!((report.malformed, ids), (2, vec![Some("eight"), Some("seven")]));
}

#[test]
fn at_most_a_hundred_bad_rows_are_kept_and_all_are_counted() {
    let ids: Vec<u64> = (0..150).collect();
    let mut shelf = shelf(&[&ids]);
    for index in 0..150 {
        shelf = shelf.row(0, index, "{}");
    }
    let mut paginator = shelf.paginator();
    shelf.read(&mut paginator);
    assert_eq!((paginator.report().malformed, paginator.report().malformed_rows.len()), (150, 100));
}

#[test]
fn rows_outside_the_filter_are_dropped_and_the_filter_is_named() {
    let mut shelf = shelf(&[&[9, 8, 7]])
        .row(0, 0, "{\"id\":9,\"color\":\"red\"}")
        .row(0, 1, "{\"id\":8,\"color\":\"blue\"}")
        .row(0, 2, "{\"id\":7,\"color\":\"none\"}");
    shelf.color = Some("red");
    let mut paginator = shelf.paginator();
    assert_eq!(shelf.read(&mut paginator).0, [9]);
    let report = paginator.report();
    assert_eq!(report.ignored_filters["color"], 1);
    assert_eq!(report.narrowed, 1);
    assert!(report.to_string().contains("server ignored color (1 row dropped)"), "{report}");
}

#[test]
fn limits_end_the_stream_without_another_request() {
    let shelf = shelf(&[&[9, 8], &[7, 6], &[5]]);
    let mut paginator = shelf.paginator().limit_items(2);
    assert_eq!(shelf.read(&mut paginator).0, [9, 8]);
    assert_eq!(paginator.report().completeness, Completeness::Limited { proven: true });
    assert_eq!(shelf.requests(), 1);

    let mut paginator = shelf.paginator().limit_pages(2);
    assert_eq!(shelf.read(&mut paginator).0, [9, 8, 7, 6]);
    assert_eq!(paginator.report().completeness, Completeness::Limited { proven: false });

    let mut paginator = shelf.paginator().limit_items(5);
    assert_eq!(shelf.read(&mut paginator).0.len(), 5);
    assert_eq!(paginator.report().completeness, UNCHANGED, "a limit that cuts nothing off");

    let mut paginator = shelf.paginator().limit_items(0);
    assert_eq!(shelf.read(&mut paginator).0.len(), 0);
    assert_eq!(paginator.report().completeness, Completeness::Limited { proven: true });
}

#[test]
fn a_limit_that_leaves_only_rows_that_came_before_leaves_the_list_complete() {
    let shelf = shelf(&[&[9, 8, 9]]);
    let mut paginator = shelf.paginator().limit_items(2);
    assert_eq!(shelf.read(&mut paginator).0, [9, 8]);
    assert_eq!(paginator.report().duplicates, 1, "{}", paginator.report());
    let completeness = paginator.report().completeness;
    assert!(!matches!(completeness, Completeness::Limited { .. }), "{completeness}");

    let broken = shelf.row(0, 2, "{}");
    let mut paginator = broken.paginator().limit_items(2);
    broken.read(&mut paginator);
    assert_eq!(
        paginator.report().completeness,
        Completeness::Limited { proven: true },
        "a row that nobody has looked at"
    );
}

#[test]
fn a_limit_that_leaves_only_rows_that_were_not_asked_for_leaves_the_list_complete() {
    let of = |last: &str| {
        let mut shelf = shelf(&[&[9, 8, 7]])
            .row(0, 0, "{\"id\":9,\"color\":\"red\"}")
            .row(0, 1, "{\"id\":8,\"color\":\"blue\"}")
            .row(0, 2, last);
        shelf.color = Some("red");
        let mut paginator = shelf.paginator().limit_items(1);
        assert_eq!(shelf.read(&mut paginator).0, [9]);
        paginator.report().completeness
    };
    assert_eq!(of("{\"id\":7,\"color\":\"green\"}"), UNCHANGED);
    assert_eq!(of("{\"id\":7,\"color\":\"red\"}"), Completeness::Limited { proven: true });
}

#[test]
fn a_limit_hides_nothing_that_could_not_be_read_before_it() {
    let broken = shelf(&[&[9, 8, 7], &[6]]).row(0, 0, "{}");
    let mut paginator = broken.paginator().limit_items(2);
    assert_eq!(broken.read(&mut paginator).0, [8, 7]);
    let gaps = vec![Gap::Malformed { rows: 1 }];
    assert_eq!(paginator.report().completeness, Completeness::Incomplete { gaps });
}

#[test]
fn pages_that_bring_nothing_are_not_the_callers() {
    let shelf = shelf(&[&[9, 8], &[9, 8], &[], &[7], &[6]]);
    let mut paginator = shelf.paginator().limit_pages(2);
    assert_eq!(shelf.read(&mut paginator).0, [9, 8, 7]);
    let gaps = vec![Gap::EmptyPage { page: 3 }, Gap::Shifted { duplicates: 2 }];
    assert_eq!(paginator.report().completeness, Completeness::Incomplete { gaps });
    assert_eq!(paginator.report().pages, 4);
}

#[test]
fn filters_that_were_ignored_before_a_checkpoint_are_named_after_it() {
    let mut shelf = shelf(&[&[9, 8], &[7]]).row(0, 1, "{\"id\":8,\"color\":\"blue\"}");
    shelf.color = Some("red");
    let mut paginator = shelf.paginator().limit_pages(1);
    assert_eq!(shelf.read(&mut paginator).0, [9]);
    let mut rest = shelf.paginator().resume(paginator.checkpoint()).unwrap();
    assert_eq!(shelf.read(&mut rest).0, [7]);
    assert_eq!(rest.report().ignored_filters["color"], 1);
}

/// Rows of one moment may come in another order with each request: then 7 is on no page, and 8 on two.
#[test]
fn a_row_of_the_last_page_that_comes_again_after_a_checkpoint_tells_that_the_list_shifted() {
    let shelf = shelf(&[&[9, 8], &[8, 6]]);
    let mut paginator = shelf.paginator().limit_pages(1);
    assert_eq!(shelf.read(&mut paginator).0, [9, 8]);
    let checkpoint = serde_json::to_string(&paginator.checkpoint()).unwrap();
    let mut rest = shelf.paginator().resume(serde_json::from_str(&checkpoint).unwrap()).unwrap();
    assert_eq!(shelf.read(&mut rest).0, [6]);
    let gaps = vec![Gap::Shifted { duplicates: 1 }];
    assert_eq!(rest.report().completeness, Completeness::Incomplete { gaps });
}

#[test]
fn a_checkpoint_after_any_item_resumes_without_losing_a_row() {
    let shelf = shelf(&[&[9, 8, 7], &[6, 5, 4], &[3]]);
    for taken in 0..=7 {
        let mut paginator = shelf.paginator().limit_items(taken);
        let (mut ids, _) = shelf.read(&mut paginator);
        let checkpoint = serde_json::to_string(&paginator.checkpoint()).unwrap();
        assert!(checkpoint.len() < 300, "{checkpoint}");
        let mut rest =
            shelf.paginator().resume(serde_json::from_str(&checkpoint).unwrap()).unwrap();
        ids.extend(shelf.read(&mut rest).0);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids, [3, 4, 5, 6, 7, 8, 9], "after {taken} items");
        assert_eq!(rest.report().items, 7, "after {taken} items, counts go on");
        assert_eq!(rest.report().resumed, taken > 3, "on the first page it begins anew");
    }
}

#[test]
fn a_checkpoint_from_elsewhere_is_refused() {
    let shelf = shelf(&[&[9]]);
    let mut other = shelf.clone();
    other.color = Some("red");
    let checkpoint = shelf.paginator().checkpoint();
    let error = other.paginator().resume(checkpoint.clone()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Checkpoint);
    assert!(error.to_string().contains("belongs to another query"), "{error}");

    let by_cursor = Paginator::by_cursor(ByCursor(Chain::default())).resume(checkpoint.clone());
    assert_eq!(by_cursor.unwrap_err().kind(), ErrorKind::Checkpoint);

    let mut json = serde_json::to_value(&checkpoint).unwrap();
    json["version"] = 99.into();
    let error =
        shelf.paginator().resume(serde_json::from_value(json.clone()).unwrap()).unwrap_err();
    assert!(error.to_string().contains("form 99"), "{error}");

    json["version"] = 3.into();
    json["place"] = "nonsense".into();
    let error = shelf.paginator().resume(serde_json::from_value(json).unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Checkpoint);
    assert!(error.to_string().contains("changed or damaged"), "{error}");
}

#[test]
fn dropping_next_at_every_poll_loses_and_repeats_nothing() {
    let shelf = shelf(&[&[9, 8], &[7, 6], &[5]]).mishap(2, Mishap::Fails(ErrorKind::Connect));
    let mut paginator = shelf.paginator();
    let ids = shelf
        .clock
        .run(async {
            let mut ids = Vec::new();
            loop {
                // Each round makes a new future, polls it once and drops it.
                let polled = poll_fn(|cx| Poll::Ready(paginator.next().poll_unpin_once(cx))).await;
                match polled {
                    Poll::Ready(Some(item)) => ids.extend(item.map(|row| row.id)),
                    Poll::Ready(None) => return ids,
                    Poll::Pending => shelf.clock.advance(Duration::from_millis(7)),
                }
            }
        })
        .unwrap();
    assert_eq!(ids, [9, 8, 7, 6, 5]);
    assert_eq!(*shelf.requests.lock().unwrap(), [1, 2, 2, 3]);
}

trait PollOnce: Future + Unpin + Sized {
    fn poll_unpin_once(mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self).poll(cx)
    }
}

impl<F: Future + Unpin> PollOnce for F {}

#[test]
fn a_refused_list_sends_nothing() {
    let shelf = shelf(&[&[9]]);
    let mut paginator = shelf.paginator().refused(Some(Error::invalid_input("no")));
    let (ids, errors) = shelf.read(&mut paginator);
    assert_eq!((ids.len(), errors.len(), shelf.requests()), (0, 1, 0));
    assert!(matches!(paginator.report().completeness, Completeness::Interrupted { .. }));
}

#[test]
fn pages_are_the_same_list() {
    let shelf = shelf(&[&[9, 8], &[8, 7], &[6]]).row(2, 0, "{}");
    let mut pages = shelf.paginator().pages();
    let read = shelf
        .clock
        .run(async {
            let mut read: Vec<Vec<u64>> = Vec::new();
            while let Some(page) = pages.try_next().await.unwrap() {
                read.push(page.items.into_iter().map(|row| row.id).collect());
            }
            read
        })
        .unwrap();
    assert_eq!(read, [vec![9, 8], vec![7], vec![]]);
    assert_eq!((pages.report().duplicates, pages.report().malformed), (1, 1));

    let first = shelf.clock.run(shelf.paginator().pages().try_next()).unwrap().unwrap().unwrap();
    let mut rest = shelf.paginator().resume(first.checkpoint).unwrap();
    assert_eq!(shelf.read(&mut rest).0, [7], "a page's checkpoint is behind it");
}

#[test]
fn a_limit_within_a_page_gives_the_page_up_to_there() {
    let shelf = shelf(&[&[9, 8], &[7, 6]]);
    let pages = shelf.paginator().limit_items(3).pages();
    let read: Vec<Vec<u64>> = shelf
        .clock
        .run(pages.map(|page| page.unwrap().items.iter().map(|row| row.id).collect()).collect())
        .unwrap();
    assert_eq!(read, [vec![9, 8], vec![7]]);
}

/// While the rows of a page are read, as many pages are under way as the caller allows.
#[test]
fn a_page_that_is_passed_on_makes_room_for_another_request() {
    let asked_for = |concurrency| {
        let shelf = shelf(&[&[18, 17], &[16, 15], &[14, 13], &[12, 11], &[10, 9], &[8, 7]]);
        let mut paginator = shelf.paginator().concurrency(concurrency);
        [1, 2, 3, 4].map(|_| {
            shelf.clock.run(paginator.try_next()).unwrap().unwrap().unwrap();
            shelf.requests()
        })
    };
    // The first page says that there are more. When the second is read, another is asked for in its place.
    assert_eq!(asked_for(1), [1, 1, 2, 2]);
    assert_eq!(asked_for(2), [1, 1, 4, 4]);
    assert_eq!(asked_for(3), [1, 1, 5, 5]);
}

#[test]
fn a_monitor_outlives_the_paginator() {
    let shelf = shelf(&[&[9, 8], &[7]]);
    let paginator = shelf.paginator();
    let monitor = paginator.monitor();
    let ids: Vec<u64> =
        shelf.clock.run(paginator.take(3).map(|row| row.unwrap().id).collect()).unwrap();
    assert_eq!(ids, [9, 8, 7]);
    assert_eq!(monitor.report().items, 3);
    assert_eq!(monitor.report().completeness, Completeness::InProgress, "nobody asked for the end");
    assert!(shelf.paginator().resume(monitor.checkpoint()).is_ok());
}

#[test]
fn collecting_gives_the_items_only_at_the_level_that_was_asked_for() {
    let shelf = shelf(&[&[9, 8], &[7]]);
    let items = shelf.clock.run(shelf.paginator().collect_consistent()).unwrap().unwrap();
    assert_eq!(items.len(), 3);
    let unproven = shelf.clock.run(shelf.paginator().collect_proven()).unwrap().unwrap_err();
    assert_eq!((unproven.items.len(), unproven.report.completeness), (3, UNCHANGED));
    let limited = shelf.clock.run(shelf.paginator().limit_items(1).collect_consistent()).unwrap();
    assert_eq!(limited.unwrap().len(), 1, "a limit of the caller's is no incompleteness");
    let limited = shelf.clock.run(shelf.paginator().limit_items(1).collect_proven()).unwrap();
    assert_eq!(limited.unwrap().len(), 1, "one answer shows the list at one moment");
    let limited = shelf.clock.run(shelf.paginator().limit_pages(1).collect_proven()).unwrap();
    assert_eq!(limited.unwrap().len(), 2);
    let long = self::shelf::shelf(&[&[9, 8], &[7, 6], &[5]]);
    let two_pages = || long.paginator().limit_pages(2);
    assert_eq!(long.clock.run(two_pages().collect_consistent()).unwrap().unwrap().len(), 4);
    let unproven = long.clock.run(two_pages().collect_proven()).unwrap().unwrap_err();
    assert!(unproven.to_string().starts_with("consistent, up to the limit"), "{unproven}");
    let proven = self::shelf::shelf(&[]);
    assert!(proven.clock.run(proven.paginator().collect_proven()).unwrap().unwrap().is_empty());

    let broken = shelf.row(0, 0, "{}");
    let incomplete =
        broken.clock.run(broken.paginator().collect_consistent()).unwrap().unwrap_err();
    assert_eq!(incomplete.items.len(), 2);
    assert_eq!(incomplete.report.malformed, 1);
    assert!(incomplete.to_string().starts_with("incomplete (1 row could not be read; nothing"));
}

/// It may count rows that it shows to others only.
#[test]
fn passes_that_agree_are_believed_more_than_a_count_that_need_not_be_exact() {
    // Asked for pages of one row, it counts three of them, and there is one row.
    let shelf = shelf(&[&[9], &[], &[]]);
    let mut paginator = Paginator::in_passes(shelf.clone());
    assert_eq!(shelf.read(&mut paginator).0, [9]);
    assert_eq!(paginator.report().completeness, Completeness::Agreed { passes: 2 });
}

#[test]
fn a_server_that_goes_in_circles_ends_the_stream() {
    let pages: Vec<&[u64]> = vec![&[9, 8]; 500];
    let shelf = shelf(&pages);
    let mut paginator = shelf.paginator();
    let (ids, errors) = shelf.read(&mut paginator);
    assert_eq!(ids, [9, 8]);
    assert_eq!(errors[0].kind(), ErrorKind::Protocol);
    assert_eq!(shelf.requests(), 101);
}

#[test]
fn rows_that_cannot_be_read_and_have_no_id_are_new_once() {
    let pages: Vec<&[u64]> = vec![&[9, 8]; 500];
    let shelf = (0..500).fold(shelf(&pages), |shelf, page| shelf.row(page, 0, "{}"));
    let mut paginator = shelf.paginator();
    let (ids, errors) = shelf.read(&mut paginator);
    assert_eq!(ids, [8]);
    assert_eq!(errors[0].kind(), ErrorKind::Protocol);
    assert_eq!(shelf.requests(), 101);
}

static_assertions::assert_impl_all!(Paginator<Row>: Send, Unpin);
