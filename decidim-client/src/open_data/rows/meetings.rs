//! Meetings.

use std::collections::BTreeMap;

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::Serialize;

use super::parts::{AuthorCells, PlaceCells, TopicCells};
use crate::open_data::TableTime;
use crate::open_data::fields::{Fields, Row};

/// A meeting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MeetingRow {
    /// Its id.
    pub id: Option<u64>,
    /// Who wrote it. Since 0.30.
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
    /// When it begins. Without a zone to 0.27.4: see [`TableTime`].
    pub start_time: Option<TableTime>,
    /// When it ends. Without a zone to 0.27.4: see [`TableTime`].
    pub end_time: Option<TableTime>,
    /// How many people came; 0 where it was not counted.
    pub attendees: Option<u64>,
    /// How many contributions there were; 0 where it was not counted.
    pub contributions: Option<u64>,
    /// The organisations that took part.
    pub organizations: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Where it is, in degrees. Since 0.30.
    pub latitude: Option<f64>,
    /// Where it is, in degrees. Since 0.30.
    pub longitude: Option<f64>,
    /// Where it is, in words.
    pub location: Multiloc,
    /// How to find it. Since 0.30.
    pub location_hints: Multiloc,
    /// Its reference.
    pub reference: Option<String>,
    /// How many comments it has: `comments` to 0.29, `comments/count` since 0.30.
    pub comments: Option<u64>,
    /// How many files are attached.
    pub attachments: Option<u64>,
    /// How many people follow it: `followers` to 0.29, `follows_count` since 0.30.
    pub followers: Option<u64>,
    /// The addresses of proposals that came from it.
    pub related_proposals: Vec<String>,
    /// The addresses of results that it is linked to.
    pub related_results: Vec<String>,
    /// Whether it is published. Since 0.26.
    pub published: Option<bool>,
    /// Whether its author withdrew it. Since 0.29.
    pub withdrawn: Option<bool>,
    /// When. Since 0.29.
    pub withdrawn_at: Option<Timestamp>,
    /// Whether only some may come. Since 0.30.
    pub private_meeting: Option<bool>,
    /// Whether all may see a private one. Since 0.30.
    pub transparent: Option<bool>,
    /// Where it is held online. Since 0.30.
    pub online_meeting_url: Option<String>,
    /// What came of it; HTML. Since 0.30.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub closing_report: Multiloc,
    /// When its report was written. Since 0.30.
    pub closed_at: Option<Timestamp>,
    /// When it was created. Since 0.30.
    pub created_at: Option<Timestamp>,
    /// When it was last changed. Since 0.30.
    pub updated_at: Option<Timestamp>,
    /// Its address on the site.
    pub url: Option<String>,
    /// All other cells that are not empty, by their column.
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
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
            start_time: fields.table_time("start_time"),
            end_time: fields.table_time("end_time"),
            attendees: fields.number("attendees"),
            contributions: fields.number("contributions"),
            organizations: fields.text("organizations"),
            address: fields.text("address"),
            latitude: fields.number("latitude"),
            longitude: fields.number("longitude"),
            location: fields.multiloc("location"),
            location_hints: fields.multiloc("location_hints"),
            reference: fields.text("reference"),
            comments: fields.number(fields.one_of(["comments/count", "comments"])),
            attachments: fields.number("attachments"),
            followers: fields.number(fields.one_of(["follows_count", "followers"])),
            related_proposals: fields.list("related_proposals"),
            related_results: fields.list("related_results"),
            published: fields.flag("published"),
            withdrawn: fields.flag("withdrawn"),
            withdrawn_at: fields.time("withdrawn_at"),
            private_meeting: fields.flag("private_meeting"),
            transparent: fields.flag("transparent"),
            online_meeting_url: fields.text("online_meeting_url"),
            closing_report: fields.multiloc("closing_report"),
            closed_at: fields.time("closed_at"),
            created_at: fields.time("created_at"),
            updated_at: fields.time("updated_at"),
            url: fields.text("url"),
            extra: fields.rest(),
        }
    }
}
