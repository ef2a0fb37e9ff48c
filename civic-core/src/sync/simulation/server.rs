//! A server in memory whose rows are changed, deleted, hidden and restored, in virtual time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use super::kind::Kind;
use super::records::{Deletion, Item, Record, Trouble};
use crate::clock::Clock;
use crate::list::source::{PageRow, RawRow};
use crate::testing::VirtualClock;
use crate::{Error, ErrorKind};

/// A change whose transaction ends later.
struct Pending {
    ends_at: Timestamp,
    stamp: Timestamp,
    id: Option<u64>,
}

#[derive(Clone)]
pub(super) struct Server(Arc<Mutex<Inner>>);

pub(super) struct Inner {
    pub(super) kind: Kind,
    pub(super) rng: Rng,
    clock: VirtualClock,
    /// How far the server's clock and the client's are off.
    pub(super) server_skew: SignedDuration,
    pub(super) client_skew: SignedDuration,
    pub(super) records: BTreeMap<u64, Record>,
    pub(super) feed: Vec<Deletion>,
    pending: Vec<Pending>,
    next_id: u64,
    /// The latest time that the server told.
    told_at: Timestamp,
    /// Changes since the run began, and the rows that were not to be seen at some time since.
    pub(super) changes: u64,
    pub(super) was_absent: BTreeSet<u64>,
    /// What may go wrong in this run.
    pub(super) trouble: Trouble,
    pub(super) model: u64,
    pub(super) requests: u64,
    /// Rows that were shown whole.
    pub(super) whole_rows: u64,
    /// The list has no rows, whatever there is.
    pub(super) is_list_empty: bool,
}

pub(super) const LAG: Duration = Duration::from_secs(24 * 60 * 60);
const HOUR: i64 = 60 * 60;

impl Server {
    pub(super) fn new(kind: Kind, seed: u64, clock: VirtualClock) -> Self {
        let mut inner = Inner {
            kind,
            rng: Rng::with_seed(seed),
            clock,
            server_skew: SignedDuration::ZERO,
            client_skew: SignedDuration::ZERO,
            records: BTreeMap::new(),
            feed: Vec::new(),
            pending: Vec::new(),
            next_id: 0,
            told_at: Timestamp::MIN,
            changes: 0,
            was_absent: BTreeSet::new(),
            trouble: Trouble::default(),
            model: 0,
            requests: 0,
            whole_rows: 0,
            is_list_empty: false,
        };
        let rows = if inner.rng.u8(..4) == 0 { inner.rng.u64(..4) } else { inner.rng.u64(5..70) };
        inner.fill(rows);
        Self(Arc::new(Mutex::new(inner)))
    }

    /// A server with so many rows, all of which can be read.
    pub(super) fn with_rows(kind: Kind, rows: u64, clock: VirtualClock) -> Self {
        let server = Self::new(kind, 0, clock);
        {
            let inner = &mut *server.lock();
            inner.records.clear();
            inner.next_id = 0;
            inner.fill(rows);
            inner.records.values_mut().for_each(|record| record.is_broken = false);
        }
        server
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    /// A request takes time, in which something may change, and may fail.
    pub(super) async fn request(&self) -> Result<bool, Error> {
        let (clock, latency) = {
            let inner = &mut *self.lock();
            (inner.clock.clone(), Duration::from_millis(inner.rng.u64(1..400)))
        };
        clock.sleep(latency).await;
        let inner = &mut *self.lock();
        inner.requests += 1;
        inner.told_at = inner.told_at.max(inner.now());
        inner.commit_pending();
        if inner.rng.u8(..100) < inner.trouble.churn {
            inner.change();
        }
        if inner.trouble.relisted == Some(inner.requests) {
            inner.list_all();
        }
        if inner.trouble.inserts {
            let now = inner.now();
            inner.insert(now);
        }
        if !inner.kind.is_ordered() {
            inner.move_hot_rows();
        }
        if inner.rng.u8(..100) < inner.trouble.failures {
            return Err(Error::new(ErrorKind::Server, "answered 503 Service Unavailable"));
        }
        let is_empty = inner.trouble.empty_since.is_some_and(|since| inner.requests >= since);
        Ok(is_empty || inner.trouble.empty == Some(inner.requests))
    }

    /// Between runs time passes, and things change.
    pub(super) fn between_runs(&self, changes: u64, time: Duration) {
        let parts = u32::try_from(changes + 1).unwrap();
        for _ in 0..changes {
            self.pass_time(time / parts);
            self.lock().change();
        }
        self.pass_time(time / parts);
    }

    pub(super) fn pass_time(&self, time: Duration) {
        let clock = self.lock().clock.clone();
        clock.advance(time);
        self.lock().commit_pending();
    }

    /// From now on it is watched what was there throughout.
    pub(super) fn watch(&self, trouble: Trouble) {
        let inner = &mut *self.lock();
        inner.changes = 0;
        (inner.requests, inner.whole_rows) = (0, 0);
        inner.trouble = trouble;
        let absent = inner.records.values().filter(|record| !record.is_listed(inner.kind));
        inner.was_absent = absent.map(|record| record.item.id).collect();
    }
}

impl Inner {
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now() + self.server_skew
    }

