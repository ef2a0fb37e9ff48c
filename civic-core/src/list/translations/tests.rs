use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, TryStreamExt};
use serde::Deserialize;

use super::*;
use crate::clock::Clock;
use crate::http::platform::RequestStats;
use crate::list::source::{ListSpec, NumberedList, NumberedPage, PageRow};
use crate::list::{Completeness, Condition};
use crate::testing::VirtualClock;

#[derive(Debug, Deserialize)]
struct Row {
    id: u64,
    title: Option<String>,
}

impl Localized for Row {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![("title", self.title.as_deref())]
    }
}

/// A list read in one language.
struct Reading {
    locale: &'static str,
    pages: Vec<Vec<u64>>,
    clock: VirtualClock,
    asked: Asked,
}

/// The pages that were asked for, each with its language.
type Asked = Arc<Mutex<Vec<(&'static str, u64)>>>;

impl ListSpec for Reading {
    type Item = Row;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        format!("test/1 {}", self.locale)
    }

    fn key(&self, item: &Row) -> Key {
        Key::of([item.id.to_le_bytes()])
    }
}

impl NumberedList for Reading {
    fn page_size(&self) -> u64 {
        50
    }

    fn honoured_size(&self) -> u64 {
        1
    }

    fn page(
        &self,
        number: u64,
        _size: u64,
    ) -> BoxFuture<'_, Result<NumberedPage<Self::Item>, Error>> {
        Box::pin(async move {
            self.asked.lock().unwrap().push((self.locale, number));
            self.clock.sleep(Duration::from_millis(50)).await;
            let ids = self.pages.get(usize::try_from(number).unwrap() - 1).cloned();
            let row = |id: u64| match (id, self.locale) {
                (5, _) => "{\"id\":5,\"title\":\"same\"}".to_owned(),
                (6, "nl") => "{\"id\":6,\"title\":null}".to_owned(),
                (_, locale) => format!("{{\"id\":{id},\"title\":\"{locale}{id}\"}}"),
            };
            Ok(NumberedPage {
                rows: ids.unwrap_or_default().into_iter().map(row).map(PageRow::json).collect(),
                number: Some(number),
                total_pages: self.pages.len() as u64,
                total_rows: None,
                stats: RequestStats { attempts: 1, ..RequestStats::default() },
            })
        })
    }
}

/// The two lists, joined.
fn joined(
    clock: &VirtualClock,
    asked: &Asked,
    en: Vec<Vec<u64>>,
    nl: Vec<Vec<u64>>,
) -> Translations<Row> {
    let paginator = |locale: &'static str, pages| {
        let (clock, asked) = (clock.clone(), Arc::clone(asked));
        (locale.to_owned(), Paginator::by_page_number(Reading { locale, pages, clock, asked }))
    };
    Translations::new(paginator("en", en), [paginator("nl", nl)])
}

fn join(en: Vec<Vec<u64>>, nl: Vec<Vec<u64>>) -> (Vec<Translated<Row>>, Report) {
    let clock = VirtualClock::new();
    let mut joined = joined(&clock, &Asked::default(), en, nl);
    let rows = clock.run(joined.by_ref().try_collect()).unwrap().unwrap();
    let languages = joined.reports().into_iter().map(|(locale, report)| (locale, report.pages > 0));
    assert_eq!(languages.collect::<Vec<_>>(), [("en", true), ("nl", true)]);
    (rows, joined.report())
}

/// The rows that are not found in the other language.
fn missing(en: Vec<Vec<u64>>, nl: Vec<Vec<u64>>) -> Vec<u64> {
    let (rows, _) = join(en, nl);
    rows.iter().filter(|row| !row.missing.is_empty()).map(|row| row.item.id).collect()
}

