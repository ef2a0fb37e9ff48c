//! Who volunteers for which cause. Since September 2023.

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
    /// Who volunteers for which cause. Since September 2023.
    ///
    /// The feed of withdrawn volunteers is probably always empty: read the list again to learn who
    /// is gone.
    pub fn volunteering_volunteers(&self) -> Endpoint<VolunteeringVolunteer> {
        self.endpoint()
    }
}

/// A participant who signed up for a cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct VolunteeringVolunteer {
    /// Its id: not the user's.
    pub id: Uuid,
    /// The cause.
    pub volunteering_cause_id: Uuid,
    /// Who signed up. `None` for removed users.
    pub user_id: Option<Uuid>,
    /// When they signed up.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for VolunteeringVolunteer {
    const PATH: &'static str = "volunteering_volunteers";
    const ROWS: &'static str = "volunteering_volunteers";
    const NOT_EVERYWHERE: Option<&'static str> = Some("volunteers came in September 2023");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for VolunteeringVolunteer {
    const ROW: &'static str = "volunteering_volunteer";
}

impl LogsDeletions for VolunteeringVolunteer {}

impl Dated for VolunteeringVolunteer {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_volunteer_decodes_and_goes_out_as_it_came() {
        let mut body = json!({
            "id": "4e7a9c21-6d3b-4f15-9c0e-8a2d5b7f3e01",
            "volunteering_cause_id": "4e7a9c21-6d3b-4f15-9c0e-8a2d5b7f3e02",
            "user_id": null,
            "created_at": "2024-11-12T13:14:15.161Z",
            "updated_at": "2024-11-13T14:15:16.171Z",
        });
        let volunteer: VolunteeringVolunteer = serde_json::from_value(body.clone()).unwrap();
        assert!(volunteer.extra.is_empty());
        assert_eq!(volunteer.user_id, None);
        assert_eq!(serde_json::to_value(&volunteer).unwrap(), body);

        body["shift"] = json!(2);
        let newer: VolunteeringVolunteer = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&newer).unwrap(), body);
    }
}
