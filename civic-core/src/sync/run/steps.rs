//! The steps of a run: the list, the feed of deleted rows, the rows that may be gone, and the end.

mod after_reading;
mod single_reads;

use std::collections::VecDeque;

use serde_json::Value;

use super::ledger::{Compared, Seen, earlier};
use super::plan::Plan;
use super::reading::Reading;
use super::settings::Settings;
use super::shared::Shared;
use super::suspects::Asking;
use super::undecodable::Undecodable;
use crate::sync::change::Change;
use crate::sync::key::Key;
use crate::sync::mode::{Evidence, Mode};
use crate::sync::source::SyncSource;
use crate::{Error, ErrorKind};

/// How often it is tried to begin.
const PATIENCE: u32 = 3;

/// How often a list in no order is read until two readings in a row agree.
const PASSES: u32 = 5;

pub(super) struct Steps<S: SyncSource> {
    source: S,
    settings: Settings,
    shared: Shared,
    phase: Phase<S::Item>,
    /// What was not told yet: how the list is read, while a scan may still show that it must be read fully.
    began: Option<Change<S::Item>>,
    /// How often it could not begin.
    failures: u32,
    /// Whether a later run can go on where this one was cut short.
    goes_on: bool,
    /// Whether something was missing that cannot be explained.
    is_incomplete: bool,
}

enum Phase<T> {
    Start,
    Reading(Box<Reading<T>>),
    /// Reads the rows whole that a scan named.
    Fetching(Box<Reading<T>>),
    Feed,
    /// Asks for the rows that may be gone, and may make a full reading again.
    Asking(Box<Asking>, Option<Box<Reading<T>>>),
    /// The rows that are gone.
    Telling(VecDeque<(Key, Evidence)>),
    End,
    Done,
}

/// What a step tells, and what comes next.
type Step<T> = (Option<Result<Change<T>, Error>>, Phase<T>);

impl<S: SyncSource> Steps<S> {
    pub(super) fn new(source: S, settings: Settings, shared: Shared) -> Self {
        let (phase, began) = (Phase::Start, None);
        let (failures, goes_on, is_incomplete) = (0, false, false);
        Self { source, settings, shared, phase, began, failures, goes_on, is_incomplete }
    }

    /// The next change.
    pub(super) async fn next(&mut self) -> Option<Result<Change<S::Item>, Error>> {
        loop {
            let phase = std::mem::replace(&mut self.phase, Phase::Done);
            let (change, phase) = match phase {
                Phase::Start => match self.start().await {
                    Ok(reading) => (None, Phase::Reading(Box::new(reading))),
                    Err(error) => self.not_started(error),
                },
                Phase::Reading(reading) => self.read(reading).await,
                Phase::Fetching(reading) => self.fetch(reading).await,
                Phase::Feed => self.read_feed().await,
                Phase::Asking(asking, reading) => self.ask(asking, reading).await,
                Phase::Telling(mut gone) => match gone.pop_front() {
                    Some((key, evidence)) => {
                        self.shared.lock().remove(&key);
                        (Some(Ok(Change::Gone { key, evidence })), Phase::Telling(gone))
                    }
                    None => (self.withheld().map(Ok), Phase::End),
                },
                Phase::End => (self.end().map(Ok), Phase::Done),
                Phase::Done => return None,
            };
            self.phase = phase;
            if change.is_some() {
                return change;
            }
        }
    }

    /// It is tried again as often as a page of a list is.
    fn not_started(&mut self, error: Error) -> Step<S::Item> {
        self.failures += 1;
        self.shared.lock().requests_before(error.attempts().into());
        let goes_on = error.is_temporary() && self.failures < PATIENCE;
        (Some(Err(error)), if goes_on { Phase::Start } else { Phase::Done })
    }

    async fn start(&mut self) -> Result<Reading<S::Item>, Error> {
        let begun_at = self.source.clock().now();
        let origin = self.source.origin().await?;
        let ledger = &mut *self.shared.lock();
        ledger.requests_before(self.source.origin_requests());
        let state = &mut ledger.state;
        state.must_belong_to(&origin)?;
        Ok(Reading::open(&self.source, &self.settings, state, origin, begun_at))
    }

    async fn read(&mut self, mut reading: Box<Reading<S::Item>>) -> Step<S::Item> {
        if let Some(item) = reading.held.take() {
            return (self.take_listed(item, &mut reading), Phase::Reading(reading));
        }
        match reading.rows.next().await {
            Some(Err(error)) => (Some(Err(error)), Phase::Reading(reading)),
            Some(Ok(item)) if reading.has_begun => {
                (self.take_listed(item, &mut reading), Phase::Reading(reading))
            }
            item if !reading.has_begun => {
                reading.held = item.and_then(Result::ok);
                self.begin(&mut reading);
                let is_scan = matches!(reading.plan.mode, Mode::Scan { .. });
                let began = if is_scan { None } else { self.began.take() };
                (began.map(Ok), Phase::Reading(reading))
            }
            _ => {
                let phase = self.after_reading(reading);
                let is_read_again = matches!(phase, Phase::Reading(_));
                let began = if is_read_again { None } else { self.began.take() };
                (began.map(Ok), phase)
            }
        }
    }

