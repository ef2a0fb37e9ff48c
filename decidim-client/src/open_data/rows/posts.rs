//! Blog posts.

use std::collections::BTreeMap;

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::Serialize;

use super::parts::{AuthorCells, PlaceCells};
use crate::open_data::fields::{Fields, Row};

/// A blog post. The table is there since 0.30.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PostRow {
    /// Its id.
    pub id: Option<u64>,
    /// Who wrote it.
    pub author: AuthorCells,
    /// The space and the component that it is in.
    pub place: PlaceCells,
    /// Title.
    pub title: Multiloc,
    /// Text; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub body: Multiloc,
    /// Likes: `endorsements_count` in 0.30, `likes_count` since 0.31.
    pub endorsements: Option<u64>,
    /// How many comments it has: `comments_count`.
    pub comments: Option<u64>,
    /// How many people follow it: `follows_count`.
    pub followers: Option<u64>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
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

impl Row for PostRow {
    fn from_fields(mut fields: Fields) -> Self {
        Self {
            id: fields.number("id"),
            author: AuthorCells::take(&mut fields),
            place: PlaceCells::take(&mut fields),
            title: fields.multiloc("title"),
            body: fields.multiloc("body"),
            endorsements: fields.number(fields.one_of(["likes_count", "endorsements_count"])),
            comments: fields.number("comments_count"),
            followers: fields.number("follows_count"),
            published_at: fields.time("published_at"),
            created_at: fields.time("created_at"),
            updated_at: fields.time("updated_at"),
            url: fields.text("url"),
            extra: fields.rest(),
        }
    }
}
