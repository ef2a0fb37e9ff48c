//! Images in the sizes that the platform makes of them.

use civic_core::Extra;
use serde::{Deserialize, Serialize};

/// An image's addresses by size. They may be signed and short-lived.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ImageVersions {
    /// Small.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub small: Option<String>,
    /// Medium.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    /// Large.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub large: Option<String>,
    /// Cut for sharing on social media. Ideas only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fb: Option<String>,
    /// Sizes that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
