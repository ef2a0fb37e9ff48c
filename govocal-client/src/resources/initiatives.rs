//! Initiatives: proposals outside projects, retired after 2024.

use civic_core::geo::WktPoint;
use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use civic_core::list::translations::Localized;
use civic_core::open_enum;
use civic_core::{Extra, Html, Multiloc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Initiatives: proposals outside projects. Retired after 2024.
    pub fn initiatives(&self) -> Endpoint<Initiative> {
        self.endpoint()
    }
}

/// An initiative. Flat texts are in the locale asked for, or in another where there is no
/// translation. A translation that was saved blank comes as an empty text, although another
/// language has one.
///
/// Newer platforms have none. Where they were carried over, they are [`ideas`](Client::ideas) of
/// type proposal, not necessarily under the same ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Initiative {
    /// Its id.
    pub id: Uuid,
    /// Title.
    pub title: Option<String>,
    /// Text, written by a participant.
    pub body: Option<Html>,
    /// Who posted it. `None` where the server does not say.
    pub author_id: Option<Uuid>,
    /// Reactions "up".
    pub likes_count: i64,
    /// Reactions "down".
    pub dislikes_count: i64,
    /// Comments.
    pub comments_count: i64,
    /// When it was published. `None` until then.
    pub published_at: Option<Timestamp>,
    /// Whether it is public.
    pub publication_status: Option<InitiativePublicationStatus>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// When it had the reactions that it needs. `None` until then.
    pub threshold_reached_at: Option<Timestamp>,
    /// Where it is, as well-known text.
    pub location_point: Option<WktPoint>,
    /// Where it is, in words. Not localised.
    pub location_description: Option<String>,
    /// The last part of its web address.
    pub slug: Option<String>,
    /// Official feedback posts.
    pub official_feedbacks_count: i64,
    /// The manager whom it is assigned to.
    pub assignee_id: Option<Uuid>,
    /// When it was assigned.
    pub assigned_at: Option<Timestamp>,
    /// Its web address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// Title by locale.
    pub title_multiloc: Option<Multiloc>,
    /// Text by locale; HTML.
    pub body_multiloc: Option<Multiloc>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    shown as govocal_client::resources::initiatives::InitiativePublicationStatus;

    /// Whether an initiative is public.
    pub enum InitiativePublicationStatus {
        /// Public.
        Published = "published",
    }
}

impl Resource for Initiative {
    const PATH: &'static str = "initiatives";
    const ROWS: &'static str = "initiatives";
    const NOT_EVERYWHERE: Option<&'static str> =
        Some("initiatives were retired after 2024; look for ideas of type proposal");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for Initiative {
    const ROW: &'static str = "initiative";
}

impl LogsDeletions for Initiative {}

impl Dated for Initiative {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for Initiative {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![("title", self.title.as_deref()), ("body", self.body.as_ref().map(Html::raw))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_initiative_keeps_all_fields() {
        let mut body = json!({
            "id": "00000000-0000-4000-8000-000000000001",
            "title": "A ferry",
            "body": "<p>Across the river</p>",
            "author_id": "00000000-0000-4000-8000-000000000002",
            "likes_count": 301,
            "dislikes_count": 2,
            "comments_count": 17,
            "published_at": "2026-03-04T10:11:12.345Z",
            "publication_status": "published",
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
            "threshold_reached_at": null,
            "location_point": "POINT (3.75 51.05)",
            "location_description": "Dock 3",
            "slug": "a-ferry",
            "official_feedbacks_count": 1,
            "assignee_id": null,
            "assigned_at": null,
            "href": "https://demo.example.org/initiatives/a-ferry",
            "title_multiloc": {"en": "A ferry", "fr-BE": "Un bac"},
            "body_multiloc": {"en": "<p>Across the river</p>"},
        });
        let initiative: Initiative = serde_json::from_value(body.clone()).unwrap();
        assert!(initiative.extra.is_empty());
        assert_eq!(initiative.title_multiloc.as_ref().unwrap().get("fr-BE"), Some("Un bac"));
        assert_eq!(initiative.texts()[0], ("title", Some("A ferry")));

        body["publication_status"] = json!("under_review");
        body["newer"] = json!(1);
        let initiative: Initiative = serde_json::from_value(body.clone()).unwrap();
        assert!(!initiative.publication_status.as_ref().unwrap().is_known());
        assert_eq!(initiative.extra["newer"], 1);
        assert_eq!(serde_json::to_value(initiative).unwrap(), body);
    }
}
