//! Basket ideas: the votes in each basket.

use civic_core::Extra;
use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::resource::{Dated, LogsDeletions, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Basket ideas: the votes in each basket.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let votes = city.basket_ideas().list().stream().collect_consistent().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn basket_ideas(&self) -> Endpoint<BasketIdea> {
        self.endpoint()
    }
}

/// An idea in a basket, with the votes that it got there.
///
/// None can be read by id. The feed of deleted ones cannot be narrowed to an idea or a basket, as
/// servers do not read those filters there, and is probably always empty: read the list again to
/// learn what is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BasketIdea {
    /// Its id. Absent before 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// The basket.
    pub basket_id: Option<Uuid>,
    /// The idea.
    pub idea_id: Option<Uuid>,
    /// Votes; an amount of money in budgeting phases.
    pub votes: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// The basket's phase. Absent before 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase_id: Option<Uuid>,
    /// The basket's project. Absent before 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<Uuid>,
    /// Whose basket it is. Absent before 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Uuid>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for BasketIdea {
    const PATH: &'static str = "basket_ideas";
    const ROWS: &'static str = "basket_ideas";
    const NOT_EVERYWHERE: Option<&'static str> = Some("basket ideas came in September 2023");
    const SYNC: SyncSupport<Self> = SyncSupport::by_id(Self::sync_key).dated().logs_deletions();

    fn key(&self) -> Key {
        if let Some(id) = self.id {
            return id.into();
        }
        let ids = [&self.basket_id, &self.idea_id];
        Key::of(ids.map(|id| id.as_ref().map_or(&[][..], |id| id.as_bytes())))
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl BasketIdea {
    /// Its id or, before 2024, the ids of basket and idea.
    fn sync_key(&self) -> civic_core::sync::Key {
        match (self.id, self.basket_id, self.idea_id) {
            (Some(id), ..) => id.into(),
            (None, None, None) => civic_core::sync::Key::new(""),
            (None, basket, idea) => {
                let text = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
                civic_core::sync::Key::new(format!("{} {}", text(basket), text(idea)))
            }
        }
    }
}

impl LogsDeletions for BasketIdea {}

impl Dated for BasketIdea {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl List<BasketIdea> {
    /// Only votes for this idea.
    pub fn idea_id(self, id: Uuid) -> Self {
        self.filter("idea_id", id, move |row| Some(row.idea_id == Some(id)))
    }

    /// Only votes in this basket.
    pub fn basket_id(self, id: Uuid) -> Self {
        self.filter("basket_id", id, move |row| Some(row.basket_id == Some(id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_basket_idea_of_2024_has_an_id() {
        let mut body = json!({
            "id": "00000000-0000-4000-8000-000000000001",
            "basket_id": "00000000-0000-4000-8000-000000000002",
            "idea_id": "00000000-0000-4000-8000-000000000003",
            "votes": 250_000,
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
            "phase_id": "00000000-0000-4000-8000-000000000004",
            "project_id": "00000000-0000-4000-8000-000000000005",
            "user_id": "00000000-0000-4000-8000-000000000006",
        });
        let row: BasketIdea = serde_json::from_value(body.clone()).unwrap();
        assert!(row.extra.is_empty());
        assert_eq!(row.key(), row.id.unwrap().into());

        body["newer"] = json!([1]);
        let row: BasketIdea = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(row.extra["newer"], json!([1]));
        assert_eq!(serde_json::to_value(row).unwrap(), body);
    }

    #[test]
    fn before_2024_basket_and_idea_tell_it_apart() {
        let body = json!({
            "basket_id": "00000000-0000-4000-8000-000000000002",
            "idea_id": "00000000-0000-4000-8000-000000000003",
            "votes": 2,
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
        });
        let row: BasketIdea = serde_json::from_value(body.clone()).unwrap();
        let swapped = BasketIdea { basket_id: row.idea_id, idea_id: row.basket_id, ..row.clone() };
        assert_eq!(row.key(), BasketIdea { votes: 3, ..row.clone() }.key());
        assert_ne!(row.key(), swapped.key());
        assert_eq!(serde_json::to_value(row).unwrap(), body);
    }
}
