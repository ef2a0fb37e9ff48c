//! Projects of participatory budgets.

use std::collections::BTreeMap;

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::Serialize;

use super::parts::{PlaceCells, TopicCells};
use crate::open_data::fields::{Fields, Row};

/// A project of a participatory budget.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProjectRow {
    /// Its id.
    pub id: Option<u64>,
    /// What it is about.
    pub topic: TopicCells,
    /// The space and the component that it is in.
    pub place: PlaceCells,
    /// Title.
    pub title: Multiloc,
    /// Description; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// The id of its budget, `budget/id`.
    pub budget_id: Option<u64>,
    /// The title of its budget, `budget/title`. Since 0.30.
    pub budget_title: Multiloc,
    /// The address of its budget, `budget/url`. Since 0.30.
    pub budget_url: Option<String>,
    /// What it costs, in the site's currency.
    pub budget_amount: Option<i64>,
    /// Votes. `None` while they are hidden, since 0.30.
    pub confirmed_votes: Option<u64>,
    /// How many comments it has.
    pub comments: Option<u64>,
    /// How many people follow it: `follows_count`. Since 0.30.
    pub followers: Option<u64>,
    /// Its reference. Since 0.30.
    pub reference: Option<String>,
    /// Where it is, in words. Since 0.29.
    pub address: Option<String>,
    /// Where it is, in degrees. Since 0.30.
    pub latitude: Option<f64>,
    /// Where it is, in degrees. Since 0.30.
    pub longitude: Option<f64>,
    /// When it was chosen to be carried out. Since 0.30.
    pub selected_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed. Since 0.30.
    pub updated_at: Option<Timestamp>,
    /// Its address.
    pub url: Option<String>,
    /// The ids of proposals that it came from.
    pub related_proposals: Vec<String>,
    /// The addresses of those proposals. Their titles, which may hold commas, stand in `extra`.
    pub related_proposal_urls: Vec<String>,
    /// All other cells that are not empty, by their column.
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub extra: BTreeMap<String, String>,
}

impl Row for ProjectRow {
    fn from_fields(mut fields: Fields) -> Self {
        Self {
            id: fields.number("id"),
            topic: TopicCells::take(&mut fields),
            place: PlaceCells::take(&mut fields),
            title: fields.multiloc("title"),
            description: fields.multiloc("description"),
            budget_id: fields.number("budget/id"),
            budget_title: fields.multiloc("budget/title"),
            budget_url: fields.text("budget/url"),
            budget_amount: fields.amount("budget_amount"),
            confirmed_votes: fields.number("confirmed_votes"),
            comments: fields.number("comments"),
            followers: fields.number("follows_count"),
            reference: fields.text("reference"),
            address: fields.text("address"),
            latitude: fields.number("latitude"),
            longitude: fields.number("longitude"),
            selected_at: fields.time("selected_at"),
            created_at: fields.time("created_at"),
            updated_at: fields.time("updated_at"),
            url: fields.text("url"),
            related_proposals: fields.list("related_proposals"),
            related_proposal_urls: fields.list("related_proposal_urls"),
            extra: fields.rest(),
        }
    }
}
