//! The kinds of lists that platforms have.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp, tz};

use super::records::{Deletion, Item};
use super::server::Server;
use crate::clock::Clock;
use crate::http::platform::RequestStats;
use crate::list::Paginator;
use crate::list::source::{ListSpec, NumberedList, NumberedPage, PageRow, Position};
use crate::sync::Key;
use crate::sync::source::{AllRows, Changed, Deleted, Origin, Scan, SyncSource, no_single_reads};
use crate::{Error, ErrorKind};

/// What a platform tells of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Newest first, with `updated_at` filters by days, a feed and single reads (Go Vocal's ideas).
    Updated,
    /// The same without a feed and single reads (Go Vocal's reactions).
    WithoutSingleReads,
    /// The same with a filter by a property that changes: always read fully.
    Filtered,
    /// Newest first, and nothing more.
    Ordered,
    /// The same with a scan of keys and `updated_at` (Decidim's proposals).
    Scanned,
    /// In no order (Decidim's meetings).
    Unordered,
    /// Without ids, so that the copy is replaced (Go Vocal's associations).
    WithoutKeys,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::Updated,
        Self::WithoutSingleReads,
        Self::Filtered,
        Self::Ordered,
        Self::Scanned,
        Self::Unordered,
        Self::WithoutKeys,
    ];

    pub(super) fn has_filter(self) -> bool {
        self == Self::Filtered
    }

    pub(super) fn is_ordered(self) -> bool {
        !matches!(self, Self::Unordered | Self::WithoutKeys)
    }

    /// Whether it filters by `updated_at`.
    fn has_updated_filter(self) -> bool {
        matches!(self, Self::Updated | Self::WithoutSingleReads)
    }

    pub(super) fn is_incremental(self) -> bool {
        self.has_updated_filter() || self == Self::Scanned
    }
}

/// A list of the server, as a client reads it.
#[derive(Clone)]
pub(super) struct SimList {
    pub(super) server: Server,
    pub(super) clock: Arc<dyn Clock>,
    kind: Kind,
    since: Option<Timestamp>,
    /// Whether its rows have no more than their key and `updated_at`.
    is_scan: bool,
    /// Into how many parts the list falls.
    pub(super) parts: u64,
    /// What the list is filtered by, as its state names it.
    pub(super) query: &'static str,
}

impl SimList {
    pub(super) fn new(server: Server, clock: Arc<dyn Clock>) -> Self {
        let kind = server.lock().kind;
        Self { server, clock, kind, since: None, is_scan: false, parts: 1, query: "" }
    }

    pub(super) fn paginator(&self) -> Paginator<Item> {
        if self.kind.is_ordered() {
            Paginator::gap_free(self.clone())
        } else {
            Paginator::in_passes(self.clone())
        }
    }

    /// Reads the rows updated since a moment, to the moment.
    pub(super) fn since(&self, moment: Option<Timestamp>) -> Paginator<Item> {
        Self { since: moment, ..self.clone() }.paginator()
    }

    fn stats(&self) -> RequestStats {
        let server_time = Some(to_the_second(self.server.lock().now()));
        RequestStats { attempts: 1, answers: 1, server_time, ..RequestStats::default() }
    }
}

fn to_the_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap()
}

impl ListSpec for SimList {
    type Item = Item;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        format!("sim/1 {:?} since {:?} {}", self.kind, self.since, self.is_scan)
    }

    fn key(&self, item: &Item) -> crate::list::source::Key {
        crate::list::source::Key::of([item.id.to_string()])
    }

    fn position(&self, item: &Item) -> Option<Position> {
        Some(item.created_at.into())
    }
}

fn page_of<T>(
    rows: Vec<PageRow<T>>,
    number: u64,
    size: u64,
    is_empty: bool,
) -> (Vec<PageRow<T>>, u64) {
    if is_empty {
        return (Vec::new(), 0);
    }
    let (size, skip) =
        (usize::try_from(size).unwrap(), usize::try_from((number - 1) * size).unwrap());
    let total = rows.len().div_ceil(size) as u64;
    (rows.into_iter().skip(skip).take(size).collect(), total)
}

impl NumberedList for SimList {
    fn page(&self, number: u64, size: u64) -> BoxFuture<'_, Result<NumberedPage<Item>, Error>> {
        Box::pin(async move {
            let is_empty = self.server.request().await?;
            let rows = {
                let inner = self.server.lock();
                let is_wanted = |item: &Item| self.since.is_none_or(|at| item.updated_at >= at);
                if self.is_scan { inner.scan() } else { inner.list(is_wanted) }
            };
            let (rows, total_pages) = page_of(rows, number, size, is_empty);
            self.server.lock().whole_rows += if self.is_scan { 0 } else { rows.len() as u64 };
            Ok(NumberedPage {
                rows,
                number: Some(number),
                total_pages,
                total_rows: None,
                stats: self.stats(),
            })
        })
    }

    fn page_size(&self) -> u64 {
        25
    }

    fn honoured_size(&self) -> u64 {
        100
    }
}

