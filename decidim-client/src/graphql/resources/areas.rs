//! Areas: the parts of a place or of an organization's work that assemblies belong to.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::graphql::id::Id;
use crate::graphql::text::Translated;

/// An area. Up to 0.30.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Area {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub name: Multiloc,
    /// What kind of area it is.
    pub area_type: Option<AreaType>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

/// A kind of area. Up to 0.30.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AreaType {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// What one is called.
    #[serde(default, with = "Translated")]
    pub name: Multiloc,
    /// What several are called.
    #[serde(default, with = "Translated")]
    pub plural: Multiloc,
}
