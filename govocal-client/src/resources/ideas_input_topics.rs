//! Input topics of ideas: which idea has which.

use civic_core::Extra;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::resource::Resource;
use crate::sync_support::SyncSupport;

impl Client {
    /// Input topics of ideas: which idea has which.
    pub fn ideas_input_topics(&self) -> Endpoint<IdeasInputTopic> {
        self.endpoint()
    }
}

/// An idea's input topic.
///
/// It has no id and no dates, and its deletion is not logged: only reading the list again
/// tells. Since 2025 or 2026; before, see [`idea_topics`](Client::idea_topics).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IdeasInputTopic {
    /// The idea.
    pub idea_id: Option<Uuid>,
    /// The [input topic](Client::input_topics).
    pub input_topic_id: Option<Uuid>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for IdeasInputTopic {
    const PATH: &'static str = "ideas_input_topics";
    const ROWS: &'static str = "ideas_input_topics";
    const NEWEST_FIRST: bool = false;
    const NOT_EVERYWHERE: Option<&'static str> =
        Some("input topics came in 2025 or 2026; before, an idea's topics are in `idea_topics`");
    const SYNC: SyncSupport<Self> = SyncSupport::replaced();

    fn key(&self) -> Key {
        let ids = [&self.idea_id, &self.input_topic_id];
        Key::of(ids.map(|id| id.as_ref().map_or(&[][..], |id| id.as_bytes())))
    }
}

impl List<IdeasInputTopic> {
    /// Only topics of this idea.
    pub fn idea_id(self, id: Uuid) -> Self {
        self.filter("idea_id", id, move |row| Some(row.idea_id == Some(id)))
    }

    /// Only ideas of this topic.
    pub fn input_topic_id(self, id: Uuid) -> Self {
        self.filter("input_topic_id", id, move |row| Some(row.input_topic_id == Some(id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_pair_is_the_key() {
        let mut body = json!({
            "idea_id": "00000000-0000-4000-8000-000000000001",
            "input_topic_id": "00000000-0000-4000-8000-000000000002",
        });
        let row: IdeasInputTopic = serde_json::from_value(body.clone()).unwrap();
        assert!(row.extra.is_empty());
        let swapped = IdeasInputTopic {
            idea_id: row.input_topic_id,
            input_topic_id: row.idea_id,
            ..row.clone()
        };
        assert_ne!(row.key(), swapped.key());

        body["newer"] = json!(1);
        let newer: IdeasInputTopic = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(newer.key(), row.key());
        assert_eq!(newer.extra["newer"], 1);
        assert_eq!(serde_json::to_value(newer).unwrap(), body);
    }
}
