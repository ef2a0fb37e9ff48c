//! Who wrote a record.

use civic_core::{Multiloc, open_enum};
use serde::{Deserialize, Serialize};

use crate::graphql::id::Id;
use crate::graphql::text::Translated;

open_enum! {
    /// What kind of author it is.
    pub enum AuthorKind {
        /// A participant.
        User = "User",
        /// A group of participants; up to 0.30.
        UserGroup = "UserGroup",
    }
}

/// Who wrote a record, or signed it. Their names are personal data.
///
/// `Author<Id>` is a row of a list of its own, such as the followers of a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Author<I = Option<Id>> {
    /// What kind of author.
    #[serde(rename = "__typename")]
    pub kind: AuthorKind,
    /// The id, unique among authors of the kind. In another record it is null where the site does not
    /// give it.
    pub id: I,
    /// The name shown.
    pub name: Option<String>,
    /// The nickname with its `@`.
    pub nickname: Option<String>,
    /// Where the picture is.
    pub avatar_url: Option<String>,
    /// The path of the public profile. Empty for those who have none.
    pub profile_path: Option<String>,
    /// The site's own name. A plain text, under the language `und`, before 0.29.
    #[serde(default, with = "Translated")]
    pub organization_name: Multiloc,
    /// Whether the account was deleted.
    pub deleted: Option<bool>,
    /// The badge of a verified group or an official.
    pub badge: Option<String>,
}
