//! Idea phases: which idea is in which phase.

use civic_core::Extra;
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::resource::{Dated, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Idea phases: which idea is in which phase.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let pairs = city.idea_phases().list().stream().collect_consistent().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn idea_phases(&self) -> Endpoint<IdeaPhase> {
        self.endpoint()
    }
}

/// An idea's place in a phase, and the votes that it got there.
///
/// It has no id, and its deletion is not logged: only reading the list again shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IdeaPhase {
    /// The idea.
    pub idea_id: Option<Uuid>,
    /// The phase.
    pub phase_id: Option<Uuid>,
    /// Baskets of the phase that the idea is in.
    pub baskets_count: i64,
    /// Votes in the phase; an amount of money in budgeting phases.
    pub votes_count: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for IdeaPhase {
    const PATH: &'static str = "idea_phases";
    const ROWS: &'static str = "idea_phases";
    const NEWEST_FIRST: bool = false;
    const NOT_EVERYWHERE: Option<&'static str> = Some("idea phases came in September 2023");
    const SYNC: SyncSupport<Self> = SyncSupport::replaced();

    fn key(&self) -> Key {
        let ids = [&self.idea_id, &self.phase_id];
        Key::of(ids.map(|id| id.as_ref().map_or(&[][..], |id| id.as_bytes())))
    }
}

impl Dated for IdeaPhase {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl List<IdeaPhase> {
    /// Only phases of this idea.
    pub fn idea_id(self, id: Uuid) -> Self {
        self.filter("idea_id", id, move |row| Some(row.idea_id == Some(id)))
    }

    /// Only ideas of this phase.
    pub fn phase_id(self, id: Uuid) -> Self {
        self.filter("phase_id", id, move |row| Some(row.phase_id == Some(id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_idea_phase_keeps_all_fields() {
        let mut body = json!({
            "idea_id": "00000000-0000-4000-8000-000000000001",
            "phase_id": "00000000-0000-4000-8000-000000000002",
            "baskets_count": 3,
            "votes_count": 45_000,
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
        });
        let row: IdeaPhase = serde_json::from_value(body.clone()).unwrap();
        assert!(row.extra.is_empty());
        assert_eq!(row.key(), IdeaPhase { votes_count: 0, ..row.clone() }.key());
        assert_ne!(row.key(), IdeaPhase { phase_id: None, ..row.clone() }.key());

        body["newer"] = json!(1);
        let row: IdeaPhase = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(row.extra["newer"], 1);
        assert_eq!(serde_json::to_value(row).unwrap(), body);
    }
}
