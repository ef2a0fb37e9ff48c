//! Lists whose pages point to the next.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;

use super::shelf::Row;
use crate::Error;
use crate::http::Receipt;
use crate::paging::{ByCursor, CursorList, CursorPage, Key, List, PageRow, Report, Verdict, Walk};
use crate::testing::VirtualClock;

/// Pages that point to the next.
#[derive(Clone, Default)]
pub(super) struct Chain(BTreeMap<Option<&'static str>, (Vec<u64>, Option<&'static str>)>);

impl List for Chain {
    type Item = Row;

    fn noun(&self) -> &'static str {
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
        let page = CursorPage { rows, next, total: None, receipt: Receipt::default() };
        Box::pin(async move { Ok(page) })
    }
}

fn read_chain(chain: Chain) -> (Vec<u64>, Report) {
    let clock = VirtualClock::new();
    let mut walk = Walk::by_cursor(ByCursor(chain));
    let ids = clock
        .run(async {
            let mut ids = Vec::new();
            while let Some(item) = walk.next().await {
                ids.extend(item.map(|row| row.id));
            }
            ids
        })
        .unwrap();
    (ids, walk.report())
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
    assert!(report.is_complete());
}

#[test]
fn a_cursor_that_comes_again_ends_the_walk_with_an_error() {
    let chain = Chain(BTreeMap::from([
        (None, (vec![9], Some("b"))),
        (Some("b"), (vec![8], Some("c"))),
        (Some("c"), (vec![7], Some("b"))),
    ]));
    let (ids, report) = read_chain(chain);
    assert_eq!(ids, [9, 8, 7]);
    let Verdict::Interrupted { because } = report.verdict else { panic!("{report}") };
    assert!(because.contains("points back to a page"), "{because}");
}
