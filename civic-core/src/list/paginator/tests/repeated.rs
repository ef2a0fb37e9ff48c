//! Answers that have a row twice, and counts that contradict the rows beside them.

use futures_util::StreamExt;
use futures_util::future::BoxFuture;

use super::shelf::{Mishap, Shelf, shelf};
use crate::Error;
use crate::http::platform::RequestStats;
use crate::list::simulation::cursor_list::{ByCursor, CursorList, CursorPage};
use crate::list::source::{Key, ListSpec, NumberedList, NumberedPage, PageRow, Position, Proof};
use crate::list::{Completeness, Condition, Gap, Paginator, Report};
use crate::testing::VirtualClock;

/// Pages of rows by their letters, each a second older than the letter before; any page size gives
/// the same.
#[derive(Clone)]
struct Letters {
    pages: Vec<&'static str>,
    total_pages: u64,
    proof: Proof,
}

impl Letters {
    fn of(pages: &[&'static str]) -> Self {
        let total_pages = pages.len() as u64;
        Self { pages: pages.to_vec(), total_pages, proof: Proof::Sound }
    }

    fn rows(&self, number: usize) -> Vec<PageRow<char>> {
        let page = self.pages.get(number - 1).copied().unwrap_or_default();
        page.chars().map(|row| PageRow::json(format!("\"{row}\""))).collect()
    }
}

impl ListSpec for Letters {
    type Item = char;

    fn resource_name(&self) -> &'static str {
        "letters"
    }

    fn identity(&self) -> String {
        "letters".to_owned()
    }

    fn key(&self, item: &char) -> Key {
        Key::of([item.to_string()])
    }

    fn position(&self, item: &char) -> Option<Position> {
        let at = jiff::Timestamp::from_second(i64::from(200 - u32::from(*item))).ok()?;
        Some(at.into())
    }
}

impl NumberedList for Letters {
    fn page_size(&self) -> u64 {
        25
    }

    fn honoured_size(&self) -> u64 {
        12
    }

    fn page(&self, number: u64, size: u64) -> BoxFuture<'_, Result<NumberedPage<char>, Error>> {
        let rows = self.rows(usize::try_from(number).unwrap());
        // Asked for pages of one row, it counts rows.
        let total_pages = match (self.total_pages, size) {
            (0, _) => 0,
            (_, 1) => self.pages.iter().map(|page| page.len() as u64).sum(),
            (pages, _) => pages,
        };
        let stats = RequestStats { attempts: 1, ..RequestStats::default() };
        let number = Some(number);
        Box::pin(
            async move { Ok(NumberedPage { rows, number, total_pages, total_rows: None, stats }) },
        )
    }
}

impl CursorList for Letters {
    fn page(&self, cursor: Option<String>) -> BoxFuture<'_, Result<CursorPage<char>, Error>> {
        let number = cursor.map_or(1, |number| number.parse().unwrap());
        let rows = self.rows(number);
        let next = (number < self.pages.len()).then(|| (number + 1).to_string());
        let stats = RequestStats::default();
        Box::pin(async move { Ok(CursorPage { rows, next, total: None, stats }) })
    }

    fn proof(&self) -> Proof {
        self.proof.clone()
    }
}

type Way = fn(Letters) -> Paginator<char>;

const GAP_FREE: Way = Paginator::gap_free;
const BY_NUMBER: Way = Paginator::by_page_number;
const IN_PASSES: Way = Paginator::in_passes;
const BY_CURSOR: Way = |letters| Paginator::by_cursor(ByCursor(letters));

fn read(letters: &Letters, way: Way) -> (String, Report) {
    let mut paginator = way(letters.clone());
    let rows = VirtualClock::new().run(paginator.by_ref().map(Result::unwrap).collect()).unwrap();
    (rows, paginator.report())
}

fn gaps(report: &Report) -> &[Gap] {
    match &report.completeness {
        Completeness::Incomplete { gaps } => gaps,
        other => panic!("{other}"),
    }
}

#[test]
fn a_row_twice_on_one_page_comes_once_and_is_told() {
    for (page, once) in [("AA", "A"), ("ABA", "AB"), ("ABB", "AB"), ("ABCB", "ABC")] {
        let letters = Letters::of(&[page]);
        for way in [GAP_FREE, BY_NUMBER, BY_CURSOR] {
            let (rows, report) = read(&letters, way);
            assert_eq!(
                (rows.as_str(), report.items, report.duplicates),
                (once, once.len() as u64, 1)
            );
            assert!(gaps(&report).contains(&Gap::Shifted { duplicates: 1 }), "{page}: {report}");
        }
        // Passes look again, and may agree; but one look proves nothing any more.
        let (rows, report) = read(&letters, IN_PASSES);
        assert_eq!((rows.as_str(), report.items), (once, once.len() as u64));
        assert!(report.duplicates > 0, "{report}");
        assert_eq!(report.completeness, Completeness::Agreed { passes: 2 }, "{page}");
    }
}

