//! What only implementors of a platform need: how a list is read for a copy.

mod all_rows;

use std::sync::Arc;

use futures_util::future;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::all_rows::{AllRows, RowStream};
use super::key::Key;
use crate::Error;
use crate::clock::Clock;
use crate::list::{Paginator, Report};

/// A list of a platform, as a copy of it is kept true.
///
/// ```
/// use std::sync::Arc;
///
/// use civic_core::Error;
/// use civic_core::clock::Clock;
/// use civic_core::http::Request;
/// use civic_core::http::platform::HttpClient;
/// use civic_core::list::Paginator;
/// use civic_core::sync::source::{AllRows, Origin, SyncSource};
/// use civic_core::sync::{Key, State, SyncRun};
/// use futures_util::future::{self, BoxFuture};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Notice {
///     id: String,
///     title: String,
/// }
///
/// # fn notice_pages(_: &HttpClient) -> Paginator<Notice> { std::process::abort() }
/// struct Notices {
///     http: HttpClient,
///     clock: Arc<dyn Clock>,
/// }
///
/// impl SyncSource for Notices {
///     type Item = Notice;
///
///     fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
///         let origin = Origin::new("notices/1", self.http.base().to_string(), "notices");
///         Box::pin(future::ready(Ok(origin.model("1"))))
///     }
///
///     fn clock(&self) -> Arc<dyn Clock> {
///         Arc::clone(&self.clock)
///     }
///
///     fn key(&self, notice: &Notice) -> Option<Key> {
///         Some(Key::new(&notice.id))
///     }
///
///     fn matches(&self, _notice: &Notice) -> bool {
///         true
///     }
///
///     fn all(&self) -> AllRows<Notice> {
///         notice_pages(&self.http).into() // by a page source: see civic_core::list::source
///     }
///
///     fn has_single_reads(&self) -> bool {
///         true
///     }
///
///     fn get(&self, key: &Key) -> BoxFuture<'_, Result<Notice, Error>> {
///         let request = Request::get(format!("/notices/{key}"));
///         Box::pin(async move { self.http.execute(request).await?.json_under("notice") })
///     }
/// }
///
/// # fn sync(notices: Notices, state: State) {
/// let run = SyncRun::new(notices, state);
/// # }
/// ```
pub trait SyncSource: Send + Sync + 'static {
    /// A row.
    type Item: Serialize + Send + 'static;

    /// The list that a state belongs to. It may ask the server which fields its records have.
    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>>;

    /// How many requests [`origin`](Self::origin) took. Default: 0.
    fn origin_requests(&self) -> u64 {
        0
    }

    /// The clock of the client.
    fn clock(&self) -> Arc<dyn Clock>;

    /// What makes a row the same row. `None` for a row that has no id, and for every row of a list
    /// without ids, which is replaced as a whole.
    fn key(&self, item: &Self::Item) -> Option<Key>;

    /// Whether the rows have ids. If not, every run replaces the copy. Default: `true`.
    fn has_keys(&self) -> bool {
        true
    }

    /// The part of the list that a row belongs to, such as a component of a site: too many deletions are
    /// counted in each part by itself. Default: the whole list is one part.
    fn group(&self, _item: &Self::Item) -> String {
        String::new()
    }

    /// What a change of the row is a change of. Default: the whole row. A platform leaves out what
    /// differs with every reading, such as signed addresses. A row that cannot be written as JSON cannot be
    /// compared: the error is returned, and the run is not complete. Rows without a key are not compared.
    ///
    /// # Errors
    /// That of serde.
    fn content(&self, item: &Self::Item) -> serde_json::Result<Value> {
        serde_json::to_value(item)
    }

    /// When the row was last changed, as the platform says. Default: `None`, where it does not.
    fn updated_at(&self, _item: &Self::Item) -> Option<Timestamp> {
        None
    }

    /// Whether a row passes the filters of the list.
    fn matches(&self, item: &Self::Item) -> bool;

    /// Reads all rows.
    fn all(&self) -> AllRows<Self::Item>;

    /// Whether one complete reading has every row that was there throughout. If not, the list is read
    /// until two readings in a row have the same rows. Default: `true`.
    fn is_ordered(&self) -> bool {
        true
    }

    /// Reads the rows that were updated since a moment, or earlier. `None` where the platform cannot
    /// tell them: then each run reads all rows.
    fn changed_since(&self, _moment: Timestamp) -> Option<Changed<Self::Item>> {
        None
    }

    /// Lists all rows with no more than their keys, [`group`](Self::group) and
    /// [`updated_at`](Self::updated_at), where that is much cheaper than [`all`](Self::all). An incremental run
    /// then reads only those rows whole that are new or were updated. What changes without `updated_at` is not
    /// seen. `None` where there is no such list, or [`changed_since`](Self::changed_since) is better. It is used
    /// only where the list [is ordered](Self::is_ordered) and [has single reads](Self::has_single_reads).
    fn scan(&self) -> Option<Scan<Self::Item>> {
        None
    }

    /// The keys that the platform says were deleted since a moment, or earlier. `None` where it does not
    /// tell deletions. They are only suspected: each is asked for by itself.
    fn deleted_since(&self, _moment: Timestamp) -> Option<BoxFuture<'_, Deleted>> {
        None
    }

    /// Whether a row can be read by its key. If not, a row is gone if two complete readings miss it.
    fn has_single_reads(&self) -> bool;

    /// Reads one row by its key, whether or not it passes the filters. It fails as
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is no such row, and as
    /// [`Decode`](crate::ErrorKind::Decode) if it is there and cannot be read.
    fn get(&self, key: &Key) -> BoxFuture<'_, Result<Self::Item, Error>>;

    /// The same where it takes the part of the list that the row belongs to as well: the one that
    /// [`group`](Self::group) gave when the row was read. Default: [`get`](Self::get).
    fn get_in(&self, _group: &str, key: &Key) -> BoxFuture<'_, Result<Self::Item, Error>> {
        self.get(key)
    }
}

