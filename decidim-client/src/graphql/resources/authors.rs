//! Who wrote a record.

use civic_core::{Multiloc, open_enum};
use serde::{Deserialize, Serialize};

use crate::graphql::id::Id;
use crate::graphql::text::{Translated, name};

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
/// Of an account that was deleted or blocked, a site shows nothing since 0.29: a record has no author
/// then, though somebody wrote it, and lists of authors and likes are shorter than their counts. Before,
/// it shows a deleted account without a name, and a blocked one as any other.
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
    /// The name shown. `None` of an account that was [deleted](Self::deleted): up to 0.28 the site gives
    /// an empty one.
    #[serde(default, deserialize_with = "name::deserialize")]
    pub name: Option<String>,
    /// The nickname with its `@`. `None` of an account that was [deleted](Self::deleted), where the site
    /// gives a bare `@`.
    #[serde(default, deserialize_with = "name::deserialize")]
    pub nickname: Option<String>,
    /// Where the picture is.
    pub avatar_url: Option<String>,
    /// The path of the public profile. Empty for those who have none.
    pub profile_path: Option<String>,
    /// The site's own name. A plain text, under the language `und`, before 0.29.
    #[serde(default, with = "Translated")]
    pub organization_name: Multiloc,
    /// Whether the account was deleted; only up to 0.28, since later sites do not show those.
    pub deleted: Option<bool>,
    /// The badge of a verified group or an official.
    pub badge: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // `destroy_account.rb` blanks name and nickname; `user_presenter.rb` writes `@` before any nickname.
    #[test]
    fn an_account_that_was_deleted_has_no_name() {
        let author = |name: &str, nickname: &str, deleted: bool| -> Author {
            let author = json!({"__typename": "User", "name": name, "nickname": nickname,
                "profilePath": "", "deleted": deleted});
            serde_json::from_value(author).unwrap()
        };
        let gone = author("", "@", true);
        assert_eq!((gone.name, gone.nickname, gone.deleted), (None, None, Some(true)));
        let here = author("Ana", "@ana", false);
        assert_eq!(here.name.as_deref().zip(here.nickname.as_deref()), Some(("Ana", "@ana")));
        let unasked: Author = serde_json::from_value(json!({"__typename": "User"})).unwrap();
        assert_eq!((unasked.name, unasked.nickname), (None, None));
    }
}