    pub(super) fn true_now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether the list showed a row at every moment since the run began.
    pub(super) fn was_there_throughout(&self, id: u64) -> bool {
        self.records.contains_key(&id) && !self.was_absent.contains(&id)
    }

    /// So many rows, made one after the other until an hour ago.
    fn fill(&mut self, rows: u64) {
        let now = self.now();
        for place in 0..rows {
            let back = i64::try_from(rows - place).unwrap() * HOUR + self.rng.i64(0..HOUR);
            self.insert(now - SignedDuration::from_secs(back));
        }
    }

    /// What an up-to-date copy holds.
    pub(super) fn shown(&self) -> BTreeMap<u64, Item> {
        let shown = self.records.iter().filter(|(_, record)| record.is_listed(self.kind));
        shown.map(|(id, record)| (*id, self.item(record))).collect()
    }

    pub(super) fn item(&self, record: &Record) -> Item {
        let newer = (self.model > 0).then_some(self.model);
        Item { newer, ..record.item.clone() }
    }

    /// The rows of the list in its order.
    pub(super) fn list(&self, is_wanted: impl Fn(&Item) -> bool) -> Vec<PageRow<Item>> {
        self.listed(is_wanted).into_iter().map(|record| self.row(record)).collect()
    }

    /// The same with no more of each than its key and when it was made and updated. Of some rows that do not
    /// decode, this does.
    pub(super) fn scan(&self) -> Vec<PageRow<Item>> {
        let of = |record: &Record| Item {
            version: 0,
            likes: 0,
            matches: true,
            newer: None,
            ..record.item.clone()
        };
        let is_readable = |record: &Record| !record.is_broken || record.item.id.is_multiple_of(2);
        let row = |record: &Record| {
            if is_readable(record) { PageRow::Decoded(of(record)) } else { self.row(record) }
        };
        self.listed(|_| true).into_iter().map(row).collect()
    }

    fn listed(&self, is_wanted: impl Fn(&Item) -> bool) -> Vec<&Record> {
        let mut records: Vec<_> = self.records.values().collect();
        records.retain(|_| !self.is_list_empty);
        records.retain(|record| record.is_listed(self.kind) && is_wanted(&record.item));
        if self.kind.is_ordered() {
            records
                .sort_by_key(|record| (std::cmp::Reverse(record.item.created_at), record.item.id));
        } else {
            records.sort_by_key(|record| (record.place, record.item.id));
        }
        records
    }

