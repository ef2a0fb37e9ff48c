//! Causes that participants can volunteer for. Since September 2023.

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
    /// Causes that participants can volunteer for. Since September 2023.
    ///
    /// The feed of deleted causes is probably always empty: read the list again to learn what is
    /// gone.
    pub fn volunteering_causes(&self) -> Endpoint<VolunteeringCause> {
        self.endpoint()
    }
}

/// A cause to volunteer for.
///
/// Flat texts are in the locale asked for, or in another where there is no translation. A
/// translation that was saved blank comes as an empty text, although another language has one. The
/// `_multiloc` fields have all languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct VolunteeringCause {
    /// Its id.
    pub id: Uuid,
    /// Title.
    pub title: Option<String>,
    /// Text.
    pub description: Option<Html>,
    /// Its project.
    pub project_id: Option<Uuid>,
    /// Its phase. `None` in projects without phases, which there were until 2024.
    pub phase_id: Option<Uuid>,
    /// Participants who signed up.
    pub volunteers_count: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// Title in all languages.
    pub title_multiloc: Option<Multiloc>,
    /// Text in all languages. HTML.
    pub description_multiloc: Option<Multiloc>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for VolunteeringCause {
    const PATH: &'static str = "volunteering_causes";
    const ROWS: &'static str = "volunteering_causes";
    const NOT_EVERYWHERE: Option<&'static str> = Some("volunteering causes came in September 2023");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for VolunteeringCause {
    const ROW: &'static str = "volunteering_cause";
}

impl LogsDeletions for VolunteeringCause {}

impl Dated for VolunteeringCause {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for VolunteeringCause {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("title", self.title.as_deref()),
            ("description", self.description.as_ref().map(Html::raw)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cause_decodes_and_goes_out_as_it_came() {
        let mut body = json!({
            "id": "8f3b6d04-1e8a-4c5d-8d0a-6b0e4f7a1c01",
            "title": "Bomen planten",
            "description": "<p>Neem een spade mee</p>",
            "project_id": "8f3b6d04-1e8a-4c5d-8d0a-6b0e4f7a1c02",
            "phase_id": null,
            "volunteers_count": 14,
            "created_at": "2024-10-11T12:13:14.151Z",
            "updated_at": "2024-10-12T13:14:15.161Z",
            "title_multiloc": {"nl-BE": "Bomen planten"},
            "description_multiloc": {"nl-BE": "<p>Neem een spade mee</p>"},
        });
        let cause: VolunteeringCause = serde_json::from_value(body.clone()).unwrap();
        assert!(cause.extra.is_empty());
        assert_eq!(cause.volunteers_count, 14);
        assert_eq!(serde_json::to_value(&cause).unwrap(), body);

        body["mood"] = json!("green");
        let newer: VolunteeringCause = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&newer).unwrap(), body);
    }
}
