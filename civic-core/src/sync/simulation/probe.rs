//! A list whose rows, faults and answers a test sets by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{self, BoxFuture};
use jiff::Timestamp;
use serde_json::Value;

use crate::clock::Clock;
use crate::http::platform::RequestStats;
use crate::list::Paginator;
use crate::list::source::{Fetch, ListSpec, Next, Page, PageRow, PageSource, Proof, RawRow};
use crate::sync::source::{AllRows, Changed, Deleted, Origin, Scan, SyncSource, no_single_reads};
use crate::sync::store::Memory;
use crate::sync::{Key, Report, SyncRun};
use crate::testing::VirtualClock;
use crate::{Error, ErrorKind};

pub(super) type Row = (u8, u8);

/// Pages of two rows by cursor. Ids from 200 have no key.
#[derive(Clone, Default)]
pub(super) struct Probe(Arc<Mutex<Inner>>);

#[derive(Default)]
pub(super) struct Inner {
    pub(super) rows: Vec<Row>,
    /// In the copy's reach by single reads, and not in the list.
    pub(super) unlisted: Vec<Row>,
    pub(super) broken: BTreeSet<u8>,
    pub(super) unordered: bool,
    pub(super) no_single: bool,
    pub(super) incremental: bool,
    /// Whether the list can be scanned. Nobody knows when rows of a later version than the first were updated.
    pub(super) scans: bool,
    /// Pages that fail, and how.
    pub(super) fails: BTreeMap<u64, ErrorKind>,
    pub(super) single_fails: BTreeMap<u8, ErrorKind>,
    pub(super) asked: Vec<String>,
    pub(super) since: bool,
    pub(super) epoch: u64,
    pub(super) runs: u64,
    /// The row that cannot be written as JSON.
    pub(super) unwritable: Option<u8>,
    /// What the list answers, by which a checkpoint tells it from others; by itself without it.
    pub(super) identity: Option<&'static str>,
    /// Why the feed of deleted rows cannot be read, where there is one.
    pub(super) feed_fails: Option<ErrorKind>,
    /// How often the origin is still not known, and why.
    pub(super) origin_fails: (u32, Option<ErrorKind>),
}

impl Probe {
    pub(super) fn with(rows: impl IntoIterator<Item = Row>) -> Self {
        let it = Self::default();
        it.lock().rows = rows.into_iter().collect();
        it
    }
    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }
    pub(super) fn sync(&self, copy: &mut Memory<Row>) -> Result<Report, String> {
        self.sync_with(copy, |run| run)
    }
    pub(super) fn sync_with(
        &self,
        copy: &mut Memory<Row>,
        set: impl FnOnce(SyncRun<Row>) -> SyncRun<Row>,
    ) -> Result<Report, String> {
        let state = Memory::state(copy);
        let state = serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap();
        let run = set(SyncRun::new(self.clone(), state));
        run.store_in(copy).now_or_never().expect("no wait").map_err(|it| it.to_string())
    }
}

impl ListSpec for Probe {
    type Item = Row;
    fn resource_name(&self) -> &'static str {
        "rows"
    }
    fn identity(&self) -> String {
        self.lock().identity.unwrap_or("probe").to_owned()
    }
    fn key(&self, row: &Row) -> crate::list::source::Key {
        crate::list::source::Key::of([[row.0]])
    }
}

