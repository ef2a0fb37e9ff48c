//! Which project has which topic.

use civic_core::Extra;
use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::resource::{Dated, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Which project has which topic.
    ///
    /// There is no feed of removed ones: read the list again to learn what is gone.
    pub fn project_topics(&self) -> Endpoint<ProjectTopic> {
        self.endpoint()
    }
}

/// A topic of a project. It has no id of its own: the pair is its key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProjectTopic {
    /// The project.
    pub project_id: Option<Uuid>,
    /// The topic. On platforms that split topics, since 2025 or 2026, a global topic.
    pub topic_id: Option<Uuid>,
    /// When the project got the topic.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for ProjectTopic {
    const PATH: &'static str = "project_topics";
    const ROWS: &'static str = "project_topics";
    const SYNC: SyncSupport<Self> = SyncSupport::replaced();

    fn key(&self) -> Key {
        let pair = [&self.project_id, &self.topic_id];
        Key::of(pair.map(|id| id.as_ref().map_or(&[][..], |id| id.as_bytes())))
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Dated for ProjectTopic {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl List<ProjectTopic> {
    /// Only topics of this project.
    pub fn project_id(self, id: Uuid) -> Self {
        self.filter("project_id", id, move |pair| Some(pair.project_id == Some(id)))
    }

    /// Only projects with this topic.
    pub fn topic_id(self, id: Uuid) -> Self {
        self.filter("topic_id", id, move |pair| Some(pair.topic_id == Some(id)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_pair_is_the_key() {
        let body = json!({
            "project_id": "5d1fb1c0-96f4-4a0f-8f2c-77a3c58f0b01",
            "topic_id": "5d1fb1c0-96f4-4a0f-8f2c-77a3c58f0b02",
            "created_at": "2024-07-08T09:10:11.121Z",
            "updated_at": "2024-07-08T09:10:11.122Z",
        });
        let pair: ProjectTopic = serde_json::from_value(body.clone()).unwrap();
        assert!(pair.extra.is_empty());
        assert_eq!(serde_json::to_value(&pair).unwrap(), body);

        let same = ProjectTopic { updated_at: Timestamp::UNIX_EPOCH, ..pair.clone() };
        assert_eq!(same.key(), pair.key());
        let swapped =
            ProjectTopic { project_id: pair.topic_id, topic_id: pair.project_id, ..pair.clone() };
        assert_ne!(swapped.key(), pair.key());
        let without = ProjectTopic { topic_id: None, ..pair.clone() };
        assert_ne!(without.key(), pair.key());
    }

    #[test]
    fn an_unknown_field_survives() {
        let body = json!({
            "project_id": null,
            "topic_id": null,
            "created_at": "2024-07-08T09:10:11.121Z",
            "updated_at": "2024-07-08T09:10:11.122Z",
            "ordering": 4,
        });
        let pair: ProjectTopic = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(pair.extra["ordering"], 4);
        assert_eq!(serde_json::to_value(&pair).unwrap(), body);
    }
}
