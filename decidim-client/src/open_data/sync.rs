//! A copy of a table, replaced as a whole.

use std::sync::Arc;

use civic_core::Error;
use civic_core::clock::Clock;
use civic_core::list::{self, Completeness, Condition, Gap};
use civic_core::sync::source::{AllRows, Origin, RowStream, SyncSource, no_single_reads};
use civic_core::sync::{Key, State, SyncRun};
use futures_util::future::{self, BoxFuture};
use serde::Serialize;

use super::fields::Row;
use super::report::TableCompleteness;
use super::table::{Rows, Table, must_be_a_name};

impl<T: Row + Serialize> Table<T> {
    /// Keeps a copy of the table true, by replacing it: each run reads the file from its beginning and tells
    /// every row ([`Mode::Replace`](civic_core::sync::Mode::Replace)). At its end the old rows are dropped:
    /// see [`SyncRun`]. Memory holds a row at a time, as far as the store does.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::sync::store::JsonFile;
    ///
    /// let mut copy = JsonFile::open("proposals.json")?;
    /// let report = site.proposals().sync(copy.state()).store_in(&mut copy).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// **Why not only what changed.** A site writes a table as a whole. No column that all tables have says what a row is, when it changed, or that another one was deleted. So rows have no
    /// [key](civic_core::sync::Change::Upsert), and a run always says
    /// [`Why::NoKeys`](civic_core::sync::Why::NoKeys). To learn what changed, read the same records by
    /// GraphQL and keep them with its `sync`.
    ///
    /// **What is promised.** After a complete run the copy has the rows of the file, each once. Up to 0.32 at
    /// least, a site writes the file of a table only once, when somebody first asks for it: the copy is as old
    /// as that, however often it is read again (see [how old a table is](super#how-old-a-table-is)). So the
    /// report of the list never says that it is proven, but that it is consistent, on the condition that the list
    /// [did not change](civic_core::list::Condition::ListUnchanged) since the file was written. To keep a copy that
    /// follows the site, read its [archive](super::Client::archive), or GraphQL. A run is incomplete, and the
    /// old copy stays, if the download breaks off, if the file ends within a row, if a row of it cannot be
    /// read, and if the site does not offer the table. An empty table is asked for once more, and then
    /// believed; but a table that has lost more than half of its rows is
    /// [withheld](civic_core::sync::Report::withheld) until that is [accepted](SyncRun::accept_gone).
    ///
    /// **What it cannot see.** How old the file is: neither the answer nor the table says so. Cells that do not fit their field stand in the row's `extra`, and are not counted here.
    #[doc(alias("incremental", "replicate", "mirror"))]
    pub fn sync(self, state: State) -> SyncRun<T> {
        SyncRun::new(self, state)
    }
}

impl<T: Row + Serialize> SyncSource for Table<T> {
    type Item = T;

    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        let origin = || Origin::new("decidim-client/1 open data", self.files.host(), &self.name);
        Box::pin(future::ready(must_be_a_name(&self.name).map(|()| origin())))
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.files.clock()
    }

    fn key(&self, _row: &T) -> Option<Key> {
        None
    }

    fn has_keys(&self) -> bool {
        false
    }

    fn matches(&self, _row: &T) -> bool {
        true
    }

    fn all(&self) -> AllRows<T> {
        AllRows::of_stream(self.clone().stream())
    }

    fn has_single_reads(&self) -> bool {
        false
    }

    fn get(&self, _key: &Key) -> BoxFuture<'_, Result<T, Error>> {
        no_single_reads(&self.name)
    }
}

/// The report of a table as that of a list with one page.
impl<T> RowStream<T> for Rows<T> {
    fn report(&self) -> list::Report {
        let (table, stats) = (self.progress.report(), self.progress.stats());
        let mut report = list::Report::default();
        report.completeness = match table.completeness {
            TableCompleteness::InProgress => Completeness::InProgress,
            // The file may be far older than the site: what is proven is only that all of it came.
            TableCompleteness::Complete => {
                Completeness::Consistent { provided: Condition::ListUnchanged }
            }
            TableCompleteness::Incomplete => {
                Completeness::Incomplete { gaps: vec![Gap::Malformed { rows: table.malformed }] }
            }
            TableCompleteness::Interrupted { because } => Completeness::Interrupted { because },
            TableCompleteness::CutOff => {
                Completeness::Interrupted { because: TableCompleteness::CutOff.to_string() }
            }
        };
        report.resource_name = table.table;
        report.items = table.rows;
        report.duplicates = table.repeated;
        report.malformed = table.malformed;
        report.pages = u64::from(table.bytes > 0);
        report.server_time_at_start = stats.server_time;
        report.requests = stats.attempts.into();
        report.retries = stats.attempts.saturating_sub(stats.answers).into();
        report.waited_for_rate_limit = stats.waited_for_rate_limit;
        report
    }
}
