//! Proposals.

use std::collections::BTreeMap;

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::Serialize;

use super::parts::{AuthorCells, PlaceCells, TopicCells};
use crate::open_data::fields::{Fields, Row};

/// A proposal.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProposalRow {
    /// Its id.
    pub id: Option<u64>,
    /// Who wrote it: several where it has co-authors. Since 0.29, and in the last releases of 0.27
    /// and 0.28.
    pub authors: Vec<AuthorCells>,
    /// What it is about.
    pub topic: TopicCells,
    /// The space and the component that it is in.
    pub place: PlaceCells,
    /// Title.
    pub title: Multiloc,
    /// Text: HTML to 0.27, plain text since 0.28 and in the last releases of 0.27.
    pub body: Multiloc,
    /// Its state, such as `accepted`. `None` where it has none.
    pub state: Option<String>,
    /// When its state became public. Since 0.30.
    pub state_published_at: Option<Timestamp>,
    /// Its reference.
    pub reference: Option<String>,
    /// The official answer; HTML.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub answer: Multiloc,
    /// When it was answered. Since 0.29, and in the last releases of 0.27 and 0.28.
    pub answered_at: Option<Timestamp>,
    /// Votes: `supports` to 0.28, `votes` since 0.29. `None` while they are hidden, since 0.30 and in the last
    /// releases of 0.29.
    pub votes: Option<u64>,
    /// Likes: `endorsements/total_count` to 0.30, `likes/total_count` since 0.31. Who gave them
    /// is in `extra`.
    pub endorsements: Option<u64>,
    /// How many comments it has.
    pub comments: Option<u64>,
    /// How many files are attached. To 0.31.
    pub attachments: Option<u64>,
    /// How many people follow it: `followers` to 0.29, `follows_count` since 0.30.
    pub followers: Option<u64>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When it was created. Since 0.30.
    pub created_at: Option<Timestamp>,
    /// When it was last changed. Since 0.30.
    pub updated_at: Option<Timestamp>,
    /// Its address.
    pub url: Option<String>,
    /// Where it is, in words. Since 0.26.
    pub address: Option<String>,
    /// Where it is, in degrees. Since 0.26.
    pub latitude: Option<f64>,
    /// Where it is, in degrees. Since 0.26.
    pub longitude: Option<f64>,
    /// The addresses of meetings that it came from.
    pub meeting_urls: Vec<String>,
    /// The addresses of proposals that it was copied from; since 0.30 also merged or split from.
    pub related_proposals: Vec<String>,
    /// Whether it is an amendment.
    pub is_amend: Option<bool>,
    /// The title of the proposal that it amends, `original_proposal/title`.
    pub original_proposal_title: Multiloc,
    /// The address of the proposal that it amends, `original_proposal/url`.
    pub original_proposal_url: Option<String>,
    /// Whether its author withdrew it. Since 0.29.
    pub withdrawn: Option<bool>,
    /// When. Since 0.29.
    pub withdrawn_at: Option<Timestamp>,
    /// Whether it was made at a meeting. Since 0.30.
    pub created_in_meeting: Option<bool>,
    /// How many authors it has. Since 0.30.
    pub coauthorships_count: Option<u64>,
    /// What the site says that it costs, in the site's currency. Since 0.30.
    pub cost: Option<f64>,
    /// On its cost; HTML. Since 0.30.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub cost_report: Multiloc,
    /// When it is carried out; HTML. Since 0.30.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub execution_period: Multiloc,
    /// All other cells that are not empty, by their column.
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub extra: BTreeMap<String, String>,
}

impl Row for ProposalRow {
    fn from_fields(mut fields: Fields) -> Self {
        Self {
            id: fields.number("id"),
            authors: AuthorCells::take_all(&mut fields),
            topic: TopicCells::take(&mut fields),
            place: PlaceCells::take(&mut fields),
            title: fields.multiloc("title"),
            body: fields.multiloc("body"),
            state: fields.text("state"),
            state_published_at: fields.time("state_published_at"),
            reference: fields.text("reference"),
            answer: fields.multiloc("answer"),
            answered_at: fields.time("answered_at"),
            votes: fields.number(fields.one_of(["votes", "supports"])),
            endorsements: fields
                .number(fields.one_of(["likes/total_count", "endorsements/total_count"])),
            comments: fields.number("comments"),
            attachments: fields.number("attachments"),
            followers: fields.number(fields.one_of(["follows_count", "followers"])),
            published_at: fields.time("published_at"),
            created_at: fields.time("created_at"),
            updated_at: fields.time("updated_at"),
            url: fields.text("url"),
            address: fields.text("address"),
            latitude: fields.number("latitude"),
            longitude: fields.number("longitude"),
            meeting_urls: fields.list("meeting_urls"),
            related_proposals: fields.list("related_proposals"),
            is_amend: fields.flag("is_amend"),
            original_proposal_title: fields.multiloc("original_proposal/title"),
            original_proposal_url: fields.text("original_proposal/url"),
            withdrawn: fields.flag("withdrawn"),
            withdrawn_at: fields.time("withdrawn_at"),
            created_in_meeting: fields.flag("created_in_meeting"),
            coauthorships_count: fields.number("coauthorships_count"),
            cost: fields.number("cost"),
            cost_report: fields.multiloc("cost_report"),
            execution_period: fields.multiloc("execution_period"),
            extra: fields.rest(),
        }
    }
}
