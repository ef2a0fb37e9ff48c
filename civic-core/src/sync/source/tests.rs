use std::sync::Mutex;

use futures_util::{FutureExt, StreamExt};
use serde_json::json;

use super::*;
use crate::ErrorKind;
use crate::list::source::{Fetch, ListSpec, Next, Page, PageRow, PageSource, Proof};
use crate::sync::{Change, Mode, State, SyncRun};
use crate::testing::VirtualClock;

/// Rows that are read one by one in the part of the list that they belong to.
#[derive(Clone, Default)]
struct InParts(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// The part and the id of each row.
    rows: Vec<(u8, u8)>,
    asked: Vec<String>,
}

impl ListSpec for InParts {
    type Item = (u8, u8);

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        "in parts".to_owned()
    }

    fn key(&self, row: &(u8, u8)) -> crate::list::source::Key {
        crate::list::source::Key::of([[row.1]])
    }
}

impl PageSource for InParts {
    type List = Self;
    type Cursor = ();

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        "one answer"
    }

    fn first(&self) {}

    fn fetch(&self, (): ()) -> Fetch<'_, Self> {
        let rows = self.0.lock().unwrap().rows.clone().into_iter().map(PageRow::Decoded);
        let page = Page::new(
            rows,
            Next::End(Proof::Sound),
            crate::http::platform::RequestStats::default(),
        );
        Box::pin(future::ready(Ok(page)))
    }
}

impl SyncSource for InParts {
    type Item = (u8, u8);

    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        Box::pin(future::ready(Ok(Origin::new("test/1", "https://a.example.org", "rows"))))
    }

    fn origin_requests(&self) -> u64 {
        2
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(VirtualClock::new())
    }

    /// Rows of part 0 have none.
    fn key(&self, row: &(u8, u8)) -> Option<Key> {
        (row.0 > 0).then(|| Key::new(row.1.to_string()))
    }

    fn group(&self, row: &(u8, u8)) -> String {
        format!("part {}", row.0)
    }

    fn content(&self, row: &(u8, u8)) -> serde_json::Result<Value> {
        Ok(json!(row))
    }

    fn matches(&self, _row: &(u8, u8)) -> bool {
        true
    }

    fn all(&self) -> AllRows<(u8, u8)> {
        Paginator::by_cursor(self.clone()).into()
    }

    fn has_single_reads(&self) -> bool {
        true
    }

    fn get(&self, _key: &Key) -> BoxFuture<'_, Result<(u8, u8), Error>> {
        no_single_reads("rows without their part")
    }

    fn get_in(&self, group: &str, key: &Key) -> BoxFuture<'_, Result<(u8, u8), Error>> {
        let mut inner = self.0.lock().unwrap();
        inner.asked.push(format!("{key} of {group}"));
        let found = inner.rows.iter().find(|row| row.1.to_string() == key.to_string());
        let found = found.copied().ok_or_else(|| Error::new(ErrorKind::NotFound, "answered 404"));
        Box::pin(future::ready(found))
    }
}

#[test]
fn a_row_is_asked_for_in_its_own_part() {
    let list = InParts::default();
    list.0.lock().unwrap().rows = vec![(1, 10), (2, 20), (2, 21), (2, 22)];
    let run = |state: State| {
        SyncRun::new(list.clone(), state).map(Result::unwrap).collect::<Vec<_>>().now_or_never()
    };
    let Some(Change::Synced { state, report }) = run(State::new()).unwrap().pop() else { panic!() };
    assert_eq!(report.requests, report.list.requests + 2, "those for the origin are counted");
    list.0.lock().unwrap().rows.retain(|row| row.1 != 21);
    // The group is in the state: whoever goes on with it has read no row before.
    let state = serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap();
    let told = run(state).unwrap();
    assert!(
        told.iter().any(|it| matches!(it, Change::Gone { key, .. } if key.to_string() == "21"))
    );
    assert_eq!(list.0.lock().unwrap().asked, ["21 of part 2", "10 of part 1"]);
}

/// The same rows, of a platform that says nothing more of them, except that it can list only their keys.
#[derive(Clone)]
struct InOnePart(InParts);

impl SyncSource for InOnePart {
    type Item = (u8, u8);

    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        self.0.origin()
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.0.clock()
    }

    fn key(&self, row: &(u8, u8)) -> Option<Key> {
        SyncSource::key(&self.0, row)
    }

    fn matches(&self, _row: &(u8, u8)) -> bool {
        true
    }

    fn all(&self) -> AllRows<(u8, u8)> {
        self.0.all()
    }

    fn scan(&self) -> Option<Scan<(u8, u8)>> {
        Some(Scan::new(Paginator::by_cursor(self.0.clone()), 1))
    }

    fn has_single_reads(&self) -> bool {
        true
    }

    fn get(&self, key: &Key) -> BoxFuture<'_, Result<(u8, u8), Error>> {
        self.0.get(key)
    }

    fn get_in(&self, group: &str, key: &Key) -> BoxFuture<'_, Result<(u8, u8), Error>> {
        self.0.get_in(group, key)
    }
}

#[test]
fn a_list_of_which_nothing_more_is_said_is_one_part_and_its_rows_may_have_changed_at_any_time() {
    let list = InOnePart(InParts::default());
    let run = |state: State| {
        let run = SyncRun::new(list.clone(), state).map(Result::unwrap).collect::<Vec<_>>();
        match run.now_or_never().unwrap().pop() {
            Some(Change::Synced { state, report }) => (state, report),
            other => panic!("{other:?}"),
        }
    };
    list.0.0.lock().unwrap().rows = vec![(1, 10), (1, 20)];
    let (state, report) = run(State::new());
    assert_eq!((report.passes, report.upserts), (1, 2), "one reading is enough");
    list.0.0.lock().unwrap().rows = vec![(1, 10), (2, 20)];
    let (_, report) = run(state);
    assert!(matches!(report.mode, Mode::Scan { .. }), "{report}");
    // Nobody says when they changed, so that both are read.
    assert_eq!((report.single_reads, report.upserts, report.unchanged), (2, 1, 1), "{report}");
    assert_eq!(list.0.0.lock().unwrap().asked, ["10 of ", "20 of "]);
}