#[test]
fn rows_are_joined_by_key_whatever_their_place() {
    let (rows, report) = join(vec![vec![9, 8], vec![7, 6], vec![5]], vec![vec![8, 9, 7, 5, 6]]);
    let title = |id| rows.iter().find(|row| row.item.id == id).unwrap().text("title").unwrap();
    assert_eq!(rows.iter().map(|row| row.item.id).collect::<Vec<_>>(), [9, 8, 7, 6, 5]);
    assert_eq!((title(9).get("en"), title(9).get("nl")), (Some("en9"), Some("nl9")));
    assert_eq!(title(6).get("nl"), None);
    assert!(rows.iter().all(|row| row.missing.is_empty()));
    assert_eq!(
        report.completeness,
        Completeness::Consistent { provided: Condition::ListUnchanged },
        "{report}"
    );
    assert_eq!(report.requests, 4);
}

#[test]
fn equal_texts_are_marked_as_a_possible_fallback() {
    let (rows, _) = join(vec![vec![5]], vec![vec![5]]);
    let title = rows[0].text("title").unwrap();
    assert!(title.entry("nl").unwrap().possible_fallback);
    assert!(!title.entry("en").unwrap().possible_fallback);
}

#[test]
fn a_row_that_is_missing_in_one_language_is_yielded_and_reported() {
    let (rows, report) = join(vec![vec![9, 8]], vec![vec![8]]);
    assert_eq!(rows[0].missing, ["nl"]);
    assert_eq!(rows[0].text("title").unwrap().get("en"), Some("en9"));
    assert!(rows[1].missing.is_empty());
    assert!(report.to_string().starts_with("incomplete (no reading in nl for 1 row"), "{report}");
}

#[test]
fn the_search_ahead_is_bounded() {
    let far: Vec<Vec<u64>> = (0..50).map(|p| (0..50).map(|i| 100 + p * 50 + i).collect()).collect();
    let (rows, report) = join(vec![vec![9]], far);
    assert_eq!(rows[0].missing, ["nl"]);
    assert_eq!(report.requests, 21, "a thousand rows, and no further");
}

#[test]
fn a_row_that_was_passed_over_is_kept_for_a_thousand_rows() {
    let nl = (0..50).map(|p| (1..=50).map(|i| 100_000 + p * 50 + i).collect()).collect();
    let place = |place: u64| 100_000 + place;
    // Each of the two that are missing is looked for among a thousand rows, which are passed over.
    let wanted = vec![place(1), 1, place(1001), 2, place(1002), place(2), place(3)];
    assert_eq!(missing(vec![wanted], nl), [1, 2, place(2)]);
}

#[test]
fn a_thousand_rows_that_were_passed_over_are_kept_however_far_behind_they_are() {
    let place = |place: u64| 100_000 + place;
    let nl: Vec<_> = (0..50).map(|p| (1..=50).map(|i| place(p * 50 + i)).collect()).collect();
    // 1 is missing, and looked for among a thousand rows, which are passed over. One of them is taken, and on
    // the way to place 1003 another one is passed over.
    let wanted = vec![place(1), 1, place(1001), place(1003), place(2)];
    assert_eq!(missing(vec![wanted], nl), [1]);
}

#[test]
fn a_page_of_any_language_that_is_under_way_is_asked_for_again_without_async() {
    let asked_for = |polls: u32| {
        let (clock, asked) = (VirtualClock::new(), Asked::default());
        let mut joined = joined(&clock, &asked, vec![vec![9]], vec![vec![9]]);
        for _ in 0..polls {
            assert!(joined.next().now_or_never().is_none());
            clock.advance(Duration::from_millis(50));
        }
        let missing = joined.blocking().map(|row| row.unwrap().missing);
        assert_eq!(missing.collect::<Vec<_>>(), [Vec::<String>::new()]);
        let asked = asked.lock().unwrap();
        asked.clone()
    };
    assert_eq!(asked_for(0), [("en", 1), ("nl", 1)]);
    assert_eq!(asked_for(1), [("en", 1), ("en", 1), ("nl", 1)]);
    assert_eq!(asked_for(2), [("en", 1), ("nl", 1), ("nl", 1)]);
}
