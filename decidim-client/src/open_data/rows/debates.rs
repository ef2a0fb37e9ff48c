//! Debates.

use std::collections::BTreeMap;

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::Serialize;

use super::parts::{AuthorCells, PlaceCells, TopicCells};
use crate::open_data::fields::{Fields, Row};

/// A debate. The table is there since 0.30.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DebateRow {
    /// Its id.
    pub id: Option<u64>,
    /// Who wrote it.
    pub author: AuthorCells,
    /// What it is about.
    pub topic: TopicCells,
    /// The space and the component that it is in.
    pub place: PlaceCells,
    /// Title.
    pub title: Multiloc,
    /// Description; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// How to take part; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub instructions: Multiloc,
    /// What is new; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub information_updates: Multiloc,
    /// When it begins. `None` for those without an end.
    pub start_time: Option<Timestamp>,
    /// When it ends.
    pub end_time: Option<Timestamp>,
    /// What came of it; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub conclusions: Multiloc,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Its reference.
    pub reference: Option<String>,
    /// Whether it may be commented on.
    pub comments_enabled: Option<bool>,
    /// How many comments it has.
    pub comments: Option<u64>,
    /// When the last comment was written. By whom is in `extra`.
    pub last_comment_at: Option<Timestamp>,
    /// Likes: `endorsements_count` in 0.30, `likes_count` since 0.31.
    pub endorsements: Option<u64>,
    /// How many people follow it: `follows_count`.
    pub followers: Option<u64>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// Its address.
    pub url: Option<String>,
    /// All other cells that are not empty, by their column.
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub extra: BTreeMap<String, String>,
}

impl Row for DebateRow {
    fn from_fields(mut fields: Fields) -> Self {
        Self {
            id: fields.number("id"),
            author: AuthorCells::take(&mut fields),
            topic: TopicCells::take(&mut fields),
            place: PlaceCells::take(&mut fields),
            title: fields.multiloc("title"),
            description: fields.multiloc("description"),
            instructions: fields.multiloc("instructions"),
            information_updates: fields.multiloc("information_updates"),
            start_time: fields.time("start_time"),
            end_time: fields.time("end_time"),
            conclusions: fields.multiloc("conclusions"),
            closed_at: fields.time("closed_at"),
            reference: fields.text("reference"),
            comments_enabled: fields.flag("comments_enabled"),
            comments: fields.number("comments"),
            last_comment_at: fields.time("last_comment_at"),
            endorsements: fields.number(fields.one_of(["likes_count", "endorsements_count"])),
            followers: fields.number(fields.one_of(["follows_count", "followers"])),
            created_at: fields.time("created_at"),
            updated_at: fields.time("updated_at"),
            url: fields.text("url"),
            extra: fields.rest(),
        }
    }
}