impl PageSource for Probe {
    type List = Self;
    type Cursor = (u64, u64);
    fn list(&self) -> &Self {
        self
    }
    fn strategy_name(&self) -> &'static str {
        "cursor"
    }
    fn first(&self) -> (u64, u64) {
        (0, self.lock().epoch)
    }
    fn fetch(&self, (page, epoch): (u64, u64)) -> Fetch<'_, Self> {
        let inner = self.lock();
        let failure = inner.fails.get(&page).copied();
        let failure = failure.or((epoch != inner.epoch).then_some(ErrorKind::Rejected));
        if let Some(kind) = failure {
            return Box::pin(future::ready(Err(Error::new(kind, "answered so"))));
        }
        let all: Vec<Row> =
            inner.rows.iter().filter(|row| !inner.since || row.1 > 1).copied().collect();
        let start = usize::try_from(page).unwrap() * 2;
        let rows: Vec<_> = all.iter().skip(start).take(2).copied().collect();
        let rows = rows.into_iter().map(|row| {
            if inner.broken.contains(&row.0) {
                PageRow::Raw(RawRow::new(Bytes::from(format!(r#"{{"id":"{}"}}"#, row.0))))
            } else {
                PageRow::Decoded(row)
            }
        });
        let is_last = start + 2 >= all.len();
        let next = if is_last { Next::End(Proof::Sound) } else { Next::Page((page + 1, epoch)) };
        let page = Page::new(rows, next, RequestStats::default());
        Box::pin(future::ready(Ok(page)))
    }
}

impl SyncSource for Probe {
    type Item = Row;
    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        let inner = &mut *self.lock();
        inner.runs += 1;
        if let (1.., Some(kind)) = inner.origin_fails {
            inner.origin_fails.0 -= 1;
            return Box::pin(future::ready(Err(Error::new(kind, "answered so"))));
        }
        Box::pin(future::ready(Ok(Origin::new("test/1", "https://a.example.org", "rows"))))
    }
    fn clock(&self) -> Arc<dyn Clock> {
        // Each run is a while after the one before it.
        let clock = VirtualClock::new();
        clock.advance(std::time::Duration::from_secs(self.lock().runs));
        Arc::new(clock)
    }
    fn key(&self, row: &Row) -> Option<Key> {
        (row.0 < 200).then(|| Key::new(row.0.to_string()))
    }
    fn content(&self, row: &Row) -> serde_json::Result<Value> {
        if self.lock().unwritable == Some(row.0) {
            return Err(serde::ser::Error::custom("no"));
        }
        serde_json::to_value(row)
    }
    fn matches(&self, _row: &Row) -> bool {
        true
    }
    fn all(&self) -> AllRows<Row> {
        self.lock().since = false;
        Paginator::by_cursor(self.clone()).into()
    }
    fn is_ordered(&self) -> bool {
        !self.lock().unordered
    }
    fn changed_since(&self, moment: Timestamp) -> Option<Changed<Row>> {
        if !self.lock().incremental {
            return None;
        }
        self.lock().since = true;
        Some(Changed::new(Paginator::by_cursor(self.clone()), moment))
    }
    fn scan(&self) -> Option<Scan<Row>> {
        self.lock().since = false;
        let scans = self.lock().scans;
        scans.then(|| Scan::new(Paginator::by_cursor(self.clone()), 2))
    }
    fn updated_at(&self, row: &Row) -> Option<Timestamp> {
        (self.lock().scans && row.1 == 1).then_some(Timestamp::UNIX_EPOCH)
    }
    fn deleted_since(&self, _moment: Timestamp) -> Option<BoxFuture<'_, Deleted>> {
        let kind = self.lock().feed_fails?;
        let feed = Self::default();
        feed.lock().fails = [(0, kind)].into();
        let key = |row: &Row| Key::new(row.0.to_string());
        Some(Box::pin(Deleted::read(Paginator::by_cursor(feed), key)))
    }
    fn has_single_reads(&self) -> bool {
        !self.lock().no_single
    }
    fn get(&self, key: &Key) -> BoxFuture<'_, Result<Row, Error>> {
        let inner = &mut *self.lock();
        if inner.no_single {
            return no_single_reads("rows");
        }
        inner.asked.push(key.to_string());
        let id: u8 = key.to_string().parse().unwrap();
        if let Some(kind) = inner.single_fails.get(&id) {
            return Box::pin(future::ready(Err(Error::new(*kind, "answered so"))));
        }
        let found = inner.rows.iter().chain(&inner.unlisted).find(|row| row.0 == id).copied();
        let found = found.ok_or_else(|| Error::new(ErrorKind::NotFound, "answered 404"));
        Box::pin(future::ready(found))
    }
}
