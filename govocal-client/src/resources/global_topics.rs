//! Global topics: those of projects.

use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use civic_core::list::translations::Localized;
use civic_core::{Extra, Html};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Global topics: those of projects.
    pub fn global_topics(&self) -> Endpoint<GlobalTopic> {
        self.endpoint()
    }
}

/// A topic of projects. Texts are in the locale asked for, or in another where there is no
/// translation. A translation that was saved blank comes as an empty text, although another
/// language has one.
///
/// Since 2025 or 2026; before, projects and ideas share [`topics`](Client::topics).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GlobalTopic {
    /// Its id.
    pub id: Uuid,
    /// Name.
    pub title: Option<String>,
    /// Description.
    pub description: Option<Html>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for GlobalTopic {
    const PATH: &'static str = "global_topics";
    const ROWS: &'static str = "global_topics";
    const NOT_EVERYWHERE: Option<&'static str> =
        Some("global topics came in 2025 or 2026; before, topics are only in `topics`");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for GlobalTopic {
    const ROW: &'static str = "global_topic";
}

impl LogsDeletions for GlobalTopic {}

impl Dated for GlobalTopic {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for GlobalTopic {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("title", self.title.as_deref()),
            ("description", self.description.as_ref().map(Html::raw)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_global_topic_keeps_all_fields() {
        let mut body = json!({
            "id": "00000000-0000-4000-8000-000000000001",
            "title": "Green",
            "description": "<p>Trees and parks</p>",
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
        });
        let topic: GlobalTopic = serde_json::from_value(body.clone()).unwrap();
        assert!(topic.extra.is_empty());
        assert_eq!(topic.texts()[0], ("title", Some("Green")));

        body["description"] = json!(null);
        body["newer"] = json!(1);
        let topic: GlobalTopic = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(topic.extra["newer"], 1);
        assert_eq!(serde_json::to_value(topic).unwrap(), body);
    }
}
