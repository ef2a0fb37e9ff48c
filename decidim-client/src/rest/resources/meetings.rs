//! Meetings, of which the API tells ids, dates and links only.

use civic_core::Extra;
use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::rest::kept::{self, Kept};
use crate::rest::record::{Record, ToOne};
use crate::rest::wire::{is_default, or_default};

/// A meeting. Its id is unique.
///
/// What it is called, and when and where it takes place, the API does not tell: ask GraphQL by its id.
pub type Meeting = Record<MeetingAttributes, Extra, MeetingRelationships>;

/// The fields of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct MeetingAttributes {
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Its extended data: empty where the client may not read it, and in events.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub extended_data: Extra,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The records that a meeting is related to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct MeetingRelationships {
    /// Its space; the type is the manifest's name.
    #[serde(deserialize_with = "kept::part", skip_serializing_if = "is_default")]
    pub space: ToOne,
    /// Its component.
    #[serde(deserialize_with = "kept::part", skip_serializing_if = "is_default")]
    pub component: ToOne,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Kept for MeetingAttributes {
    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

impl Kept for MeetingRelationships {
    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}
