//! Events: meetings and other dates of projects.

use civic_core::geo::WktPoint;
use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use civic_core::list::translations::Localized;
use civic_core::{Extra, Html, Multiloc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Events: meetings and other dates of projects.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut events = city.events().list().stream();
    /// while let Some(event) = events.try_next().await? {
    ///     println!("{:?} {}", event.start_at, event.title.unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(&self) -> Endpoint<Event> {
        self.endpoint()
    }
}

/// An event. Flat texts are in the locale asked for, or in another where there is no translation. A
/// translation that was saved blank comes as an empty text, although another language has one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Event {
    /// Its id.
    pub id: Uuid,
    /// Its project.
    pub project_id: Option<Uuid>,
    /// Title.
    pub title: Option<String>,
    /// Description.
    pub description: Option<Html>,
    /// Where it is, in words.
    pub location: Option<String>,
    /// Where it is, as well-known text.
    pub location_point: Option<WktPoint>,
    /// Users who said that they come.
    pub attendees_count: i64,
    /// The most users who may say so. `None` for any number; absent before 2025.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_attendees: Option<i64>,
    /// When it begins.
    pub start_at: Option<Timestamp>,
    /// When it ends.
    pub end_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// Title by locale.
    pub title_multiloc: Option<Multiloc>,
    /// Description by locale; HTML.
    pub description_multiloc: Option<Multiloc>,
    /// Where it is, by locale.
    pub location_multiloc: Option<Multiloc>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for Event {
    const PATH: &'static str = "events";
    const ROWS: &'static str = "events";
    const NOT_EVERYWHERE: Option<&'static str> = Some("events came in September 2023");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for Event {
    const ROW: &'static str = "event";
}

impl LogsDeletions for Event {}

impl Dated for Event {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for Event {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("title", self.title.as_deref()),
            ("description", self.description.as_ref().map(Html::raw)),
            ("location", self.location.as_deref()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_event_of_each_era_keeps_all_fields() {
        let mut body = json!({
            "id": "00000000-0000-4000-8000-000000000001",
            "project_id": "00000000-0000-4000-8000-000000000002",
            "title": "Planting day",
            "description": "<p>Bring gloves</p>",
            "location": "The old mill",
            "location_point": "POINT (3.75 51.05)",
            "attendees_count": 12,
            "start_at": "2026-03-04T10:11:12.345Z",
            "end_at": null,
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
            "title_multiloc": {"en": "Planting day"},
            "description_multiloc": {"en": "<p>Bring gloves</p>"},
            "location_multiloc": null,
        });
        let event: Event = serde_json::from_value(body.clone()).unwrap();
        assert!(event.extra.is_empty());
        assert_eq!(event.location_point.as_ref().unwrap().coordinates(), Some((3.75, 51.05)));
        assert_eq!(event.texts()[2], ("location", Some("The old mill")));
        assert_eq!(serde_json::to_value(event).unwrap(), body);

        body["maximum_attendees"] = json!(40);
        body["newer"] = json!("kept");
        let event: Event = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(event.maximum_attendees, Some(40));
        assert_eq!(event.extra["newer"], "kept");
        assert_eq!(serde_json::to_value(event).unwrap(), body);
    }
}
