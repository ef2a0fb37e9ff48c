//! Baskets: what one participant votes for in one phase.

use civic_core::Extra;
use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Baskets: what one participant votes for in one phase.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let baskets = city.baskets().list().stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn baskets(&self) -> Endpoint<Basket> {
        self.endpoint()
    }
}

/// A basket: one participant's votes in one voting phase.
///
/// Its votes are [`basket_ideas`](Client::basket_ideas). They count only once it is submitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Basket {
    /// Its id.
    pub id: Uuid,
    /// Whose it is. `None` once the user is removed.
    pub user_id: Option<Uuid>,
    /// Its project.
    pub project_id: Option<Uuid>,
    /// Its phase.
    pub phase_id: Option<Uuid>,
    /// When it was handed in. `None` until then: its votes do not count.
    pub submitted_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for Basket {
    const PATH: &'static str = "baskets";
    const ROWS: &'static str = "baskets";
    const NOT_EVERYWHERE: Option<&'static str> = Some("baskets came in September 2023");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for Basket {
    const ROW: &'static str = "basket";
}

impl LogsDeletions for Basket {}

impl Dated for Basket {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_basket_keeps_all_fields() {
        let mut body = json!({
            "id": "00000000-0000-4000-8000-000000000001",
            "user_id": null,
            "project_id": "00000000-0000-4000-8000-000000000002",
            "phase_id": "00000000-0000-4000-8000-000000000003",
            "submitted_at": "2026-03-05T06:07:08.901Z",
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
        });
        let basket: Basket = serde_json::from_value(body.clone()).unwrap();
        assert!(basket.extra.is_empty());
        assert_eq!(basket.submitted_at, Some(basket.updated_at));

        body["newer"] = json!("kept");
        let basket: Basket = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(basket.extra["newer"], "kept");
        assert_eq!(serde_json::to_value(basket).unwrap(), body);
    }
}
