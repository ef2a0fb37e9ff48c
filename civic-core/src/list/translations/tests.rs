use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{StreamExt, TryStreamExt};
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
}

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

fn join(en: Vec<Vec<u64>>, nl: Vec<Vec<u64>>) -> (Vec<Translated<Row>>, Report) {
    let clock = VirtualClock::new();
    let paginator = |locale: &'static str, pages| {
        (
            locale.to_owned(),
            Paginator::by_page_number(Reading { locale, pages, clock: clock.clone() }),
        )
    };
    let mut joined = Translations::new(paginator("en", en), [paginator("nl", nl)]);
    let rows = clock.run(joined.by_ref().try_collect()).unwrap().unwrap();
    let languages = joined.reports().into_iter().map(|(locale, report)| (locale, report.pages > 0));
    assert_eq!(languages.collect::<Vec<_>>(), [("en", true), ("nl", true)]);
    (rows, joined.report())
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
    let (rows, _) = join(vec![wanted], nl);
    let missing = rows.iter().filter(|row| !row.missing.is_empty());
    assert_eq!(missing.map(|row| row.item.id).collect::<Vec<_>>(), [1, 2, place(2)]);
}
