//! Files and pictures that are attached to a record.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::graphql::id::Id;
use crate::graphql::text::Translated;

/// A file or picture that is attached to a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Attachment {
    /// Since 0.31.
    pub id: Option<Id>,
    /// What it is called. Empty before 0.28.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// What it is.
    #[serde(default, with = "Translated")]
    pub description: Multiloc,
    /// Where the file is: absolute, or a path on the site.
    pub url: Option<String>,
    /// Where a link leads, for an attachment that is not a file. Since 0.31.
    pub link: Option<String>,
    /// Its kind as the site calls it, such as `image` or `pdf`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Where a small picture of it is, where there is one.
    pub thumbnail: Option<String>,
    /// Its size in bytes, as the site writes it. Since 0.31.
    pub file_size: Option<String>,
    /// Its media type. Since 0.31.
    pub content_type: Option<String>,
    /// Its place among the attachments. Since 0.31.
    pub weight: Option<i64>,
    /// When it was created. Since 0.31.
    pub created_at: Option<Timestamp>,
    /// When it was last changed. Since 0.31.
    pub updated_at: Option<Timestamp>,
}