    fn row(&self, record: &Record) -> PageRow<Item> {
        if record.is_broken {
            let json = format!(r#"{{"id":"{}","version":null}}"#, record.item.id);
            return PageRow::Raw(RawRow::new(Bytes::from(json)));
        }
        PageRow::Decoded(self.item(record))
    }

    /// A transaction begins or ends, or something moves without one.
    pub(super) fn change(&mut self) {
        let now = self.now();
        let ids: Vec<u64> = self.records.keys().copied().collect();
        let any = self.rng.choice(ids).filter(|_| self.rng.u8(..10) > 0);
        let Some(id) = any else {
            self.insert(now);
            return;
        };
        match self.rng.u8(..20) {
            0..=3 => self.insert(now),
            4 => self.pend(None),
            5..=8 => self.edit(id, now),
            9 => self.pend(Some(id)),
            10 | 11 => self.delete(id, true),
            12 => self.delete(id, false),
            13 => self.hide(id),
            14 => self.restore(),
            15..=17 => self.touch(id, |record| record.item.likes += 1),
            18 if self.kind.has_filter() => self.touch(id, |record| {
                record.item.matches = !record.item.matches;
                record.item.updated_at = now;
                record.item.version += 1;
            }),
            // What it was while it could not be read comes with the next full run, as of a hidden row.
            _ => self.touch(id, |record| {
                record.is_broken = !record.is_broken;
                record.is_restored = true;
            }),
        }
    }

    /// Rows that are written to all the time stand somewhere else each time.
    fn move_hot_rows(&mut self) {
        let hot = usize::from(self.trouble.hot);
        let ids: Vec<u64> = self.records.keys().copied().take(hot).collect();
        for id in ids {
            let place = self.rng.u64(..1000);
            self.changes += 1;
            if let Some(record) = self.records.get_mut(&id) {
                record.place = place;
            }
        }
    }

    pub(super) fn insert(&mut self, stamp: Timestamp) {
        let id = self.next_id;
        self.next_id += 1;
        self.changes += 1;
        self.was_absent.insert(id);
        let item = Item {
            id,
            created_at: stamp,
            updated_at: stamp,
            version: 1,
            likes: 0,
            matches: true,
            newer: None,
        };
        let place = self.rng.u64(..1000);
        let in_time = self.is_in_time(stamp).then_some(1);
        let record = Record {
            item,
            is_hidden: false,
            is_restored: false,
            is_broken: self.rng.u8(..40) == 0,
            is_unlisted: false,
            place,
            in_time,
        };
        self.records.insert(id, record);
    }

    pub(super) fn edit(&mut self, id: u64, stamp: Timestamp) {
        let (place, is_in_time) = (self.rng.u64(..1000), self.is_in_time(stamp));
        self.touch(id, |record| {
            record.item.updated_at = stamp;
            record.item.version += 1;
            record.place = place;
            if is_in_time {
                record.is_restored = false;
                record.in_time = Some(record.item.version);
            }
        });
    }

    /// Whether a change with this stamp, visible from now on, is visible within the lag: whatever the
    /// clock did, the server has not told a time that is later by more than that.
    fn is_in_time(&self, stamp: Timestamp) -> bool {
        stamp.duration_until(self.told_at) <= SignedDuration::try_from(LAG).unwrap()
    }

    pub(super) fn touch(&mut self, id: u64, change: impl FnOnce(&mut Record)) {
        self.changes += 1;
        let kind = self.kind;
        if let Some(record) = self.records.get_mut(&id) {
            let was_listed = record.is_listed(kind);
            change(record);
            if !was_listed || !record.is_listed(kind) {
                self.was_absent.insert(id);
            }
        }
    }

    pub(super) fn delete(&mut self, id: u64, leaves_trace: bool) {
        self.changes += 1;
        self.was_absent.insert(id);
        self.records.remove(&id);
        let deleted_at = self.now();
        if leaves_trace {
            let late = [0, HOUR, 20 * HOUR, 5 * 24 * HOUR];
            let late = SignedDuration::from_secs(*self.rng.choice(&late).unwrap());
            self.feed.push(Deletion { id, deleted_at, logged_at: deleted_at + late });
        }
    }

    fn hide(&mut self, id: u64) {
        self.touch(id, |record| record.is_hidden = true);
    }

    /// Shows a hidden row again, as it was.
    fn restore(&mut self) {
        let hidden = self.records.values().find(|record| record.is_hidden);
        if let Some(id) = hidden.map(|record| record.item.id) {
            self.touch(id, |record| {
                record.is_hidden = false;
                record.is_restored = true;
            });
        }
    }

    /// The list leaves out these rows from now on.
    pub(super) fn unlist(&mut self, ids: impl IntoIterator<Item = u64>) {
        ids.into_iter().for_each(|id| self.touch(id, |record| record.is_unlisted = true));
    }

    /// The list leaves out some more rows, or many.
    pub(super) fn unlist_some(&mut self) {
        let (first, rows) = (self.rng.usize(..20), self.rng.usize(1..30));
        let ids: Vec<u64> = self.records.keys().copied().skip(first).take(rows).collect();
        self.unlist(ids);
    }

    /// All rows are in the list again, as they are.
    pub(super) fn list_all(&mut self) {
        let is_away =
            |record: &Record| record.is_unlisted || record.is_hidden || !record.item.matches;
        let away = self.records.iter().filter(|(_, record)| is_away(record));
        for id in away.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.touch(id, |record| {
                (record.is_unlisted, record.is_hidden) = (false, false);
                record.item.matches = true;
                record.is_restored = true;
            });
        }
    }

    /// A transaction begins, and takes a while.
    fn pend(&mut self, id: Option<u64>) {
        let stamp = self.now();
        let takes = SignedDuration::from_secs(self.rng.i64(1..20 * HOUR));
        self.pending.push(Pending { ends_at: self.true_now() + takes, stamp, id });
    }

    fn commit_pending(&mut self) {
        let now = self.true_now();
        let due: Vec<_> = self.pending.extract_if(.., |pending| pending.ends_at <= now).collect();
        for Pending { stamp, id, .. } in due {
            match id {
                None => self.insert(stamp),
                Some(id) if self.records.contains_key(&id) => {
                    let newest = self.records.get(&id).map(|record| record.item.updated_at);
                    self.edit(id, newest.map_or(stamp, |newest| newest.max(stamp)));
                }
                Some(_) => {}
            }
        }
    }
}
