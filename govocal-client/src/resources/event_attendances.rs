//! Event attendances: who said that they come to which event.

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
    /// Event attendances: who said that they come to which event.
    pub fn event_attendances(&self) -> Endpoint<EventAttendance> {
        self.endpoint()
    }
}

/// A user's word that they come to an event.
///
/// The feed of deleted ones is probably always empty: read the list again to learn who withdrew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EventAttendance {
    /// Its id.
    pub id: Uuid,
    /// The event.
    pub event_id: Uuid,
    /// The user. `None` where the server does not say.
    pub attendee_id: Option<Uuid>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for EventAttendance {
    const PATH: &'static str = "event_attendances";
    const ROWS: &'static str = "event_attendances";
    const NOT_EVERYWHERE: Option<&'static str> = Some("event attendances came in September 2023");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for EventAttendance {
    const ROW: &'static str = "event_attendance";
}

impl LogsDeletions for EventAttendance {}

impl Dated for EventAttendance {
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
    fn an_attendance_keeps_all_fields() {
        let mut body = json!({
            "id": "00000000-0000-4000-8000-000000000001",
            "event_id": "00000000-0000-4000-8000-000000000002",
            "attendee_id": null,
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
        });
        let attendance: EventAttendance = serde_json::from_value(body.clone()).unwrap();
        assert!(attendance.extra.is_empty());
        assert_eq!(attendance.attendee_id, None);

        body["newer"] = json!(1);
        let attendance: EventAttendance = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(attendance.extra["newer"], 1);
        assert_eq!(serde_json::to_value(attendance).unwrap(), body);
    }
}
