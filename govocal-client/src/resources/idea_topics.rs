//! Idea topics: which idea has which topic.

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
    /// Idea topics: which idea has which topic.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let pairs = city.idea_topics().list().stream().collect_consistent().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn idea_topics(&self) -> Endpoint<IdeaTopic> {
        self.endpoint()
    }
}

/// An idea's topic.
///
/// It has no id and no dates, and its deletion is not logged: only reading the list again
/// shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IdeaTopic {
    /// The idea.
    pub idea_id: Option<Uuid>,
    /// The topic. Where topics are of two kinds, an [input topic](Client::input_topics).
    pub topic_id: Option<Uuid>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for IdeaTopic {
    const PATH: &'static str = "idea_topics";
    const ROWS: &'static str = "idea_topics";
    const NEWEST_FIRST: bool = false;
    const NOT_EVERYWHERE: Option<&'static str> = Some("idea topics came in July 2023");
    const SYNC: SyncSupport<Self> = SyncSupport::replaced();

    fn key(&self) -> Key {
        let ids = [&self.idea_id, &self.topic_id];
        Key::of(ids.map(|id| id.as_ref().map_or(&[][..], |id| id.as_bytes())))
    }
}

impl List<IdeaTopic> {
    /// Only topics of this idea.
    pub fn idea_id(self, id: Uuid) -> Self {
        self.filter("idea_id", id, move |row| Some(row.idea_id == Some(id)))
    }

    /// Only ideas of this topic.
    pub fn topic_id(self, id: Uuid) -> Self {
        self.filter("topic_id", id, move |row| Some(row.topic_id == Some(id)))
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
            "topic_id": "00000000-0000-4000-8000-000000000002",
        });
        let row: IdeaTopic = serde_json::from_value(body.clone()).unwrap();
        assert!(row.extra.is_empty());
        let swapped = IdeaTopic { idea_id: row.topic_id, topic_id: row.idea_id, ..row.clone() };
        assert_ne!(row.key(), swapped.key());

        body["newer"] = json!(1);
        let newer: IdeaTopic = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(newer.key(), row.key());
        assert_eq!(newer.extra["newer"], 1);
        assert_eq!(serde_json::to_value(newer).unwrap(), body);
    }
}
