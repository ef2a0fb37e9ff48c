//! Meetings.

use std::collections::BTreeMap;

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::Serialize;

use super::parts::{AuthorCells, PlaceCells, TopicCells};
use crate::open_data::fields::{Fields, Row};

/// A meeting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MeetingRow {
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
    /// When it begins.
    pub start_time: Option<Timestamp>,
    /// When it ends.
    pub end_time: Option<Timestamp>,
    /// How many people came.
    pub attendees: Option<u64>,
    /// How many contributions there were.
    pub contributions: Option<u64>,
    /// The organisations that took part.
    pub organizations: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Where it is, in words.
    pub location: Multiloc,
    /// Its reference.
    pub reference: Option<String>,
    /// How many comments it has.
    pub comments: Option<u64>,
    /// How many files are attached.
    pub attachments: Option<u64>,
    /// How many people follow it.
    pub followers: Option<u64>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// Its address.
    pub url: Option<String>,
    /// All other cells that are not empty, by their column.
    pub extra: BTreeMap<String, String>,
}

impl Row for MeetingRow {
    fn from_fields(mut fields: Fields) -> Self {
        Self {
            id: fields.number("id"),
            author: AuthorCells::take(&mut fields),
            topic: TopicCells::take(&mut fields),
            place: PlaceCells::take(&mut fields),
            title: fields.multiloc("title"),
            description: fields.multiloc("description"),
            start_time: fields.time("start_time"),
            end_time: fields.time("end_time"),
            attendees: fields.number("attendees"),
            contributions: fields.number("contributions"),
            organizations: fields.text("organizations"),
            address: fields.text("address"),
            location: fields.multiloc("location"),
            reference: fields.text("reference"),
            comments: fields.number("comments"),
            attachments: fields.number("attachments"),
            followers: fields.number("followers"),
            created_at: fields.time("created_at"),
            updated_at: fields.time("updated_at"),
            url: fields.text("url"),
            extra: fields.rest(),
        }
    }
}
