//! Categories: what a space sorts its records by, up to 0.29.

use civic_core::Multiloc;
use serde::{Deserialize, Serialize};

use super::Reference;
use crate::graphql::id::Id;
use crate::graphql::text::Translated;

/// A category of a space. Taxonomies took their place in 0.30.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Category {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub name: Multiloc,
    /// The category that it is part of; null at the top.
    pub parent: Option<Reference>,
}
