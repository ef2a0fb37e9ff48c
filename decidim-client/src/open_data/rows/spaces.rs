//! Participatory processes, assemblies and conferences.

use std::collections::BTreeMap;

use civic_core::jiff::Timestamp;
use civic_core::{DateOrDatetime, Multiloc};
use serde::Serialize;

use super::parts::taxonomies;
use crate::open_data::fields::{Fields, Row};

/// A participatory process, an assembly or a conference. The tables are there since 0.30.
///
/// What only one kind has, such as the composition of an assembly, is in `extra`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SpaceRow {
    /// Its id, unique among the spaces of one kind.
    pub id: Option<u64>,
    /// Title.
    pub title: Multiloc,
    /// Subtitle. Not of conferences.
    pub subtitle: Multiloc,
    /// Slogan. Of conferences.
    pub slogan: Multiloc,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// Its hashtag.
    pub hashtag: Option<String>,
    /// Its reference.
    pub reference: Option<String>,
    /// Short description; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub short_description: Multiloc,
    /// Description; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// What is announced above it; HTML. Not of conferences.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub announcement: Multiloc,
    /// Whether the site highlights it.
    pub promoted: Option<bool>,
    /// When it begins. Not of assemblies.
    pub start_date: Option<DateOrDatetime>,
    /// When it ends. Not of assemblies.
    pub end_date: Option<DateOrDatetime>,
    /// The id of its scope, `scope/id`. In 0.30.
    pub scope_id: Option<u64>,
    /// The name of its scope, `scope/name/LOCALE`. In 0.30.
    pub scope_name: Multiloc,
    /// The id of its area, `area/id`. In 0.30; not of conferences.
    pub area_id: Option<u64>,
    /// The name of its area, `area/name/LOCALE`. In 0.30; not of conferences.
    pub area_name: Multiloc,
    /// The ids of its taxonomies, `taxonomies/ids`, where the site writes them. Their names,
    /// `taxonomies/ID/LOCALE`, stand in `extra`.
    pub taxonomy_ids: Vec<String>,
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

impl Row for SpaceRow {
    fn from_fields(mut fields: Fields) -> Self {
        Self {
            id: fields.number("id"),
            title: fields.multiloc("title"),
            subtitle: fields.multiloc("subtitle"),
            slogan: fields.multiloc("slogan"),
            slug: fields.text("slug"),
            hashtag: fields.text("hashtag"),
            reference: fields.text("reference"),
            short_description: fields.multiloc("short_description"),
            description: fields.multiloc("description"),
            announcement: fields.multiloc("announcement"),
            promoted: fields.flag("promoted"),
            start_date: fields.number("start_date"),
            end_date: fields.number("end_date"),
            scope_id: fields.number("scope/id"),
            scope_name: fields.multiloc("scope/name"),
            area_id: fields.number("area/id"),
            area_name: fields.multiloc("area/name"),
            taxonomy_ids: fields.list(taxonomies(&fields)),
            followers: fields.number("follows_count"),
            published_at: fields.time("published_at"),
            created_at: fields.time("created_at"),
            updated_at: fields.time("updated_at"),
            url: fields.text("url"),
            extra: fields.rest(),
        }
    }
}
