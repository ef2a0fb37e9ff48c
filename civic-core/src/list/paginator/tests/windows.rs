//! The pages that are asked for of a newest-first list.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::Error;
use crate::clock::Clock;
use crate::http::platform::RequestStats;
use crate::list::source::{Key, ListSpec, NumberedList, NumberedPage, PageRow, Position};
use crate::list::{Completeness, Condition, Gap, Paginator, Report};
use crate::testing::VirtualClock;

/// A row: its id, and the second in which it was made.
type Row = (u64, i64);

/// A page that was asked for: its number and its size.
type Asked = (u64, u64);

type Change = fn(&mut Vec<Row>);

/// A list of 300 rows, newest first.
#[derive(Clone, Default)]
struct Timeline {
    rows: Arc<Mutex<Vec<Row>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// The requests that were answered, counted from 1.
    answered: Arc<Mutex<Vec<usize>>>,
    clock: VirtualClock,
    /// The request that takes longer than the others.
    slow: Option<usize>,
    /// Whether pages come without rows, although they are counted.
    is_hollow: bool,
    /// Whether the server counts no pages, although they come with rows.
    counts_none: bool,
    /// What happens to the rows when so many pages were asked for.
    changes: Vec<(usize, Change)>,
    /// The largest pages that are surely not cut, 100 rows if it is not set.
    honoured: Option<u64>,
}

impl Timeline {
    /// So many rows share each moment.
    fn tied(tied: u64) -> Self {
        let row = |n: u64| (n, i64::try_from(1_000_000 - n / tied).unwrap());
        Self { rows: Arc::new(Mutex::new((0..300).map(row).collect())), ..Self::default() }
    }

    /// Reads it to its end, so many pages at a time. Returns the ids that came, the errors and the report.
    fn read(&self, concurrency: usize) -> (Vec<u64>, Vec<Error>, Report) {
        let mut paginator = Paginator::gap_free(self.clone()).concurrency(concurrency);
        let (mut ids, mut errors) = (Vec::new(), Vec::new());
        let reading = async {
            while let Some(row) = paginator.next().await {
                match row {
                    Ok((id, _)) => ids.push(id),
                    Err(error) => errors.push(error),
                }
            }
        };
        self.clock.run(reading).unwrap();
        (ids, errors, paginator.report())
    }

    /// The pages that were asked for since this was last asked.
    fn take_asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// Counts a request, and changes the rows. Returns its number.
    fn ask(&self, page: Asked) -> usize {
        let mut asked = self.asked.lock().unwrap();
        asked.push(page);
        for (_, change) in self.changes.iter().filter(|(request, _)| *request == asked.len()) {
            change(&mut self.rows.lock().unwrap());
        }
        asked.len()
    }
}

impl ListSpec for Timeline {
    type Item = Row;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        "timeline".to_owned()
    }

    fn key(&self, row: &Row) -> Key {
        Key::of([row.0.to_le_bytes()])
    }

    fn position(&self, row: &Row) -> Option<Position> {
        Some(jiff::Timestamp::from_second(row.1).unwrap().into())
    }
}

impl NumberedList for Timeline {
    fn page_size(&self) -> u64 {
        25
    }

    fn honoured_size(&self) -> u64 {
        self.honoured.unwrap_or(100)
    }

    fn page(&self, number: u64, size: u64) -> BoxFuture<'_, Result<NumberedPage<Row>, Error>> {
        Box::pin(async move {
            let request = self.ask((number, size));
            let takes = if self.slow == Some(request) { 200 } else { 50 };
            self.clock.sleep(Duration::from_millis(takes)).await;
            self.answered.lock().unwrap().push(request);
            let rows = self.rows.lock().unwrap();
            let skip = usize::try_from((number - 1) * size).unwrap();
            let take = if self.is_hollow { 0 } else { usize::try_from(size).unwrap() };
            Ok(NumberedPage {
                rows: rows.iter().skip(skip).take(take).copied().map(PageRow::Decoded).collect(),
                number: Some(number),
                total_pages: if self.counts_none { 0 } else { (rows.len() as u64).div_ceil(size) },
                total_rows: None,
                stats: RequestStats { attempts: 1, ..RequestStats::default() },
            })
        })
    }
}

