//! Areas: the parts of town that projects and users belong to.

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
    /// Areas: the parts of town that projects and users belong to.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let areas = city.areas().list().stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn areas(&self) -> Endpoint<Area> {
        self.endpoint()
    }
}

/// An area. Flat texts are in the locale asked for, or in another where there is no translation. A
/// translation that was saved blank comes as an empty text, although another language has one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Area {
    /// Its id.
    pub id: Uuid,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// Name by locale.
    pub title_multiloc: Option<Multiloc>,
    /// Name.
    pub title: Option<String>,
    /// Description by locale; HTML.
    pub description_multiloc: Option<Multiloc>,
    /// Description.
    pub description: Option<Html>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for Area {
    const PATH: &'static str = "areas";
    const ROWS: &'static str = "areas";
    const NOT_EVERYWHERE: Option<&'static str> = Some("areas came in September 2023");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for Area {
    const ROW: &'static str = "area";
}

impl LogsDeletions for Area {}

impl Dated for Area {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for Area {
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
    fn an_area_keeps_all_fields() {
        let mut body = json!({
            "id": "00000000-0000-4000-8000-000000000001",
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
            "title_multiloc": {"en": "Harbour", "nl-BE": "Haven"},
            "title": "Haven",
            "description_multiloc": null,
            "description": "<p>By the water</p>",
        });
        let area: Area = serde_json::from_value(body.clone()).unwrap();
        assert!(area.extra.is_empty());
        assert_eq!(area.title_multiloc.as_ref().unwrap().get("en"), Some("Harbour"));
        assert_eq!(area.texts()[1], ("description", Some("<p>By the water</p>")));

        body["newer"] = json!({"a": 1});
        let area: Area = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(area.extra["newer"], body["newer"]);
        assert_eq!(serde_json::to_value(area).unwrap(), body);
    }
}
