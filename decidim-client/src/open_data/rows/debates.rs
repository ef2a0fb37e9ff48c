//! Debates.

use std::collections::BTreeMap;

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::Serialize;

use super::parts::{AuthorCells, PlaceCells, TopicCells};
use crate::open_data::fields::{Fields, Row};

/// A debate.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DebateRow {
    /// Its id.
    pub id: Option<u64>,
    /// Who wrote it.
    pub author: AuthorCells,
    /// What it is about.
    pub topic: TopicCells,
    /// Where it stands.
    pub place: PlaceCells,
    /// Title.
    pub title: Multiloc,
    /// Description; HTML.
    pub description: Multiloc,
    /// How to take part; HTML.
    pub instructions: Multiloc,
    /// What is new; HTML.
    pub information_updates: Multiloc,
    /// When it begins. `None` for those without an end.
    pub start_time: Option<Timestamp>,
    /// When it ends.
    pub end_time: Option<Timestamp>,
    /// Its reference.
    pub reference: Option<String>,
    /// How many comments it has.
    pub comments: Option<u64>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// Its address.
    pub url: Option<String>,
    /// All other cells that are not empty, by their column.
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
            reference: fields.text("reference"),
            comments: fields.number("comments"),
            created_at: fields.time("created_at"),
            url: fields.text("url"),
            extra: fields.rest(),
        }
    }
}
