//! Participants.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::open_data::fields::{Fields, Row};

/// A participant. The table is there since 0.30. Personal data.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UserRow {
    /// Their id.
    pub id: Option<u64>,
    /// Their name. `None` for those who have left.
    pub name: Option<String>,
    /// Their nickname, with the `@` that the site shows. `None` for those who have left: the site writes
    /// only an `@`.
    pub nickname: Option<String>,
    /// What they say about themselves.
    pub about: Option<String>,
    /// The address of their picture.
    pub avatar_url: Option<String>,
    /// Their page. `None` for those who have left.
    pub profile_url: Option<String>,
    /// Whether all may write to them, or only those whom they follow.
    pub direct_messages_enabled: Option<bool>,
    /// Whether they have left.
    pub deleted: Option<bool>,
    /// The mark beside their name.
    pub badge: Option<String>,
    /// The ids of their groups, `groups/id`. In 0.30. The names, which may hold commas, stand in
    /// `extra`.
    pub group_ids: Vec<String>,
    /// All other cells that are not empty, by their column.
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub extra: BTreeMap<String, String>,
}

impl Row for UserRow {
    fn from_fields(mut fields: Fields) -> Self {
        Self {
            id: fields.number("id"),
            name: fields.text("name"),
            nickname: fields.text("nickname").filter(|name| name != "@"),
            about: fields.text("about"),
            avatar_url: fields.text("avatar_url"),
            profile_url: fields.text("profile_url"),
            direct_messages_enabled: fields.flag("direct_messages_enabled"),
            deleted: fields.flag("deleted"),
            badge: fields.text("badge"),
            group_ids: fields.list("groups/id"),
            extra: fields.rest(),
        }
    }
}
