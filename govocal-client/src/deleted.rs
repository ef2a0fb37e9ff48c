//! The feeds of deleted records.
//!
//! A feed is in no order that a client can see, so it is read in passes; only a sync, to which it is a hint, reads
//! it page by page (`listing/sync.rs`).

use civic_core::jiff::Timestamp;
use civic_core::list::query::day_of;
use civic_core::list::source::Key;
use civic_core::{DateRange, Extra};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::listing::List;
use crate::resource::Resource;
use crate::sync_support::SyncSupport;

/// A record that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DeletedItem {
    /// The id that the record had.
    pub id: Uuid,
    /// Its type, by the server's class name, such as `Idea` or `InputTopic`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was deleted, to the second.
    pub deleted_at: Timestamp,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for DeletedItem {
    const PATH: &'static str = "deleted";
    const ROWS: &'static str = "deleted_items";
    const NOT_EVERYWHERE: Option<&'static str> = Some("deleted feeds came in July 2023");
    // Sorted by when a background job wrote the entry down, which the feed does not tell: jobs
    // overtake each other, so neighbours may be out of order by `deleted_at`.
    const NEWEST_FIRST: bool = false;
    const SYNC: SyncSupport<Self> = SyncSupport::replaced();

    fn key(&self) -> Key {
        Key::of([self.id.as_bytes(), self.kind.as_bytes()])
    }
}

impl List<DeletedItem> {
    /// Only what was deleted in this range of days, UTC.
    ///
    /// ```no_run
    /// use govocal_client::{DateRange, jiff::civil::date};
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let since = DateRange::since(date(2026, 3, 1));
    /// let mut deleted = city.comments().deleted().deleted_at(since).stream();
    /// while let Some(comment) = deleted.try_next().await? {
    ///     println!("{}", comment.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn deleted_at(self, range: DateRange) -> Self {
        self.dates("deleted_at", range, |item| Some(day_of(item.deleted_at)), 0)
    }
}