fn all() -> Vec<u64> {
    (0..300).collect()
}

#[test]
fn one_at_a_time_each_page_is_chosen_by_the_one_before_and_reaches_further() {
    for tied in [1, 2, 3, 4, 7] {
        let list = Timeline::tied(tied);
        let (ids, _, report) = list.read(1);
        assert_eq!((ids, report.is_proven()), (all(), true), "{tied}: {report}");
        let asked = list.take_asked();
        let ends = asked.iter().map(|(number, size)| number * size);
        assert!(ends.is_sorted_by(|one, next| one < next), "{tied}: {asked:?}");
    }
}

/// It must join two rows; with a third, one that was deleted in between costs no further request.
#[test]
fn each_page_repeats_a_row_more_than_it_must_join() {
    let list = Timeline::tied(1);
    assert_eq!(list.read(1).0, all());
    assert_eq!(list.take_asked()[..2], [(1, 25), (2, 22)]);
}

/// While rows of one moment fill pages, it is not known yet whether one of them is missing.
#[test]
fn up_to_a_limit_among_rows_of_one_moment_only_the_first_page_is_proven() {
    let limited = |rows| {
        let list = Timeline::tied(100);
        let mut paginator = Paginator::gap_free(list.clone()).limit_items(rows);
        let reading = async { while paginator.try_next().await.unwrap().is_some() {} };
        list.clock.run(reading).unwrap();
        paginator.report().completeness
    };
    assert_eq!(limited(20), Completeness::Limited { proven: true });
    assert_eq!(limited(60), Completeness::Limited { proven: false });
}

#[test]
fn no_page_is_asked_for_ahead_before_a_row_has_come() {
    let list = Timeline { is_hollow: true, ..Timeline::tied(1) };
    let alone = list.read(1).2;
    let asked = list.take_asked();
    assert!(matches!(alone.completeness, Completeness::Incomplete { .. }), "{alone}");
    let ahead = list.read(8).2;
    assert_eq!(list.take_asked(), asked);
    assert_eq!(ahead.completeness, alone.completeness);
}

#[test]
fn a_page_that_is_counted_and_comes_empty_is_asked_for_twelve_times_more_and_proves_nothing() {
    let list = Timeline { is_hollow: true, ..Timeline::tied(1) };
    list.rows.lock().unwrap().truncate(20);
    let (ids, _, report) = list.read(1);
    let asked = list.take_asked();
    // In another size each time, should the page itself be broken.
    let sizes: Vec<_> =
        asked.iter().map_while(|(number, size)| (*number == 1).then_some(*size)).collect();
    assert!(ids.is_empty() && sizes.iter().copied().take(13).eq((13..=25).rev()), "{asked:?}");
    assert_ne!(sizes.get(13), Some(&12), "{asked:?}");
    let Completeness::Incomplete { gaps } = report.completeness else { panic!("{report}") };
    assert_eq!(gaps.first(), Some(&Gap::EmptyPage { page: 1 }));
}

#[test]
fn a_server_that_counts_no_pages_is_doubted_three_times_and_then_read_by_its_rows() {
    let list = Timeline { counts_none: true, ..Timeline::tied(1) };
    let (ids, _, report) = list.read(1);
    assert_eq!(ids, all(), "{report}");
    let gaps = vec![Gap::Contradiction { page: 1, total_pages: 0 }];
    assert_eq!(report.completeness, Completeness::Incomplete { gaps });
    let asked = list.take_asked();
    let times = |page: &Asked| asked.iter().filter(|asked| *asked == page).count();
    assert!(
        asked.iter().all(|page| times(page) == if *page == (1, 25) { 3 } else { 1 }),
        "{asked:?}"
    );
}