    /// The server has answered.
    fn begin(&mut self, reading: &mut Reading<S::Item>) {
        let ledger = &mut *self.shared.lock();
        let read = reading.rows.report();
        let server_now = read.server_time_at_start.unwrap_or(reading.begun_at);
        let planned = reading.plan.mode;
        if read.pages > 0 {
            reading.plan = reading.plan.at(&self.settings, &ledger.state, server_now);
        }
        if reading.plan.mode != planned {
            ledger.requests_of(&read);
            reading.rows = reading.plan.open(&self.source, &self.settings, &ledger.state);
            reading.held = None;
        }
        let resumed = reading.resumed.map(|(watermark, _)| watermark);
        let watermark = resumed.unwrap_or(server_now.min(reading.begun_at));
        let Plan { mode, why } = reading.plan;
        let is_resumed = reading.resumed.is_some();
        ledger.begin(reading.origin.clone(), (mode, why), watermark, self.settings.lag);
        ledger.count(|report| report.resumed = is_resumed);
        if mode == Mode::Full && self.source.is_ordered() {
            ledger.monitor = reading.rows.monitor();
        }
        reading.has_begun = true;
        self.began = Some(Change::Began { mode, why });
    }

    /// Takes in a row of the list.
    fn take_listed(
        &mut self,
        item: S::Item,
        reading: &mut Reading<S::Item>,
    ) -> Option<Result<Change<S::Item>, Error>> {
        let Mode::Scan { since } = reading.plan.mode else { return self.take(item, true) };
        let ledger = &mut *self.shared.lock();
        match self.source.key(&item).filter(|key| !key.is_empty()) {
            None => ledger.count(|report| report.without_key += 1),
            Some(key) => {
                let (group, updated_at) = (self.source.group(&item), self.source.updated_at(&item));
                reading.wanted.name(ledger, key, group, (updated_at, since));
            }
        }
        None
    }

    /// Takes in a row, and tells it if it is new or has changed.
    fn take(&mut self, item: S::Item, is_listed: bool) -> Option<Result<Change<S::Item>, Error>> {
        let key = self.source.key(&item).filter(|key| !key.is_empty());
        // Nothing is compared with a row without a key.
        let content = key.as_ref().map_or(Ok(Value::Null), |_| self.source.content(&item));
        let content = match content {
            Ok(content) => content,
            Err(error) => {
                self.is_incomplete = true;
                if let Some(key) = key.filter(|_| is_listed) {
                    self.shared.lock().take_undecodable(&key);
                }
                let message =
                    format!("a row cannot be written as JSON, and so not compared: {error}");
                return Some(Err(Error::new(ErrorKind::Unsupported, message)));
            }
        };
        let seen = Seen {
            key: key.clone(),
            group: self.source.group(&item),
            content,
            updated_at: self.source.updated_at(&item),
        };
        match self.shared.lock().take(seen, is_listed) {
            Compared::Upsert => Some(Ok(Change::Upsert { key, row: item })),
            Compared::Unchanged => None,
        }
    }

    async fn read_feed(&mut self) -> Step<S::Item> {
        let since = self.shared.lock().state.watermark;
        let feed_lag = self.settings.feed_lag;
        let feed = since.and_then(|since| self.source.deleted_since(earlier(since, feed_lag)));
        let Some(feed) = feed else {
            let asking = Asking::of_suspects(&self.shared.lock());
            return (None, Phase::Asking(Box::new(asking), None));
        };
        let feed = feed.await;
        let ledger = &mut *self.shared.lock();
        ledger.requests_of(&feed.report);
        for key in &feed.keys {
            if let Some(row) = ledger.state.roster.get_mut(key) {
                row.marks.is_suspect = true;
                row.marks.is_in_feed = true;
            }
        }
        let error = feed.error.filter(|error| error.kind() != ErrorKind::Unsupported);
        let has_feed = error.is_some() || feed.report.pages > 0;
        if has_feed {
            self.is_incomplete |= Undecodable::of(&feed.report).is_none();
            ledger.count(|report| report.feed = Some(feed.report));
        }
        let asking = Asking::of_suspects(ledger);
        (error.map(Err), Phase::Asking(Box::new(asking), None))
    }

    /// Tells that rows were withheld.
    fn withheld(&self) -> Option<Change<S::Item>> {
        let withheld = self.shared.lock().report.as_ref()?.withheld;
        let keys = usize::try_from(withheld).unwrap_or(usize::MAX);
        (keys > 0).then_some(Change::Withheld { keys })
    }

    fn end(&mut self) -> Option<Change<S::Item>> {
        let ledger = &mut *self.shared.lock();
        let is_complete = !self.is_incomplete;
        if !self.goes_on {
            ledger.monitor = None;
        }
        ledger.count(|report| report.complete = is_complete);
        let (state, report) = (ledger.end(is_complete), ledger.report.clone()?);
        Some(if is_complete {
            Change::Synced { state, report }
        } else {
            Change::Incomplete { state, report }
        })
    }
}

#[cfg(test)]
mod tests;
