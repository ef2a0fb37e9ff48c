//! Proposals.

use std::collections::BTreeMap;

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::Serialize;

use super::parts::{AuthorCells, PlaceCells, TopicCells};
use crate::open_data::fields::{Fields, Row};

/// A proposal.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ProposalRow {
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
    /// Text; HTML.
    pub body: Multiloc,
    /// Its state, as `accepted`. `None` where it has none.
    pub state: Option<String>,
    /// Its reference.
    pub reference: Option<String>,
    /// The official answer; HTML.
    pub answer: Multiloc,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Votes, which older sites call supports.
    pub votes: Option<u64>,
    /// Endorsements.
    pub endorsements: Option<u64>,
    /// How many comments it has.
    pub comments: Option<u64>,
    /// How many files are attached.
    pub attachments: Option<u64>,
    /// How many people follow it.
    pub followers: Option<u64>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// Its address.
    pub url: Option<String>,
    /// Where it is, in words.
    pub address: Option<String>,
    /// Where it is, in degrees.
    pub latitude: Option<f64>,
    /// Where it is, in degrees.
    pub longitude: Option<f64>,
    /// The addresses of meetings that it came from.
    pub meeting_urls: Vec<String>,
    /// The addresses of proposals that it was copied from.
    pub related_proposals: Vec<String>,
    /// Whether it is an amendment.
    pub is_amend: Option<bool>,
    /// The address of the proposal that it amends.
    pub original_proposal_url: Option<String>,
    /// All other cells that are not empty, by their column.
    pub extra: BTreeMap<String, String>,
}

impl Row for ProposalRow {
    fn from_fields(mut fields: Fields) -> Self {
        Self {
            id: fields.number("id"),
            author: AuthorCells::take(&mut fields),
            topic: TopicCells::take(&mut fields),
            place: PlaceCells::take(&mut fields),
            title: fields.multiloc("title"),
            body: fields.multiloc("body"),
            state: fields.text("state"),
            reference: fields.text("reference"),
            answer: fields.multiloc("answer"),
            answered_at: fields.time("answered_at"),
            votes: fields.number("votes").or_else(|| fields.number("supports")),
            endorsements: fields.number("endorsements/total_count"),
            comments: fields.number("comments"),
            attachments: fields.number("attachments"),
            followers: fields.number("followers"),
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
            original_proposal_url: fields.text("original_proposal/url"),
            extra: fields.rest(),
        }
    }
}