#[test]
fn rows_that_were_deleted_and_others_that_were_added_at_once_hide_no_row() {
    for tied in [1, 3] {
        for concurrency in [2, 4] {
            let mut list = Timeline::tied(tied);
            // The newest twenty, which were read before, and then as many new ones.
            list.changes.push((concurrency + 1, |rows| drop(rows.drain(..20))));
            list.changes.push((concurrency + 2, |rows| {
                let added =
                    (1000..1020).rev().map(|id| (id, 1_000_000 + i64::try_from(id).unwrap()));
                rows.splice(..0, added);
            }));
            let (ids, _, report) = list.read(concurrency);
            assert_eq!(ids, all(), "{tied}, {concurrency}: {report}");
            assert!(report.is_proven(), "{tied}, {concurrency}: {report}");
        }
    }
}

/// Of the pages that were fetched ahead none is dropped for the one that belongs before them: there is room for it,
/// since the page that was passed on left.
#[test]
fn where_rows_were_deleted_the_pages_that_were_fetched_ahead_are_kept() {
    for concurrency in [2, 3, 4] {
        let mut list = Timeline::tied(1);
        list.changes.push((3, |rows| drop(rows.drain(..20))));
        let (ids, _, report) = list.read(concurrency);
        assert_eq!((ids, report.is_proven()), (all(), true), "{concurrency}: {report}");
        let asked = list.take_asked();
        let once: HashSet<_> = asked.iter().collect();
        assert_eq!(once.len(), asked.len(), "{concurrency}: a page was asked for twice: {asked:?}");
    }
}

/// The list shrinks twice, so that two pages must come before those that were fetched ahead.
#[test]
fn the_request_for_a_page_that_has_no_room_any_more_is_cancelled() {
    let mut list = Timeline { slow: Some(7), ..Timeline::tied(1) };
    list.changes.push((7, |rows| drop(rows.drain(..20))));
    list.changes.push((8, |rows| drop(rows.drain(..60))));
    let (ids, _, report) = list.read(2);
    assert_eq!((ids, report.is_proven()), (all(), true), "{report}");
    let asked = list.take_asked();
    let times = asked.iter().filter(|page| **page == asked[6]).count();
    assert_eq!(times, 2, "it was dropped, and asked for again later: {asked:?}");
    assert!(!list.answered.lock().unwrap().contains(&7), "its first request went on");
}

#[test]
fn a_list_in_another_order_is_read_page_by_page_and_called_so() {
    let ordered = Timeline::tied(1);
    ordered.read(1);
    let pages = ordered.take_asked().len();
    for concurrency in [1, 8] {
        let list = Timeline::tied(1);
        list.rows.lock().unwrap().reverse();
        let (ids, errors, report) = list.read(concurrency);
        assert_eq!(ids, all().into_iter().rev().collect::<Vec<_>>());
        let gaps = vec![Gap::Unordered];
        assert_eq!(report.completeness, Completeness::Incomplete { gaps }, "{errors:?}");
        assert_eq!(list.take_asked().len(), pages, "no page is asked for twice");
    }
}

/// The oldest rows share one moment, so that no small page shows where the list ends.
#[test]
fn what_looked_like_the_end_is_not_taken_for_it_if_there_is_more_when_it_is_asked_for_again() {
    let mut unproven = 0;
    for oldest in 12..60 {
        let list = || {
            let list = Timeline { honoured: Some(12), ..Timeline::tied(1) };
            let mut rows = list.rows.lock().unwrap();
            rows.iter_mut().skip(300 - oldest).for_each(|row| row.1 = 999_000);
            drop(rows);
            list
        };
        let quiet = list();
        let (ids, _, report) = quiet.read(1);
        assert_eq!(ids, all(), "{oldest}: {report}");
        let provided = Condition::ShortAnswerWhole;
        unproven += u32::from(report.completeness == Completeness::Consistent { provided });
        let requests = quiet.take_asked().len();
        for request in requests - 2..=requests {
            let mut list = list();
            list.changes.push((request, |rows| {
                let older = (1000..1040).map(|id| (id, 998_000 - i64::try_from(id).unwrap()));
                rows.extend(older);
            }));
            let (ids, _, report) = list.read(1);
            assert_eq!(ids.len(), 340, "{oldest}, before request {request}: {report}");
        }
    }
    assert!(unproven > 0);
}
