//! Results: what became of proposals and projects.

use std::collections::BTreeMap;

use civic_core::jiff::Timestamp;
use civic_core::{DateOrDatetime, Multiloc};
use serde::Serialize;

use super::parts::{PlaceCells, TopicCells};
use crate::open_data::fields::{Fields, Row};

/// A result.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ResultRow {
    /// Its id.
    pub id: Option<u64>,
    /// What it is about.
    pub topic: TopicCells,
    /// The component that it is in: only the component; no version names the space.
    pub place: PlaceCells,
    /// The id of the result that it is a part of, `parent/id`.
    pub parent_id: Option<u64>,
    /// How many parts it has. Since 0.30.
    pub children_count: Option<u64>,
    /// Title.
    pub title: Multiloc,
    /// Description; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// When it begins.
    pub start_date: Option<DateOrDatetime>,
    /// When it ends.
    pub end_date: Option<DateOrDatetime>,
    /// The id of its status, `status/id`.
    pub status_id: Option<u64>,
    /// The key of its status, `status/key`.
    pub status_key: Option<String>,
    /// The name of its status, `status/name/LOCALE`.
    pub status_name: Multiloc,
    /// How far it is, in percent.
    pub progress: Option<f64>,
    /// How many comments it has: `comments_count`. Since 0.30.
    pub comments: Option<u64>,
    /// Its reference. Since 0.30.
    pub reference: Option<String>,
    /// Where it is, in words. Since 0.30.
    pub address: Option<String>,
    /// Where it is, in degrees. Since 0.30.
    pub latitude: Option<f64>,
    /// Where it is, in degrees. Since 0.30.
    pub longitude: Option<f64>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed. Since 0.30.
    pub updated_at: Option<Timestamp>,
    /// Its address.
    pub url: Option<String>,
    /// The addresses of proposals that it came from.
    pub proposal_urls: Vec<String>,
    /// All other cells that are not empty, by their column.
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub extra: BTreeMap<String, String>,
}

impl Row for ResultRow {
    fn from_fields(mut fields: Fields) -> Self {
        Self {
            id: fields.number("id"),
            topic: TopicCells::take(&mut fields),
            place: PlaceCells::take(&mut fields),
            parent_id: fields.number("parent/id"),
            children_count: fields.number("children_count"),
            title: fields.multiloc("title"),
            description: fields.multiloc("description"),
            start_date: fields.number("start_date"),
            end_date: fields.number("end_date"),
            status_id: fields.number("status/id"),
            status_key: fields.text("status/key"),
            status_name: fields.multiloc("status/name"),
            progress: fields.number("progress"),
            comments: fields.number("comments_count"),
            reference: fields.text("reference"),
            address: fields.text("address"),
            latitude: fields.number("latitude"),
            longitude: fields.number("longitude"),
            created_at: fields.time("created_at"),
            updated_at: fields.time("updated_at"),
            url: fields.text("url"),
            proposal_urls: fields.list("proposal_urls"),
            extra: fields.rest(),
        }
    }
}
