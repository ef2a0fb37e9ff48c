//! Citizens' initiatives.

use std::collections::BTreeMap;

use civic_core::jiff::Timestamp;
use civic_core::{DateOrDatetime, Multiloc};
use serde::Serialize;

use super::parts::AuthorCells;
use crate::open_data::fields::{Fields, Row};

/// A citizens' initiative. The table is there since 0.30. It has no id: `reference` and `url` tell them
/// apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InitiativeRow {
    /// Its reference.
    pub reference: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Who started it, `authors/id` and `authors/name`.
    pub authors: Vec<AuthorCells>,
    /// Title.
    pub title: Multiloc,
    /// Description; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// Its state, such as `published`.
    pub state: Option<String>,
    /// The id of its type, `type/id`.
    pub type_id: Option<u64>,
    /// The title of its type, `type/title/LOCALE`.
    pub type_title: Multiloc,
    /// The id of its scope, `scope/id`.
    pub scope_id: Option<u64>,
    /// The name of its scope, `scope/name/LOCALE`.
    pub scope_name: Multiloc,
    /// How it is signed: `online`, `offline` or `any`.
    pub signature_type: Option<String>,
    /// When signing begins.
    pub signature_start_date: Option<DateOrDatetime>,
    /// When signing ends.
    pub signature_end_date: Option<DateOrDatetime>,
    /// Signatures.
    pub signatures: Option<u64>,
    /// The official answer; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub answer: Multiloc,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Where the answer stands.
    pub answer_url: Option<String>,
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
    /// All other cells that are not empty, by their column.
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub extra: BTreeMap<String, String>,
}

impl Row for InitiativeRow {
    fn from_fields(mut fields: Fields) -> Self {
        let authors = fields.parallel("authors/id", ["authors/name"]).into_iter();
        let author = |(id, [name]): (_, [_; 1])| AuthorCells { id: Some(id), name, url: None };
        let authors = authors.map(author).collect();
        Self {
            reference: fields.text("reference"),
            url: fields.text("url"),
            authors,
            title: fields.multiloc("title"),
            description: fields.multiloc("description"),
            state: fields.text("state"),
            type_id: fields.number("type/id"),
            type_title: fields.multiloc("type/title"),
            scope_id: fields.number("scope/id"),
            scope_name: fields.multiloc("scope/name"),
            signature_type: fields.text("signature_type"),
            signature_start_date: fields.number("signature_start_date"),
            signature_end_date: fields.number("signature_end_date"),
            signatures: fields.number("signatures"),
            answer: fields.multiloc("answer"),
            answered_at: fields.time("answered_at"),
            answer_url: fields.text("answer_url"),
            comments: fields.number("comments_count"),
            followers: fields.number("follows_count"),
            published_at: fields.time("published_at"),
            created_at: fields.time("created_at"),
            updated_at: fields.time("updated_at"),
            extra: fields.rest(),
        }
    }
}
