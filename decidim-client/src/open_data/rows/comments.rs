//! Comments, of whatever they are on.

use std::collections::BTreeMap;

use civic_core::Html;
use civic_core::jiff::Timestamp;
use serde::Serialize;

use super::parts::AuthorCells;
use crate::open_data::fields::{Fields, Row};

/// A comment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CommentRow {
    /// Its id.
    pub id: Option<u64>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// What it says, in one language.
    pub body: Option<Html>,
    /// The locale that it was written in.
    pub locale: Option<String>,
    /// Who wrote it: id and name.
    pub author: AuthorCells,
    /// For (1), against (-1) or neither (0).
    pub alignment: Option<i64>,
    /// How deep in the thread it stands, from 0.
    pub depth: Option<u64>,
    /// The id of the group that it was written for, `user_group/id`. To 0.30.
    pub user_group_id: Option<u64>,
    /// The name of that group, `user_group/name`. To 0.30.
    pub user_group_name: Option<String>,
    /// The id of what it answers to: a comment, or what the thread is on.
    pub commentable_id: Option<u64>,
    /// What it answers to, by class name.
    pub commentable_type: Option<String>,
    /// The address of what the thread is on.
    pub root_commentable_url: Option<String>,
    /// All other cells that are not empty, by their column.
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub extra: BTreeMap<String, String>,
}

impl Row for CommentRow {
    fn from_fields(mut fields: Fields) -> Self {
        Self {
            id: fields.number("id"),
            created_at: fields.time("created_at"),
            body: fields.html("body"),
            locale: fields.text("locale"),
            author: AuthorCells::take(&mut fields),
            alignment: fields.number("alignment"),
            depth: fields.number("depth"),
            user_group_id: fields.number("user_group/id"),
            user_group_name: fields.text("user_group/name"),
            commentable_id: fields.number("commentable_id"),
            commentable_type: fields.text("commentable_type"),
            root_commentable_url: fields.text("root_commentable_url"),
            extra: fields.rest(),
        }
    }
}
