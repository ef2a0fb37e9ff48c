//! Agendas of meetings.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Reference;
use crate::graphql::id::Id;
use crate::graphql::text::{Translated, list};

/// The agenda of a meeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MeetingAgenda {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// All items, sub-items among them.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub items: Vec<AgendaItem>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

/// An item of an agenda.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AgendaItem {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// How long it takes, in minutes.
    pub duration: Option<i64>,
    /// Its place among its siblings.
    pub position: Option<i64>,
    /// The item that it is part of; null for an item of the agenda itself.
    pub parent: Option<Reference>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}
