//! A list as a copy of it is kept true.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use civic_core::clock::Clock;
use civic_core::jiff::Timestamp;
use civic_core::list::Paginator;
use civic_core::sync::source::{AllRows, Origin, Scan, SyncSource, no_single_reads};
use civic_core::sync::{Key, State, SyncRun};
use civic_core::{Error, ErrorKind};
use futures_util::future::BoxFuture;
use http::StatusCode;
use serde_json::Value;

use super::groups::Groups;
use super::model::{Checked, Model};
use crate::graphql::adapt::LARGEST_PAGE;
use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::id::Id;
use crate::graphql::records::Row;
use crate::graphql::server_error::ServerError;
use crate::stable_content::stable_content;

/// A list as a copy of it is kept true. Most lists of the API are read fully, and their rows compared.
pub(in crate::graphql) struct Source<T> {
    client: Client,
    resource_name: &'static str,
    list: String,
    query: String,
    model: Model,
    open: Open<T>,
    is_ordered: bool,
    /// Whether the site sorts as it was asked to, which it shows when it is asked for its model.
    sorts: AtomicBool,
    /// Whether its records say when they were updated, which it shows in the same way.
    dates: AtomicBool,
    scan: Option<Scanned<T>>,
    /// What asking for the model took.
    requests: AtomicU64,
    matches: Option<Matches<T>>,
    groups: Option<Groups>,
    get: Option<SingleRead<T>>,
}

/// Reads the list, and notes which component each row is in.
type Open<T> = Box<dyn Fn(&Client, Option<&Groups>) -> Paginator<T> + Send + Sync>;

/// Reads no more of each row than its id and when it was updated.
struct Scanned<T> {
    open: Open<T>,
    updated_at: fn(&T) -> Option<Timestamp>,
}

/// Whether a row passes the filters.
type Matches<T> = Box<dyn Fn(&T) -> bool + Send + Sync>;

/// Reads one row, in a component where rows are grouped by them. `None` where that is not known.
type SingleRead<T> = Box<dyn Fn(Option<Id>, Id) -> Option<Get<T>> + Send + Sync>;

impl<T> Source<T> {
    /// A list of this name that one reading tells in full.
    pub(in crate::graphql) fn new(
        client: Client,
        resource_name: &'static str,
        list: String,
        model: Model,
        open: impl Fn(&Client, Option<&Groups>) -> Paginator<T> + Send + Sync + 'static,
    ) -> Self {
        Self {
            client,
            resource_name,
            list,
            query: String::new(),
            model,
            open: Box::new(open),
            is_ordered: true,
            sorts: AtomicBool::new(true),
            dates: AtomicBool::new(false),
            scan: None,
            requests: AtomicU64::new(0),
            matches: None,
            groups: None,
            get: None,
        }
    }

    /// With these filters.
    pub(in crate::graphql) fn query(self, query: String) -> Self {
        Self { query, ..self }
    }

    /// Whether one complete reading has every row that was there throughout.
    pub(in crate::graphql) fn ordered(self, is_ordered: bool) -> Self {
        Self { is_ordered, ..self }
    }

    /// Where the site sorts and dates its records, they are scanned like this.
    pub(in crate::graphql) fn scanned(
        self,
        updated_at: fn(&T) -> Option<Timestamp>,
        open: impl Fn(&Client, Option<&Groups>) -> Paginator<T> + Send + Sync + 'static,
    ) -> Self {
        Self { scan: Some(Scanned { open: Box::new(open), updated_at }), ..self }
    }

    /// Whether a row that was read by itself passes the filters.
    pub(in crate::graphql) fn matching(
        self,
        matches: impl Fn(&T) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self { matches: Some(Box::new(matches)), ..self }
    }

    /// Rows are counted by the component that they are in.
    pub(in crate::graphql) fn in_components(self) -> Self {
        Self { groups: Some(Groups::default()), ..self }
    }

    /// A row is read by itself like this.
    pub(in crate::graphql) fn single_reads(
        self,
        get: impl Fn(Option<Id>, Id) -> Option<Get<T>> + Send + Sync + 'static,
    ) -> Self {
        Self { get: Some(Box::new(get)), ..self }
    }

    /// Reads the list.
    pub(in crate::graphql) fn stream(&self) -> Paginator<T> {
        (self.open)(&self.client, None)
    }
}