/// 9 comes twice on one page, and 8 on two pages.
#[test]
fn rows_that_came_again_before_a_limit_are_all_told() {
    let shelf = shelf(&[&[9, 8, 9], &[8, 7], &[6], &[5]]);
    let mut paginator = shelf.paginator().limit_items(4);
    assert_eq!(shelf.read(&mut paginator).0, [9, 8, 7, 6]);
    assert_eq!(gaps(&paginator.report()), [Gap::Shifted { duplicates: 2 }]);
}

#[test]
fn a_row_that_comes_again_on_another_page_speaks_against_an_unchanged_list_only() {
    let mut letters = Letters::of(&["ABC", "CDE"]);
    let (rows, report) = read(&letters, BY_CURSOR);
    assert_eq!((rows.as_str(), report.duplicates), ("ABCDE", 1));
    assert!(report.completeness.is_proven(), "windows that overlap explain it: {report}");
    letters.proof = Proof::IfUnchanged;
    let (_, report) = read(&letters, BY_CURSOR);
    assert_eq!(gaps(&report), [Gap::Shifted { duplicates: 1 }]);
    letters.proof = Proof::Gaps(vec![Gap::Unordered]);
    let (_, report) = read(&letters, BY_CURSOR);
    assert_eq!(gaps(&report), [Gap::Unordered, Gap::Shifted { duplicates: 1 }]);
    letters.proof = Proof::Provided(Condition::CountRight);
    let consistent = Completeness::Consistent { provided: Condition::CountRight };
    assert_eq!(read(&letters, BY_CURSOR).1.completeness, consistent);
}

/// Reading by number that finds an empty page and a shift reports both.
#[test]
fn no_sign_of_a_change_is_dropped_for_another_reason() {
    let shelf = shelf(&[&[9, 8], &[], &[6, 5]]).mishap(3, Mishap::Insert(10));
    let mut paginator = shelf.paginator();
    shelf.read(&mut paginator);
    let Completeness::Incomplete { gaps } = paginator.report().completeness else { panic!() };
    assert!(gaps.contains(&Gap::EmptyPage { page: 2 }), "{gaps:?}");
    assert!(gaps.contains(&Gap::PageCountMoved { from: 3, to: 4 }), "{gaps:?}");
}

/// A row that cannot be read is one reason, and what else is wrong another.
#[test]
fn a_malformed_row_is_named_beside_every_other_reason() {
    let of = |shelf: Shelf| {
        let shelf = shelf.row(0, 1, "{}");
        let mut paginator = shelf.paginator();
        shelf.read(&mut paginator);
        let report = paginator.report();
        gaps(&report).to_vec()
    };
    let malformed = Gap::Malformed { rows: 1 };
    let unchanged = Gap::Unproven { provided: Condition::ListUnchanged };
    assert_eq!(of(shelf(&[&[9, 8, 7], &[6]])), [malformed.clone(), unchanged]);
    let empty = Gap::EmptyPage { page: 2 };
    assert_eq!(of(shelf(&[&[9, 8, 7], &[], &[6]])), [malformed.clone(), empty]);
    let moved = Gap::PageCountMoved { from: 2, to: 3 };
    let shifted = Gap::Shifted { duplicates: 1 };
    let grown = shelf(&[&[9, 8, 7], &[6, 5, 4]]).mishap(2, Mishap::Insert(10));
    assert_eq!(of(grown), [malformed, shifted, moved]);
}

#[test]
fn no_pages_beside_rows_are_a_contradiction_and_not_the_end() {
    for way in [GAP_FREE, BY_NUMBER, IN_PASSES] {
        for pages in [vec!["ABC"], vec!["ABC", "DEF"]] {
            // Only reading in windows takes a short page for the end.
            let whole =
                if way as usize == GAP_FREE as usize { "ABC".into() } else { pages.concat() };
            let letters = Letters { total_pages: 0, ..Letters::of(&pages) };
            let (rows, report) = read(&letters, way);
            assert_eq!(rows, whole, "{report}");
            assert_eq!(gaps(&report), [Gap::Contradiction { page: 1, total_pages: 0 }]);
        }
    }
}