/// The list that a state belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Origin {
    /// The client and its major version. A state of another client is refused.
    pub client: String,
    /// The address of the server. A state of another host is refused.
    pub host: String,
    /// The list: its path or name. A state of another list is refused.
    pub list: String,
    /// The filters. If they change, a full run is made.
    pub query: String,
    /// What the fields of a record are. If it changes, a full run is made.
    pub model: String,
}

impl Origin {
    /// The list of a client on a host, without filters.
    pub fn new(
        client: impl Into<String>,
        host: impl Into<String>,
        list: impl Into<String>,
    ) -> Self {
        let (client, host, list) = (client.into(), host.into(), list.into());
        Self { client, host, list, query: String::new(), model: String::new() }
    }

    /// The same with these filters.
    #[must_use]
    pub fn query(self, query: impl Into<String>) -> Self {
        Self { query: query.into(), ..self }
    }

    /// The same with these fields.
    #[must_use]
    pub fn model(self, model: impl Into<String>) -> Self {
        Self { model: model.into(), ..self }
    }
}

/// The rows that were updated.
#[derive(Debug)]
#[non_exhaustive]
pub struct Changed<T> {
    /// Reads them.
    pub rows: Paginator<T>,
    /// Since when, which may be earlier than the moment that was asked for: where a platform filters by
    /// days, the beginning of that day.
    pub since: Timestamp,
}

impl<T> Changed<T> {
    /// The rows that were updated since this moment.
    pub fn new(rows: Paginator<T>, since: Timestamp) -> Self {
        Self { rows, since }
    }
}

/// All rows, with no more than their keys, groups and `updated_at`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Scan<T> {
    /// Reads them.
    pub rows: Paginator<T>,
    /// How many rows a page has at most where all rows are read whole. Rows that are new or were updated are
    /// read one by one if there are at most as many as such pages.
    pub whole_page: u64,
}

impl<T> Scan<T> {
    /// The rows of this list, which has so many to a page where they are read whole.
    pub fn new(rows: Paginator<T>, whole_page: u64) -> Self {
        Self { rows, whole_page }
    }
}

/// What a feed of deleted rows says.
#[derive(Debug)]
#[non_exhaustive]
pub struct Deleted {
    /// The keys of the rows that were deleted.
    pub keys: Vec<Key>,
    /// What was read of the feed.
    pub report: Report,
    /// Why reading ended early.
    pub error: Option<Error>,
}

impl Deleted {
    /// Reads a feed to its end.
    ///
    /// ```no_run
    /// use civic_core::list::Paginator;
    /// use civic_core::sync::Key;
    /// use civic_core::sync::source::Deleted;
    ///
    /// # async fn example(feed: Paginator<civic_core::uuid::Uuid>) {
    /// let deleted = Deleted::read(feed, |id| Key::from(*id)).await;
    /// println!("{} deleted, {}", deleted.keys.len(), deleted.report);
    /// # }
    /// ```
    pub async fn read<T: Send + 'static>(
        mut feed: Paginator<T>,
        key: impl Fn(&T) -> Key + Send,
    ) -> Self {
        let (mut keys, mut error) = (Vec::new(), None);
        while let Some(item) = feed.next().await {
            match item {
                Ok(item) => keys.push(key(&item)),
                Err(failure) => error = Some(failure),
            }
        }
        Self { keys, report: feed.report(), error }
    }
}

/// For a list without single reads: what [`SyncSource::get`] answers.
pub fn no_single_reads<T: Send + 'static>(
    resource_name: &str,
) -> BoxFuture<'static, Result<T, Error>> {
    let message = format!("{resource_name} cannot be read one by one");
    Box::pin(future::ready(Err(Error::new(crate::ErrorKind::Unsupported, message))))
}

#[cfg(test)]
mod tests;