/// The feed of deleted rows.
struct Feed(SimList, Timestamp);

impl ListSpec for Feed {
    type Item = Deletion;

    fn resource_name(&self) -> &'static str {
        "deleted rows"
    }

    fn identity(&self) -> String {
        "sim/1 feed".to_owned()
    }

    fn key(&self, item: &Deletion) -> crate::list::source::Key {
        crate::list::source::Key::of([item.id.to_string()])
    }
}

impl NumberedList for Feed {
    fn page(&self, number: u64, size: u64) -> BoxFuture<'_, Result<NumberedPage<Deletion>, Error>> {
        Box::pin(async move {
            let Self(list, since) = self;
            let is_empty = list.server.request().await?;
            let rows: Vec<_> = {
                let inner = list.server.lock();
                let now = inner.now();
                let mut logged: Vec<_> =
                    inner.feed.iter().filter(|it| it.logged_at <= now).collect();
                logged.retain(|it| it.deleted_at >= *since);
                logged.sort_by_key(|it| std::cmp::Reverse(it.logged_at));
                logged.into_iter().cloned().map(PageRow::Decoded).collect()
            };
            let (rows, total_pages) = page_of(rows, number, size, is_empty);
            Ok(NumberedPage {
                rows,
                number: Some(number),
                total_pages,
                total_rows: None,
                stats: list.stats(),
            })
        })
    }

    fn page_size(&self) -> u64 {
        25
    }

    fn honoured_size(&self) -> u64 {
        100
    }
}

impl SyncSource for SimList {
    type Item = Item;

    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        let model = self.server.lock().model.to_string();
        let origin =
            Origin::new("sim/1", "https://sim.example.org", "rows").model(model).query(self.query);
        Box::pin(std::future::ready(Ok(origin)))
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    fn key(&self, item: &Item) -> Option<Key> {
        self.has_keys().then(|| Key::new(item.id.to_string()))
    }

    fn has_keys(&self) -> bool {
        self.kind != Kind::WithoutKeys
    }

    fn group(&self, item: &Item) -> String {
        (item.id % self.parts).to_string()
    }

    fn updated_at(&self, item: &Item) -> Option<Timestamp> {
        self.kind.is_incremental().then_some(item.updated_at)
    }

    fn matches(&self, item: &Item) -> bool {
        item.matches || !self.kind.has_filter()
    }

    fn all(&self) -> AllRows<Item> {
        self.paginator().into()
    }

    fn is_ordered(&self) -> bool {
        self.kind.is_ordered()
    }

    fn changed_since(&self, moment: Timestamp) -> Option<Changed<Item>> {
        let day = moment.to_zoned(tz::TimeZone::UTC).start_of_day().ok()?.timestamp();
        let list = Self { since: Some(day), ..self.clone() };
        self.kind.has_updated_filter().then(|| Changed::new(list.paginator(), day))
    }

    fn scan(&self) -> Option<Scan<Item>> {
        let list = Self { is_scan: true, ..self.clone() };
        // As if rows took so much room that ten were a page.
        (self.kind == Kind::Scanned).then(|| Scan::new(list.paginator(), 10))
    }

    fn deleted_since(&self, moment: Timestamp) -> Option<BoxFuture<'_, Deleted>> {
        let feed = Paginator::in_passes(Feed(self.clone(), moment));
        let read = Deleted::read(feed, |item| Key::new(item.id.to_string()));
        (self.kind == Kind::Updated).then(|| -> BoxFuture<'_, Deleted> { Box::pin(read) })
    }

    fn has_single_reads(&self) -> bool {
        self.kind != Kind::WithoutSingleReads
    }

    fn get(&self, key: &Key) -> BoxFuture<'_, Result<Item, Error>> {
        if self.kind == Kind::WithoutSingleReads {
            return no_single_reads("rows");
        }
        let id: u64 = key.to_string().parse().unwrap();
        Box::pin(async move {
            self.server.request().await?;
            let inner = &mut *self.server.lock();
            inner.whole_rows += 1;
            if inner.trouble.mute {
                return Err(Error::new(ErrorKind::Server, "answered 500"));
            }
            let found = inner.records.get(&id).filter(|it| !it.is_hidden && !inner.trouble.blind);
            match found {
                None => Err(Error::new(ErrorKind::NotFound, "answered 404")),
                Some(record) if record.is_broken => Err(Error::new(ErrorKind::Decode, "no row")),
                Some(record) => Ok(inner.item(record)),
            }
        })
    }
}

/// A clock that is off.
#[derive(Clone, Debug)]
pub(super) struct SkewedClock<C>(pub(super) C, pub(super) SignedDuration);

impl<C: Clock + Clone> Clock for SkewedClock<C> {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn now(&self) -> Timestamp {
        self.0.now() + self.1
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }
}