impl<T: Row> Source<T> {
    pub(in crate::graphql) fn sync(self, state: State) -> SyncRun<T> {
        SyncRun::new(self, state)
    }
}

impl<T: Row> SyncSource for Source<T> {
    type Item = T;

    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        Box::pin(async move {
            let Checked { model, sorts, dates, requests } = self.model.check(&self.client).await?;
            self.sorts.store(sorts, Ordering::Relaxed);
            self.dates.store(dates, Ordering::Relaxed);
            self.requests.store(requests, Ordering::Relaxed);
            let host = self.client.base_url().trim_end_matches('/');
            let origin = Origin::new("decidim-client/1 graphql", host, self.list.as_str());
            Ok(origin.query(self.query.as_str()).model(model))
        })
    }

    fn origin_requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(self.client.clock())
    }

    fn key(&self, row: &T) -> Option<Key> {
        row.row_key()
    }

    fn has_keys(&self) -> bool {
        T::HAS_KEYS
    }

    fn group(&self, row: &T) -> String {
        let groups = self.groups.as_ref().zip(id_of_row(row));
        let component = groups.and_then(|(groups, id)| groups.of(id));
        component.map(|component| component.to_string()).unwrap_or_default()
    }

    fn content(&self, row: &T) -> serde_json::Result<Value> {
        Ok(stable_content(serde_json::to_value(row)?))
    }

    fn matches(&self, row: &T) -> bool {
        let groups = self.groups.as_ref().zip(id_of_row(row));
        groups.is_none_or(|(groups, id)| groups.is_listed(id))
            && self.matches.as_ref().is_none_or(|matches| matches(row))
    }

    fn all(&self) -> AllRows<T> {
        (self.open)(&self.client, self.groups.as_ref()).into()
    }

    fn is_ordered(&self) -> bool {
        self.is_ordered && self.sorts.load(Ordering::Relaxed)
    }

    fn updated_at(&self, row: &T) -> Option<Timestamp> {
        self.scan.as_ref().and_then(|scan| (scan.updated_at)(row))
    }

    fn scan(&self) -> Option<Scan<T>> {
        let by = self.scan.as_ref().filter(|_| self.dates.load(Ordering::Relaxed))?;
        let rows = (by.open)(&self.client, self.groups.as_ref());
        Some(Scan::new(rows, LARGEST_PAGE.into()))
    }

    fn has_single_reads(&self) -> bool {
        self.get.is_some()
    }

    fn get(&self, key: &Key) -> BoxFuture<'_, Result<T, Error>> {
        self.get_in("", key)
    }

    fn get_in(&self, group: &str, key: &Key) -> BoxFuture<'_, Result<T, Error>> {
        let Some(get) = &self.get else { return no_single_reads(self.resource_name) };
        let (id, component) = (id_of(key), group.parse().ok());
        let read = id.and_then(|id| get(component, id));
        let groups = self.groups.clone();
        let message = format!("nobody knows where to read {} {key}", self.resource_name);
        Box::pin(async move {
            let read = read.ok_or_else(|| Error::protocol(message))?;
            let row = read.await.map_err(evidence)?;
            if let (Some(groups), Some(component)) = (groups, component) {
                groups.note(component, id);
            }
            Ok(row)
        })
    }
}

fn id_of(key: &Key) -> Option<Id> {
    key.to_string().parse().ok()
}

fn id_of_row(row: &impl Row) -> Option<Id> {
    id_of(&row.row_key()?)
}

/// What an error says of a row that was read by itself.
///
/// Only the site itself can say that a row is not there: an HTTP 404 comes from a proxy before it. One
/// that the site does not show to this caller, such as a hidden one, is not there for a copy.
fn evidence(error: Error) -> Error {
    let is_answer = error.status() == Some(StatusCode::OK);
    match error.kind() {
        ErrorKind::NotFound if !is_answer => error.with_kind(ErrorKind::Server),
        ErrorKind::Forbidden if is_answer => {
            let said = ServerError::all_of(&error);
            let is_hidden = !said.is_empty() && said.iter().all(ServerError::is_about_access);
            if is_hidden { error.with_kind(ErrorKind::NotFound) } else { error }
        }
        _ => error,
    }
}
